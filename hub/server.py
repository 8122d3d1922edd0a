"""The hub's service: gunicorn in this process, one worker with threads, so that a slow upload blocks nobody."""

import logging
import os
import signal
import socket
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from hub import postgres
from hub.app import create_app
from hub.config import Config
from hub.keyfiles import read_keys
from hub.parts import open_parts
from shared.errors import NotReady
from sync.lock import WriterLock

_BACKLOG = 2048
_RUNS = "La central de «%(folder)s» ya está en marcha. Use sus páginas, o ciérrela y repita. No se cambió nada."
_log = logging.getLogger(__name__)


class _Service(BaseApplication):  # type: ignore[misc]
    def __init__(self, hub: Config, options: dict[str, Any]) -> None:
        self._hub = hub
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            # Older versions of gunicorn have no control socket to turn off.
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        # In the worker, after the fork: database connections must not be shared between processes.
        return create_app(self._hub)


def serve(config: Config) -> None:
    """
    Serve the hub of *config* until the process is told to stop.

    One worker: the hub incarnation is drawn once per start of the service, and SQLite has one writer anyway. A start
    that cannot serve, because another one does or the port is taken, draws none.

    Raises:
        NotInitialised: There is no hub.
        DatabaseBusy: It runs already, or another one works with its database.
        NotReady: The port cannot be taken, or the database does not answer.
    """
    read_keys(config)
    alone = WriterLock(config.folder / "run.lock", _RUNS, folder=config.folder)
    with alone, postgres.one_service(config.database_url, _stop):
        listening = bound(config.host, config.port)
        hub = open_parts(config)
        life = hub.store.start_life()
        hub.ingest.retry()
        hub.store.close()
        _log.info("started life_ms=%d", life.ms)
        _log.info("serving host=%s port=%d threads=%d", config.host, config.port, config.threads)
        click.echo(f"Central en http://{config.host}:{config.port}/ (Ctrl+C para terminar)")
        # Gunicorn takes the socket over by its number.
        _Service(config, {"bind": f"fd://{listening.detach()}", **_options(config)}).run()


def _stop() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def bound(host: str, port: int) -> socket.socket:
    """
    Take a port.

    Raises:
        NotReady: Another program has it, or this machine has no such address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise NotReady(
            "No se puede usar el puerto %(port)s de «%(host)s» (%(reason)s). Cierre el otro programa, o elija otro.",
            port=port,
            host=host,
            reason=error.strerror or error,
        ) from error


def _options(config: Config) -> dict[str, Any]:
    return {
        "workers": 1,
        "worker_class": "gthread",
        "threads": config.threads,
        "worker_connections": max(1_000, 2 * config.threads),
        "timeout": 120,
        "graceful_timeout": 10,
        "keepalive": 5,
        "accesslog": None,
        "errorlog": "-",
        "loglevel": "warning",
        "control_socket_disable": True,
    }
