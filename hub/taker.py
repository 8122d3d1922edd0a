"""One process that takes bundles: how it is started, what it does, and when it ends."""

import logging
import os
import signal
import sys
import threading
from contextlib import closing, suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from hub import logs
from hub.config import Config
from hub.ingest import Ingest
from hub.keyfiles import read_keys
from hub.store import Store
from hub.taken import Asked

_KINDER = 5
"""By so much they step back behind the process that serves, where processors are scarce."""


@dataclass(eq=False, slots=True)
class Taker:
    """A process, and the road to it."""

    process: SpawnProcess
    road: Connection
    ready: bool = False
    busy: bool = False

    def is_free(self) -> bool:
        """Tell whether it said that it is ready, and has nothing to do. One that died is: it is noticed when asked."""
        if not self.ready and self.road.poll():
            with suppress(EOFError, OSError):
                self.road.recv()
            self.ready = True
        return self.ready and not self.busy


def started(config: Config) -> Taker:
    """Start a process; it says when it is ready."""
    # Spawned, not forked: threads of the one that serves may hold any lock at this moment.
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, config, logging.getLogger("hub").level), daemon=True)
    process.start()
    there.close()
    return Taker(process, here)


def _serve(road: Connection, config: Config, level: int) -> None:
    """Take what comes until the other end closes, or is gone."""
    # Ctrl+C goes to every process of a terminal; the one that serves decides when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        os.nice(_KINDER)
    threading.Thread(target=_end_with_the_hub, daemon=True).start()
    logs.begin(config.log, logging.WARNING)
    logging.getLogger("hub").setLevel(level)
    with closing(Store(config)) as store, road:
        ingest = Ingest(store, read_keys(config))
        road.send(None)
        while (several := _asked(road)) is not None:
            road.send(ingest.take_all(several))


def _end_with_the_hub() -> None:
    """A hub that was killed may be begun again at once: nothing of the old one shall still write then."""
    if (hub := parent_process()) is not None:
        wait([hub.sentinel])
        os._exit(0)


def _asked(road: Connection) -> list[Asked] | None:
    try:
        several: list[Asked] = road.recv()
    except EOFError:
        return None
    return several
