from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from edge.attempt import failed
from edge.rows import AttemptRow, SyncState
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
    assert state(pending=3, last_attempt=REFUSED).problem[0].text() == "No se aceptó."


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


@given(st.integers(1, 9), st.integers(0, 9), st.booleans(), st.booleans())
def test_clock_marks_alone_keep_nobody_waiting_and_are_not_said_to_be_confirmed(
    pending: int, left: int, heard: bool, held: bool
) -> None:
    nothing = state(last_ack=NOW if heard else None, held=held)
    found = state(pending=pending, marks=pending, left=min(left, pending), last_ack=NOW if heard else None, held=held)

    assert (found.code, found.waiting) == (nothing.code, 0)
    assert found.confirmed == found.total - pending
