"""What is said of sending: the answer first, its proof beside it, and nothing that the state does not say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.sync_rows import SyncState
from edge.views.sync_words import short_words, words_of
from shared.sentences import Sentence

NOW = datetime(2026, 6, 23, 14, tzinfo=UTC)
DONE = SyncState("ok", total=9, confirmed=9, pending=0, here=0, left=0)
QUEUE = SyncState("queue", total=9, confirmed=6, pending=3, here=3, left=0)


def said(state: SyncState) -> str:
    return words_of(state, NOW).detail


@pytest.mark.parametrize(
    ("state", "answer", "short"),
    [
        (DONE, "Todo enviado y confirmado", "Al día"),
        (replace(DONE, total=0, confirmed=0), "Todavía no hay registros", "Al día"),
        (QUEUE, "3 registros por enviar", "3 por enviar"),
        (replace(QUEUE, pending=1, here=1), "1 registro por enviar", "1 por enviar"),
        (replace(QUEUE, code="ack", here=0, left=3), "3 registros esperan confirmación", "Por confirmar"),
        (replace(QUEUE, code="ack", pending=1, here=0, left=1), "1 registro espera confirmación", "Por confirmar"),
        (replace(QUEUE, code="send"), "3 registros por enviar", "Enviando"),
        (replace(QUEUE, code="err"), "3 registros por enviar", "Con error"),
        (replace(QUEUE, code="off"), "3 registros por enviar", "Sin contacto"),
        (replace(DONE, marks=2), "Todo enviado y confirmado", "Al día"),
    ],
)
def test_page_and_header_say_one_state(state: SyncState, answer: str, short: str) -> None:
    assert (words_of(state, NOW).answer, short_words(state)) == (answer, short)


def test_before_the_first_receipt_nothing_is_said_to_be_confirmed() -> None:
    words = words_of(replace(QUEUE, confirmed=0), NOW)

    assert words.proof == "La región todavía no confirmó nada."
    assert "Recibo" not in words.detail


def test_a_receipt_is_told_with_its_code_and_its_time() -> None:
    words = words_of(replace(DONE, last_ack=NOW - timedelta(hours=2), receipt="7F3A-22"), NOW)

    assert "De 9 registros, la región confirmó 9." in words.detail
    assert "La región confirmó por última vez: " in words.proof
    assert words.detail.endswith("Recibo 7F3A-22, firma comprobada.")


@pytest.mark.parametrize(("marks", "told"), [(0, ""), (2, "Lo que la laptop anota sola va con el próximo envío.")])
def test_marks_are_told_as_what_they_are_and_nobody_waits_for_them(marks: int, told: str) -> None:
    words = words_of(replace(DONE, marks=marks), NOW)

    assert (words.waiting, words.marks, words.answer) == (0, told, "Todo enviado y confirmado")
    assert words.marks in words.detail


@pytest.mark.parametrize(
    ("here", "left", "told"), [(2, 1, "1 va en el USB."), (1, 2, "2 van en el USB."), (0, 3, ""), (3, 0, "")]
)
def test_what_is_on_the_stick_is_told_where_more_stayed_here(here: int, left: int, told: str) -> None:
    text = said(replace(QUEUE, here=here, left=left))

    assert (told in text, "USB" in text) == (True, bool(told))


@pytest.mark.parametrize(("code", "told"), [("queue", True), ("ok", True), ("err", True), ("off", False)])
def test_that_there_is_no_signal_is_said_once(code: str, told: bool) -> None:
    text = said(replace(QUEUE, code=code, no_road=True))  # type: ignore[arg-type]

    assert ("Ahora no hay señal" in text) is told
    assert "no hay señal" not in said(QUEUE)


def test_what_rests_and_what_is_held_is_told_with_what_to_do() -> None:
    assert "Hoy ya se gastó" in said(replace(QUEUE, resting="budget"))
    assert "El internet se paga por lo que se usa" in said(replace(QUEUE, resting="metered"))
    assert "hasta reconocer este equipo" in said(replace(QUEUE, held=True))
    assert not any(word in said(QUEUE) for word in ("Hoy ya", "medida", "reconocer"))


def test_a_problem_is_told_whole_and_stands_apart() -> None:
    problem = (Sentence("La oficina no lo acepta."), Sentence("Llame al %(n)s.", {"n": 5}))
    words = words_of(replace(QUEUE, problem=problem), NOW)

    assert words.problem == "La oficina no lo acepta. Llame al 5."
    assert "Llame" not in words.detail


@given(st.integers(-90_000, 90_000))
def test_a_next_attempt_is_told_only_while_it_is_still_to_come(seconds: int) -> None:
    words = words_of(replace(QUEUE, next_attempt=NOW + timedelta(seconds=seconds)), NOW)

    assert words.next.startswith("El próximo intento automático: ") is (seconds > 0)


@given(st.integers(0, 99_999), st.integers(0, 99_999))
def test_the_counts_are_those_of_the_state(confirmed: int, pending: int) -> None:
    words = words_of(SyncState("queue", confirmed + pending, confirmed, pending, pending, 0), NOW)

    assert (words.confirmed, words.total, words.waiting) == (confirmed, confirmed + pending, pending)
    assert f"De {confirmed + pending:,} registros, la región confirmó {confirmed:,}." in words.detail
