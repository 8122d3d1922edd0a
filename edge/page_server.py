"""The server behind pages, a node's or those on which it joins: bodies are bounded before a page sees them."""

from collections.abc import Callable, Iterable
from typing import Any

import waitress
from flask import Flask
from waitress import wasyncore

from edge.bodies import Limits, Spool, limits_of
from edge.too_long import speak_of_length
from shared import os_errors
from shared.errors import NotReady

SILENCE_S = 120
"""A connection that says so long nothing is closed, and so is one that does not say what it asks."""
_LOOK_S = 30


def page_server(
    app: Flask,
    listen: str,
    threads: int,
    sockets: dict[int, Any],
    *,
    spool: Spool | None = None,
    front: Callable[..., Iterable[bytes]] | None = None,
    limits: Limits | None = None,
    silence_s: int = SILENCE_S,
) -> Any:
    """
    Return a server of the pages; it takes in no more than they do, and answers whoever sends more in words.

    *front*: what stands before them; *limits*: what is taken in, where that is not what they say themselves.

    Raises:
        NotReady: Another program has the port, or this machine has no such address.
    """
    limits = limits or limits_of(app)
    try:
        server = waitress.create_server(
            front or app,
            map=sockets,
            listen=listen,
            threads=threads,
            ident="chasqui",
            max_request_body_size=limits.most + 1,
            channel_timeout=silence_s,
            cleanup_interval=min(_LOOK_S, silence_s),
        )
    except OSError as error:
        wasyncore.close_all(sockets, ignore_all=True)
        raise NotReady(
            "No se puede abrir la página en «%(listen)s»: %(why)s. Cierre el otro programa, o elija otro puerto con "
            "CHASQUI_EDGE_PORT (el de estudiantes, con CHASQUI_EDGE_LAN_PORT).",
            listen=listen,
            why=os_errors.reason(error),
        ) from error
    speak_of_length(sockets, limits, spool or app.extensions["edge"].uploads.stream)
    return server
