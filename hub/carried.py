"""What one visit of a stick came to: for each computer what it brought, and for each file why it was not taken."""

from dataclasses import dataclass, field

from hub.rounds import Loaded
from shared.sentences import N_, Sentence, counted

_SHOWN = 20
"""Problems told by a command: a stick full of junk has thousands of the same."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What was wrong with a file; of a damaged one, what verified counts all the same."""

    file: str
    why: Sentence
    node: str = ""
    """Whose it is, where its header says so."""
    bundle: str = ""
    """The id of its bytes, where they could be read: it may wait at the hub all the same."""

    def __str__(self) -> str:
        """Return it as a command tells it."""
        return f"{self.file}: {self.why.text()}"


@dataclass(frozen=True, slots=True)
class Came:
    """What the files of one computer brought."""

    node: str
    site: str
    schools: tuple[str, ...]
    """Names of the schools of its site."""
    bundles: int
    new_events: int
    held: int
    """Bundles kept without applying them: nobody recognises the computer, or something is missing before them."""
    known: bool
    """The region recognises it."""
    answered: bool


@dataclass(frozen=True, slots=True)
class Carried:
    """What one visit of a stick brought, and what went back on it."""

    bundles: int
    new_events: int
    held: int
    refused: int
    replies: int
    models: int
    problems: tuple[Problem, ...] = ()
    came: tuple[Came, ...] = ()
    unread: int = 0
    """Files that were left for another visit: there are too many."""
    cleared: int = 0
    """Files that were taken whole and answered, and that are off the stick now."""
    trouble: Sentence | None = None
    """What stopped it half-way. What was taken before is safe, and doing it again takes nothing twice."""
    round: Loaded = field(default_factory=Loaded)
    """Whose own feed goes along though they sent nothing."""

    @property
    def nothing_ours(self) -> bool:
        """There were files, and not one that a computer of a school wrote."""
        return self.refused > 0 and not self.came

    def words(self) -> str:
        """Return the report for the person who plugged the stick in."""
        words = (
            f"Paquetes: {self.bundles:,}. Registros nuevos: {self.new_events:,}. Respuestas escritas: {self.replies:,}."
        )
        if self.held:
            words += f" En espera: {self.held:,}, guardados sin aplicar;"
            words += " «chasqui-hub status» dice de qué equipos y qué hacer."
        words += _round_words(self.round)
        if self.unread:
            words += f" Sin leer: {self.unread}, son demasiados para una vez; repita."
        if self.nothing_ours:
            words += f" {NOTHING_OURS}"
        if self.refused:
            words += f" Rechazados: {self.refused:,}, y siguen en el USB. Por qué:"
        more = [f"  y {len(self.problems) - _SHOWN} más"] if len(self.problems) > _SHOWN else []
        trouble = [f"{self.trouble.text()} {TAKEN_IS_SAFE}"] if self.trouble else []
        return "\n".join([words, *(f"  {line}" for line in self.problems[:_SHOWN]), *more, *trouble])


def _round_words(loaded: Loaded) -> str:
    words = ""
    if loaded.taken:
        silent = counted(len(loaded.taken), "escuela que no envió", "escuelas que no enviaron")
        words += f"\nTambién lleva lo de {silent} en él: {_named(loaded.taken)}."
    if loaded.left_out:
        words += f"\nNo cupo lo de {counted(len(loaded.left_out), 'escuela', 'escuelas')}: {_named(loaded.left_out)}."
        words += " Libere espacio en el USB, o repita con --round y una sola UGEL."
    return words


def _named(names: tuple[str, ...]) -> str:
    more = f" y {len(names) - _SHOWN} más" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


NOTHING_OURS = N_("No había ningún paquete de Chasqui que se pueda usar: no llegó nada de ninguna escuela.")
TAKEN_IS_SAFE = N_("Lo ya recibido está guardado. Conecte otra vez el USB y repita: nada se recibe dos veces.")
