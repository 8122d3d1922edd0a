"""A server that ends while the process goes on writes to nothing that is another's by then."""

import logging
import socket
import threading
import time
from collections.abc import Iterable
from contextlib import closing
from typing import Any

import pytest
import requests
from waitress.server import TcpWSGIServer

from edge.threaded_server import ThreadedServer

_ASK = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
_LOOKS_BY_ITSELF_S = 1
"""So often the loop looks whether it is to end, also where nobody wakes it."""


class Sluggish(TcpWSGIServer):
    """A server in which it takes long to wake the loop: of whoever ends it, or of a thread that answers."""

    def __init__(self, sockets: dict[int, Any], *, whose: str) -> None:
        super().__init__(_page, map=sockets, listen="127.0.0.1:0", threads=1)
        self.whose, self.about_to_wake = whose, threading.Event()

    def pull_trigger(self) -> None:
        if threading.current_thread().name.startswith(self.whose):
            self.about_to_wake.set()
            time.sleep(2 * _LOOKS_BY_ITSELF_S)
        super().pull_trigger()


def _page(_environ: Any, start: Any) -> Iterable[bytes]:
    start("200 OK", [("Content-Length", "2")])
    return [b"si"]


def serving(whose: str) -> tuple[ThreadedServer, Sluggish]:
    sockets: dict[int, Any] = {}
    server = Sluggish(sockets, whose=whose)
    threaded = ThreadedServer(server, sockets, "under test")
    threaded.start()
    return threaded, server


def address_of(server: Sluggish) -> tuple[str, int]:
    return "127.0.0.1", int(server.effective_port)


def test_it_ends_in_peace_where_the_loop_has_seen_the_end_before_it_is_woken() -> None:
    threaded, _server = serving(whose=threading.current_thread().name)

    threaded.close()


def test_a_thread_that_is_about_to_wake_the_loop_finds_it_still_there(caplog: pytest.LogCaptureFixture) -> None:
    before = threading.active_count()
    threaded, server = serving(whose="waitress")
    with closing(socket.create_connection(address_of(server))) as browser:
        browser.sendall(_ASK)
        assert server.about_to_wake.wait(30)
        threaded.close()

    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR] == []
    assert threading.active_count() <= before


def test_its_address_is_free_once_it_ended() -> None:
    threaded, server = serving(whose="nobody")
    assert requests.get(f"http://127.0.0.1:{server.effective_port}/", timeout=30).text == "si"
    threaded.close()

    socket.create_server(address_of(server)).close()
