"""Where inputs moved most since training: the schools and resources whose series lie furthest from what was learned."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from shared.drift import ACT, WATCH, Counts, Histogram, psi
from shared.resources import ResourceKind

LEAST_SERIES = 5
"""Of a school or resource below which nothing is told of it: a resource has one series at each school."""
MOST_SHOWN = 10
"""Of each list, the largest."""
_ITS_NATURE: Mapping[str, frozenset[str]] = {"resource": frozenset(ResourceKind)}
"""What is the same of all series of a group, whatever happens: a resource is always of one kind."""
_DRAWS, _BEYOND = 400, 0.99
"""Draws by which chance is known, and the share of them that a shift must exceed."""


class Shift(msgspec.Struct, frozen=True):
    """A school or a resource, and the input of which its series lie furthest from the whole that was trained on."""

    id: str
    input: str
    psi: float
    chance: float
    """What as many series drawn from the training reach one time in a hundred: the smaller a group, the more."""
    series: int

    @property
    def state(self) -> str:
        """
        Return ``watch`` or ``act``, as for an input of the whole.

        >>> [Shift("ps1", "use", value, 0.1, 40).state for value in (0.2, 0.3)]
        ['watch', 'act']
        """
        return "act" if self.psi > ACT else "watch"


def shifts_of(rows: pa.Table, reference: Mapping[str, Histogram]) -> dict[str, list[Shift]]:
    """Return the largest shifts by ``school`` and by ``resource`` of a table of ``hub.forecasting.SCHEMA``."""
    rows = rows.select(["school", "resource", "inputs"])
    raw = rows["inputs"].to_pylist()
    kept = [at for at, one in enumerate(raw) if one and any(one)]
    width = sum(len(one.shares) for one in reference.values())
    counts = np.frombuffer(b"".join(raw[at] for at in kept), dtype=np.uint8).reshape(len(kept), width)
    groups = {name: rows[name].to_pylist() for name in ("school", "resource")}
    return {
        name: largest([ids[at] for at in kept], counts, reference, but=_ITS_NATURE.get(name, frozenset()))
        for name, ids in groups.items()
    }


def largest(
    groups: Sequence[str],
    counts: NDArray[np.uint8],
    reference: Mapping[str, Histogram],
    most: int = MOST_SHOWN,
    *,
    but: Collection[str] = (),
) -> list[Shift]:
    """
    Return of at most *most* groups the input that moved furthest beyond chance, the furthest first.

    *counts* are rows of ``shared.drift.tallied``, one for each of *groups*. Groups of fewer than ``LEAST_SERIES`` are
    left out, and so are those of which nothing *but* the inputs of these names moved by ``WATCH`` or beyond chance.

    >>> half = {"use": Histogram((1.0,), (0.5, 0.5))}
    >>> rows = np.array([[1, 0]] * 30 + [[1, 0], [0, 1]] * 15, dtype=np.uint8)
    >>> [(one.id, one.input) for one in largest(["new"] * 30 + ["old"] * 30, rows, half)]
    [('new', 'use')]
    """
    names, place, sizes = np.unique(np.array(groups, dtype=object), return_inverse=True, return_counts=True)
    sums = np.zeros((len(names), counts.shape[1]), dtype=np.int64)
    np.add.at(sums, place, counts)
    found = [
        _furthest(str(name), row, int(size), reference, but)
        for name, row, size in zip(names, sums, sizes, strict=True)
        if size >= LEAST_SERIES
    ]
    told = [one for one in found if one is not None]
    return sorted(told, key=lambda one: (one.chance - one.psi, one.id))[:most]


def _furthest(
    group: str, counts: Counts, series: int, reference: Mapping[str, Histogram], but: Collection[str]
) -> Shift | None:
    best: Shift | None = None
    at = 0
    for name, one in sorted(reference.items()):
        value = psi(one.shares, counts[at : at + len(one.shares)])
        at += len(one.shares)
        chance = by_chance(one.shares, series)
        if (
            name not in but
            and value >= max(WATCH, chance)
            and (best is None or value - chance > best.psi - best.chance)
        ):
            best = Shift(group, name, round(value, 4), round(chance, 4), series)
    return best


@cache
def by_chance(shares: tuple[float, ...], series: int) -> float:
    """
    Return the PSI that so many *series* drawn from *shares* exceed one time in a hundred; the same each time.

    An input that tells several values of a series is counted as if it told one: they hang together.
    """
    whole = np.array(shares) / sum(shares) if sum(shares) else np.full(len(shares), 1 / len(shares))
    drawn = np.random.default_rng(0).multinomial(series, whole, size=_DRAWS)
    return float(np.quantile([psi(shares, one) for one in drawn], _BEYOND))
