from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from edge.attempt import failed, kind_of, still_standing
from edge.sync_rows import AttemptRow, SyncState
from edge.sync_state import sync_state
from shared.errors import HubRefused, RoadClosed

NOW = datetime(2026, 6, 23, tzinfo=UTC)
REFUSED = failed(HubRefused("No se aceptó."), at=NOW, road="http", next_at=None)
NO_ROAD = failed(RoadClosed("No hubo señal."), at=NOW, road="http", next_at=None)


def state(**changed: Any) -> SyncState:
    usual: dict[str, Any] = {
        "total": 9,
        "pending": 0,
        "left": 0,
        "sending": False,
        "held": False,
        "last_ack": NOW,
        "receipt": "",
        "last_attempt": None,
        "next_attempt": None,
    }
    return sync_state(**(usual | changed))


def test_the_six_states() -> None:
    assert state().code == "ok"
    assert state(pending=3).code == "queue"
    assert state(pending=3, sending=True).code == "send"
    assert state(pending=3, left=3).code == "ack"
    assert state(total=0, last_ack=None).code == "off"
    assert state(pending=3, trouble=REFUSED).problem[0].text() == "No se aceptó."


def test_no_road_stands_beside_the_count_and_is_no_problem() -> None:
    waiting = state(pending=3, last_attempt=NO_ROAD)

    assert (waiting.code, waiting.no_road, waiting.problem) == ("queue", True, ())


def test_a_stick_that_is_not_there_says_nothing_about_the_signal() -> None:
    missing = failed(RoadClosed("No se encuentra la carpeta."), at=NOW, road="folder", next_at=None)

    assert not state(last_attempt=missing).no_road
    assert "señal" not in missing.next_step
    assert "Conecte el USB" in missing.next_step


@given(st.integers(0, 9), st.integers(0, 9), st.sampled_from([None, REFUSED, NO_ROAD]), st.booleans())
def test_up_to_date_is_never_said_with_something_unconfirmed(
    pending: int, left: int, last: AttemptRow | None, heard: bool
) -> None:
    found = state(pending=pending, left=min(left, pending), last_attempt=last, last_ack=NOW if heard else None)

    assert (found.code == "ok") == (pending == 0 and heard)
    assert found.confirmed + found.here + found.left == found.total


@given(st.integers(0, 9), st.integers(1, 9), st.booleans(), st.booleans())
def test_clock_marks_keep_nobody_waiting_and_are_told_only_alone(
    pending: int, marks: int, heard: bool, held: bool
) -> None:
    known = {"pending": pending, "last_ack": NOW if heard else None, "held": held}
    without, found = state(**known), state(**known, marks=marks)

    assert replace(found, marks=0) == without
    assert found.marks == (0 if pending else marks)


@given(
    st.integers(0, 9),
    st.integers(0, 9),
    st.sampled_from([None, REFUSED, NO_ROAD]),
    st.sampled_from([None, REFUSED]),
    st.sampled_from(["", "budget", "metered"]),
    st.booleans(),
)
def test_the_headline_knows_the_outbox_and_the_acks_and_nothing_of_how_the_last_attempt_went(
    pending: int, left: int, last: AttemptRow | None, trouble: AttemptRow | None, resting: str, heard: bool
) -> None:
    known = {"pending": pending, "left": min(left, pending), "last_ack": NOW if heard else None}
    found = state(**known, last_attempt=last, trouble=trouble, resting=resting)
    alone = state(**known)

    assert (found.code, found.here, found.confirmed) == (alone.code, alone.here, alone.confirmed)
    assert (found.resting, bool(found.problem)) == (resting, trouble is not None)


def test_a_stick_that_could_not_be_read_does_not_say_that_there_is_no_signal() -> None:
    no_stick = failed(RoadClosed("No se encuentra la carpeta."), at=NOW, road="folder", next_at=None)

    assert not state(pending=3, last_attempt=no_stick).no_road


def test_a_trouble_stands_until_something_works_on_its_road() -> None:
    left = failed(RoadClosed(""), at=NOW, road="folder", next_at=None)
    stick_refused = failed(HubRefused("No."), at=NOW, road="folder", next_at=None)
    left = replace(left, outcome="left")
    fine = replace(NO_ROAD, outcome="ok")

    assert still_standing([NO_ROAD, left, REFUSED]) == [REFUSED]
    assert still_standing([left, stick_refused]) == []
    assert still_standing([NO_ROAD, fine, REFUSED]) == []
    assert [kind_of(row) for row in (REFUSED, NO_ROAD, fine)] == ["person", "retry", ""]
