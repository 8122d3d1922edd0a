"""Problems as OR-Library keeps them: multidimensional knapsacks (``mknap``) and generalised assignments (``gap``)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
UNKNOWN = 0.0
"""What a file says where nobody knows the best value."""


@dataclass(frozen=True, slots=True, eq=False)
class Knapsack:
    """Most profit of things that are taken or not, within each of M capacities."""

    profit: Numbers
    weight: Numbers
    """M x N."""
    capacity: Numbers
    best: float


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """Each of N jobs to one of M agents, within what each agent has."""

    cost: Numbers
    """M x N, as ``need``."""
    need: Numbers
    capacity: Numbers


def knapsacks(file: Path) -> list[Knapsack]:
    """
    Read a file as ``mknap1`` and ``mknapcb1`` to ``mknapcb9``: how many, then of each N, M, the best value (0:
    unknown), N profits, M rows of N weights, M capacities, wherever lines end.

    Raises:
        ValueError: It ends too soon, or goes on after the last problem.
    """
    numbers, found = _Numbers(file), list[Knapsack]()
    for _ in range(numbers.whole()):
        things, limits, best = numbers.whole(), numbers.whole(), float(numbers.take(1)[0])
        profit, weight = numbers.take(things), numbers.take(limits * things).reshape(limits, things)
        found.append(Knapsack(profit, weight, numbers.take(limits), best))
    numbers.end()
    return found


def assignments(file: Path) -> list[Assignment]:
    """
    Read a file as ``gap1`` to ``gap12`` and ``gapa`` to ``gapd``: how many, then of each M agents, N jobs, M rows of N
    costs, M rows of N needs, M capacities.

    Raises:
        ValueError: It ends too soon, or goes on after the last problem.
    """
    numbers, found = _Numbers(file), list[Assignment]()
    for _ in range(numbers.whole()):
        agents, jobs = numbers.whole(), numbers.whole()
        cost, need = (numbers.take(agents * jobs).reshape(agents, jobs) for _ in range(2))
        found.append(Assignment(cost, need, numbers.take(agents)))
    numbers.end()
    return found


class _Numbers:
    """The numbers of a file, one after the other."""

    def __init__(self, file: Path) -> None:
        self._file, self._left = file, iter(_parsed(file))

    def take(self, count: int) -> Numbers:
        found = [number for _, number in zip(range(count), self._left, strict=False)]
        if len(found) < count:
            raise ValueError(f"{self._file}: ends where {count - len(found)} more numbers should be")
        return np.array(found)

    def whole(self) -> int:
        number = float(self.take(1)[0])
        if number != int(number) or number < 0:
            raise ValueError(f"{self._file}: {number} should be a count")
        return int(number)

    def end(self) -> None:
        if next(self._left, None) is not None:
            raise ValueError(f"{self._file}: goes on after its last problem; is it of the other kind?")


def _parsed(file: Path) -> Iterator[float]:
    return map(float, file.read_text(encoding="ascii").split())
