"""From records to a table: which record is the header, which are no records at all, and which do not fit."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from shared.errors import BadInput, BadRow
from shared.sentences import Sentence
from shared.tabular.names import key, named, trimmed
from shared.tabular.table import Cells, Column, Lacking, Row, Table

MAX_COLUMNS = 512
MAX_REFUSED = 10_000
"""Lines that do not fit: a file with more of them is another thing than it should be, and not a table with faults."""
HEAD = 40
"""Records among which the header is looked for."""
UNSOLVED = "#SIN RESULTADO"
"""The cell of a formula of which the file keeps no result: a blank would pass for one that somebody left."""
_POOL = 50_000
_FOOTER = re.compile(
    r"\W*(sub ?)?total(es)?\b|\W*(fuentes?|notas?|leyenda|elaboraci[oó]n|elaborado)\b|\(?\*+\)? |\([0-9]\) |[0-9]/ ",
    re.IGNORECASE,
)

Record = tuple[int, Sequence[str]]


@dataclass(slots=True)
class Records:
    """What a file holds before anybody knows which of its records is the header."""

    each: Iterator[Record]
    encoding: str
    delimiter: str = ""
    ended: bool = True
    notes: list[Sentence] = field(default_factory=list)
    """Filled while ``each`` is read."""
    faults: list[BadRow] = field(default_factory=list)
    """Records that cannot be used, found while ``each`` is read."""
    sheet: str = ""
    """Of a book with several."""
    ragged: bool = False
    """Each record says how many cells it has (text), so that another number is a fault."""


def assemble(records: Records, columns: Sequence[Column], name: str) -> Table:
    """
    Read the records whole; where *columns* are given, only those, under our names.

    Raises:
        BadInput: There is no record, or thousands do not fit the header.
        BadRow: A needed column is missing, or twice with other contents, or the last record is cut short; or there are
            two tables.
    """
    head = list(islice(_filled(records.each), HEAD))
    if not head:
        raise BadInput("«%(name)s» está vacío. Elija otro archivo.", name=name)
    at = header_at(head, columns)
    _check_one_table(head, at, columns)
    reading = _Reading(head[at], columns, records, name)
    for record in chain(head[at + 1 :], _filled(records.each)):
        reading.take(record)
    reading.end()
    notes = [*_preamble(head[:at], head[at][0]), *records.notes, *reading.notes]
    return Table(
        columns=tuple(reading.places),
        rows=tuple(reading.rows),
        encoding=records.encoding,
        delimiter=records.delimiter,
        ended=records.ended,
        refused=tuple(sorted([*reading.refused, *records.faults], key=lambda one: one.line)),
        notes=tuple(notes),
        unread=reading.unread,
        line=reading.line,
        spelt=reading.spelt,
    )


def header_at(head: Sequence[Record], columns: Sequence[Column]) -> int:
    """
    Return which of the first records is the header: the one with most of the columns looked for, else the first that
    is as wide as a table's header must be. A title, a date or a note above it is narrower.

    >>> header_at([(1, ["Listado", "", ""]), (2, ["a", "b", "c"]), (3, ["1", "2", "3"])], ())
    1
    """
    near = [trimmed(cells)[:MAX_COLUMNS] for _, cells in head]
    hits = [sum(column.among(cells) is not None for column in columns) for cells in near]
    if max(hits) >= 2:
        return hits.index(max(hits))
    filled = [sum(map(bool, map(str.strip, cells))) for _, cells in head]
    return next(at for at, count in enumerate(filled) if 2 * count >= max(filled))


def _check_one_table(head: Sequence[Record], at: int, columns: Sequence[Column]) -> None:
    """
    Refuse a second table: what is above the header is a title, and not a header with rows of its own.

    Raises:
        BadRow: All that another line above says is names of columns that are looked for.
    """
    for line, cells in head[:at]:
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) >= 2 and all(any(column.among([cell]) for column in columns) for cell in filled):
            words = "esta línea y la %(other)s parecen cabeceras: el archivo trae dos tablas. Deje una sola y repita."
            raise BadRow(line, words, other=head[at][0])


def _filled(records: Iterator[Record]) -> Iterator[Record]:
    return (record for record in records if any(map(str.strip, record[1])))


def _preamble(skipped: Sequence[Record], line: int) -> list[Sentence]:
    if not skipped:
        return []
    return [Sentence("La cabecera está en la línea %(line)s; lo que hay antes no se leyó.", {"line": line})]


class _Reading:
    """The rows so far, and what was said of the others."""

    def __init__(self, header: Record, columns: Sequence[Column], records: Records, name: str) -> None:
        self.line, cells = header
        self._header = tuple(cell.strip() for cell in trimmed(cells))
        self._records, self._name = records, name
        self._width, self._least = len(cells), len(self._header)
        if self._least > MAX_COLUMNS:
            raise BadRow(self.line, "la cabecera trae demasiadas columnas (más de %(most)s).", most=MAX_COLUMNS)
        headings = named(self._header)
        self._at, self._needed = self._chosen(headings, columns)
        self.places = {name: place for place, name in enumerate(self._at)}
        self._first = next(iter(self._at.values()), None) if columns else None
        self._twins = self._repeated() if columns else []
        self.spelt = {name: self._header[place] for name, place in self._at.items()}
        read = set(self._at.values())
        self.unread = tuple(one for at, one in enumerate(headings) if at not in read)
        self.rows: list[Row] = []
        self.refused: list[BadRow] = []
        self.notes: list[Sentence] = []
        self._pool: dict[str, str] = {}
        self._odd: list[Record] = []

    def _chosen(self, headings: Sequence[str], columns: Sequence[Column]) -> tuple[dict[str, int], list[int]]:
        if not columns:
            return {heading: at for at, heading in enumerate(headings)}, []
        found = {column.name: column.among(headings) for column in columns}
        if missing := [column.spoken for column in columns if column.needed and found[column.name] is None]:
            raise Lacking(self.line, missing, headings, self._records.sheet)
        at = {name: headings.index(heading) for name, heading in found.items() if heading is not None}
        return at, [at[column.name] for column in columns if column.needed]

    def _repeated(self) -> list[tuple[int, int]]:
        """Return the pairs of columns of one name, where a reader asked for it: they must say the same."""
        keys = [key(cell) for cell in self._header]
        pairs = [(at, other) for at in self._at.values() for other in range(at + 1, len(keys))]
        return [(at, other) for at, other in pairs if keys[at] == keys[other]]

    def take(self, record: Record) -> None:
        """Add a record as a row, or say why it is none."""
        line, cells = record
        if len(cells) != self._width:
            fits = self._fitted(cells)
            if fits is None:
                self._odd.append(record)
                self._bear()
                return
            cells = fits
        if self._first is not None and self._is_no_row(line, cells, self._first):
            return
        for at, other in self._twins:
            if cells[other].strip() not in ("", cells[at].strip()):
                heading = self._header[at]
                raise BadRow(line, "la columna «%(name)s» está dos veces y no dicen lo mismo. Deje una.", name=heading)
        texts = tuple(self._pooled(cells[at]) for at in self._at.values())
        if UNSOLVED in texts:
            words = "una fórmula no trae su resultado: abra el libro en Excel, guárdelo y repita."
            self.refused.append(BadRow(line, words))
            self._bear()
            return
        self.rows.append(Row(line, Cells(self.places, texts)))

    def _bear(self) -> None:
        """Stop where so much does not fit that listing it helps nobody, and fills the memory."""
        if len(self._odd) + len(self.refused) + len(self.notes) + len(self._records.faults) > MAX_REFUSED:
            raise BadInput(
                "«%(name)s» tiene más de %(most)s líneas que no calzan con su cabecera: es otro archivo o está "
                "dañado. Revíselo y repita. No se importó nada.",
                name=self._name,
                most=MAX_REFUSED,
            )

    def _fitted(self, cells: Sequence[str]) -> Sequence[str] | None:
        """Return the cells as many as the header has; None where that would hide or make up something."""
        if len(cells) < self._width:
            if self._records.ragged and len(cells) < self._least:
                return None
            return [*cells, *[""] * (self._least - len(cells))]
        if self._records.ragged and len(trimmed(cells)) > self._width:
            return None
        return cells[: self._width]

    def _is_no_row(self, line: int, cells: Sequence[str], first: int) -> bool:
        """Tell whether it is a total, a source or a note below the table, or the header once more."""
        if cells[first].strip() == self._header[first]:
            return tuple(map(str.strip, trimmed(cells))) == self._header
        if not self._is_footer(cells):
            return False
        if self._lacks(cells):
            self._note_footer(line, cells)
            return True
        return False

    def _lacks(self, cells: Sequence[str]) -> bool:
        """Tell whether a row has too little to be one: a needed cell is empty, or is the word itself."""
        filled = [at for at, cell in enumerate(cells) if cell.strip()]
        if self._needed:
            return any(at not in filled[1:] for at in self._needed)
        return 2 * len(filled) <= self._least or filled[0] == self._first

    def _is_footer(self, cells: Sequence[str]) -> bool:
        return bool(_FOOTER.match(next(cell for cell in cells if cell.strip())))

    def _note_footer(self, line: int, cells: Sequence[str]) -> None:
        first = next(cell.strip() for cell in cells if cell.strip())[:30]
        words = "La línea %(line)s («%(first)s…») no es un registro: no se leyó."
        self.notes.append(Sentence(words, {"line": line, "first": first}))
        self._bear()

    def _pooled(self, text: str) -> str:
        if len(self._pool) < _POOL:
            return self._pool.setdefault(text, text)
        return self._pool.get(text, text)

    def end(self) -> None:
        """
        Settle the records that did not fit.

        Raises:
            BadRow: The last one is short and has no line end: the file was cut.
        """
        for line, cells in self._odd:
            if self._first is not None and len(cells) < self._least and self._is_footer(cells):
                self._note_footer(line, cells)
                continue
            words = "tiene %(cells)s celdas y la cabecera %(width)s."
            error = BadRow(line, words, cells=len(cells), width=self._least)
            if not self._records.ended and len(cells) < self._least and line >= self._last_line():
                raise BadRow(
                    line,
                    "el archivo termina a media línea: tiene %(cells)s celdas y la cabecera %(width)s. Está cortado: "
                    "cópielo otra vez. No se importó nada.",
                    cells=len(cells),
                    width=self._least,
                )
            self.refused.append(error)

    def _last_line(self) -> int:
        return max(self.rows[-1].line if self.rows else 0, self._odd[-1][0])
