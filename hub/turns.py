"""Work that is done a few pieces at a time, the small ones first."""

import heapq
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from typing import Any, TypeVar

from shared.surviving import handed_on, surviving

T = TypeVar("T")


class Turns:
    """
    A few threads that do what is submitted: the smallest next, and of equals the one that came first.

    >>> turns = Turns()
    >>> turns.submit(9, lambda: "done").result()
    'done'
    >>> turns.close()
    """

    def __init__(self, threads: int = 1) -> None:
        self._pool = ThreadPoolExecutor(threads, "turns")
        self._lock = threading.Lock()
        self._came = count()
        self._waiting: list[tuple[int, int, Callable[[], Any], Future[Any]]] = []

    def submit(self, size: int, work: Callable[[], T]) -> "Future[T]":
        """Let *work* have its turn before all that is larger than *size*."""
        future: Future[T] = Future()
        with self._lock:
            heapq.heappush(self._waiting, (size, next(self._came), work, future))
        self._pool.submit(self._next)
        return future

    def close(self) -> None:
        """End with what is being done. What waits is not begun: its future is cancelled."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for _, _, _, future in waiting:
            future.cancel()
        self._pool.shutdown(cancel_futures=True)

    def _next(self) -> None:
        with self._lock:
            if not self._waiting:
                return
            _, _, work, future = heapq.heappop(self._waiting)
        if future.set_running_or_notify_cancel():
            handed_on(future, work)
            return
        # Whoever asked has gone: what came is committed all the same.
        with surviving("turn_of_nobody failed"):
            work()
