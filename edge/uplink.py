"""Notices that the hub can be reached again where the way out of this network was shut: a router without its line."""

import logging
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from random import Random
from urllib.parse import urlsplit

from edge.agent import Agent
from edge.ration import MB
from edge.store import Store
from shared.surviving import surviving
from sync.traffic import line_bytes

EVERY_S = (15, 30)
"""Between two looks, so many seconds, never the same; where a day's bytes are counted, four times as many."""
_SPARING = 4
_CONNECT_S = 4
_UNANSWERED_BYTES = 640
"""Three packets that ask for a connection, and the questions for the name of the hub."""
_log = logging.getLogger(__name__)


class Uplink:
    """
    Knocks at the hub's door while the last attempt found no connection at all, and lets the agent try once it opens.

    Where a portal answers in the hub's place every door opens: on that network nobody knocks, and the attempts keep
    their own rhythm until the hub answers one of them.

    A connection that opens and closes is six packets. None goes over a line that is paid by the byte, nor once half of
    what a day may take is used: records come first.
    """

    def __init__(
        self, agent: Agent, store: Store, place: Callable[[], tuple[str, int] | None], rng: Random | None = None
    ) -> None:
        self._agent = agent
        self._store = store
        self._place = place
        self._rng = rng or Random()
        self._knocking: threading.Thread | None = None
        self._due_s = 0.0

    def look(self) -> None:
        """Knock if it is time, without waiting for an answer."""
        now_s = self._store.clock.elapsed_s()
        reached = self._agent.reached
        if reached.left_portal():
            self._agent.hurry()
        if not reached.cut_off or reached.behind_portal:
            self._due_s = now_s
            return
        if now_s < self._due_s or (self._knocking is not None and self._knocking.is_alive()) or not self._may():
            return
        place = self._place()
        if place is None:
            return
        sparing = _SPARING if self._store.spending.allowance().daily_mb else 1
        self._due_s = now_s + sparing * self._rng.uniform(*EVERY_S)
        self._knocking = threading.Thread(target=self._knock, args=place, name="uplink", daemon=True)
        self._knocking.start()

    def _may(self) -> bool:
        allowed, left = self._store.spending.allowance(), self._store.spending.left_today()
        return not allowed.metered and (left is None or 2 * left > allowed.daily_mb * MB)

    def _knock(self, host: str, port: int) -> None:
        opened = opens(host, port)
        if opened and not self._agent.reached.behind_portal:
            _log.info("hub reachable")
            self._agent.hurry()
        # That it cannot be counted, as on a full disk, must not keep anybody from trying.
        with surviving("knock not counted"):
            self._store.spending.spend(line_bytes(0, requests=0) if opened else _UNANSWERED_BYTES)


def opens(host: str, port: int) -> bool:
    """
    Tell whether somebody takes a connection at *host*.

    >>> opens("127.0.0.1", 9)
    False
    """
    # An OSError is the answer no; a name that is none at all is said by each attempt to send.
    with suppress(OSError, UnicodeError), socket.create_connection((host, port), _CONNECT_S):
        return True
    return False


def place_of(url: str) -> tuple[str, int] | None:
    """
    Return host and port of an address; None where it is none.

    >>> place_of("https://hub.example/#publico"), place_of("http://10.0.0.7:8060"), place_of("http://[::1")
    (('hub.example', 443), ('10.0.0.7', 8060), None)
    """
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname else None
