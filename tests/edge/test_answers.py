"""How far each request is, against a region that is played out."""

from dataclasses import replace
from datetime import date, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from edge.answers import Asked, Stage, answered
from edge.rows import RequestRow
from shared.allocation import Decision
from shared.ids import ResourceId
from tests.edge.views.school import DECISION, GUIDE, SCHOOL, TABLET

DAY = date(2026, 6, 1)
RESOURCES = (GUIDE, TABLET)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.sampled_from(RESOURCES), st.integers(1, 3)),
        st.tuples(st.just("ack"), st.just(GUIDE), st.just(0)),
        st.tuples(st.just("publish"), st.just(GUIDE), st.just(0)),
    ),
    max_size=14,
)


def row(units: int, on: date | None = DAY, *, confirmed: bool = True, resource: ResourceId = GUIDE) -> RequestRow:
    return RequestRow(SCHOOL, resource, units, "Somos más", on, confirmed)


def decision(asked: dict[ResourceId, int], published: date = DAY, id_: str = "2026-07/074294") -> Decision:
    line = DECISION.lines[1]
    lines = tuple(msgspec.structs.replace(line, resource=one, asked=units) for one, units in asked.items())
    return msgspec.structs.replace(DECISION, id=id_, published=published, lines=lines)


def played(
    steps: list[tuple[str, ResourceId, int]], *, distinct: bool
) -> tuple[list[RequestRow], list[Decision], list[Stage]]:
    """Play a school that asks and a region that takes the last request it has not answered; one day a step."""
    rows: list[RequestRow] = []
    stages: list[Stage] = []
    decisions: list[Decision] = []
    for number, (what, resource, units) in enumerate(steps):
        today = DAY + timedelta(days=number)
        if what == "ask":
            rows.append(row(units + 10 * number if distinct else units, today, confirmed=False, resource=resource))
            stages.append(Stage.HERE)
        elif what == "ack":
            rows = [replace(one, confirmed=True) for one in rows]
            stages = [Stage.WAITING if one is Stage.HERE else one for one in stages]
        else:
            asked = {}
            for of in RESOURCES:
                waiting = [at for at, one in enumerate(rows) if one.resource == of and stages[at] is Stage.WAITING]
                if waiting:
                    asked[of] = rows[waiting[-1]].units
                    for at in waiting:
                        stages[at] = Stage.ANSWERED if at == waiting[-1] else Stage.REPLACED
            decisions.append(decision(asked, today, f"{number}/074294"))
    for at, one in enumerate(rows):
        later = [s for n, s in enumerate(stages) if n > at and rows[n].resource == one.resource]
        if stages[at] is Stage.WAITING and any(s is not Stage.HERE for s in later):
            stages[at] = Stage.REPLACED
    return rows[::-1], decisions[::-1], stages[::-1]


@given(STEPS)
def test_the_state_of_a_request_is_what_became_of_it_at_the_region(steps: list[tuple[str, ResourceId, int]]) -> None:
    rows, decisions, stages = played(steps, distinct=True)

    assert [one.stage for one in answered(rows, decisions)] == stages


@given(STEPS)
def test_whatever_was_asked_twice_no_line_answers_two_and_nothing_unsent_is_with_the_region(
    steps: list[tuple[str, ResourceId, int]],
) -> None:
    rows, decisions, _stages = played(steps, distinct=False)
    found = answered(rows, decisions)
    used = [(one.decision.id, one.request.resource) for one in found if one.decision]

    assert [one.request for one in found] == rows
    assert len(used) == len(set(used))
    for one in found:
        assert (one.stage is Stage.ANSWERED) == (one.line is not None)
        assert one.line is None or (one.line.asked, one.line.resource) == (one.request.units, one.request.resource)
        assert one.stage is not Stage.WAITING or one.request.confirmed
        assert one.stage is not Stage.HERE or not one.request.confirmed


def stages_of(found: list[Asked]) -> list[Stage]:
    return [one.stage for one in found]


def test_a_decision_that_came_before_the_request_was_there_answers_nothing() -> None:
    late = decision({GUIDE: 0}, DAY + timedelta(days=9))

    assert stages_of(answered([row(12)], [late])) == [Stage.WAITING]


def test_a_line_tells_that_a_request_arrived_though_no_receipt_for_it_came_and_nothing_dates_it() -> None:
    asked = row(12, None, confirmed=False)

    assert stages_of(answered([asked], [decision({GUIDE: 12})])) == [Stage.ANSWERED]


def test_of_two_alike_the_one_made_after_the_decision_still_waits() -> None:
    rows = [row(12, DAY + timedelta(days=3)), row(12)]

    assert stages_of(answered(rows, [decision({GUIDE: 12})])) == [Stage.WAITING, Stage.ANSWERED]


def test_of_two_alike_that_the_region_had_by_then_the_last_is_answered() -> None:
    rows = [row(12, DAY), row(12, DAY - timedelta(days=3))]

    assert stages_of(answered(rows, [decision({GUIDE: 12})])) == [Stage.ANSWERED, Stage.REPLACED]


def test_what_was_asked_on_another_computer_answers_nothing_that_is_asked_here_later() -> None:
    assert stages_of(answered([row(12, DAY + timedelta(days=1))], [decision({GUIDE: 12})])) == [Stage.WAITING]


def test_of_two_alike_that_nothing_dates_the_later_one_is_not_called_answered() -> None:
    assert stages_of(answered([row(12, None), row(12, None)], [decision({GUIDE: 12})])) == [
        Stage.WAITING,
        Stage.ANSWERED,
    ]


def test_what_lies_on_a_stick_is_told_apart() -> None:
    assert stages_of(answered([replace(row(3, confirmed=False), left=True)], [])) == [Stage.LEFT]
