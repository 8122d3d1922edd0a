"""The hub's service: uvicorn in this process, one loop for all uploads and threads for the pages."""

import logging
import os
import signal
import socket
import sys
from contextlib import closing
from pathlib import Path

import click
import uvicorn

from hub import postgres
from hub.certificate import certificate_file
from hub.config import Config
from hub.connections import Door, PatientProtocol, most_of
from hub.front import Front
from hub.garbage import looked_for_seldom
from hub.keyfiles import read_keys
from hub.own_url import url_to_open
from hub.parts import open_parts
from shared import os_errors
from shared.errors import NotReady
from sync.lock import WriterLock

_BACKLOG = 2048
_LAST_WORDS_S = 10
"""How long requests under way may take once the service is told to stop; what they brought is kept."""
_RUNS = "La central de «%(folder)s» ya está en marcha. Use sus páginas, o ciérrela y repita. No se cambió nada."
_log = logging.getLogger(__name__)


def serve(config: Config) -> None:
    """
    Serve the hub of *config* until the process is told to stop.

    One process: the hub incarnation is drawn once per start of the service, and SQLite has one writer anyway. A start
    that cannot serve, because another one does or the port is taken, draws none.

    Raises:
        NotInitialised: There is no hub.
        DatabaseBusy: It runs already, or another one works with its database.
        NotReady: The port cannot be taken, or the database does not answer.
    """
    keys = read_keys(config)
    alone = WriterLock(config.folder / "run.lock", _RUNS, folder=config.folder)
    with alone, postgres.one_service(config.database_url, _stop):
        listening = bound(config.host, config.port)
        hub = open_parts(config)
        life = hub.store.start_life()
        hub.ingest.retry()
        hub.store.close()
        _log.info("started life_ms=%d", life.ms)
        _log.info("serving host=%s port=%d threads=%d", config.host, config.port, config.threads)
        click.echo(f"Central en {url_to_open(config)}/ (Ctrl+C para terminar)")
        most = most_of(_raise_open_files(), config.threads)
        _end_without_fuss()
        with closing(Front(config)) as front, Door(listening, config.proxies, most) as door:
            looked_for_seldom()
            service(front, certificate_file(config, keys) if config.tls else None).run([door])


def _stop() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def service(
    front: Front, certificate: Path | None = None, speaks: type[PatientProtocol] = PatientProtocol
) -> uvicorn.Server:
    """Return the server of *front*, over TLS where it has a certificate; it is given a socket that listens."""
    # uvicorn's own reading of a proxy's headers takes 127.0.0.1's word unasked, and half of it for the whole.
    settings = uvicorn.Config(
        front, proxy_headers=False,
        http=speaks, ws="none", lifespan="off", loop="asyncio", backlog=_BACKLOG,
        server_header=False, date_header=False, access_log=False, log_config=None,
        timeout_keep_alive=5, timeout_graceful_shutdown=_LAST_WORDS_S, ssl_certfile=certificate,
    )  # fmt: skip
    return uvicorn.Server(settings)


def bound(host: str, port: int) -> socket.socket:
    """
    Take a port.

    Raises:
        NotReady: Another program has it, or this machine has no such address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise NotReady(
            "No se puede usar el puerto %(port)s de «%(host)s» (%(reason)s). Cierre el otro programa, o elija otro con "
            "CHASQUI_HUB_PORT.",
            port=port,
            host=host,
            reason=os_errors.reason(error),
        ) from error
    _notice_the_dead(listening)
    return listening


def _notice_the_dead(listening: socket.socket) -> None:
    """Let the system close connections whose other end went without a word; each accepted one inherits this."""
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 20), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, name):
            listening.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _raise_open_files() -> int | None:
    """Take as many open files as the system gives, and return how many: the usual limit is 1,024. None: no limit."""
    if sys.platform == "win32":
        return None
    import resource  # noqa: TID251 - not reached on Windows

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return None if most == resource.RLIM_INFINITY else most


def _end_without_fuss() -> None:
    """Let a signal to stop end the process well, once the server has said its last words and raised it again."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
