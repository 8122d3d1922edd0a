"""The stick at the hub: what it brought is taken in, and the answers and models go back on it."""

import logging
from dataclasses import dataclass
from pathlib import Path

from hub.ingest import Full, Ingest, Taken
from hub.release import released
from hub.store import Store
from shared.errors import BadInput, SyncError
from shared.ids import NodeId
from sync import folder
from sync.reply import encode_reply

_CUT = "El archivo está cortado: se tomó lo que llegó entero. Pida otra copia a la escuela."
_NO_QUOTA = "Ya esperan demasiados paquetes de computadoras desconocidas. Acéptelas o descártelas, y repita."
_SHOWN = 20
"""Problems told by a command: a stick full of junk has thousands of the same."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Carried:
    """What one visit of a stick brought."""

    bundles: int
    new_events: int
    held: int
    """Bundles of computers that the region does not recognise, or without what comes before them."""
    refused: int
    replies: int
    models: int
    problems: tuple[str, ...] = ()
    """What was wrong with which file, in words; of a damaged one, what verified counts all the same."""

    def words(self) -> str:
        """Return the report for the person who plugged the stick in."""
        words = f"Paquetes: {self.bundles}. Registros nuevos: {self.new_events}. Respuestas escritas: {self.replies}."
        if self.held:
            words += (
                f" En espera: {self.held}, guardados sin aplicar; «chasqui-hub status» dice de qué equipos y qué hacer."
            )
        if self.refused:
            words += f" Rechazados: {self.refused}, y siguen en el USB. Por qué:"
        more = [f"  y {len(self.problems) - _SHOWN} más"] if len(self.problems) > _SHOWN else []
        return "\n".join([words, *(f"  {line}" for line in self.problems[:_SHOWN]), *more])


def carry(store: Store, ingest: Ingest, root: Path) -> Carried:
    """
    Take in ``CHASQUI/up`` of a stick, and write to ``CHASQUI/down`` an answer for each node, and the model in force.

    Doing it again takes nothing twice. A file that was cut counts up to where it verifies.

    Raises:
        BadInput: There is no such folder.
        RoadClosed: The stick cannot be written, or does not keep what is written.
    """
    if not root.is_dir():
        raise BadInput("No se encuentra la carpeta «%(root)s». Conecte el USB y repita.", root=root)
    bundles = held = refused = 0
    problems: list[str] = []
    before = store.totals().events
    answers: dict[NodeId, bytes] = {}
    for name, data in folder.bundles(root):
        bundles += 1
        taken, problem = _take(ingest, name, data)
        if problem:
            problems.append(f"{name[:12]}: {problem}")
        if taken is None:
            refused += 1
        else:
            held += taken.state == "held"
            answers[NodeId(taken.node)] = data
    # Asked again, now that everything is in: this answer names all that came, and takes the others' place.
    written = sum(_answer(root, node, ingest.take(data)) for node, data in answers.items())
    # Counted at the end: what had to wait for another file of the same stick came in with that one.
    new = store.totals().events - before
    return Carried(bundles, new, held, refused, written, _put_model(store, root), tuple(problems))


def _take(ingest: Ingest, name: str, data: bytes) -> tuple[Taken | None, str]:
    """Take a file in; return what became of it, None where nothing did, and what was wrong with it."""
    try:
        taken = ingest.take(data)
    except SyncError as error:
        _log.warning("stick_refused file=%s why=%s", name[:12], type(error).__name__)
        return None, str(error)
    if isinstance(taken, Full):
        return None, _NO_QUOTA
    return taken, taken.problem or ("" if taken.complete else _CUT)


def _answer(root: Path, node: NodeId, taken: Taken | Full) -> bool:
    """Leave an answer in place of the earlier ones, and tell so; where there is none to give, those stay."""
    if isinstance(taken, Full):
        return False
    before = [folder.down(root, node) / name for name, _ in folder.replies(root, node)]
    folder.put_reply(root, node, encode_reply(taken.reply))
    for path in before:
        path.unlink(missing_ok=True)
    return True


def _put_model(store: Store, root: Path) -> int:
    model = released(store)
    if model is None:
        return 0
    folder.put_model(root, model[0].sha256, model[1])
    return 1
