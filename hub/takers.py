"""
Processes that take bundles beside the one that serves: it answers who asks for little, whatever else is being taken.

One interpreter runs one thread at a time, and a bundle of a week is half a second's work. Nobody waits for a process to
start: until it is ready, bundles are taken where they came.
"""

import logging
import os
import signal
import sys
import threading
from contextlib import closing, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import NamedTuple, Protocol

from hub.config import Config
from hub.ingest import Ingest
from hub.keyfiles import read_keys
from hub.store import Store
from hub.taken import Full, Taken
from shared.errors import BadBundle, ChasquiError

MOST = max(2, min(4, os.cpu_count() or 1))
"""How many are started at most: one for each processor."""
LARGE_BYTES = 6_144
"""A process is started for the first bundle that is larger, or for two that come together."""
_KINDER = 5
"""By so much they step back behind the process that serves, where processors are scarce."""
_DEATHS = 5
"""After so many in a row that ended by themselves no other one is started: something is wrong with all of them."""
_KILLS = 2
"""A bundle under which so many ended is not taken here: it would end the hub."""
TAKE_S = 120
"""A process that takes longer over one bundle is stuck: it is ended."""
_log = logging.getLogger(__name__)


class Takes(Protocol):
    """Who takes bundles: ``hub.ingest.Ingest``, or somebody who has it done."""

    def take(self, data: bytes, *, keep: bool = True, most: int | None = None) -> Taken | Full:
        """Commit what is new in a bundle, and answer its node in about *most* bytes."""

    def recognises(self, node: bytes) -> bool:
        """Tell whether a node is enrolled now."""


class _Asked(NamedTuple):
    """What a process is asked to take, as ``Takes.take`` is."""

    data: bytes
    keep: bool
    most: int | None


@dataclass(eq=False, slots=True)
class _Taker:
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


@dataclass(slots=True)
class Takers:
    """
    Takes bundles as *ingest* does, several at once where several come.

    What no process can take now, because none has started or one died, *ingest* takes here.
    """

    config: Config
    ingest: Ingest
    most: int = MOST
    take_s: float = TAKE_S
    _taking: int = 0
    _deaths: int = 0
    _all: list[_Taker] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _here: threading.Lock = field(default_factory=threading.Lock)

    def take(self, data: bytes, *, keep: bool = True, most: int | None = None) -> Taken | Full:
        """
        Commit what is new in a bundle, and answer its node.

        Raises:
            SyncError: As ``hub.ingest.Ingest.take``.
            NotReady: As there.
        """
        with self._lock:
            self._taking += 1
        try:
            return self._take(_Asked(data, keep, most))
        finally:
            with self._lock:
                self._taking -= 1

    def recognises(self, node: bytes) -> bool:
        """Tell whether a node is enrolled now."""
        return self.ingest.recognises(node)

    def start(self) -> None:
        """Start a process and wait until it is ready: for who does not want to take the first bundles here."""
        one = _started(self.config)
        one.road.poll(None)
        with self._lock:
            self._all.append(one)

    def close(self) -> None:
        """End the processes; what one of them is taking is not answered, and its sender sends it again."""
        for one in self._all:
            one.road.close()
            # Whatever it is at, even stopped: a commit that is cut off has not happened.
            one.process.kill()
            one.process.join()

    def pids(self) -> list[int]:
        """Return the processes that were started and live."""
        with self._lock:
            return [one.process.pid for one in self._all if one.process.pid and one.process.is_alive()]

    def _take(self, asked: "_Asked") -> Taken | Full:
        kills = 0
        while (one := self._next(len(asked.data))) is not None:
            try:
                one.road.send(asked)
                answer = self._answer(one)
            except (EOFError, OSError):
                # Taking it again does no harm: what had been committed is known.
                self._ended(one)
                kills += 1
                if kills == _KILLS:
                    raise BadBundle(
                        "El programa de la oficina se detuvo dos veces con este paquete. No se perdió nada."
                    ) from None
                continue
            one.busy, self._deaths = False, 0
            if isinstance(answer, ChasquiError):
                raise answer
            return answer
        with self._here:
            return self.ingest.take(asked.data, keep=asked.keep, most=asked.most)

    def _answer(self, one: _Taker) -> "Taken | Full | ChasquiError":
        if not one.road.poll(self.take_s):
            one.process.kill()
            raise EOFError
        answer: Taken | Full | ChasquiError = one.road.recv()
        return answer

    def _next(self, size: int) -> _Taker | None:
        with self._lock:
            wanted = self._taking if self._taking > 1 or size > LARGE_BYTES else 0
            if len(self._all) < min(wanted, self.most) and self._deaths < _DEATHS:
                self._all.append(_started(self.config))
            one = next((one for one in self._all if one.is_free()), None)
            if one is not None:
                one.busy = True
            return one

    def _ended(self, one: _Taker) -> None:
        with self._lock:
            self._all.remove(one)
            self._deaths += 1
        one.road.close()
        one.process.join()
        _log.error("taker_ended pid=%d code=%s", one.process.pid, one.process.exitcode)


def _started(config: Config) -> _Taker:
    # Spawned, not forked: threads of the one that serves may hold any lock at this moment.
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, config, logging.getLogger("hub").level), daemon=True)
    process.start()
    there.close()
    return _Taker(process, here)


def _serve(road: Connection, config: Config, level: int) -> None:
    """Take what comes until the other end closes, or is gone."""
    # Ctrl+C goes to every process of a terminal; the one that serves decides when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        os.nice(_KINDER)
    threading.Thread(target=_end_with_the_hub, daemon=True).start()
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("hub").setLevel(level)
    with closing(Store(config)) as store, road:
        ingest = Ingest(store, read_keys(config))
        road.send(None)
        while (asked := _asked(road)) is not None:
            road.send(_taken(ingest, asked))


def _end_with_the_hub() -> None:
    """A hub that was killed may be begun again at once: nothing of the old one shall still write then."""
    if (hub := parent_process()) is not None:
        wait([hub.sentinel])
        os._exit(0)


def _asked(road: Connection) -> _Asked | None:
    try:
        asked: _Asked = road.recv()
    except EOFError:
        return None
    return asked


def _taken(ingest: Ingest, asked: _Asked) -> Taken | Full | ChasquiError:
    try:
        return ingest.take(asked.data, keep=asked.keep, most=asked.most)
    except ChasquiError as error:
        return error
