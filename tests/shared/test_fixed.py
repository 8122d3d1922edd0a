"""What a person laid down is told with why, until when, and what kept it from being kept."""

from datetime import date

import msgspec
import pytest

from shared.allocation import Fixed, Line, LockKind, Reason, Turn
from shared.badges import badge
from shared.reasons import why
from shared.web.i18n import catalogue as words
from tests.shared.test_reasons import CATALOGUE, LINE


def locked(fixed: Fixed, **changes: object) -> Line:
    turn = Turn(alpha=2.0, fill_before_pct=10, fill_after_pct=20, pressing_pct=100, fixed=fixed)
    return msgspec.structs.replace(LINE, **{"reason": Reason.LOCK, "turn": turn, **changes})


def said(fixed: Fixed, **changes: object) -> str:
    return why(locked(fixed, **changes), CATALOGUE).text()


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


def test_who_laid_it_down_is_told_by_office_in_the_reader_s_language() -> None:
    told = Fixed(kind=LockKind.MAX, units=40, office="Operación regional")

    assert said(told, units=40) == "Operación regional fijó que reciba a lo más 40."
    assert "Regional operations laid down" in why(locked(told), CATALOGUE).text(words("en").gettext)


def test_a_floor_that_nothing_could_keep_says_what_stands_in_its_way() -> None:
    told = Fixed(kind=LockKind.MIN, units=40, cut_by=Reason.INCOMPATIBLE)
    nobody = Fixed(kind=LockKind.MIN, units=40, cut_by=Reason.STOCK)

    assert said(told, reason=Reason.INCOMPATIBLE, limit="level", units=0) == (
        "La región fijó que reciba al menos 40. Van 0. El recurso es de otro nivel educativo."
    )
    for reason in (Reason.STOCK, Reason.LOCK):
        assert said(nobody, reason=reason, depot="", units=0).endswith(
            "Van 0: ningún almacén atiende todavía a esta escuela."
        )


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
