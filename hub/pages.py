"""
``chasqui-hub pages``: the region's pages by several processes, beside the service.

The service (``hub.server``) takes bundles, answers programs and holds what lives in one process, as how often each of
them asked. These hold nothing: sessions, throttles and all that is decided are in the database, so that any of them
gives any page, and one that ends loses nothing.
"""

import logging
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from hub import logs
from hub.app import create_app
from hub.config import Config, environment, log_form
from hub.forwarded import caller
from hub.keyfiles import read_keys
from hub.parts import Parts, open_parts
from hub.store import Store
from shared.clock import Clock
from shared.sentences import N_, Sentence

OF_THE_SERVICE = ("/v1/", "/usb", "/plan/y-si", "/plan/recalcular", "/metrics")
"""
What begins so lives in the process of the service: uploads under way, what came of them, how often programs may ask,
sticks that are being read, trials, and a plan that is being drawn anew.
"""
_MISDIRECTED = N_(
    "Esta dirección la atiende el servicio de la central («chasqui-hub run»). Revise en el proxy a dónde la envía."
)
_LEAST_THREADS = 4
_PROGRAM = "hub.page_workers"
_SMALL = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(4 * 1024**2),
}
"""
Memory that is free again goes back to the system; who sets otherwise is heard.

A page of analysis reads a table of a hundred megabytes. Arrow's own pool and the heap that glibc gives each thread keep
as much: ``ours.pages.beside`` of ``tests/benchmarks/hub.py`` tells what a process takes.
"""
Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
_log = logging.getLogger(__name__)


def serve_pages(config: Config, workers: int, port: int) -> None:
    """
    Become the program that serves the pages of the hub of *config* from so many processes until it is told to stop.

    Raises:
        NotInitialised: There is no hub.
        NotReady: The database does not answer.
    """
    read_keys(config)
    # Before any of them: two that migrate at once would wait for each other.
    Store(config).close()
    _log.info("pages host=%s port=%d workers=%d", config.host, port, workers)
    host = f"[{config.host}]" if ":" in config.host else config.host
    # Each thread may hold a connection to the database.
    threads = max(_LEAST_THREADS, config.threads // workers)
    told = [str(config.folder), f"{host}:{port}", str(workers), str(threads)]
    sys.stdout.flush()
    sys.stderr.flush()
    # Not from the current folder: whatever lies where this was started is no part of the hub.
    os.execve(sys.executable, [sys.executable, "-P", "-m", _PROGRAM, *told], _SMALL | environment())  # noqa: S606


def opened(folder: Path, threads: int, clock: Clock) -> Wsgi:
    """Return the pages of the hub in *folder*, for a process of so many threads that logs as the environment says."""
    logs.begin(log_form(), logging.WARNING)
    logging.getLogger("hub").setLevel(logging.INFO)
    return application(replace(Config.from_env(folder), threads=threads, clock=clock))


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
