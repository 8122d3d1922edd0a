"""What an import did, row by row: read, added, there already, refused with its line."""

from dataclasses import dataclass, field
from typing import Any

from shared.errors import BadRow

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Imported:
    """Counts of rows; ``refused`` says which lines were left out, and why."""

    read: int
    added: int
    known: int
    refused: tuple[BadRow, ...] = field(default=())

    def words(self) -> str:
        """
        Return the report in Spanish.

        >>> print(Imported(3, 1, 1, (BadRow(4, "la hora no se entiende."),)).words())
        3 filas leídas: 1 nuevas, 1 ya estaban, 1 rechazadas.
          Línea 4: la hora no se entiende.
        """
        head = (
            f"{self.read} filas leídas: {self.added} nuevas, {self.known} ya estaban, {len(self.refused)} rechazadas."
        )
        more = len(self.refused) - SHOWN
        lines = [f"  {row}" for row in self.refused[:SHOWN]] + ([f"  … y {more} más"] if more > 0 else [])
        return "\n".join([head, *lines])

    def fields(self) -> dict[str, Any]:
        """Return the report as it goes into JSON."""
        refused = [{"line": row.line, "why": row.why} for row in self.refused]
        return {"read": self.read, "added": self.added, "known": self.known, "refused": refused}
