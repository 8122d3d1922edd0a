"""What a person laid down is told with why, until when, and what kept it from being kept."""

from datetime import date

import msgspec
import pytest

from shared.allocation import Fixed, LockKind, Reason, Turn
from shared.badges import badge
from shared.reasons import why
from tests.shared.test_reasons import CATALOGUE, LINE


def said(fixed: Fixed, **changes: object) -> str:
    turn = Turn(alpha=2.0, fill_before_pct=10, fill_after_pct=20, pressing_pct=100, fixed=fixed)
    line = msgspec.structs.replace(LINE, reason=Reason.LOCK, turn=turn, **changes)
    return why(line, CATALOGUE).text()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (LockKind.EXACT, "La región fijó que reciba 40."),
        (LockKind.MIN, "La región fijó que reciba al menos 40."),
        (LockKind.MAX, "La región fijó que reciba a lo más 40."),
        (LockKind.EXCLUDE, "La región dejó esta escuela fuera del reparto de guías de Comunicación 3°."),
    ],
)
def test_each_kind_of_lock_has_its_words(kind: LockKind, words: str) -> None:
    assert said(Fixed(kind=kind, units=40), units=40) == words


def test_why_and_until_when_it_holds_are_told() -> None:
    fixed = Fixed(kind=LockKind.MIN, units=5, reason="Residencia nueva.", expires=date(2026, 12, 31))

    assert said(fixed).endswith("al menos 5. Motivo: Residencia nueva. Vale hasta el 31/12/2026.")


@pytest.mark.parametrize("cut_by", [one for one in Reason if one is not Reason.SATISFIED])
def test_a_lock_that_could_not_be_kept_says_what_goes_and_why_no_more(cut_by: Reason) -> None:
    text = said(Fixed(kind=LockKind.EXACT, units=40, cut_by=cut_by), units=31, limit="cargador")

    assert text.startswith("La región fijó que reciba 40. Van 31: ")
    assert "%(" not in text


def test_a_school_reads_that_a_person_laid_it_down() -> None:
    line = msgspec.structs.replace(LINE, reason=Reason.LOCK)

    assert badge(line).words.text() == "Fijado por una persona"
