"""An error is a sentence with values: said in Spanish at once, in another language where a page shows it."""

from shared.errors import BadIdentifier, BadInput, BadRow, RoadClosed, SequenceGap


def shouted(text: str) -> str:
    """Translate into capitals, leaving the holes for values as they are."""
    return (
        text.upper().replace("%(PROBLEM)S", "%(problem)s").replace("%(LINE)S", "%(line)s").replace("%(WHY)S", "%(why)s")
    )


def test_an_error_inside_an_error_is_translated_too() -> None:
    outer = BadRow(7, "%(problem)s nada cambió", problem=BadInput("falta el nombre"))

    assert str(outer) == "Línea 7: falta el nombre nada cambió"
    assert outer.said.text(shouted) == "LÍNEA 7: FALTA EL NOMBRE NADA CAMBIÓ"


def test_what_somebody_else_raised_is_kept_as_its_words() -> None:
    error = BadInput("No se abre: %(problem)s.", problem=ValueError("mal"))

    assert error.said.params == {"problem": "mal"}


def test_a_row_may_be_refused_for_another_error() -> None:
    row = BadRow(3, BadIdentifier("recurso", "Á", "guia-com-3"))

    assert row.why == "«Á» no es un código de recurso. Escríbalo como guia-com-3."
    assert str(row).startswith("Línea 3: «Á»")


def test_words_that_come_from_outside_may_hold_a_per_cent_sign() -> None:
    assert str(BadInput("queda 5 % del disco, 100%(sic)")) == "queda 5 % del disco, 100%(sic)"


def test_errors_keep_what_a_program_acts_on() -> None:
    assert RoadClosed("Más tarde.", 30).retry_after_s == 30
    assert (SequenceGap(4, 6).expected, SequenceGap(4, 6).got) == (4, 6)
