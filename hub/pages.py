"""
``chasqui-hub pages``: the region's pages and programs' requests by several processes, beside the service.

The service (``hub.server``) takes bundles and holds what lives in one process. These hold nothing: sessions, throttles
and all that is decided are in the database, so that any of them answers any request, and one that ends loses nothing.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from gunicorn.app.base import BaseApplication

from hub.app import create_app
from hub.config import Config
from hub.forwarded import caller
from hub.keyfiles import read_keys
from hub.parts import Parts, open_parts
from hub.store import Store
from shared.sentences import N_, Sentence

OF_THE_SERVICE = ("/v1/bundles/", "/usb", "/plan/y-si")
"""What begins so lives in the process of the service: uploads under way, sticks that are being read, trials."""
_MISDIRECTED = N_(
    "Esta dirección la atiende el servicio de la central («chasqui-hub run»). Revise en el proxy a dónde la envía."
)
_LEAST_THREADS = 4
_TIMEOUT_S = 120
Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
_log = logging.getLogger(__name__)


def serve_pages(config: Config, workers: int, port: int) -> None:
    """
    Serve the pages of the hub of *config* from so many processes until this one is told to stop.

    Raises:
        NotInitialised: There is no hub.
        NotReady: The database does not answer.
    """
    read_keys(config)
    # Before any of them: two that migrate at once would wait for each other.
    Store(config).close()
    _log.info("pages host=%s port=%d workers=%d", config.host, port, workers)
    Pages(config, workers, port).run()


def application(config: Config, hub: Parts | None = None) -> Wsgi:
    """
    Return the pages of the hub of *config*, opened as *hub* where it is open already, for a WSGI server.

    Whose request it is, is told by the proxies that are believed.
    """
    pages = create_app(config, hub or open_parts(config, takes=False))

    def answer(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith(OF_THE_SERVICE):
            body = Sentence(_MISDIRECTED).text().encode()
            length = str(len(body))
            start(
                "421 Misdirected Request", [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", length)]
            )
            return [body]
        peer, scheme = environ.get("REMOTE_ADDR", ""), environ["wsgi.url_scheme"]
        address, scheme = caller(peer, scheme, _headers(environ), config.proxies)
        return pages({**environ, "REMOTE_ADDR": address, "wsgi.url_scheme": scheme}, start)

    return answer


def _headers(environ: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    named = ((name.removeprefix("HTTP_"), value) for name, value in environ.items() if name.startswith("HTTP_"))
    return ((name.replace("_", "-").lower(), str(value)) for name, value in named)


class Pages(BaseApplication):  # type: ignore[misc]
    """A gunicorn whose processes each open the hub for themselves."""

    def __init__(self, config: Config, workers: int, port: int) -> None:
        """Take the settings; nothing is opened before ``run``."""
        # Each thread may hold a connection to the database.
        self._config = replace(config, threads=max(_LEAST_THREADS, config.threads // workers))
        host = f"[{config.host}]" if ":" in config.host else config.host
        self._settings = {
            "bind": f"{host}:{port}", "workers": workers, "worker_class": "gthread", "threads": self._config.threads,
            "timeout": _TIMEOUT_S, "accesslog": None, "loglevel": "warning", "proc_name": "chasqui-hub-pages",
            # Whom a proxy asks for is told by CHASQUI_HUB_PROXY, as at the service; gunicorn believes 127.0.0.1.
            "forwarded_allow_ips": "", "secure_scheme_headers": {},
        }  # fmt: skip
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its settings."""
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Wsgi:
        """Open the hub in a process that was just forked."""
        return application(self._config)
