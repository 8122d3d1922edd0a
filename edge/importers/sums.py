"""Rows of a register that only sum what is above them: they are no use of anything."""

from collections import Counter
from collections.abc import Iterable

from shared.errors import BadRow
from shared.sentences import Sentence
from shared.tabular.names import key

_LABELS = frozenset(
    key(text) for text in (
        "total", "totales", "total general", "gran total", "subtotal", "sub total", "suma", "suma total", "sumas",
        "total de la semana", "total semana", "total semanal", "total del mes", "grand total", "sum",
    )
)  # fmt: skip
_EVERYTHING = ""


class Sums:
    """The quantities of a register as its rows go by, against which its rows of totals are held."""

    def __init__(self) -> None:
        self._all: Counter[str] = Counter()
        self._since: Counter[str] = Counter()
        self.found = 0

    def add(self, resource: str, units: int) -> None:
        """Count a row that is above the next sum."""
        for of in (resource, _EVERYTHING):
            self._all[of] += units
            self._since[of] += units

    def take(self, line: int, said: int | None, of: str = _EVERYTHING) -> None:
        """
        Leave out a row that sums what is above it, all of it or what came since the last sum: of a resource, or of all.

        >>> sums = Sums()
        >>> sums.add("tablet", 12), sums.add("radio", 3), sums.take(4, 12, "tablet"), sums.take(5, 15), sums.found
        (None, None, None, None, 2)

        Raises:
            BadRow: It says another number.
        """
        if said not in (self._all[of], self._since[of]):
            raise BadRow(
                line,
                "parece una fila de total y dice %(said)s, pero las filas de arriba suman %(sum)s. Si es un total, "
                "quítela del archivo; si no, escriba el nombre del recurso.",
                said=f"{said:,}" if said is not None else "otra cosa",
                sum=f"{self._all[of]:,}",
            )
        if of == _EVERYTHING:
            self._since.clear()
        self._since[of] = 0
        self.found += 1

    def notes(self) -> list[Sentence]:
        """Say how many rows were left out as sums."""
        told = "Filas de total dejadas fuera: %(n)s. Suman las de arriba y contarían dos veces."
        return [Sentence(told, {"n": self.found})] if self.found else []


def is_sum(labels: Iterable[str]) -> bool:
    """
    Tell whether one of these cells of a row says that it is a sum.

    >>> is_sum(["", "TOTAL GENERAL:"]), is_sum(["16/03/2026", "Tabletas"])
    (True, False)
    """
    return any(key(text.strip(" :.=")) in _LABELS for text in labels)
