"""The stock that "will run short" is asked about, where nobody knows the real one (FORECASTING.md)."""

import hashlib
from collections.abc import Sequence
from math import ceil

import numpy as np

from shared.demand import Floats

_MULTIPLES = (0.75, 1.0, 1.25, 1.5, 2.0)
"""Of the usual week."""
_RECENT = 8
"""Periods whose mean is the usual one."""


def made_up_stock(past: Floats, names: Sequence[str], origin: object) -> Floats:
    """
    Return N stocks: the mean of the newest eight known values of each row of *past*, times a multiple, rounded up.

    *origin* as the report writes it: a date or a number of periods.

    >>> made_up_stock(np.array([[2.0, 4.0, np.nan]]), ["d1142_p10533"], 31)
    array([5.])
    """
    recent = past[:, -_RECENT:]
    usual = np.nansum(recent, axis=1) / np.maximum((~np.isnan(recent)).sum(axis=1), 1)
    return np.array([ceil(multiple(name, origin) * mean) for name, mean in zip(names, usual, strict=True)], dtype=float)


def multiple(name: str, origin: object) -> float:
    """
    Return how many usual weeks the stock of a series holds: fixed by its name and the origin, on every machine.

    >>> multiple("d1142_p10533", 31)
    1.5
    """
    digest = hashlib.md5(f"{name}|{origin}".encode(), usedforsecurity=False).hexdigest()
    return _MULTIPLES[int(digest, 16) % len(_MULTIPLES)]
