"""What people laid down holds until its day, and a line tells the first of several."""

from datetime import date

import pytest

from hub.fixing import LockRow, fixed_by, in_force, telling
from shared.allocation import LockKind
from shared.ids import ResourceId, SchoolId

SCHOOL, GUIDE = SchoolId("0999101-0"), ResourceId("guia")


def lock(**what: object) -> LockRow:
    return LockRow(**{"school": SCHOOL, "resource": GUIDE, "kind": LockKind.MIN, "units": 10, **what})


def test_a_lock_holds_on_its_last_day_and_not_after_it() -> None:
    one = lock(expires=date(2026, 10, 19))

    assert in_force([one], date(2026, 10, 19)) == [one]
    assert in_force([one], date(2026, 10, 20)) == []
    assert in_force([lock()], date(2036, 1, 1)) == [lock()]


def test_a_line_is_told_every_lock_of_its_pair_the_first_class_first() -> None:
    later, first = lock(rank=1, reason="Censo."), lock(rank=0, kind=LockKind.MAX, units=4, reason="Internado.")

    (told,) = fixed_by([later, first]).values()

    assert [(one.kind, one.units, one.reason) for one in told] == [
        (LockKind.MAX, 4, "Internado."), (LockKind.MIN, 10, "Censo."),
    ]  # fmt: skip


@pytest.mark.parametrize(("held_up", "units"), [(True, 30), (False, 40)])
def test_what_holds_a_line_up_is_the_largest_floor_and_what_holds_it_back_the_lowest_ceiling(
    held_up: bool, units: int
) -> None:
    rows = [lock(units=10), lock(units=30), lock(kind=LockKind.MAX, units=50), lock(kind=LockKind.MAX, units=40)]
    (fixed,) = fixed_by(rows).values()

    told = telling(fixed, held_up=held_up)

    assert told is not None
    assert told.units == units


def test_where_there_is_but_one_it_tells_the_line_whichever_way_it_holds() -> None:
    (fixed,) = fixed_by([lock()]).values()

    assert telling(fixed, held_up=False) == fixed[0]
    assert telling([], held_up=True) is None
