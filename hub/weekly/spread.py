"""Where buckets are brought up to date: those of few new events here, of many by Spark, on all its processors."""

import gc
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING

import msgspec
import pyarrow as pa

from hub.config import Config
from hub.lake_place import place_at
from hub.spark import session
from hub.weekly import raw
from hub.weekly.bucket import Outcome, Work, bring_up
from hub.weekly.processes import PROCESSES, brought_up, in_processes, packed, task_of
from hub.weekly.raw import Lying
from shared.whole import Later

if TYPE_CHECKING:
    from pyspark.core.broadcast import Broadcast

_AT_ONCE = 500_000
"""About how many events a task of Spark reads."""
_THREADS = max(2, min(8, os.cpu_count() or 2))
"""How many buckets are brought up to date at once in this process."""
_MANY = 256
"""From so many buckets and files on it pays to begin processes: each takes a second to load what it needs."""
_Told = tuple[int, bytes]
"""The number of a work, and some events of it."""


def spread(config: Config, works: Sequence[Work]) -> list[Outcome]:
    """Return what each of *works* came to; up to ``config.spark_from`` new events are counted without Spark."""
    files = raw.lying((work.new, work.unread) for work in works)
    events = sum(one.events for one in files)
    if len(works) < 2 or events <= config.spark_from:
        return _here(config, works, files)
    rows = [sum(one.last_seq - one.first_seq + 1 for one in work.new) for work in works]
    largest = sorted(range(len(works)), key=lambda at: -rows[at])
    rank = {at: place for place, at in enumerate(largest)}
    for one in files:
        for some in one.slices:
            some.taker = rank[some.taker]
    read = _Reading(config.lake_place.address)
    with session(config) as spark:
        context = spark.sparkContext
        # A file holds events of many buckets: it is read once, and Spark takes each one's to where it is summed.
        lies = context.parallelize([msgspec.msgpack.encode(one) for one in files], -(-events // _AT_ONCE))
        some = context.broadcast([msgspec.msgpack.encode(works[at]) for at in largest])
        # A task each: whoever is free takes the next, and no bucket waits for one that came with it.
        told = lies.mapPartitions(read).partitionBy(len(works), int)
        done = told.mapPartitionsWithIndex(_Summing(some)).collect()
    found = {at: msgspec.msgpack.decode(one, type=Outcome) for at, one in zip(largest, done, strict=True)}
    return [found[at] for at in range(len(works))]


def _here(config: Config, works: Sequence[Work], files: Sequence[Lying]) -> list[Outcome]:
    # Most of it is Arrow's and the disk's, which hold no other thread.
    with _no_garbage(), ThreadPoolExecutor(_THREADS) as threads:
        if len(works) < 2 * PROCESSES or len(works) + len(files) < _MANY:
            disk, new = Later(), _read(config, len(works), files, threads)
            outcomes = list(threads.map(bring_up, works, new, repeat(disk)))
            disk.settle()
            return outcomes
        # A file of one bucket alone is read where that bucket is brought up to date.
        own: dict[int, list[Lying]] = defaultdict(list)
        for one in files:
            if len(one.takers) == 1:
                own[one.slices[0].taker].append(one)
        new = _read(config, len(works), [one for one in files if len(one.takers) > 1], threads)
        tasks = list(threads.map(task_of, works, new, [own[at] for at in range(len(works))]))
    return in_processes(tasks)


def _read(config: Config, takers: int, files: Sequence[Lying], threads: ThreadPoolExecutor) -> list[list[pa.Table]]:
    """Return what each taker takes of *files*."""
    found: list[list[pa.Table]] = [[] for _ in range(takers)]
    for some in threads.map(partial(raw.read, config.lake_place), files):
        for at, rows in some.items():
            found[at].append(rows)
    return found


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Have nobody look for garbage meanwhile: a ledger of many contacts takes four times as long to read with it."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Reading:
    """Reads files, wherever Spark runs this; what of them all is one bucket's goes there together."""

    def __init__(self, root: str) -> None:
        self.root = root

    def __call__(self, files: Iterable[bytes]) -> Iterator[_Told]:
        found: dict[int, list[pa.Table]] = defaultdict(list)
        for file in files:
            for at, rows in raw.read(place_at(self.root), msgspec.msgpack.decode(file, type=Lying)).items():
                found[at].append(rows)
        while found:
            at, some = found.popitem()
            yield at, packed(pa.concat_tables(some))


class _Summing:
    """Brings one bucket up to date from its events, wherever Spark runs this."""

    def __init__(self, works: "Broadcast[list[bytes]]") -> None:
        self.works = works

    def __call__(self, at: int, told: Iterable[_Told]) -> Iterator[bytes]:
        yield from brought_up([(self.works.value[at], [data for _, data in told], [])])
