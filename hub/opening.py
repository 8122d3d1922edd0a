"""Opens bundles in a process of their own: the long sums of one keep neither uploads, pages nor commits waiting."""

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait

from shared.errors import SyncError
from sync.keys import HubKeys
from sync.opened import Opened, open_prefix
from sync.resumption import Resumption

_keys: list[HubKeys] = []
"""Those of the hub, in the process that opens."""


class Opener:
    """
    One process that opens what it is given, begun with the first bundle.

    Should it die, whatever killed it, the bundle is opened here, and the next one begins another process.
    """

    def __init__(self, keys: HubKeys) -> None:
        self._keys = keys
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def open(self, data: bytes, known: Resumption | None = None) -> Opened:
        """
        Open a bundle, which goes on from what is *known*, as ``open_prefix`` does; the caller's thread sleeps.

        Raises:
            SyncError: As ``open_prefix`` does.
        """
        try:
            opened = self._started().submit(_open, data, known).result()
        except BrokenProcessPool:
            self.close()
            opened = None
        # What cannot be opened is told by this process: an error does not travel with its words.
        return open_prefix(self._keys, data, lambda _: known) if opened is None else opened

    def close(self) -> None:
        """End the process, where there is one."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                # Forking a process with threads may copy a lock that somebody holds.
                spawn = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(1, spawn, _begin, (self._keys.to_bytes(),))
            return self._pool


def _begin(keys: bytes) -> None:
    _keys.append(HubKeys.from_bytes(keys))
    # Ctrl+C reaches both processes: the hub ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_hub, daemon=True).start()


def _end_with_the_hub() -> None:
    hub = multiprocessing.parent_process()
    if hub is not None:
        wait([hub.sentinel])
        os._exit(0)


def _open(data: bytes, known: Resumption | None) -> Opened | None:
    try:
        return open_prefix(_keys[0], data, lambda _: known)
    except SyncError:
        return None
