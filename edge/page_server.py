"""The server behind pages, a node's or those on which it joins: bodies are bounded before a page sees them."""

from typing import Any

import waitress
from flask import Flask

from edge.bodies import Spool, limits_of
from edge.too_long import speak_of_length


def page_server(app: Flask, listen: str, threads: int, sockets: dict[int, Any], *, spool: Spool | None = None) -> Any:
    """Return a server of the pages; it takes in no more than they do, and answers whoever sends more in words."""
    limits = limits_of(app)
    server = waitress.create_server(
        app, map=sockets, listen=listen, threads=threads, ident="chasqui", max_request_body_size=limits.most + 1
    )
    speak_of_length(sockets, limits, spool or app.extensions["edge"].uploads.stream)
    return server
