"""The hub's service: gunicorn in this process, one worker with threads, so that a slow upload blocks nobody."""

import logging
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from hub.app import create_app
from hub.config import Config
from hub.parts import open_parts

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

    One worker: the hub incarnation is drawn once per start of the service, and SQLite has one writer anyway.

    Raises:
        NotInitialised: There is no hub.
    """
    hub = open_parts(config)
    life = hub.store.start_life()
    hub.ingest.retry()
    hub.store.close()
    _log.info("started life_ms=%d", life.ms)
    options = {
        "bind": f"{config.host}:{config.port}",
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
    _log.info("serving host=%s port=%d threads=%d", config.host, config.port, config.threads)
    _Service(config, options).run()
