"""A copy of this process that dies at a chosen step: before a file is opened to be written, moved, removed, or SQL."""

import os
import sys
from collections.abc import Callable
from typing import Any

from edge.store import Store

FINISHED, DIED, FAILED = 0, 9, 1
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.truncate"}


def dies_at(step: int, act: Callable[[Callable[[Store], None]], None]) -> bool:
    """
    Do *act* in a fork that is gone just before its *step*-th change; tell whether it came to its end all the same.

    *act* is given what makes the statements of a store count too. Nothing is unwound: no ``finally`` runs.
    """
    child = os.fork()
    if child == 0:
        _live(step, act)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code != FAILED, "the fork failed before its death: see its traceback"
    return code == FINISHED


def _live(step: int, act: Callable[[Callable[[Store], None]], None]) -> None:
    left = step

    def change() -> None:
        nonlocal left
        left -= 1
        if not left:
            os._exit(DIED)

    def heed(name: str, arguments: tuple[Any, ...]) -> None:
        if name in _CHANGES or (name == "open" and _writes(arguments)):
            change()

    def watch(store: Store) -> None:
        store.db._db.connection.set_trace_callback(lambda _: change())

    try:
        sys.addaudithook(heed)
        act(watch)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(FAILED)
    os._exit(FINISHED)


def _writes(arguments: tuple[Any, ...]) -> bool:
    _, mode, flags = arguments
    written = isinstance(mode, str) and set(mode) & set("wax+")
    return bool(written) or bool(isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR))
