"""The report of a stick: what came, what waits, what was not taken and why; never more than a screen of it."""

import pytest

from hub.carried import NOTHING_OURS, TAKEN_IS_SAFE, Came, Carried, Problem
from shared.sentences import Sentence

JUNK = tuple(Problem(f"foto{at}.jpg", Sentence("No es un paquete.")) for at in range(25))
SCHOOL = Came("00" * 8, "074294", ("I.E. 38001",), 1, 3, 0, known=True, answered=True)


def told(**fields: object) -> str:
    known = dict.fromkeys(("bundles", "new_events", "held", "refused", "replies", "models"), 0)
    return Carried(**(known | fields)).words()  # type: ignore[arg-type]


def test_an_ordinary_visit_is_one_line() -> None:
    words = told(bundles=1, new_events=12_345, replies=1, came=(SCHOOL,))

    assert words == "Paquetes: 1. Registros nuevos: 12,345. Respuestas escritas: 1."


def test_of_many_files_that_were_not_taken_twenty_are_named_and_the_rest_counted() -> None:
    lines = told(refused=25, problems=JUNK).splitlines()

    assert len(lines) == 22
    assert lines[1] == "  foto0.jpg: No es un paquete."
    assert lines[-1] == "  y 5 más"


@pytest.mark.parametrize(("came", "said"), [((), True), ((SCHOOL,), False)])
def test_junk_alone_is_told_from_junk_beside_what_a_school_wrote(came: tuple[Came, ...], said: bool) -> None:
    assert (NOTHING_OURS in told(refused=1, problems=JUNK[:1], came=came)) is said


@pytest.mark.parametrize(("field", "words"), [("held", "En espera: 2"), ("unread", "Sin leer: 2")])
def test_what_is_still_to_be_done_is_told_only_where_there_is_something(field: str, words: str) -> None:
    assert words in told(**{field: 2})
    assert words.partition(":")[0] not in told()


def test_what_stopped_a_visit_is_told_with_what_is_safe() -> None:
    words = told(bundles=1, trouble=Sentence("Se sacó el USB."))

    assert words.endswith(f"Se sacó el USB. {TAKEN_IS_SAFE}")
