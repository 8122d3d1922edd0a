from datetime import UTC, datetime

import msgspec
import pytest

from edge.attempt import done, failed, kind_of
from edge.sync_rows import AttemptRow
from shared.errors import BadBundle, NotTheHub
from sync.feed import FeedItem
from sync.session import Exchange
from tests.edge.building import LIFE
from tests.edge.troubles import TROUBLES

AT = datetime(2026, 6, 23, tzinfo=UTC)


def ended(state: str, *, acked: bool = False, sent: int = 0, pending: int = 0) -> AttemptRow:
    return done(Exchange(sent, acked, state), at=AT, road="http", pending=pending, next_at=None)


@pytest.mark.parametrize(
    ("row", "outcome", "words"),
    [
        (ended("ok", acked=True, sent=34), "ok", "34 registros con su firma"),
        (ended("ok", acked=True), "ok", "No había registros por enviar"),
        (ended("ok", pending=5), "off", "una parte; faltan 5 registros"),
        (ended("left", pending=1), "left", "1 registro copiado en el USB"),
        (ended("held", pending=7), "err", "7 registros guardados aquí"),
    ],
)
def test_each_ending_has_its_outcome_and_words(row: AttemptRow, outcome: str, words: str) -> None:
    assert row.outcome == outcome
    assert words in row.text


def test_what_the_region_sent_is_named_by_what_it_is() -> None:
    items = [FeedItem((LIFE, n), "all", kind, kind, b"") for n, kind in enumerate(("decision", "calendar", "decision"))]
    row = done(Exchange(0, True, "ok", items), at=AT, road="http", pending=0, next_at=None)

    assert "Llegaron 2 decisiones. Llegó el calendario de la región." in row.text


def test_a_laptop_that_is_not_recognised_is_not_told_that_it_soon_will_be() -> None:
    assert "es nueva, o se dio de baja" in ended("held", pending=1).text
    assert "todavía" not in ended("held", pending=1).text


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


def test_what_happened_is_kept_as_sentences_that_another_language_can_say() -> None:
    exchange = Exchange(34, True, "ok", problem=BadBundle("Está dañado: %(what)s.", what="x"))
    row = done(exchange, at=AT, road="http", pending=0, next_at=None)

    assert [sentence.text() for sentence in row.said] == [
        "La región confirmó 34 registros con su firma.",
        "Pero una parte de lo que mandó la oficina no se pudo abrir: Está dañado: x.",
    ]
    assert row.text == " ".join(sentence.text() for sentence in row.said)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(row), type=AttemptRow) == row


def test_a_row_of_an_older_version_is_still_read() -> None:
    now = msgspec.to_builtins(ended("ok", acked=True, sent=34))
    older = {name: value for name, value in now.items() if name != "said"}

    assert msgspec.convert(older, AttemptRow).text == "La región confirmó 34 registros con su firma."


def test_each_trouble_has_its_own_code_and_words() -> None:
    rows = [failed(trouble, at=datetime(2026, 1, 1, tzinfo=UTC), road="http", next_at=None) for trouble in TROUBLES]

    assert all(row.text and row.next_step for row in rows)
    assert {row.reason for row in rows} >= {"road_closed", "refused", "untrusted", "damaged", "newer", "unexpected"}


def test_somebody_else_at_the_offices_address_is_tried_again_and_told_how_to_find_out_who() -> None:
    row = failed(NotTheHub("Otro."), at=AT, road="http", next_at=None)

    assert (row.outcome, row.reason, kind_of(row)) == ("off", "another", "retry")
    assert "avise a soporte" in row.next_step


def test_what_nobody_expected_asks_for_the_program_to_be_opened_again() -> None:
    row = failed(ModuleNotFoundError("x"), at=AT, road="http", next_at=None)

    assert "cierre Chasqui y ábralo otra vez" in row.next_step
