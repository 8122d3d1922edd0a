"""
Columns of numbers read by machine code: one choice after the other, it is half of what a bundle costs the hub.

What runs is ``sync.arithmetic.read`` itself, compiled. A laptop reads few columns and goes without a compiler.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import count as counting
from typing import Any

import numpy as np

from sync import arithmetic

_FEW = 64
"""So many columns are read sooner than the compiler is loaded."""


class Numbers:
    """Reads what ``arithmetic.code`` wrote, as ``arithmetic.decode`` does, and ten times as fast once there is much."""

    def __init__(self, few: int = _FEW) -> None:
        self._columns = counting()
        self._few = few

    def __call__(self, data: bytes, count: int) -> list[int]:
        """
        Read *count* numbers.

        Raises:
            BadBundle: As of ``arithmetic.decode``.
        """
        if next(self._columns) < self._few:
            return arithmetic.decode(data, count)
        by, numbers = _machine(), np.zeros(count, np.int64)
        chance, seen = by.chance.copy(), by.seen.copy()
        at = by.read(np.frombuffer(data, np.uint8), count, chance, seen, by.weight, numbers)
        arithmetic.ended(at, len(data))
        return numbers.view(np.uint64).tolist()


@dataclass(frozen=True, slots=True)
class _Machine:
    """``arithmetic.read`` compiled, and as arrays what it begins with."""

    read: Callable[..., int]
    chance: np.ndarray[Any, np.dtype[np.int64]]
    seen: np.ndarray[Any, np.dtype[np.int64]]
    weight: np.ndarray[Any, np.dtype[np.int64]]


@cache
def _machine() -> _Machine:
    # Here, not above: it takes half a second, and most that open a hub never read a column.
    from hub.allocation.compiled import compiled

    chance, seen = arithmetic.nothing_learnt()
    return _Machine(compiled(arithmetic.read), *(np.array(one, np.int64) for one in (chance, seen, arithmetic.WEIGHT)))
