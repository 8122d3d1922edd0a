"""The one place where any failure is caught: around work that must go on, or that must tell whoever waits for it."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from types import TracebackType
from typing import TypeVar

from shared.errors import ChasquiError

T = TypeVar("T")
_log = logging.getLogger(__name__)


def _nothing_more(_error: Exception) -> None:
    """Leave it at the log: who called says what is shown, and when the next attempt is."""


@dataclass(frozen=True, slots=True)
class _Surviving:
    what: str
    then: Callable[[Exception], object]
    quiet: Callable[[], bool]

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if not isinstance(error, Exception):
            return False
        if not self.quiet():
            _tell(self.what, error)
        self.then(error)
        return True


def _tell(what: str, error: Exception) -> None:
    # Our own errors say all in their words. Those of any other may quote a person: its type, and where it came from.
    if isinstance(error, ChasquiError):
        _log.warning("%s why=%s", what, error)
    else:
        _log.error("%s why=%s", what, type(error).__name__, exc_info=error)


def surviving(
    what: str, then: Callable[[Exception], object] = _nothing_more, quiet: Callable[[], bool] = lambda: False
) -> _Surviving:
    """
    Go on after whatever a piece of background work raises; it is logged as *what* with its reason, and given to *then*.

    A thread that ends for good is the worst of all outcomes: nobody would send any more, and nobody be told. So here,
    and nowhere else, ``Exception`` is caught. Whoever calls must see to the other two: that a person is shown it
    (*then*), and that there is a next attempt. While *quiet* says so, as when the program is closing, nothing is
    logged. What ends a process (Ctrl+C) goes through.

    >>> failures: list[Exception] = []
    >>> with surviving("example", failures.append, quiet=lambda: True):
    ...     _ = 1 // 0
    >>> failures
    [ZeroDivisionError('integer division or modulo by zero')]
    """
    return _Surviving(what, then, quiet)


def handed_on(future: "Future[T]", work: Callable[[], T]) -> None:
    """
    Let *future* end as *work* does: whatever it raises is raised where somebody asks for the result.

    >>> future: Future[float] = Future()
    >>> handed_on(future, lambda: 1 / 0)
    >>> future.exception()
    ZeroDivisionError('division by zero')
    """
    try:
        result = work()
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)
