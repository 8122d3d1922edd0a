"""What a plan changes: every line whose quantity differs is told once, and the rest is not."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from hub.changes import Against, Move, counts, differences, earlier, last_approved, rows
from hub.moved_by import Between
from hub.plan_rows import PlanRow, PlanStatus
from shared.allocation import Line, Need, Reason
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Catalogue

UNITS = st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), st.integers(0, 4))
CATALOGUE = Catalogue(1, ())


def lines(units: dict[tuple[str, str], int]) -> list[Line]:
    return [
        Line(school=SchoolId(school), site=SiteId("1"), resource=ResourceId(resource), units=count, lots=count, lot=1,
             reason=Reason.STOCK, need=Need(1, 2, 3), depot="Huamanga", depot_stock=9, depot_schools=3)
        for (school, resource), count in units.items()
    ]  # fmt: skip


@given(before=UNITS, after=UNITS)
def test_exactly_the_lines_whose_quantity_differs_are_told_with_how(
    before: dict[tuple[str, str], int], after: dict[tuple[str, str], int]
) -> None:
    found = differences(lines(before), lines(after))

    wanted = {key for key in {*before, *after} if before.get(key, 0) != after.get(key, 0)}
    assert {(one.school, one.resource) for one in found} == wanted
    assert len(found) == len(wanted)
    assert all(one.units == (before.get(key, 0), after.get(key, 0)) for one in found
               for key in [(one.school, one.resource)])  # fmt: skip


@given(before=UNITS, after=UNITS)
def test_what_it_comes_to_is_the_difference_of_the_plans(
    before: dict[tuple[str, str], int], after: dict[tuple[str, str], int]
) -> None:
    *told, last = rows(differences(lines(before), lines(after)), CATALOGUE, {}, Between())

    assert last[6] == sum(after.values()) - sum(before.values())
    assert sum(int(str(row[6])) for row in told) == last[6]


@given(before=UNITS, after=UNITS)
def test_backwards_what_came_in_goes_out_and_more_is_fewer(
    before: dict[tuple[str, str], int], after: dict[tuple[str, str], int]
) -> None:
    there, back = (counts(differences(lines(a), lines(b))) for a, b in ((before, after), (after, before)))

    assert (there[Move.NEW], there[Move.MORE]) == (back[Move.GONE], back[Move.FEWER])


@pytest.mark.parametrize(
    ("before", "after", "move"),
    [(None, 2, "nueva"), (0, 2, "nueva"), (2, 0, "sale"), (2, None, "sale"), (1, 2, "mas"), (2, 1, "menos")],
)
def test_each_difference_has_the_reasons_of_both_times(before: int | None, after: int | None, move: str) -> None:
    key = ("a", "x")
    (one,) = differences(*(lines({key: units} if units is not None else {}) for units in (before, after)))

    then, now = (said.text() for said in one.reasons(CATALOGUE, Between()))

    assert one.move == move
    assert (then == "No estaba en ese plan.") == (before is None)
    assert (now == "No está en este plan.") == (after is None)
    assert all("Huamanga" in said or "plan." in said for said in (then, now))


def test_where_both_reasons_are_the_same_what_differs_is_told_in_place_of_the_second() -> None:
    (before,), (after,) = lines({("a", "x"): 1}), lines({("a", "x"): 2})
    wanted = Need(8, 9, 9)
    (one,) = differences(*([structs.replace(line, need=wanted)] for line in (before, after)))
    (other,) = differences(
        *([structs.replace(line, need=wanted, depot_stock=line.units + 4)] for line in (before, after))
    )

    (then, now), (_, stock) = ([said.text() for said in told.reasons(CATALOGUE, Between())] for told in (one, other))

    assert then.startswith("El almacén de Huamanga tenía 9 x")
    assert now.startswith("El motivo es el mismo. De esta línea no cambió nada: cambió lo que necesitan")
    assert stock.startswith("El almacén de Huamanga tenía 6 x")


def plans_of(*states: str) -> list[PlanRow]:
    """Return plans in these states, the newest first, named by their place."""
    blank = PlanRow(
        id="", status=PlanStatus.PROPOSED, created=datetime(2026, 1, 1, tzinfo=UTC), period_first=date(2026, 1, 5),
        period_weeks=9, weights_version=1, plan_hash="",
    )  # fmt: skip
    return [replace(blank, id=str(at), status=PlanStatus(state)) for at, state in enumerate(states)]


def test_the_last_approved_plan_is_the_newest_before_it_that_people_signed() -> None:
    plans = plans_of("proposed", "superseded", "approved", "rejected", "published", "proposed")

    found = [last_approved(plans, one) for one in plans]

    assert [one and one.id for one in found] == ["2", "2", "4", "4", None, None]


def test_it_may_be_compared_with_the_last_approved_first_and_with_the_one_before_where_that_is_another() -> None:
    plans = plans_of("proposed", "superseded", "approved", "rejected", "proposed")

    found = [[(against, one.id) for against, one in earlier(plans, plan).items()] for plan in plans]

    approved, before = Against.APPROVED, Against.BEFORE
    assert found == [[(approved, "2"), (before, "1")], [(approved, "2")], [(before, "3")], [(before, "4")], []]
