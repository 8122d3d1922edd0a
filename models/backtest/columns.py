"""The files of a backtest as columns of text, numbers and periods, whatever program wrote them."""

import io
import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.demand import Floats
from shared.errors import BadInput
from shared.os_errors import reason
from shared.tabular.archive import MAX_BYTES, unzipped

MOST = 1e12
"""Of a value: what is more is no amount, and its sums and squares would not be told apart."""
_MONTH = re.compile(r"(\d{4})[-/]?(\d{2}|(?<=[-/])\d)$")
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:[ T].*)?$")
_DAY_FIRST = re.compile(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})(?:[ T].*)?$")
"""As Peru writes a day, or a month."""
_WHOLE = re.compile(r"\d{1,7}$")
_WHOLE_AS_DECIMAL = re.compile(r"(\d{1,8})[.,]0+$")
"""As programs write whole numbers of a column in which some are missing."""
_MARKS = (",", ";", "\t", "|")
_MARK_SAID = re.compile(r"sep=(.)\s*?(?:\r\n|\r|\n)")
"""The line that tells a spreadsheet what parts cells; it does not show it, nor count it."""
_DECIMAL_COMMA = r"^\s*([-+]?\d+),(\d+)\s*$"
_FREQ = re.compile(r"W(-[A-Z]{3})?|M[SE]?")
_WORDS = ("unique_id", "ds", "origin")
_MEANING = ("censored", "kind")
"""Names of columns that need not be there, and mean something where they are."""
_NOTHING = ("", "nan", "na", "n/a", "null", "none")
_TRUTH = {"true": "1", "false": "0"}
_ZIP, _PARQUET = b"PK\x03\x04", b"PAR1"


class Freq(StrEnum):
    """The length of a period; its value is what ``--freq`` takes."""

    WEEK = "W"
    MONTH = "M"

    @classmethod
    def of(cls, text: str) -> "Freq":
        """
        Return the one that *text* names, as here or as pandas does.

        >>> [Freq.of(one).value for one in ("W", "w", "W-MON", "M", "MS", "ME")]
        ['W', 'W', 'W', 'M', 'M', 'M']

        Raises:
            BadInput: It names no weeks and no months.
        """
        if _FREQ.fullmatch(text.strip().upper()):
            return cls(text.strip()[0].upper())
        raise BadInput("--freq es W (semanas) o M (meses), y dice «%(text)s».", text=text)

    @property
    def season(self) -> int:
        """Periods of a year."""
        return 52 if self is Freq.WEEK else 12


def read(file: Path, needed: Sequence[str]) -> Any:
    """
    Return a CSV as a frame of text; *needed* columns may be written in capitals or with spaces around.

    Plain or gzip; with commas, semicolons, tabs or bars (but with commas, 2,5 is two and a half); in UTF-8, UTF-16 or
    Windows-1252. Of two columns named alike the one in small letters is meant, else the first.

    Raises:
        BadInput: It cannot be read, is no CSV, or lacks a column or any row.
    """
    import pandas as pd

    text = _text(file)
    said = _MARK_SAID.match(text)
    text = text[said.end() :] if said else text
    heading = re.split(r"[\r\n]", text, maxsplit=1)[0]
    mark = said[1] if said else max(_MARKS, key=heading.count)
    try:
        frame = pd.read_csv(io.StringIO(text), sep=mark, dtype=str, keep_default_na=False, skipinitialspace=True)
    except pd.errors.EmptyDataError:
        frame = pd.DataFrame()
    except ValueError as error:
        raise BadInput("No se puede leer %(file)s: %(error)s.", file=file, error=str(error).strip()) from error
    frame = _squared(frame, file)
    frame.columns = _names([str(name) for name in frame], needed)
    if lost := [name for name in needed if name not in frame]:
        raise BadInput(
            "A %(file)s le faltan columnas: %(lost)s. La primera línea debe nombrarlas.",
            file=file, lost=", ".join(lost),
        )  # fmt: skip
    if frame.empty:
        raise BadInput("%(file)s no tiene ninguna fila.", file=file)
    # An index that some program wrote has no name, and tells nothing.
    frame = frame.drop(columns=[name for name in frame if str(name).startswith("Unnamed: ")])
    # Neither a space before nor one behind a name is seen by whoever wrote it.
    if "unique_id" in frame:
        frame["unique_id"] = frame["unique_id"].str.strip()
    if mark != ",":
        amounts = [name for name in frame if name not in _WORDS]
        frame[amounts] = frame[amounts].replace(_DECIMAL_COMMA, r"\1.\2", regex=True)
    return frame


def _squared(frame: Any, file: Path) -> Any:
    """
    Return rows as long as the heading, without the empty ones at the end.

    Raises:
        BadInput: Rows have more cells than the heading has names, and these say something.
    """
    import pandas as pd

    if not isinstance(frame.index, pd.RangeIndex):
        # What is too long pandas takes for names of rows: the first cells, and not those that are too many.
        names = [str(name) for name in frame]
        frame = frame.reset_index().fillna("")
        if frame.iloc[:, len(names) :].ne("").to_numpy().any():
            raise BadInput(
                "Las filas de %(file)s tienen más celdas que nombres la primera línea. Nombre todas; si la coma es de "
                "los decimales, escriba punto, o separe las celdas con punto y coma.",
                file=file,
            )
        frame = frame.iloc[:, : len(names)].set_axis(names, axis=1)
    told = np.flatnonzero(frame.fillna("").ne("").to_numpy().any(axis=1))
    return frame.iloc[: int(told[-1]) + 1 if told.size else 0].fillna("")


