"""Serves the pupils' page to other machines: sockets and threads of its own, to open and to close beside the rest."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

from edge.bodies import Limits
from edge.page_server import page_server
from edge.threaded_server import ThreadedServer


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
        sockets: dict[int, Any] = {}
        server = page_server(app, listen, threads, sockets, front=front, limits=limits)
        self.port = int(getattr(server, "effective_port", 0))
        """Where it listens, of one address."""
        self._server = ThreadedServer(server, sockets, "lan")
        self._server.start()

    def close(self) -> None:
        """Serve no more; what a phone was just being sent is cut."""
        self._server.close()
