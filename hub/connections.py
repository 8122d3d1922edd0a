"""Connections to the hub: how many are let in, of all and of one address, and how long one may take to ask."""

import asyncio
import logging
import socket
import time
import weakref
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from hub.forwarded import Network, is_believed
from hub.rates import network

MOST = 8_192
"""Of all, however many files may be open: each takes memory too."""
_LEAST = 16
_OF_ONE = 3
"""One address is let have a third: many schools can stand behind one of a telephone company, and none takes all."""
_FILES_APART, _FILES_OF_A_THREAD = 128, 4
"""Kept for what is no connection: tables, the lake, processes; and what each thread of the pages opens."""
HEAD_S = 30.0
"""So long a request may take until it has said what it asks: a bad line loses some seconds of it, never so many."""
_HEAD_BYTES = 65_536
_AT_ONCE = 64
_TELL_S = 60.0
_log = logging.getLogger(__name__)


def most_of(files: int | None, threads: int) -> int:
    """
    Return how many connections there may be where so many *files* may be open: an upload takes a second one.

    >>> most_of(8_192, threads=32), most_of(1_024, threads=32), most_of(200, threads=32), most_of(None, threads=32)
    (3968, 384, 16, 8192)
    """
    if files is None:
        return MOST
    return max(_LEAST, min(MOST, (files - _FILES_APART - _FILES_OF_A_THREAD * threads) // 2))


class Door(socket.socket):
    """
    A socket that listens, and closes at once what is more than *most* connections or more than one address may have.

    Here and not in the protocol: of TLS that one hears only after the handshake. Behind a proxy that is *believed*
    everybody comes from one address, so that only the sum counts. On Windows connections are accepted past it.
    """

    def __init__(self, listening: socket.socket, believed: Sequence[Network], most: int) -> None:
        """Take over a socket that listens."""
        super().__init__(fileno=listening.detach())
        self._believed, self._most, self._most_of_one = believed, most, max(1, most // _OF_ONE)
        self._open = Counter[str]()
        self._told_s: float | None = None

    def accept(self) -> tuple[socket.socket, Any]:
        """Return the next connection that is let in, and whose it is."""
        for _ in range(_AT_ONCE):
            link, address = super().accept()
            caller = network(address[0])
            if self._lets_in(address[0], caller):
                self._open[caller] += 1
                return _Link(link, partial(self._gone, caller)), address
            link.close()
        # The loop takes it that this one was gone, and looks after the others before it asks again.
        raise ConnectionAbortedError

    def _lets_in(self, address: str, caller: str) -> bool:
        here = self._open.total()
        few = self._open[caller] < self._most_of_one or is_believed(address, self._believed)
        if here < self._most and few:
            return True
        if self._told_s is None or time.monotonic() - self._told_s > _TELL_S:
            self._told_s = time.monotonic()
            _log.warning("connections_refused open=%d most=%d of_one=%d", here, self._most, self._open[caller])
        return False

    def _gone(self, caller: str) -> None:
        self._open[caller] -= 1
        if not self._open[caller]:
            del self._open[caller]


class _Link(socket.socket):
    """A connection that was let in; *closed* is called once, when it is."""

    def __init__(self, taken: socket.socket, closed: "partial[None]") -> None:
        super().__init__(taken.family, taken.type, taken.proto, fileno=taken.detach())
        self._ends = weakref.finalize(self, closed)

    def close(self) -> None:
        super().close()
        self._ends()


class PatientProtocol(HttpToolsProtocol):
    """
    HTTP over one connection, which is closed where it does not say in ``head_s`` what it asks.

    uvicorn waits without end for a first request, and for the rest of any. How long a body takes is not told here, and
    for the handshake of TLS, which comes before, asyncio gives a minute.
    """

    head_s = HEAD_S
    _in_head = True
    """Nothing of a request has come, or not all of its head."""
    _head_bytes = 0
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, but no head that does not end."""
        self._head_bytes += len(data) if self._in_head else 0
        super().data_received(data)
        if self._in_head and self._head_bytes > _HEAD_BYTES:
            self.transport.close()

    def on_headers_complete(self) -> None:
        """Let the request take the time that it takes."""
        self._stop_waiting()
        self._in_head, self._head_bytes = False, 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Be ready for the next request; who was answered before all had come is waited for from now on."""
        self._in_head = True
        self._await_head()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request from now on."""
        super().on_response_complete()
        if self._in_head:
            self._stop_waiting()
            self._await_head()

    def _await_head(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.head_s, self._too_late)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_late(self) -> None:
        self._deadline = None
        if self.cycle is None or self.cycle.response_complete:
            # What was answered last still leaves.
            self.transport.close()
        else:
            self._await_head()
