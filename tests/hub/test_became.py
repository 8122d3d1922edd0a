"""What became of each request follows from when it came, from the plans that were read since, and from their lines."""

from datetime import timedelta

from hub.became import Key, Stage, became
from hub.rows import RequestRow
from shared.allocation import Line, Need, Reason
from shared.ids import SchoolId, SiteId
from tests.hub.office import NOW
from tests.hub.regions import TABLET

SCHOOL = SchoolId("0999101-0")
PLANS = {"a": 1, "b": 61}
"""The record that each had heard: in these tests one comes each day."""


def request(units: int, days: int, seq: int) -> RequestRow:
    return RequestRow(
        school=SCHOOL, resource=TABLET, units=units, reason="", day=None, received=NOW + timedelta(days=days),
        chain="c", depth=seq, event=("c", seq), arrived=days + 1,
    )  # fmt: skip


def line(plan: str, asked: int) -> dict[Key, Line]:
    found = Line(
        school=SCHOOL, site=SiteId("1"), resource=TABLET, units=5, lots=1, lot=5, reason=Reason.STOCK,
        need=Need(1, 2, 3), asked=asked,
    )  # fmt: skip
    return {(plan, SCHOOL, TABLET): found}


def stages(*rows: RequestRow, lines: dict[Key, Line] | None = None, refused: tuple[int, ...] = ()) -> list[str]:
    return [one.stage for one in became(rows, PLANS, lines or {}, {("c", seq) for seq in refused})]


def test_what_came_after_the_last_plan_was_read_waits_for_the_next() -> None:
    assert stages(request(9, 61, 1)) == [Stage.WAITS]


def test_the_first_plan_that_was_read_afterwards_decided_it() -> None:
    (one,) = became([request(9, -1, 1)], PLANS, line("a", 9))

    assert (one.stage, one.plan, one.line and one.line.units) == (Stage.DECIDED, "a", 5)


def test_of_two_before_one_plan_the_later_took_the_place_of_the_earlier() -> None:
    rows = request(9, 1, 1), request(12, 2, 2), request(3, -1, 0)

    assert stages(*rows, lines=line("b", 12)) == [Stage.REPLACED, Stage.DECIDED, Stage.PASSED]


def test_a_line_that_names_other_units_decided_another_request() -> None:
    assert stages(request(9, 1, 1), lines=line("b", 12)) == [Stage.PASSED]


def test_what_was_turned_down_waits_for_no_plan_and_what_a_plan_took_up_stays_decided() -> None:
    assert stages(request(9, 61, 1), refused=(1,)) == [Stage.TURNED_DOWN]
    assert stages(request(9, 1, 1), lines=line("b", 9), refused=(1,)) == [Stage.DECIDED]


def test_of_plans_that_heard_the_same_the_first_that_was_drawn_decided() -> None:
    (one,) = became([request(9, 3, 1)], {"b": 5, "a": 5}, line("b", 9))

    assert (one.stage, one.plan) == (Stage.DECIDED, "b")


def test_where_no_plan_ever_went_out_everything_waits() -> None:
    assert [one.stage for one in became([request(9, 1, 1)], {}, {})] == [Stage.WAITS]
