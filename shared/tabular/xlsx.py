"""Excel workbooks: values and never formulas, row by row, with numbers as the text that the sheet shows."""

import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from itertools import islice
from typing import Any

from shared.errors import BadInput
from shared.sentences import N_, Sentence
from shared.tabular.archive import MAX_BYTES, opened
from shared.tabular.assemble import HEAD, MAX_COLUMNS, Record, Records, header_at
from shared.tabular.lines import Lines
from shared.tabular.merged import filled_down, merged_down
from shared.tabular.names import trimmed
from shared.tabular.table import Column

MAX_CELLS = 20_000_000
MAX_ROWS = 1_048_576
"""Of a sheet, by its format."""
_MIDNIGHT = time()
# What openpyxl lets through from a damaged workbook: it checks little of what it reads.
_FAULTS = (
    LookupError, ValueError, TypeError, AttributeError, ArithmeticError, SyntaxError, OSError, EOFError, RuntimeError,
    NotImplementedError, AssertionError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
FILLED = N_("Celdas combinadas hacia abajo: lo que dicen se tomó para cada una de sus filas. Filas: %(rows)s.")
LEFT = N_(
    "Números en celdas combinadas: se leyeron solo en su primera fila, porque pueden ser la suma de varias. "
    "Filas que quedaron sin ese número: %(rows)s."
)
_DAMAGED = "«%(name)s» no se puede leer como libro de Excel: está dañado. Guárdelo otra vez como .xlsx o CSV."


def is_workbook(data: bytes, name: str, *, max_bytes: int = MAX_BYTES) -> bool:
    """
    Tell whether a ZIP is an XLSX.

    Raises:
        BadInput: The ZIP breaks a bound, or is a sheet of LibreOffice, a binary workbook or another document.
    """
    with opened(data, name, max_bytes=2 * max_bytes) as file:
        names = set(file.namelist())
    if "content.xml" in names and "mimetype" in names:
        raise BadInput("«%(name)s» es una hoja de LibreOffice (.ods). Guárdela como .xlsx o CSV y repita.", name=name)
    office = "[Content_Types].xml" in names
    if office and not any(one.startswith("xl/") for one in names):
        raise BadInput("«%(name)s» es un documento de Office sin hojas. Guarde su tabla como .xlsx o CSV.", name=name)
    if office and "xl/workbook.bin" in names:
        raise BadInput(
            "«%(name)s» es un libro binario de Excel (.xlsb). Guárdelo como .xlsx o CSV y repita.", name=name
        )
    return office


def xlsx_records(data: bytes, name: str, columns: Sequence[Column]) -> Records:
    """
    Return the records of the sheet that has the columns looked for; of the first with anything, where none has.

    Raises:
        BadInput: It is damaged, holds no sheet, or breaks a bound.
    """
    try:
        book = _book(data)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
        heads = [list(islice((one for one in _rows(sheet, name) if any(one[1])), HEAD)) for sheet in sheets]
    except _FAULTS as error:
        raise BadInput(_DAMAGED, name=name) from error
    if not any(heads):
        raise BadInput("«%(name)s» está vacío. Elija otro archivo.", name=name)
    hits = [_hits(head, columns) for head in heads]
    # Of sheets with the same columns one that has rows: the first of a book is often a blank form.
    best = max(range(len(sheets)), key=lambda at: (hits[at], min(len(heads[at]), 2), -at))
    notes: list[Sentence] = []
    records = Records(_sound(sheets[best], name, notes), "xlsx", notes=notes)
    if sum(map(bool, heads)) > 1:
        words = "El libro tiene varias hojas; se leyó «%(sheet)s»."
        records.sheet = sheets[best].title[:60]
        records.notes.append(Sentence(words, {"sheet": records.sheet}))
        alike = [at for at in range(len(sheets)) if at != best and hits[at] == hits[best] >= 2 and len(heads[at]) > 1]
        if alike:
            told = "Otras hojas traen las mismas columnas y no se leyeron: %(sheets)s. Júntelas, o impórtelas aparte."
            records.notes.append(Sentence(told, {"sheets": ", ".join(sheets[at].title[:60] for at in alike[:8])}))
    return records


def _book(data: bytes) -> Any:
    # Imported here: an idle node does not pay for it. Without defusedxml it would expand entities.
    import defusedxml  # noqa: F401
    from openpyxl import load_workbook

    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
    return load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)


def _hits(head: Sequence[Record], columns: Sequence[Column]) -> int:
    if not head:
        return 0
    cells = head[header_at(head, columns)][1]
    return sum(column.among(cells) is not None for column in columns)


def _sound(sheet: Any, name: str, notes: list[Sentence]) -> Iterator[Record]:
    filled, left = Lines(), Lines()
    try:
        with sheet._get_source() as source:
            merged = merged_down(source)
        yield from _rows(sheet, name, lambda rows: filled_down(rows, merged, filled, left))
    except _FAULTS as error:
        raise BadInput(_DAMAGED, name=name) from error
    for lines, words in ((filled, FILLED), (left, LEFT)):
        if lines.count:
            notes.append(Sentence(words, {"rows": lines.said()}))


Cells = Iterable[tuple[int, list[Any]]]


def _rows(sheet: Any, name: str, filled: Callable[[Cells], Cells] = iter) -> Iterator[Record]:
    from shared.tabular.sheet import sheet_rows

    seen = 0
    for line, row in filled(sheet_rows(sheet)):
        seen += max(len(row), 1)
        cells = [_text(value) for value in row]
        is_wide = len(cells) > MAX_COLUMNS and len(trimmed(cells)) > MAX_COLUMNS
        if line > MAX_ROWS or seen > MAX_CELLS or is_wide:
            raise BadInput("«%(name)s» tiene demasiadas celdas. Deje solo la tabla y repita.", name=name)
        yield line, cells


def _text(value: Any) -> str:
    """
    Return a cell as text: a whole number without its point, a date as ISO writes it.

    >>> [_text(value) for value in (403691.0, -13.143017000000001, datetime(2026, 3, 16), True, None, " a ")]
    ['403691', '-13.143017', '2026-03-16', 'sí', '', ' a ']
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "sí" if value else "no"
        case int():
            return str(value)
        case float():
            return f"{value:.15g}" if abs(value) < 1e15 else f"{value:.0f}"
        case datetime() if value.time() == _MIDNIGHT:
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
        case _:
            return str(value)
