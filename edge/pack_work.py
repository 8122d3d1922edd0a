"""Copying or checking packs beside the pages: a stick takes minutes, and nobody waits for it with a page open."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from shared.errors import ChasquiError, NotReady
from shared.sentences import N_, Sentence
from shared.surviving import surviving

Heard: TypeAlias = Callable[[int, int], None]
"""Takes how many bytes are done, and how many there are."""
_FAILED = N_("Algo falló y no se terminó. Lo que ya estaba sigue igual: repita, o avise a soporte.")


@dataclass(frozen=True, slots=True)
class Doing:
    """What goes on, or how the last work ended."""

    running: bool
    done: int = 0
    of: int = 0
    said: Sentence | None = None
    """How it ended."""
    trouble: bool = False


class PackWork:
    """One work at a time, in a thread of its own; how the last one ended stays until the next begins."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._doing: Doing | None = None
        self._thread: threading.Thread | None = None

    def state(self) -> Doing | None:
        """Return what goes on, or how the last work ended; None where there was none since the start."""
        with self._lock:
            return self._doing

    def begin(self, work: Callable[[Heard], Sentence], *, wait_s: float = 0.0) -> None:
        """
        Begin *work*, which says how it went, and wait for its end no longer than *wait_s*.

        Raises:
            NotReady: The one before has not ended.
        """
        with self._lock:
            if self._doing is not None and self._doing.running:
                raise NotReady("Ya se está copiando o revisando un paquete. Espere a que termine y repita.")
            self._doing = Doing(running=True)
            self._thread = threading.Thread(target=self._run, args=(work,), name="packs", daemon=True)
        self._thread.start()
        self._thread.join(wait_s)

    def _run(self, work: Callable[[Heard], Sentence]) -> None:
        with surviving("pack work failed", self._failed):
            said = work(self._heard)
            self._put(Doing(running=False, said=said))

    def _failed(self, error: Exception) -> None:
        said = error.said if isinstance(error, ChasquiError) else Sentence(_FAILED)
        self._put(Doing(running=False, said=said, trouble=True))

    def _heard(self, done: int, of: int) -> None:
        with self._lock:
            if self._doing is not None:
                self._doing = replace(self._doing, done=done, of=of)

    def _put(self, doing: Doing) -> None:
        with self._lock:
            self._doing = doing
