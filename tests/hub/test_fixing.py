"""What people laid down holds until its day, and a line tells the first of several."""

from datetime import date

from hub.fixing import LockRow, fixed_by, in_force
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


def test_a_line_tells_the_lock_of_the_first_class() -> None:
    later, first = lock(rank=1, reason="Censo."), lock(rank=0, kind=LockKind.MAX, units=4, reason="Internado.")

    (told,) = fixed_by([later, first]).values()

    assert (told.kind, told.units, told.reason) == (LockKind.MAX, 4, "Internado.")
