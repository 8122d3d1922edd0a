"""One call in a process of its own, which ends with it: answered, failed, interrupted, or its parent killed."""

import os
import signal
from collections.abc import Callable
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any

_LEAVE_S = 20.0
"""For a process that answered to put away what it opened."""


def apart(function: Callable[..., Any], *args: Any) -> Any:
    """
    Return what *function* gives in a fresh process, or raise what it raised there.

    Raises:
        RuntimeError: The process ended without an answer: out of memory, or killed.
    """
    context = get_context("spawn")
    answers, told = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(told, function, args))
    process.start()
    told.close()
    try:
        good, found = answers.recv()
        process.join(_LEAVE_S)
    except EOFError:
        process.join()
        raise RuntimeError(f"its process ended without an answer ({process.exitcode})") from None
    finally:
        # Whoever is interrupted must not wait for an answer that nobody takes.
        process.kill()
        process.join()
        answers.close()
    if good:
        return found
    raise found


def _answer(told: Connection, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    end_with_parent()
    try:
        answer = (True, function(*args))
    except Exception as error:  # it is raised where it was asked for
        answer = (False, error)
    try:
        told.send(answer)
    except (TypeError, AttributeError, ValueError) as error:  # no answer that can travel
        told.send((False, RuntimeError(f"{answer[1]!r}: {error}")))


def end_with_parent() -> None:
    """End this process when the one that started it does, however that ended: nobody is left to take its answer."""
    # Ctrl-C in a terminal reaches all: the parent hears it, and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()
