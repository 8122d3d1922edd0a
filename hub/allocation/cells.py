"""Cells as a column holds them, from text or from Parquet: numbers whole and scaled, codes, words, days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from hub.allocation.faults import Faults
from hub.allocation.instance import Floats, Ints, Names
from hub.allocation.tables import BLANK, Field, Kind
from shared.errors import BadInput
from shared.sentences import N_
from shared.tabular import Mark, day, decimal_mark, number, says_nothing

NO_DAY = 0
"""The ordinal of no day at all."""
_FLAGS = {"si": 1, "sí": 1, "s": 1, "1": 1, "true": 1, "yes": 1, "no": 0, "n": 0, "0": 0, "false": 0}
_EMPTY = N_("falta %(column)s.")
_ID_AS_NUMBER = N_("%(column)s está guardada como número y así pierde sus ceros. Guárdela como texto y repita.")
_BOUNDS = N_("%(column)s es «%(cell)s» y debe estar entre %(least)s y %(most)s.")
_NOT_WHOLE = N_("%(column)s es «%(cell)s» y debe ser un número entero.")
_NO_NUMBER = N_("%(column)s es «%(cell)s» y no es un número.")
_NO_FLAG = N_("%(column)s es «%(cell)s» y debe ser «si» o «no».")
_NO_CHOICE = N_("%(column)s es «%(cell)s» y debe ser una de estas palabras: %(choices)s.")
_NO_DAY = N_("%(column)s es «%(cell)s» y debe ser una fecha (AAAA-MM-DD).")


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """The cells of one column as they were read, with the line of each, and where what is wrong with them is told."""

    file: str
    spelt: str
    cells: Any
    """Text from CSV; whatever Arrow made of it from Parquet, blanks as None or NaN."""
    lines: Ints
    faults: Faults
    mark: Mark | None = None
    """The decimal mark, where somebody said which."""
    delimiter: str = ""
    """Of the file: what parts its cells is in none of them a decimal mark."""

    def tell(self, wrong: Any, why: str, **values: Any) -> None:
        """Tell of the rows that *wrong* marks."""
        at = np.flatnonzero(wrong)
        rows = ((int(self.lines[row]), str(self.cells[row])) for row in at)
        self.faults.add_all(self.file, rows, why, column=self.spelt, **values)

    @property
    def is_text(self) -> bool:
        """Whether the cells are words, and not numbers or flags."""
        return bool(self.cells.dtype == object) and not any(
            isinstance(one, (int, float, bool)) and one == one for one in self.cells[:1000]
        )


def read(column: Column, wanted: Field) -> Any:
    """Return the cells as *wanted* says: an array of texts, of whole numbers, of words or of ordinals of days."""
    return _READERS[wanted.kind](column, wanted)


def blank(wanted: Field, rows: int) -> Any:
    """Return what stands for a column that is not there."""
    if wanted.kind in (Kind.ID, Kind.TEXT):
        return np.full(rows, "", dtype=object)
    if wanted.kind is Kind.SET:
        return np.fromiter(((),) * rows, dtype=object, count=rows)
    return np.full(rows, NO_DAY if wanted.kind is Kind.DAY else wanted.blank, dtype=np.int64)


def texts(column: Column) -> Names:
    """Return the cells as text without spaces around it, blanks empty."""
    # The same ids stand in many rows: each is looked at once.
    codes, uniques = pd.factorize(column.cells)
    words = np.array([*(str(one).strip() for one in uniques), ""], dtype=object)
    return np.asarray(words[codes])


def numbers(column: Column, *, least: float, most: float) -> Floats:
    """Return the cells as numbers; NaN where they are blank, or are none, or out of bounds, which is told."""
    found = _from_text(column) if column.is_text else _plain(column)
    with np.errstate(invalid="ignore"):
        wrong = (found < least) | (found > most) | np.isinf(found)
    column.tell(wrong, _BOUNDS, least=f"{least:,.15g}", most=f"{most:,.15g}")
    return np.where(wrong, np.nan, found)


def _plain(column: Column) -> Floats:
    found: Floats = pd.Series(column.cells).to_numpy(dtype=np.float64, na_value=np.nan)
    return found


def _from_text(column: Column) -> Floats:
    codes, uniques = pd.factorize(texts(column))
    mark = _mark(column, uniques)
    values, bad = np.full(len(uniques), np.nan), np.zeros(len(uniques), dtype=bool)
    for at, text in enumerate(uniques):
        try:
            found = None if says_nothing(text) else number(text, mark)
            values[at] = np.nan if found is None else found
        except BadInput:
            bad[at] = True
    column.tell(bad[codes], _NO_NUMBER)
    return np.asarray(values[codes])


def _mark(column: Column, uniques: Any) -> Mark:
    if column.mark is None and column.delimiter == "," and not any("," in text for text in uniques):
        return Mark.POINT
    try:
        return decimal_mark(uniques, column.spelt, asked=column.mark)
    except BadInput as error:
        column.faults.add(column.file, None, error.said)
        return Mark.POINT


def _whole(column: Column, wanted: Field) -> Ints:
    found = numbers(column, least=wanted.least, most=wanted.most)
    part = found != np.floor(found)
    column.tell(part & ~np.isnan(found), _NOT_WHOLE)
    return _scaled(column, wanted, np.where(part, np.nan, found))


def _number(column: Column, wanted: Field) -> Ints:
    return _scaled(column, wanted, numbers(column, least=wanted.least, most=wanted.most))


def _scaled(column: Column, wanted: Field, found: Floats) -> Ints:
    empty = np.isnan(found)
    if wanted.needed:
        column.tell((texts(column) == "") & empty, _EMPTY)
    # A limit that nothing sets is the largest whole number, which no float holds.
    scaled = np.rint(np.where(empty, 0, found) * wanted.scale).astype(np.int64)
    return np.where(empty, np.int64(wanted.blank), scaled)


def _id(column: Column, _: Field) -> Names:
    if not column.is_text and len(column.cells):
        column.faults.add(column.file, None, _ID_AS_NUMBER, column=column.spelt)
    found = texts(column)
    column.tell(found == "", _EMPTY)
    return found


def _text(column: Column, wanted: Field) -> Names:
    found = texts(column)
    if wanted.choices:
        found = np.array(["" if says_nothing(one) else one.lower() for one in found], dtype=object)
        allowed = (*wanted.choices, *(() if wanted.needed else ("",)))
        column.tell(~np.isin(found.astype(str), allowed), _NO_CHOICE, choices=", ".join(wanted.choices))
    return found


def _set(column: Column, _: Field) -> Names:
    split = {text: tuple(sorted({w.strip() for w in text.split("|")} - {""})) for text in set(texts(column))}
    return np.fromiter((split[text] for text in texts(column)), dtype=object, count=len(column.cells))


def _flag(column: Column, wanted: Field) -> Ints:
    words = texts(column)
    known = {
        word: wanted.blank if says_nothing(word) else _FLAGS.get(word.lower().removesuffix(".0"), -2)
        for word in set(words)
    }
    found = np.array([known[word] for word in words], dtype=np.int64)
    column.tell(found == -2, _NO_FLAG)
    return np.where(found == -2, BLANK, found)


def _day(column: Column, _: Field) -> Ints:
    found = np.zeros(len(column.cells), dtype=np.int64)
    wrong = np.zeros(len(column.cells), dtype=bool)
    for row, cell in enumerate(column.cells):
        try:
            found[row] = _ordinal(cell)
        except BadInput:
            wrong[row] = True
    column.tell(wrong, _NO_DAY)
    return found


def _ordinal(cell: Any) -> int:
    if isinstance(cell, (datetime, date)) and not pd.isna(cell):
        return cell.toordinal()
    if pd.isna(cell) or says_nothing(str(cell)):
        return NO_DAY
    found = day(str(cell))
    return found.toordinal() if found else NO_DAY


_READERS: dict[Kind, Callable[[Column, Field], Any]] = {
    Kind.ID: _id, Kind.TEXT: _text, Kind.SET: _set, Kind.WHOLE: _whole, Kind.NUMBER: _number, Kind.FLAG: _flag,
    Kind.DAY: _day,
}  # fmt: skip
