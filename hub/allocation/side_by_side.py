"""Work that does not depend on other work is done at once, by several threads: what is compiled lets them."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")

_FEW = 2_000
"""Schools that are asked sooner than a thread starts."""
_EACH = 4
"""Parts for a thread, so that none waits long for another that has the larger schools."""


def side_by_side(ask: Callable[[int, int], T], schools: int, threads: int | None = None) -> list[T]:
    """
    Return what *ask* answers for the schools from its first number up to its second, part by part in their order.

    *ask* must be compiled, and write only what is of the schools that it is asked for: then the answer is the same
    whatever the number of *threads* (default: the cores of the machine).

    >>> side_by_side(lambda first, end: end - first, 10, threads=2)
    [10]
    >>> side_by_side(lambda first, end: end - first, 5_000, threads=2) == [625] * 8
    True
    """
    several = (threads or cpu_count() or 1) if schools >= _FEW else 1
    if several == 1:
        return [ask(0, schools)]
    parts = several * _EACH
    cuts = [schools * at // parts for at in range(parts + 1)]
    with ThreadPoolExecutor(several) as pool:
        return list(pool.map(ask, cuts[:-1], cuts[1:]))


def together(work: Callable[[S], T], given: Sequence[S]) -> list[T]:
    """
    Return what comes of *work* on each of what is *given*, in its order, all at once.

    >>> together(lambda number: number + 1, [3, 1])
    [4, 2]
    """
    if len(given) < 2:
        return [work(one) for one in given]
    with ThreadPoolExecutor(len(given)) as pool:
        return list(pool.map(work, given))
