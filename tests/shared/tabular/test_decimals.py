"""The decimal mark of a column is told by the cells that allow one reading; where none does, somebody is asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import BadInput
from shared.tabular import Mark, decimal_mark, number


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1.234,5", "1.234"], Mark.COMMA),
        (["1,234.5", "1,234"], Mark.POINT),
        (["1.234", "0,5"], Mark.COMMA),
        (["1.234", "12.5"], Mark.POINT),
        (["1.234.567", "1.234"], Mark.COMMA),
        (["84", "-13.15", "", "s/d"], Mark.POINT),
        (["84", "7"], Mark.POINT),
    ],
)
def test_one_clear_cell_settles_the_column(cells: list[str], mark: Mark) -> None:
    assert decimal_mark(cells, "x") is mark


@pytest.mark.parametrize("cells", [["1.234"], ["1,234", "84"], ["1.000"], ["1.234", "1,5", "1.5"]])
def test_a_column_that_can_be_read_both_ways_is_asked_about(cells: list[str]) -> None:
    with pytest.raises(BadInput, match=r"units.*--decimal coma o --decimal punto"):
        decimal_mark(cells, "units")


def test_what_was_asked_is_done() -> None:
    assert number("1.234", decimal_mark(["1.234"], "x", asked=Mark.COMMA)) == 1234
    assert number("1.234", decimal_mark(["1.234"], "x", asked=Mark.POINT)) == 1.234


def test_degrees_are_never_thousands() -> None:
    assert decimal_mark(["-13.143", "-74,231"], "lat", bounds=(-90, 90)) in Mark
    assert [number(cell, Mark.POINT, (-90, 90)) for cell in ("-13.143", "-74,231")] == [-13.143, -74.231]


@pytest.mark.parametrize("text", ["abc", "1.2.3", "--1", "1e999", "nan", "inf", "1,2,3", "."])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        number(text, Mark.POINT)


@settings(deadline=None)
@given(st.integers(-9_999_999, 9_999_999), st.integers(0, 99))
def test_both_marks_with_thousands_read_back_the_same(whole: int, cents: int) -> None:
    point = f"{whole:,}.{cents:02d}"
    comma = point.translate(str.maketrans(".,", ",."))

    for mark, text in ((Mark.POINT, point), (Mark.COMMA, comma)):
        assert number(text, mark) == pytest.approx(float(point.replace(",", "")))
