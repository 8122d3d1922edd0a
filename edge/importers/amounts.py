"""Whole numbers of one file: which of point and comma is its decimal mark is told by all of its cells together."""

from collections.abc import Mapping

from shared.errors import BadInput, BadRow
from shared.sentences import Sentence
from shared.tabular import Mark, Table, decimal_mark, number, says_nothing
from shared.tabular.lines import Lines

MOST_UNITS = 100_000


class Amounts:
    """How a file writes quantities; where that cannot be told, a cell that may be two numbers is refused."""

    def __init__(self, table: Table, headings: Mapping[str, str], spoken: Mapping[str, str]) -> None:
        """Look at the columns of *headings* by field, which people call as *spoken* says."""
        self._spoken = spoken
        self._thousands = Lines()
        self._example = ("", 0)
        # XLSX holds numbers as numbers: there a point is the decimal mark.
        asked = None if table.delimiter else Mark.POINT
        try:
            self._mark: Mark | None = decimal_mark(
                (row[heading] for row in table.rows for heading in headings.values()), "", asked=asked
            )
        except BadInput:
            self._mark = None

    def read(self, line: int, field: str, text: str) -> int | None:
        """
        Return a quantity; None where the cell says nothing.

        Raises:
            BadRow: It is no whole number within bounds, or may be two different ones.
        """
        if says_nothing(text):
            return None
        ways = [mark for mark in Mark if self._mark in (mark, None)]
        found = {_whole(text, mark) for mark in ways}
        if len(found) > 1:
            shown = text.strip()[:20]
            raise BadRow(
                line,
                "«%(text)s» puede tener separador de miles o decimales, y el archivo no deja ver cuál. Escríbalo sin "
                "separador (%(large)s), o sin decimales.",
                text=shown,
                large="".join(one for one in shown if one.isdigit()),
            )
        [value] = found
        if value is None or not 0 <= value <= MOST_UNITS:
            raise BadRow(
                line,
                "«%(text)s» no sirve en la columna %(column)s: escriba un número entero hasta %(most)s.",
                text=text.strip()[:20],
                column=self._spoken[field],
                most=f"{MOST_UNITS:,}",
            )
        if value >= 1000 and ("," in text or "." in text):
            self._thousands.add(line)
            self._example = (text.strip()[:20], value)
        return value

    def notes(self) -> list[Sentence]:
        """Tell of quantities with a separator of thousands."""
        if not self._thousands.count:
            return []
        told = (
            "Cantidades que se leyeron con separador de miles: %(n)s. «%(text)s» es %(units)s: revíselo antes de "
            "aceptar."
        )
        text, units = self._example
        return [Sentence(told, {"n": self._thousands.said(), "text": text, "units": f"{units:,}"})]


def _whole(text: str, mark: Mark) -> int | None:
    """
    Read a whole number as a spreadsheet may have left it; None where it is none.

    >>> [_whole(text, Mark.POINT) for text in ("20", "20.0", "1 234", "1,234", "1.234", "20,0", "1,5", "veinte")]
    [20, 20, 1234, 1234, None, 20, None, None]
    """
    try:
        value = number(text, mark)
    except BadInput:
        return None
    return int(value) if value is not None and value == int(value) else None
