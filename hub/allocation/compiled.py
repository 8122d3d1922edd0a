"""The one way in which this package compiles: to machine code at the first call, kept on disk for the next process."""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

_Function = TypeVar("_Function", bound=Callable[..., object])


def compiled(function: _Function) -> _Function:
    """Return *function* as machine code. What it may use is numbers, arrays and tuples of them."""
    return cast(_Function, njit(cache=True)(function))
