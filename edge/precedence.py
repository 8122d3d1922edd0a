"""Who talks to the region: one attempt at a time, and a person with a stick in the hand before the network."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from shared.errors import NotReady, RoadClosed

PATIENCE_S = 30
"""So long a stick waits: a bundle that is under way on a slow line may end."""


class Precedence:
    """Lets one attempt happen at a time; thread-safe."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._lock = threading.Lock()
        self._patience_s = patience_s
        self._counting = threading.Lock()
        self._wanted = 0

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
        self._want(1)
        try:
            taken = self._lock.acquire(timeout=self._patience_s)
        finally:
            self._want(-1)
        if not taken:
            raise NotReady(
                "Ahora mismo se está enviando por la red y todavía no termina. No desconecte el USB: espere un minuto "
                "y repita la copia. No se perdió nada."
            )
        try:
            yield
        finally:
            self._lock.release()

    def _want(self, more: int) -> None:
        # Counted one at a time: a count that went wrong once would keep the network waiting for good.
        with self._counting:
            self._wanted += more

    def check(self) -> None:
        """
        Go on with the network, between two bundles.

        Raises:
            RoadClosed: Somebody waits with a stick.
        """
        if self._wanted:
            raise RoadClosed("Se dejó el paso a la copia en USB.")
