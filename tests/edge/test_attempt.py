from datetime import UTC, datetime

import pytest

from edge.attempt import done
from edge.rows import AttemptRow
from shared.errors import BadBundle
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


def test_a_page_that_could_not_be_opened_is_told_beside_what_was_confirmed() -> None:
    exchange = Exchange(34, True, "ok", problem=BadBundle("Está dañado."))
    row = done(exchange, at=AT, road="http", pending=0, next_at=None)

    assert (row.outcome, row.reason, row.sent) == ("err", "page", 34)
    assert "34 registros con su firma" in row.text
    assert "no se pudo abrir: Está dañado." in row.text
    assert row.next_step


def test_a_stick_that_took_everything_stays_a_success_with_a_bad_page_on_it() -> None:
    exchange = Exchange(0, False, "left", problem=BadBundle("Está dañado."))
    row = done(exchange, at=AT, road="folder", pending=3, next_at=None)

    assert (row.outcome, "Está dañado." in row.text) == ("left", True)
