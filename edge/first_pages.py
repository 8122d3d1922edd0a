"""Pages that come before a node's own: on this laptop alone, with nobody signed in, until they have done their work."""

import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Flask, redirect, request, url_for
from waitress.channel import HTTPChannel
from werkzeug.wrappers import Response

from edge.app import VERSION
from edge.config import Config
from edge.door import LOOPBACK
from edge.page_server import page_server
from edge.threaded_server import ThreadedServer
from shared import web
from shared.errors import NotReady
from shared.web.accounts import Credential, Session
from shared.web.security import host_name
from shared.web.throttle import Throttle
from shared.web.tries import Tries, TriesOfOneProcess

_OPEN = frozenset({"web.static", "web.help", "web.privacy"})
_OURS = frozenset({"localhost", LOOPBACK, "::1"})
_LOOK_S = 0.3
_LAST_WORDS_S = 5


def first_app(config: Config, pages: Sequence[Blueprint], policy: web.Policy, first: str) -> Flask:
    """Wire *pages*, open to whoever sits at this laptop; whatever else is asked for there leads to the page *first*."""
    app = Flask(__name__, static_folder=None)
    for one in pages:
        app.register_blueprint(one)
    # Before anything else looks at the request: nobody but this laptop's own browser is let in.
    app.before_request(_only_here(policy, first))
    web.install(
        app,
        accounts=_Nobody(),
        policy=policy,
        clock=config.clock,
        home=first,
        cookie=f"chasqui_{config.port}",
        version=VERSION,
    )
    return app


def _only_here(policy: web.Policy, first: str) -> Callable[[], Response | None]:
    open_to_all = frozenset(policy.rules) | _OPEN

    def only_here() -> Response | None:
        if host_name(request.host) not in _OURS:
            return Response("", 400)
        return None if request.endpoint in open_to_all else redirect(url_for(first))

    return only_here


class _Nobody:
    """The accounts where nobody can sign in yet (``shared.web.Accounts``)."""

    def credential(self, _login: str) -> Credential | None:
        return None

    def set_credential(self, _credential: Credential) -> None:
        raise NotReady("Primero enlace esta computadora.")

    def open_session(self, _session: Session) -> None:
        raise NotReady("Primero enlace esta computadora.")

    def session(self, _token_hash: bytes) -> Session | None:
        return None

    def touch_session(self, _token_hash: bytes, _seen_s: int) -> None: ...
    def close_session(self, _token_hash: bytes) -> None: ...
    def close_sessions_of(self, _login: str) -> None: ...
    def throttle(self, _key: str) -> Throttle:
        return Throttle()

    def set_throttle(self, _key: str, _throttle: Throttle) -> None: ...
    def tries(self) -> Tries:
        return TriesOfOneProcess(self)


class FirstPages:
    """Serves pages that come before the node's own, from a thread until they are closed."""

    def __init__(self, config: Config, app: Flask, done: threading.Event) -> None:
        """
        Begin to serve, on loopback whatever address the node's own pages will have.

        Raises:
            NotReady: Another program has the port.
        """
        self._done = done
        self._sockets: dict[int, Any] = {}
        listen = f"{LOOPBACK}:{config.port}"
        server = page_server(app, listen, 2, self._sockets, spool=tempfile.TemporaryFile)
        self._server = ThreadedServer(server, self._sockets, "first pages")
        self._server.start()

    def wait(self) -> None:
        """Return once they have done their work; in short steps, so that Ctrl+C is heard on Windows too."""
        while not self._done.wait(_LOOK_S):
            continue

    def close(self) -> None:
        """Free the address, once all that was answered has left."""
        until = time.monotonic() + _LAST_WORDS_S
        while self._speaks() and time.monotonic() < until:
            time.sleep(0.02)
        self._server.close()

    def _speaks(self) -> bool:
        channels = [one for one in list(self._sockets.values()) if isinstance(one, HTTPChannel)]
        return any(one.total_outbufs_len or one.requests for one in channels)
