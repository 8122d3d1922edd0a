"""The server behind pages, a node's or those on which it joins: bodies are bounded before a page sees them."""

from typing import Any

import waitress
from flask import Flask
from waitress import wasyncore

from edge.bodies import Spool, limits_of
from edge.too_long import speak_of_length
from shared import os_errors
from shared.errors import NotReady


def page_server(app: Flask, listen: str, threads: int, sockets: dict[int, Any], *, spool: Spool | None = None) -> Any:
    """
    Return a server of the pages; it takes in no more than they do, and answers whoever sends more in words.

    Raises:
        NotReady: Another program has the port, or this machine has no such address.
    """
    limits = limits_of(app)
    try:
        server = waitress.create_server(
            app, map=sockets, listen=listen, threads=threads, ident="chasqui", max_request_body_size=limits.most + 1
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
