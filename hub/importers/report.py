"""What an import says of itself: how many rows were read, added, changed and refused, and why."""

from dataclasses import dataclass

from shared.errors import BadRow

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one import; ``refused`` holds (line, reason) pairs."""

    read: int
    added: int
    changed: int
    refused: tuple[tuple[int, str], ...] = ()
    dry_run: bool = False

    def text(self) -> str:
        """
        Return the report in words.

        >>> print(Report(3, 1, 1, ((4, "falta el nombre"),)).text())
        Filas leídas: 3. Nuevas: 1. Cambiadas: 1. Sin cambio: 0. Rechazadas: 1.
          Línea 4: falta el nombre
        """
        same = self.read - self.added - self.changed - len(self.refused)
        lines = [
            f"Filas leídas: {self.read}. Nuevas: {self.added}. Cambiadas: {self.changed}. "
            f"Sin cambio: {same}. Rechazadas: {len(self.refused)}."
        ]
        lines += [f"  Línea {line}: {why}" for line, why in self.refused[:_SHOWN]]
        if len(self.refused) > _SHOWN:
            lines.append(f"  … y {len(self.refused) - _SHOWN} más.")
        if self.dry_run:
            lines.append("Solo se revisó: nada se guardó.")
        return "\n".join(lines)


def refusal(error: BadRow) -> tuple[int, str]:
    """Return a refused row as the report lists it."""
    return error.line, error.why
