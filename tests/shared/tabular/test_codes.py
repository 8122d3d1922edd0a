"""Codes get back what a spreadsheet took from them, or are refused where it is gone; what was done is said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import BadInput
from shared.tabular import Codes, restored


@pytest.mark.parametrize(
    "written",
    ["0403691", "403691", "403691.0", "403691,00", "4.03691E+05", "4,03691e5", "'0403691", '="0403691"', "403.691"],
)
def test_a_code_comes_back_from_whatever_was_made_of_it(written: str) -> None:
    assert restored(f" {written} ", 7) == "0403691"


@pytest.mark.parametrize(
    "written", ["4.04E+05", "4.0369E+06", "403691.5", "14036911", "40369X", "-403691", "١٢٣", "04036910"]
)
def test_a_code_that_cannot_be_got_back_is_refused(written: str) -> None:
    with pytest.raises(BadInput):
        restored(written, 7)


def test_an_annex_of_two_figures_is_its_last() -> None:
    assert restored("01", 1) == "1"


@settings(deadline=None)
@given(st.integers(0, 9_999_999), st.sampled_from(["{:d}", "{:07d}", "{:.1f}", "{:.6E}", "'{:07d}"]))
def test_any_code_survives_any_of_the_forms(code: int, form: str) -> None:
    assert restored(form.format(code), 7) == f"{code:07d}"


def test_what_was_put_right_is_counted_by_column() -> None:
    codes = Codes()
    for line, written in enumerate(("403691", "403692", "0403693", "403694.0", ""), 2):
        codes.read(written, 7, "COD_MOD", line)
    codes.read("50101", 6, "UBIGEO", 9)

    assert [note.text() for note in codes.notes()] == [
        "Se restituyeron ceros a la izquierda en COD_MOD. Filas: 2 (líneas 2, 3).",
        "Se restituyeron ceros a la izquierda en UBIGEO. Filas: 1 (línea 9).",
        "Se devolvió a código lo que la hoja de cálculo escribió como número en COD_MOD. Filas: 1 (línea 5).",
    ]
