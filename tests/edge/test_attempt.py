from datetime import UTC, datetime

import pytest

from edge.attempt import done
from edge.rows import AttemptRow
from sync.session import Exchange

AT = datetime(2026, 6, 23, tzinfo=UTC)


def ended(state: str, *, acked: bool = False, sent: int = 0, pending: int = 0) -> AttemptRow:
    return done(Exchange(sent, acked, state), at=AT, road="http", pending=pending, next_at=None)


@pytest.mark.parametrize(
    ("row", "outcome", "words"),
    [
        (ended("ok", acked=True, sent=34), "ok", "34 registros con su firma"),
        (ended("ok", acked=True), "ok", "ya tenía todo"),
        (ended("ok", pending=5), "off", "una parte; 5 registros"),
        (ended("left", pending=1), "left", "1 registro guardado"),
        (ended("held", pending=7), "err", "7 registros guardados aquí"),
    ],
)
def test_each_ending_has_its_outcome_and_words(row: AttemptRow, outcome: str, words: str) -> None:
    assert row.outcome == outcome
    assert words in row.text
