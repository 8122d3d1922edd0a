"""
Many buckets brought up to date in this computer, a process on each processor: threads would hinder each other.

``concurrent.futures`` waits for ever where a process is killed while the next one begins (Python 3.11, seen in one of
twenty tries), so each process has a pipe and a thread of its own here: a process that is gone is an end of its pipe.
"""

import gc
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import cache, partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from typing import cast

import msgspec
import pyarrow as pa

from hub.lake_place import place_at
from hub.weekly import raw
from hub.weekly.bucket import Outcome, Work, bring_up
from hub.weekly.raw import Lying
from shared.errors import NotReady
from shared.surviving import handed_on
from shared.whole import Disk, Later

Task = tuple[bytes, list[bytes], list[bytes]]
"""A ``Work``, the events of its new stretches in some pieces (``packed``), and files (``Lying``) of nobody else's."""
PROCESSES = min(8, len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1)
"""Each takes some 200 MB: a large machine may be shared by many."""
_TOGETHER = 8
"""Of so many buckets, at most, the files are brought onto the disk together."""
_SPAWN = get_context("spawn")
"""Not forked: other threads of this process may hold any lock at that moment."""


def task_of(work: Work, found: Sequence[pa.Table], files: Sequence[Lying]) -> Task:
    """Return what another process needs to bring a bucket up to date."""
    return (
        msgspec.msgpack.encode(work),
        [packed(rows) for rows in found],
        [msgspec.msgpack.encode(one) for one in files],
    )


def in_processes(tasks: Sequence[Task]) -> list[Outcome]:
    """
    Return what each of *tasks* came to.

    Raises:
        NotReady: A process was ended from outside, as where memory is short, or the system gives none.
    """
    # Each process has a few turns, or one would wait for another's last.
    together = max(1, min(_TOGETHER, len(tasks) // (4 * PROCESSES)))
    turns = [tasks[at : at + together] for at in range(0, len(tasks), together)]
    idle = SimpleQueue[Connection]()
    several = min(PROCESSES, len(turns))
    with ExitStack() as ends, ThreadPoolExecutor(several) as threads:
        for _ in range(several):
            idle.put(ends.enter_context(_begun()))
        done = [one for told in threads.map(partial(_asked, idle), turns) for one in told]
    return [msgspec.msgpack.decode(one, type=Outcome) for one in done]


@contextmanager
def _begun() -> Iterator[Connection]:
    """Begin a process that answers what it is sent; it ends with this."""
    try:
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_answer, args=(theirs,), daemon=True)
        with theirs:
            process.start()
    except OSError as error:
        raise _cut() from error
    try:
        with ours:
            yield ours
    finally:
        process.join()
        process.close()


def _asked(idle: SimpleQueue[Connection], turn: Sequence[Task]) -> list[bytes]:
    process = idle.get()
    try:
        process.send(turn)
        told = process.recv()
    # Who else would answer has no copy of the other end: when its process is gone, so is it.
    except (EOFError, ConnectionError) as error:
        raise _cut() from error
    finally:
        idle.put(process)
    if isinstance(told, BaseException):
        raise told
    return cast("list[bytes]", told)


def _cut() -> NotReady:
    return NotReady(
        "Se cortó un proceso que sumaba la demanda semanal: suele faltar memoria. No se cambió nada. Cierre otros "
        "programas en esta computadora y repita."
    )


def _answer(asked: Connection) -> None:
    begin()
    with suppress(EOFError):
        while True:
            turn = asked.recv()
            told = Future[list[bytes]]()
            handed_on(told, partial(brought_up, turn))
            if (error := told.exception()) is not None:
                error.add_note("".join(traceback.format_exception(error)))
            asked.send(error or told.result())


def brought_up(tasks: Iterable[Task]) -> list[bytes]:
    """Bring buckets up to date, wherever this runs: their files are on the disk when this returns their outcomes."""
    _settle()
    disk = Later()
    done = [msgspec.msgpack.encode(_one(task, disk)) for task in tasks]
    disk.settle()
    return done


def _one(task: Task, disk: Disk) -> Outcome:
    told, pieces, files = task
    work = msgspec.msgpack.decode(told, type=Work)
    found = [pa.ipc.open_stream(one).read_all() for one in pieces]
    for one in files:
        found += raw.read(place_at(work.root), msgspec.msgpack.decode(one, type=Lying)).values()
    return bring_up(work, found, disk)


def packed(rows: pa.Table) -> bytes:
    """Return *rows* as bytes, without their columns of nothing."""
    told = [name for name in rows.column_names if rows[name].null_count < rows.num_rows]
    # A piece of a larger table has words of its own after this, and one beginning.
    rows, sink = rows.select(told).combine_chunks(), pa.BufferOutputStream()
    # Java moves what comes out of this, and takes three times as long over what was not made small before.
    with pa.ipc.new_stream(sink, rows.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as out:
        out.write_table(rows)
    return bytes(sink.getvalue())


@cache
def _settle() -> None:
    """Have a process of others not look through what it has loaded for garbage, time and again: a tenth of its time."""
    gc.freeze()


def begin() -> None:
    """Begin a process that ends with the one that waits for it, however that ends."""
    # Ctrl+C goes to every process of a terminal; the one that waits for these decides when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_night, daemon=True).start()


def _end_with_the_night() -> None:
    """What is left of a night that was killed: it would write beside the next one."""
    if (night := parent_process()) is not None:
        wait([night.sentinel])
        os._exit(0)
