"""What may hang for ever, as a stick with a loose contact does, is done in a thread of its own."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from pathlib import Path
from typing import TypeVar

from shared.allocation import ModelManifest
from shared.errors import RoadClosed
from shared.ids import NodeId
from shared.surviving import handed_on
from sync.bundle import Sealed
from sync.reply import Reply
from sync.roads import Road

PATIENCE_S = 60.0
"""A slow stick writes the largest bundle, and reads it back, in a third of this."""

T = TypeVar("T")


class Apart:
    """
    Does what may hang, and waits for it so long at most; thread-safe.

    What hung is left alone until it ends by itself, and nothing more is begun there: nobody can stop a system call.
    """

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._hanging: dict[Path, list[threading.Thread]] = {}

    def hangs(self, where: Path) -> bool:
        """Tell whether something that was begun at *where*, and given up, has not ended yet."""
        with self._lock:
            alive = [thread for thread in self._hanging.pop(where, []) if thread.is_alive()]
            if alive:
                self._hanging[where] = alive
        return bool(alive)

    def run(self, where: Path, work: Callable[[], T], patience_s: float | None = None) -> T:
        """
        Return what *work* returns, or raise what it raises; *patience_s* where it is not the usual one.

        Raises:
            RoadClosed: It does not end, or what was begun at *where* before did not.
        """
        if self.hangs(where):
            raise silent(where)
        ended: Future[T] = Future()
        thread = threading.Thread(target=handed_on, args=(ended, work), name=f"apart {where}", daemon=True)
        thread.start()
        wait([ended], self._patience_s if patience_s is None else patience_s)
        if not ended.done():
            with self._lock:
                self._hanging.setdefault(where, []).append(thread)
            raise silent(where)
        return ended.result()


def silent(where: Path | str) -> RoadClosed:
    """Return what is said of a stick that does not answer."""
    return RoadClosed(
        "«%(where)s» no responde. Retire el USB, conéctelo otra vez y repita. Todo sigue guardado aquí.",
        where=where,
    )


class BoundedRoad:
    """A road over a folder on which no single step may take longer than a patience."""

    def __init__(self, road: Road, root: Path, apart: Apart) -> None:
        self.name = road.name
        self.bundle_events = road.bundle_events
        self.resumes = road.resumes
        self.traffic = road.traffic
        self._road = road
        self._root = root
        self._apart = apart

    def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:
        """
        Leave *bundle*, as the road itself does.

        Raises:
            RoadClosed: What is there does not answer.
        """
        return self._apart.run(self._root, lambda: self._road.deliver(bundle, resume=resume))

    def collect(self, node_id: NodeId) -> Iterator[Reply]:
        """Give what waits on the road, as the road itself does, one at a time."""
        replies = self._apart.run(self._root, lambda: iter(self._road.collect(node_id)))
        while (reply := self._apart.run(self._root, lambda: next(replies, None))) is not None:
            yield reply

    def model(self, manifest: ModelManifest, into: Path) -> None:
        """Bring a model, as the road itself does."""
        self._apart.run(self._root, lambda: self._road.model(manifest, into))

    def break_off(self) -> None:
        """Do nothing: each step ends by itself."""
