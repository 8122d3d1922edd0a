"""What is wrong with an instance: the first faults with file and line, and how many there are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from shared.errors import BadInput
from shared.sentences import N_, Sentence, Value

SHOWN = 20
_LINE = N_("%(file)s, línea %(line)s: %(why)s")
_WHOLE = N_("%(file)s: %(why)s")
_MORE = N_("y %(count)s más.")


@dataclass(slots=True)
class Faults:
    """Faults so far; only the first are kept, whatever their number."""

    found: list[Sentence] = field(default_factory=list)
    count: int = 0

    def add(self, file: str, line: int | None, why: str | Sentence, **values: Value) -> None:
        """Note a fault of one line, or of the file as a whole."""
        self.count += 1
        if len(self.found) < SHOWN:
            told = why if isinstance(why, Sentence) else Sentence(why, values)
            where: dict[str, Value] = {"file": file, "why": told}
            self.found.append(Sentence(_WHOLE, where) if line is None else Sentence(_LINE, where | {"line": line}))

    def add_all(self, file: str, lines: Iterable[tuple[int, str]], why: str, **values: Value) -> None:
        """Note the same fault for many lines, each with the cell that is wrong."""
        for line, cell in lines:
            self.add(file, int(line), why, cell=str(cell)[:40], **values)

    def stop(self, folder: Path) -> None:
        """
        Go no further where there are any.

        Raises:
            BadInput: With all of those that are kept.
        """
        if not self.count:
            return
        said = self.found if self.count <= SHOWN else [*self.found, Sentence(_MORE, {"count": self.count - SHOWN})]
        places: dict[str, Value] = {f"fault{at}": one for at, one in enumerate(said)}
        raise BadInput(
            "«%(folder)s» no se puede repartir así. No se calculó nada. Corrija lo siguiente y repita:\n%(faults)s",
            folder=folder,
            faults=Sentence("\n".join(f"%({name})s" for name in places), places),
        )
