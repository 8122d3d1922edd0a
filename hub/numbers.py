"""
Columns of numbers read by machine code: one choice after the other, it is half of what a bundle costs the hub.

What runs is ``sync.arithmetic.read`` itself, compiled. A laptop reads few columns and goes without a compiler.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import count as counting
from typing import Any

import numpy as np

from shared.surviving import surviving
from sync import arithmetic

_FEW = 256
"""So many columns are read sooner than the compiler is loaded."""


class Numbers:
    """Reads what ``arithmetic.code`` wrote, as ``arithmetic.decode`` does; once there is much, thirty times as fast."""

    def __init__(self, few: int = _FEW) -> None:
        self._columns = counting()
        self._few = few
        self._machine: _Machine | None = None

    def __call__(self, data: bytes, count: int) -> list[int]:
        """
        Read *count* numbers.

        Raises:
            BadBundle: As of ``arithmetic.decode``.
        """
        if next(self._columns) == self._few:
            # Beside: it takes a second, and whoever sends waits for an answer.
            threading.Thread(target=self.load, daemon=True).start()
        if (by := self._machine) is None:
            return arithmetic.decode(data, count)
        numbers = np.zeros(count, np.int64)
        at = by.read(np.frombuffer(data, np.uint8), count, by.chance.copy(), by.seen.copy(), by.weight, numbers)
        arithmetic.ended(at, len(data))
        return numbers.view(np.uint64).tolist()

    def load(self) -> None:
        """Load the machine code, and read by it from then on; where that fails, it is logged and read as before."""
        with surviving("numbers_not_compiled"):
            self._machine = _machine()

    @property
    def compiled(self) -> bool:
        """Whether machine code reads them by now."""
        return self._machine is not None


@dataclass(frozen=True, slots=True)
class _Machine:
    """``arithmetic.read`` compiled, and as arrays what it begins with."""

    read: Callable[..., int]
    chance: np.ndarray[Any, np.dtype[np.int64]]
    seen: np.ndarray[Any, np.dtype[np.int64]]
    weight: np.ndarray[Any, np.dtype[np.int64]]


@cache
def _machine() -> _Machine:
    # Here, not above: whoever opens a hub to look at it never reads so many columns.
    from hub.allocation.compiled import compiled

    chance, seen = (np.array(one, np.int64) for one in arithmetic.nothing_learnt())
    by = _Machine(compiled(arithmetic.read), chance, seen, np.array(arithmetic.WEIGHT, np.int64))
    # It is compiled, or read from the disk, at its first call.
    by.read(np.zeros(1, np.uint8), 0, chance.copy(), seen.copy(), by.weight, np.zeros(0, np.int64))
    return by
