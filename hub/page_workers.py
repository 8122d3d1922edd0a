"""
Several processes for the pages, forked from one that has loaded next to nothing.

Arrow and what it brings start threads as they are loaded, and a process that is forked beside threads may die of what
they held. So this is a program of its own, in which of the hub its settings and its log alone are loaded before a
worker is forked.
"""

import logging
import sys
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from hub import logs
from hub.config import Config, log_form

_TIMEOUT_S = 120
_KEEPALIVE_S = 180
"""Longer than a proxy keeps a line that it takes to be open: what it sends on one that ends just then is lost."""


class Lines(Logger):  # type: ignore[misc]
    """The lines of gunicorn, written as all the others are: its own would tell the words of an error."""

    def setup(self, cfg: Any) -> None:
        """Leave what it says to whoever writes the log of the process."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class Workers(BaseApplication):  # type: ignore[misc]
    """A gunicorn whose processes each open the hub of *folder* for themselves."""

    def __init__(self, folder: Path, bind: str, workers: int, threads: int) -> None:
        """Take the settings; nothing is opened before ``run``."""
        self._folder, self._threads = folder, threads
        # One for all: a clock that is shifted for a drill starts anew in each process that makes its own.
        self._clock = Config.from_env(folder).clock
        self._settings = {
            "bind": bind, "workers": workers, "worker_class": "gthread", "threads": threads,
            "timeout": _TIMEOUT_S, "keepalive": _KEEPALIVE_S,
            "accesslog": None, "logger_class": Lines, "loglevel": "warning", "proc_name": "chasqui-hub-pages",
            # Whom a proxy asks for is told by CHASQUI_HUB_PROXY, as at the service; gunicorn believes 127.0.0.1.
            "forwarded_allow_ips": "", "secure_scheme_headers": {},
            # A thread beside whoever forks, and a socket that nobody asked for.
            "control_socket_disable": True,
        }  # fmt: skip
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its settings."""
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Open the hub in a process that was just forked."""
        from hub.garbage import looked_for_seldom
        from hub.pages import opened

        made = opened(self._folder, self._threads, self._clock)
        looked_for_seldom()
        return made


def main(folder: str, bind: str, workers: str, threads: str) -> None:
    """Serve until told to stop."""
    logs.begin(log_form(), logging.WARNING)
    Workers(Path(folder), bind, int(workers), int(threads)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
