"""
Processes that take bundles beside the one that serves: it answers who asks for little, whatever else is being taken.

One interpreter runs one thread at a time, and a bundle of a week is half a second's work. Nobody waits for a process to
start: until it is ready, bundles are taken where they came.
"""

import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from hub.config import Config
from hub.ingest import Ingest
from hub.taken import Asked, Full, Taken
from hub.taker import Taker, started
from shared.errors import BadBundle, ChasquiError, DatabaseBusy
from shared.sentences import N_

MOST = max(2, min(4, os.cpu_count() or 1))
"""How many are started at most: one for each processor."""
LARGE_BYTES = 6_144
"""A process is started for the first bundle that is larger, or for two that come together."""
_DEATHS = 5
"""After so many in a row that ended by themselves no other one is started: something is wrong with all of them."""
_KILLS = 2
"""A bundle under which so many ended is not taken here: it would end the hub."""
MOST_TOGETHER = 8
"""So many bundles that are in line are given to a process at once, and committed together."""
BYTES_TOGETHER = 32_768
"""Of several bundles together, that none waits long for the others."""
TAKE_S = 120
"""A process that takes longer over one bundle is stuck: it is ended."""
_LOOK_S = 0.05
_log = logging.getLogger(__name__)


class Takes(Protocol):
    """Who takes bundles: ``hub.ingest.Ingest``, or somebody who has it done."""

    def take(self, data: bytes, *, keep: bool = True, most: int | None = None) -> Taken | Full:
        """Commit what is new in a bundle, and answer its node in about *most* bytes."""

    def recognises(self, node: bytes) -> bool:
        """Tell whether a node is enrolled now."""


