"""What a table is once it was read: its columns by name, its rows with their lines, and what had to be put right."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shared.errors import BadRow
from shared.sentences import N_, Sentence
from shared.tabular.names import key

_LISTED = 20
_NUMBER = re.compile(r"[-+]?[0-9][0-9.,]*")
_YEAR = re.compile(r"20[0-9]{2}$")


class Cells(Mapping[str, str]):
    """The cells of one row by column name; the names are held once for the whole table."""

    __slots__ = ("_places", "_texts")

    def __init__(self, places: Mapping[str, int], texts: Sequence[str]) -> None:
        self._places, self._texts = places, texts

    def __getitem__(self, name: str) -> str:
        return self._texts[self._places[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@dataclass(frozen=True, slots=True)
class Row:
    """
    One record: where the file has it, and its cells by column name.

    ``line`` is the line on which it ends (from 1; the header counts), or the number of the record in a DBF.
    """

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a reader looks for: our name, the names that others give it, and whether it must be there."""

    name: str
    others: tuple[str, ...] = ()
    needed: bool = False

    @property
    def spoken(self) -> str:
        """
        Return the name to ask for it by: the first that others give it.

        >>> Column("units", ("cantidad", "usos")).spoken, Column("dni").spoken
        ('cantidad', 'dni')
        """
        return self.others[0] if self.others else self.name

    def among(self, headings: Sequence[str]) -> str | None:
        """
        Return the heading that is this column: by our name first, then by the others in their order.

        >>> Column("cod_mod", ("código modular",)).among(["Nombre", " CODIGO  MODULAR "])
        ' CODIGO  MODULAR '
        """
        by_key = {key(heading): heading for heading in reversed(headings)}
        # «Alumnos (2025)»: of several years the last one.
        by_key = {_YEAR.sub("", one): by_key[one] for one in sorted(by_key)} | by_key
        return next((by_key[key(name)] for name in (self.name, *self.others) if key(name) in by_key), None)


@dataclass(frozen=True, slots=True)
class Table:
    """A table read whole: a truncated or damaged file never gives half of itself."""

    columns: tuple[str, ...]
    """As the file names them; our names where the reader said which columns it wants."""
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str
    """Empty where the file has none: DBF and XLSX."""
    ended: bool
    """The last line has its line end: where it must have one, a file without it was cut short."""
    refused: tuple[BadRow, ...] = ()
    """Lines with more or fewer cells than the header: whoever imports must list them with its own."""
    notes: tuple[Sentence, ...] = ()
    """What was left out or assumed, for whoever decides whether it may go in."""
    unread: tuple[str, ...] = ()
    """Columns of the file that nobody asked for."""
    line: int = 1
    """Line of the header."""
    spelt: Mapping[str, str] = field(default_factory=dict)
    """How the file spells each of the columns."""


_LACKS = N_("falta la columna %(missing)s. El archivo trae: %(found)s. Corrija la cabecera y repita.")
_LACK = N_("faltan las columnas %(missing)s. El archivo trae: %(found)s. Corrija la cabecera y repita.")


class Lacking(BadRow):
    """A header without the columns that a reader needs; which they are, for who may not repeat what is there."""

    def __init__(self, line: int, missing: Sequence[str], found: Sequence[str], sheet: str = "") -> None:
        super().__init__(
            line,
            _LACKS if len(missing) == 1 else _LACK,
            missing=", ".join(missing),
            found=headings(found),
        )
        self.missing, self.sheet = tuple(missing), sheet


def headings(found: Sequence[str]) -> str | Sentence:
    """
    Return the headings of a file for a message; what is data and no heading is not repeated: it may name people.

    >>> headings(["cod_mod", "nombre"]), "Ana" in str(headings(["0403691", "0", "Ana"]))
    ('cod_mod, nombre', False)
    """
    if sum(bool(_NUMBER.fullmatch(one)) for one in found) >= 2:
        return Sentence("(la primera línea no parece una cabecera)")
    return ", ".join(found[:_LISTED]) + ("…" if len(found) > _LISTED else "")