def _names(written: Sequence[str], needed: Sequence[str]) -> list[str]:
    """
    Return the names of columns, each once: one that is already there stays as it was written.

    >>> _names(["unique_id", "DS ", "Y", "y", " units"], ["unique_id", "ds", "y"])
    ['unique_id', 'ds', 'Y', 'y', 'units']
    """
    names: list[str] = []
    for one in written:
        called = _called(one, needed)
        names.append(one if called in names or (called != one and called in written) else called)
    return names


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadInput("No se puede leer %(file)s: %(why)s.", file=file, why=reason(error)) from error
    if len(data) > MAX_BYTES:
        raise BadInput(
            "«%(name)s» es demasiado grande (más de %(most)s MB). Divídalo y repita.",
            name=file, most=MAX_BYTES // 1_048_576,
        )  # fmt: skip
    data = unzipped(data, str(file))
    if data.startswith((_ZIP, _PARQUET)):
        raise BadInput("%(file)s no es un CSV. Guárdelo como CSV UTF-8 y repita.", file=file)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _called(name: str, needed: Sequence[str]) -> str:
    plain = name.strip()
    return plain.lower() if plain.lower() in (*needed, *_MEANING) else plain


def numbers(column: Any, name: str, file: Path) -> Floats:
    """
    Return a column as numbers, NaN where it says nothing; yes and no in English are 1 and 0.

    Raises:
        BadInput: A value is no number, or too large for an amount; with its line.
    """
    import pandas as pd

    said = column.str.strip()
    plain = said.str.lower()
    found: Floats = pd.to_numeric(plain.replace(_TRUTH).replace("", "nan"), errors="coerce").to_numpy(dtype=float)
    wrong = np.flatnonzero((np.isnan(found) & ~plain.isin(_NOTHING).to_numpy()) | (np.abs(found) > MOST))
    if wrong.size:
        raise BadInput(
            "%(file)s, línea %(line)s: «%(value)s» no es un número, o pasa de %(most).0e, en la columna %(name)s. "
            "Escríbalo sin separador de miles y repita.",
            file=file, most=MOST, line=int(wrong[0]) + 2, value=column.iloc[int(wrong[0])], name=name,
        )  # fmt: skip
    return found


def ordinals(column: Any, freq: Freq, file: Path) -> NDArray[np.int64]:
    """
    Return for each ``ds`` its period as a number that grows by one from period to period.

    Raises:
        BadInput: A text is no period, or is not written as the first one (plain, year first, day first); with its line.
    """
    known: dict[str, int] = {}
    style = _style(str(column.iloc[0]), freq)
    for at, text in enumerate(column):
        if text in known:
            continue
        try:
            known[text] = ordinal(text, freq)
            if _style(text, freq) != style:
                raise ValueError(text)
        except ValueError as error:
            raise BadInput(
                "%(file)s, línea %(line)s: «%(text)s» no es una fecha en la columna ds, o no está escrita como "
                "la primera. Use AAAA-MM-DD, DD/MM/AAAA, AAAA-MM, MM/AAAA o AAAA-Www.",
                file=file, line=at + 2, text=text,
            ) from error  # fmt: skip
    return column.map(known).to_numpy(dtype=np.int64)  # type: ignore[no-any-return]


def ordinal(text: str, freq: Freq) -> int:
    """
    Return the number of the period that *text* names.

    >>> ordinal("2020-01-13", Freq.WEEK) - ordinal("2020-W02", Freq.WEEK)
    1
    >>> ordinal("202001", Freq.MONTH) - ordinal("2019-12-31", Freq.MONTH)
    1
    >>> ordinal("13/01/2020", Freq.WEEK) - ordinal("2020-01-06", Freq.WEEK)
    1
    >>> ordinal("7", Freq.WEEK), ordinal("7.0", Freq.WEEK)
    (7, 7)
    """
    text = _whole(text)
    if is_plain(text, freq):
        return int(text)
    day = _day(text)
    # Weeks are counted from whatever day they start on: a panel keeps to one.
    return (day.year - 1970) * 12 + day.month - 1 if freq is Freq.MONTH else (day.toordinal() - 1) // 7


def _day(text: str) -> date:
    """Return the day that *text* names, or the first of its month; where the day stands first, as in Peru."""
    if month := _MONTH.fullmatch(text):
        return date(int(month[1]), int(month[2]), 1)
    if told := _DAY_FIRST.fullmatch(text):
        return date(int(told[3]), int(told[2]), int(told[1] or 1))
    if told := _YEAR_FIRST.fullmatch(text):
        return date(int(told[1]), int(told[2]), int(told[3]))
    return date.fromisoformat(text[:10])


def _style(text: str, freq: Freq) -> tuple[bool, bool]:
    """Return what all periods of a file share, for a day in front is not always one: a plain number, the year last."""
    return is_plain(text, freq), _DAY_FIRST.fullmatch(text.strip()) is not None


def is_plain(text: str, freq: Freq) -> bool:
    """
    Tell whether a period is a plain number; six digits are a month of a panel by month.

    >>> [is_plain(one, Freq.MONTH) for one in ("7", "2020", "202001", "2020-01")]
    [True, True, False, False]
    """
    text = _whole(text)
    is_month = freq is Freq.MONTH and re.fullmatch(r"(19|20)\d\d(0[1-9]|1[0-2])", text)
    return bool(_WHOLE.fullmatch(text)) and not is_month


def _whole(text: str) -> str:
    text = text.strip()
    decimal = _WHOLE_AS_DECIMAL.fullmatch(text)
    return decimal[1] if decimal else text