@dataclass(eq=False, slots=True)
class _InLine:
    """A bundle that is to be taken, and what became of it."""

    asked: Asked
    answer: "Taken | Full | ChasquiError | None" = None
    begun: bool = False
    apart: bool = False
    """A process ended with it and others in hand: from now on it is taken alone."""
    kills: int = 0
    """How many ended with it alone in hand."""


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
    _all: list[Taker] = field(default_factory=list)
    _line: list[_InLine] = field(default_factory=list)
    _lock: threading.Condition = field(default_factory=threading.Condition)
    """Whoever waits for a process, or for another to bring its answer, is woken by it."""
    _here: bool = False
    """A bundle is being taken in this process."""
    _over: bool = False

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
            return self._take(_InLine(Asked(data, keep, most)))
        finally:
            with self._lock:
                self._taking -= 1

    def recognises(self, node: bytes) -> bool:
        """Tell whether a node is enrolled now."""
        return self.ingest.recognises(node)

    def start(self) -> None:
        """Start a process and wait until it is ready: for who does not want to take the first bundles here."""
        one = started(self.config)
        one.road.poll(None)
        with self._lock:
            self._all.append(one)

    def stop(self) -> None:
        """Begin nothing more: what waits for a process is told to come again."""
        with self._lock:
            self._over = True
            self._lock.notify_all()

    def close(self) -> None:
        """End the processes; what one of them is taking is not answered, and its sender sends it again."""
        for one in self._all:
            one.road.close()
            # Whatever it is at, even stopped: a commit that is cut off has not happened.
            one.process.kill()
            one.process.join()

    def in_line(self) -> int:
        """Return how many bundles wait for a process."""
        with self._lock:
            return len(self._line)

    def is_busy(self) -> bool:
        """Tell whether a process has something in hand."""
        with self._lock:
            return any(one.busy for one in self._all)

    def pids(self) -> list[int]:
        """Return the processes that were started and live."""
        with self._lock:
            return [one.process.pid for one in self._all if one.process.pid and one.process.is_alive()]

    def _take(self, mine: _InLine) -> Taken | Full:
        with self._lock:
            self._line.append(mine)
        while (group := self._group(mine)) is not None:
            one, some = group
            if one is None:
                mine.answer = self._taken_here(mine.asked)
            else:
                self._give(one, some)
        if isinstance(mine.answer, ChasquiError):
            raise mine.answer
        assert mine.answer is not None
        return mine.answer

    def _group(self, mine: _InLine) -> "tuple[Taker | None, list[_InLine]] | None":
        """
        Wait until *mine* is answered, or there is something to be done: return who does it, and what.

        That is a process and what is next in line, the smallest first; or, as no process is ready, *mine* alone here.
        """
        with self._lock:
            while mine.answer is None:
                starting = False
                if not mine.begun:
                    if self._over:
                        self._line.remove(mine)
                        raise DatabaseBusy(_ENDS)
                    if (one := self._next(len(mine.asked.data))) is not None:
                        return one, self._begin(_next_of(self._line))
                    starting = not any(one.ready for one in self._all)
                    if starting and not self._here:
                        self._here = True
                        return None, self._begin([mine])
                # One that has started wakes nobody: it is looked at.
                self._lock.wait(_LOOK_S if starting else None)
            return None

    def _begin(self, some: list[_InLine]) -> list[_InLine]:
        for each in some:
            each.begun = True
            self._line.remove(each)
        return some

    def _taken_here(self, asked: Asked) -> Taken | Full | ChasquiError:
        try:
            return self.ingest.take(asked.data, keep=asked.keep, most=asked.most)
        except ChasquiError as error:
            return error
        finally:
            with self._lock:
                self._here = False
                self._lock.notify_all()

    def _give(self, one: Taker, some: list[_InLine]) -> None:
        """Have a process take what is next in line; where it ends before it answers, each is taken alone."""
        try:
            one.road.send([each.asked for each in some])
            answers = self._answers(one)
        except (EOFError, OSError):
            # Taking it again does no harm: what had been committed is known.
            self._ended(one)
            with self._lock:
                for each in some:
                    each.kills += len(some) == 1
                    each.apart, each.begun = True, False
                    if each.kills == _KILLS:
                        each.answer = BadBundle(_ENDED_TWICE)
                    else:
                        self._line.append(each)
                self._lock.notify_all()
            return
        with self._lock:
            one.busy, self._deaths = False, 0
            for each, answer in zip(some, answers, strict=True):
                each.answer = answer
            self._lock.notify_all()

    def _answers(self, one: Taker) -> "list[Taken | Full | ChasquiError]":
        if not one.road.poll(self.take_s):
            one.process.kill()
            raise EOFError
        answers: list[Taken | Full | ChasquiError] = one.road.recv()
        return answers

    def _next(self, size: int) -> Taker | None:
        """Return a process that is free, from now on busy, under the lock."""
        wanted = self._taking if self._taking > 1 or size > LARGE_BYTES else 0
        if len(self._all) < min(wanted, self.most) and self._deaths < _DEATHS:
            self._all.append(started(self.config))
        one = next((one for one in self._all if one.is_free()), None)
        if one is not None:
            one.busy = True
        return one

    def _ended(self, one: Taker) -> None:
        with self._lock:
            self._all.remove(one)
            self._deaths += 1
        one.road.close()
        one.process.join()
        _log.error("taker_ended pid=%d code=%s", one.process.pid, one.process.exitcode)


def _next_of(line: Sequence[_InLine]) -> list[_InLine]:
    """
    Return what a process takes next: the smallest, with as many of the next ones as go together.

    >>> line = [_InLine(Asked(bytes(size))) for size in (30_000, 500, 900, 40_000)]
    >>> [len(one.asked.data) for one in _next_of(line)]
    [500, 900, 30000]
    """
    # Twice as much waits longer, as in the line before this one.
    found, *others = sorted(line, key=lambda one: len(one.asked.data).bit_length())
    if found.apart:
        return [found]
    some, size = [found], len(found.asked.data)
    for one in others:
        size += len(one.asked.data)
        if size > BYTES_TOGETHER or len(some) == MOST_TOGETHER:
            break
        some += [] if one.apart else [one]
    return some


_ENDS = N_("La oficina está ocupada. Se intentará más tarde; nada se perdió.")
_ENDED_TWICE = N_("El programa de la oficina se detuvo dos veces con este paquete. No se perdió nada.")
