"""Connections to the hub: terse, and never held for ever by an answer that drips."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.util import SKIP_HEADER

ANSWER_S = 300.0
"""How long an answer may take from its first byte awaited to its last; a page of 400 KB comes in that at 11 kbit/s."""


def terse_session() -> requests.Session:
    """Return a session that adds no header of its own: on a bad road, a hundred bytes in each request are dear."""
    session = requests.Session()
    session.headers.clear()
    session.headers.update({"User-Agent": SKIP_HEADER, "Accept-Encoding": SKIP_HEADER})
    return session


def header_bytes(headers: Mapping[str, str]) -> int:
    """Return how many bytes headers take on the wire, with the line that ends them."""
    return sum(len(name) + len(value) + 4 for name, value in headers.items() if value != SKIP_HEADER) + 2


class PatientAdapter(HTTPAdapter):
    """
    Makes connections, and breaks one whose answer is not whole in time.

    The timeouts of sockets begin anew with every byte: a byte every ten seconds would keep a laptop busy for weeks. The
    upload is not bounded by this, only the answer to it.
    """

    def __init__(
        self, answer_s: float, tls: ssl.SSLContext | None = None, opened: Callable[[], None] = lambda: None
    ) -> None:
        """Wait *answer_s* for each answer; *opened* is called whenever a connection was made."""
        self._answer_s = answer_s
        self._tls = tls
        self._timer: threading.Timer | None = None
        self._too_late = threading.Event()
        self._opened = opened
        self._last: socket.socket | None = None
        self._broken = False
        self.asked = False
        """Whether the request went out whole: its answer is awaited, or was."""
        super().__init__()

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **more: Any) -> None:
        """Make the pools of connections, of those that tell when they begin to wait."""
        super().init_poolmanager(connections, maxsize, block, **more, **self._tls_options())
        self.poolmanager.pool_classes_by_scheme = {
            "http": _pool_of(HTTPConnectionPool, HTTPConnection, self._has, self._awaits),
            "https": _pool_of(HTTPSConnectionPool, HTTPSConnection, self._has, self._awaits),
        }

    def approach(self, url: str, timeout_s: float, verify: Any) -> None:
        """
        Open a connection to *url* for whoever asks for one next.

        A failure is not told: who sends meets it again, and says it.
        """
        pool: Any = self.get_connection_with_tls_context(requests.Request("PUT", url).prepare(), verify)
        self.cert_verify(pool, url, verify, None)
        pool.open_one(timeout_s)

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        """Return what tells pools apart. Whom TLS believes is told by its context, not by ``verify``."""
        where, told = super().build_connection_pool_key_attributes(request, verify, cert)
        return where, told if self._tls is None else self._tls_options()

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave a connection as its context has it: no other authorities are believed beside it."""
        if self._tls is None:
            super().cert_verify(conn, url, verify, cert)  # type: ignore[no-untyped-call]

    def _tls_options(self) -> dict[str, Any]:
        if self._tls is None:
            return {}
        by_address = None if self._tls.check_hostname else False
        return {"ssl_context": self._tls, "cert_reqs": ssl.CERT_REQUIRED, "assert_hostname": by_address}

    @contextmanager
    def one_answer(self) -> Iterator[None]:
        """
        While open, at most one answer is awaited; its time is over with it.

        Raises:
            ReadTimeout: It was not whole in time, whatever else it looked like when it was broken off.
        """
        self._too_late.clear()
        self.asked = False
        try:
            yield
        finally:
            if self._timer is not None:
                self._timer.cancel()
            if self._too_late.is_set():
                raise requests.ReadTimeout("the answer took too long")

    def break_off(self) -> None:
        """Break the connection that is in use, and any that is made from now on: from another thread."""
        self._broken = True
        if self._last is not None:
            _shut(self._last)

    def _has(self, connection: socket.socket) -> None:
        self._opened()
        self._last = connection
        if self._broken:
            _shut(connection)

    def _awaits(self, connection: socket.socket) -> None:
        self.asked = True
        self._timer = threading.Timer(self._answer_s, self._break_off, [connection])
        self._timer.daemon = True
        self._timer.start()

    def _break_off(self, connection: socket.socket) -> None:
        self._too_late.set()
        _shut(connection)


def _shut(connection: socket.socket) -> None:
    """Wake whoever reads or writes: as if the other side had gone. Below TLS, which another thread is reading from."""
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _pool_of(
    pool: Any, connection: Any, has: Callable[[socket.socket], None], awaits: Callable[[socket.socket], None]
) -> Any:
    class Watched(connection):  # type: ignore[misc]
        def connect(self) -> None:
            super().connect()
            has(self.sock)

        def getresponse(self) -> Any:
            awaits(self.sock)
            return super().getresponse()

    class Opening(pool):  # type: ignore[misc]
        ConnectionCls = Watched

        def open_one(self, timeout_s: float) -> None:
            ready = self._get_conn()
            ready.timeout = timeout_s
            with suppress(OSError, HTTPError):
                ready.connect()
            self._put_conn(ready)

    return Opening
