"""The pages of a school behind their real server, in a thread, and a browser that says every byte itself."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from flask import Flask
from waitress import wasyncore

from edge.page_server import page_server


@contextmanager
def served(app: Flask, threads: int = 2, **more: Any) -> Iterator[int]:
    """Serve on a free port of loopback; return it."""
    sockets: dict[int, Any] = {}
    server = page_server(app, "127.0.0.1:0", threads, sockets, **more)

    def run() -> None:
        # Its sockets are closed under it: that is how it ends.
        with suppress(OSError, ValueError):
            server.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield int(server.effective_port)
    finally:
        wasyncore.close_all(sockets, ignore_all=True)
        thread.join(10)


def connection(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def head(path: str, *lines: str, method: str = "POST") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *lines, "", ""]).encode()


def chunk(size: int) -> bytes:
    return f"{size:x}\r\n".encode() + bytes(size) + b"\r\n"


def whole_answer(browser: socket.socket) -> str:
    """Return all that is answered until the other side ends."""
    return browser.makefile("rb").read().decode()
