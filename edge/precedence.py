"""Who talks to the region: one attempt at a time, and a person before the network, with a stick or an invitation."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from shared.errors import GaveWay, NotReady
from shared.sentences import N_

PATIENCE_S = 30
"""So long a stick waits: a bundle that is under way on a slow line may end."""
_TO_A_STICK = N_("Se dejó el paso a la copia en USB.")
_TO_JOINING = N_("Se cortó este envío para enlazar de nuevo la computadora.")


class Precedence:
    """Lets one attempt happen at a time; thread-safe."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._lock = threading.Lock()
        self._patience_s = patience_s
        self._counting = threading.Lock()
        self._wanted: dict[str, int] = {}

    @contextmanager
    def network(self) -> Iterator[None]:
        """Be the one, as soon as nobody else is."""
        with self._lock:
            yield

    @contextmanager
    def stick(self) -> Iterator[None]:
        """
        Be the one before the network's next bundle.

        Raises:
            NotReady: The network is still at one bundle.
        """
        with self._waiting(_TO_A_STICK):
            taken = self._lock.acquire(timeout=self._patience_s)
        if not taken:
            raise NotReady(
                "Ahora mismo se está enviando por la red y todavía no termina. No desconecte el USB: espere un minuto "
                "y repita la copia. No se perdió nada."
            )
        try:
            yield
        finally:
            self._lock.release()

    @contextmanager
    def joining(self, break_off: Callable[[], None]) -> Iterator[None]:
        """Be the one at once: *break_off* ends what the network is at, which is for a hub that counts no more."""
        with self._waiting(_TO_JOINING):
            break_off()
            self._lock.acquire()
        try:
            yield
        finally:
            self._lock.release()

    @property
    def somebody_waits(self) -> bool:
        """Whether the network is to give way."""
        return any(self._wanted.values())

    @contextmanager
    def _waiting(self, why: str) -> Iterator[None]:
        # Counted one at a time: a count that went wrong once would keep the network waiting for good.
        with self._counting:
            self._wanted[why] = self._wanted.get(why, 0) + 1
        try:
            yield
        finally:
            with self._counting:
                self._wanted[why] -= 1

    def check(self) -> None:
        """
        Go on with the network, between two bundles.

        Raises:
            GaveWay: Somebody waits with a stick, or to join anew.
        """
        for why, count in list(self._wanted.items()):
            if count:
                raise GaveWay(why)
