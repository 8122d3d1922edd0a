"""A table in a web page: what many systems export under the name of a spreadsheet, and Excel opens as one."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shared.errors import BadInput
from shared.sentences import Sentence
from shared.tabular.assemble import HEAD, MAX_COLUMNS, Record, Records, header_at
from shared.tabular.lines import Lines
from shared.tabular.merged import MAX_MERGED, Merged, filled_down
from shared.tabular.table import Column
from shared.tabular.text import likeliest
from shared.tabular.xlsx import FILLED, LEFT, MAX_CELLS, MAX_ROWS

_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|meta|body|table)\b", re.IGNORECASE)
# No part of these patterns looks beyond the next mark: text of nothing but marks is read once.
_TAG = re.compile(r"<(/?)(table|tr|td|th)\b([^<>]{0,4000})>", re.IGNORECASE)
_ANY = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<(?:br|/?p|/?div)\b[^<>]*>", re.IGNORECASE)
_SPAN = re.compile(r"\b(col|row)span\s*=\s*[\"']?\s*([0-9]{1,5})", re.IGNORECASE)
_ENDED = re.compile(r"</(?:table|html)\s*>", re.IGNORECASE)


@dataclass(slots=True)
class _Table:
    rows: list[list[str | None]] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)
    """By column, the last row that a cell of an earlier row reaches down to."""
    cells: int = 0

    @property
    def width(self) -> int:
        return len(self.rows[-1]) if self.rows else 0

    def begin(self) -> None:
        self.rows.append([])

    def put(self, text: str, attributes: str) -> None:
        """Add a cell to the last row, beside those that reach down into it."""
        if not self.rows:
            self.begin()
        row, line = self.rows[-1], len(self.rows)
        while self.taken.get(len(row), 0) >= line:
            row.append(None)
        spans = {which.lower(): int(many) for which, many in _SPAN.findall(attributes)}
        if spans.get("row", 1) > 1:
            self.taken[len(row)] = line + spans["row"] - 1
            self.merged.append(Merged(line, line + spans["row"] - 1, len(row)))
        row.append(text or None)
        row.extend([None] * min(spans.get("col", 1) - 1, MAX_COLUMNS))
        self.cells += 1


def page_records(data: bytes, name: str, columns: Sequence[Column]) -> Records | None:
    """
    Return the records of the table of a page that has most of the columns looked for; None where none has any.

    Raises:
        BadInput: It ends before its table does, or has too many cells.
    """
    if not _START.match(data[:200]):
        return None
    encoding = _encoding(data)
    text = data.decode(encoding, "replace")
    tables = [one for one in _tables(text, name) if len(one.rows) > 1 and max(map(len, one.rows)) > 1]
    hits = [_hits(one, columns) for one in tables]
    if not tables or (columns and not any(hits)):
        return None  # A page that asks for a password has a table of its own.
    best = max(range(len(tables)), key=lambda at: (hits[at], tables[at].cells))
    if not _ENDED.search(text[-200:]):
        raise BadInput("«%(name)s» está cortado o dañado. Cópielo otra vez; no se importó nada.", name=name)
    notes: list[Sentence] = []
    if hits[best] > 1 and hits.count(hits[best]) > 1:
        told = "Otras tablas de la página traen las mismas columnas y no se leyeron: %(n)s. Impórtelas aparte."
        notes.append(Sentence(told, {"n": hits.count(hits[best]) - 1}))
    # Numbers are texts here, so that their decimal mark is judged as that of a text.
    return Records(_sound(tables[best], notes), encoding, delimiter="<td>", notes=notes)


def _encoding(data: bytes) -> str:
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return likeliest(data, ("cp1252", "cp850"))
    return "utf-8-sig"


def _tables(text: str, name: str) -> list[_Table]:
    found, cells, rows = [_Table()], 0, 0
    open_: tuple[int, str] | None = None
    for tag in _TAG.finditer(text):
        table = found[-1]
        if open_ is not None:
            table.put(_said(text[open_[0] : tag.start()]), open_[1])
            open_, cells = None, cells + 1
        # What a mark costs of memory is far more than the mark.
        if cells > MAX_CELLS or rows > MAX_ROWS or len(table.merged) > MAX_MERGED or table.width > 2 * MAX_COLUMNS:
            raise BadInput("«%(name)s» tiene demasiadas celdas. Deje solo la tabla y repita.", name=name)
        match bool(tag[1]), tag[2].lower():
            case False, "td" | "th":
                open_ = tag.end(), tag[3]
            case False, "tr":
                table.begin()
                rows += 1
            case _, "table" if table.rows:
                found.append(_Table())
                rows += 1
    return found


def _said(inner: str) -> str:
    return " ".join(html.unescape(_ANY.sub("", _BREAK.sub(" ", inner))).split())


def _hits(table: _Table, columns: Sequence[Column]) -> int:
    head = [(at, [cell or "" for cell in row]) for at, row in enumerate(table.rows[:HEAD], 1) if any(row)]
    cells = head[header_at(head, columns)][1] if head else []
    return sum(column.among(cells) is not None for column in columns)


def _sound(table: _Table, notes: list[Sentence]) -> Iterator[Record]:
    filled, left = Lines(), Lines()
    for line, row in filled_down(enumerate(table.rows, 1), sorted(table.merged), filled, left):
        yield line, ["" if cell is None else cell for cell in row]
    for lines, words in ((filled, FILLED), (left, LEFT)):
        if lines.count:
            notes.append(Sentence(words, {"rows": lines.said()}))
