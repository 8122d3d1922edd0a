"""The staff's way in from other machines: the pages over TLS, with the school's own certificate."""

import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from edge.bodies import Limits
from edge.config import Config
from edge.door import LOOPBACK
from edge.lan_server import LanServer
from edge.terminator import Terminator
from shared import os_errors, web
from shared.errors import NotReady
from shared.reachable import ALL

_Environ = dict[str, Any]
_Start = Callable[..., Any]


class TlsServer:
    """
    The pages over TLS, from now until closed.

    They are those of the listener behind, which knows whose each request is by the connection that brought it: no
    header is believed. A file is taken over no network, as ``edge.bodies`` says.

    Raises:
        NotReady: The certificate or its key cannot be used, or another program has the port.
    """

    def __init__(self, app: Flask, config: Config) -> None:
        context = context_of(config.tls_cert, config.tls_key)
        listener = _listener(config.tls_host, config.tls_port)
        peers: dict[str, str] = {}
        try:
            front = Carried(app.wsgi_app, peers)
            self._pages = LanServer(app, f"{LOOPBACK}:0", config.threads, front=front, limits=Limits())
        except BaseException:
            listener.close()
            raise
        self.port = int(listener.getsockname()[1])
        self._terminator = Terminator(listener, context, self._pages.port, peers)

    def close(self) -> None:
        """Serve no more."""
        self._terminator.close()
        self._pages.close()


class Carried:
    """The pages as those see them who come over TLS; whoever comes to this listener by another way sees none."""

    def __init__(self, app: Callable[[_Environ, _Start], Iterable[bytes]], peers: Mapping[str, str]) -> None:
        self._app, self._peers = app, peers

    def __call__(self, environ: _Environ, start: _Start) -> Iterable[bytes]:
        """Answer a request."""
        peer = self._peers.get(environ.get("REMOTE_PORT", ""))
        if peer is None or environ.get("REMOTE_ADDR") != LOOPBACK:
            start("403 Forbidden", [("Content-Length", "0")])
            return [b""]
        said = {"REMOTE_ADDR": peer, "REMOTE_HOST": peer, "wsgi.url_scheme": "https", web.FORM_ONLY: True}
        return self._app(environ | said, start)


def context_of(certificate: Path | None, key: Path | None) -> ssl.SSLContext:
    """
    Return what encrypts with a certificate, the chain up to its authority in the same file, and its key.

    Raises:
        NotReady: One of them cannot be read, or they do not go together.
    """
    if certificate is None or key is None:
        raise NotReady("Faltan el certificado o su clave: ponga CHASQUI_EDGE_TLS_CERT y CHASQUI_EDGE_TLS_KEY.")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    for path in (certificate, key):
        try:
            path.read_bytes()
        except OSError as error:
            raise NotReady(
                "No se puede leer «%(path)s»: %(why)s. Revise la ruta y los permisos, y abra Chasqui otra vez.",
                path=path,
                why=os_errors.reason(error),
            ) from error
    try:
        # A key under a phrase would be asked for at a terminal that nobody sees.
        context.load_cert_chain(certificate, key, password=lambda: b"")
    except (ssl.SSLError, ValueError) as error:
        raise NotReady(
            "El certificado «%(name)s» y su clave no sirven juntos, o la clave tiene contraseña. Póngalos en formato "
            "PEM, la clave sin contraseña, y abra Chasqui otra vez.",
            name=certificate.name,
        ) from error
    return context


def _listener(host: str, port: int) -> socket.socket:
    try:
        if host == ALL:
            dual = socket.has_dualstack_ipv6()
            return socket.create_server(
                ("", port), family=socket.AF_INET6 if dual else socket.AF_INET, dualstack_ipv6=dual
            )
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise NotReady(
            "No se puede abrir la página cifrada en el puerto %(port)s: %(why)s. Cierre el otro programa, o elija otro "
            "puerto con CHASQUI_EDGE_TLS_PORT.",
            port=port,
            why=os_errors.reason(error),
        ) from error
