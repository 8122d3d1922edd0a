"""Serves the pupils' page to other machines: sockets and threads of its own, to open and to close beside the rest."""

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.server import BaseWSGIServer

from edge.bodies import Limits
from edge.page_server import page_server


class LanServer:
    """
    The pages at an address of the school's network, from now until closed.

    Raises:
        NotReady: Another program has the port, or this machine has no such address.
    """

    def __init__(
        self,
        app: Flask,
        listen: str,
        threads: int,
        *,
        front: Callable[..., Iterable[bytes]] | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._sockets: dict[int, Any] = {}
        self._closing = threading.Event()
        self._server = page_server(app, listen, threads, self._sockets, front=front, limits=limits)
        self.port = int(getattr(self._server, "effective_port", 0))
        """Where it listens, of one address."""
        self._thread = threading.Thread(target=self._run, name="lan", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Serve no more; what a phone was just being sent is cut."""
        self._closing.set()
        # Its thread alone looks at its sockets: it is woken, and closes them itself.
        for one in list(self._sockets.values()):
            if isinstance(one, BaseWSGIServer):
                # It may have seen the end by itself, and its trigger is closed.
                with suppress(OSError):
                    one.pull_trigger()
        self._thread.join(timeout=5)
        self._server.task_dispatcher.shutdown()

    def _run(self) -> None:
        while not self._closing.is_set():
            wasyncore.loop(timeout=self._server.adj.asyncore_loop_timeout, map=self._sockets, count=1)
        wasyncore.close_all(self._sockets, ignore_all=True)
