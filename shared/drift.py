"""Drift: how far what the network sees now lies from what it learned from, by the population stability index (PSI)."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from shared import covariates
from shared.demand import Bools, Floats
from shared.forecast import LEVELS
from shared.foresight import Arrays

WATCH, ACT = 0.1, 0.25
"""Below the first nothing moved; above the second it is another population (Siddiqi, Credit Risk Scorecards, 2006)."""
BINS = 10
_MIDDLE = LEVELS.index(0.5)
_LEAST_SHARE = 1e-4
"""Of a bin in which nothing lies: its logarithm must be finite."""
MOST_NOISE = WATCH / 2
"""Samples so small that PSI is expected to be this large although nothing moved say nothing of drift."""
_STATIC = ("consumable", "reusable", "pack", "zero_share", "known_weeks", "stockout_share", "usual_need")
_SEEN = ("history", "mask", "static", "base_week", "base_period")
_OF_COVARIATES = tuple(column for name in covariates.NAMES for column in (name, f"{name}_trust"))
_NAMES = (*_STATIC, *_OF_COVARIATES)
"""Of the columns of ``static`` with all covariates, in their order."""

Counts = NDArray[np.int64]


class Histogram(msgspec.Struct, frozen=True):
    """The shares of an input's values between edges: below the first, ..., from the last on."""

    edges: tuple[float, ...]
    shares: tuple[float, ...]


def seen_by_network(inputs: Arrays, static: Sequence[str] = _NAMES) -> dict[str, Floats]:
    """
    Return the inputs of the network that depend on a series, by name, one row each; NaN where nothing was known.

    *static*: what the columns of that input are, as far as there are any.

    ``future`` is the calendar's and ``weight`` the card's: neither can drift. Series without a known week are the
    donors', and training has none of them.
    """
    known: Bools = np.asarray(inputs["mask"].any(axis=1), dtype=np.bool_)
    some = {name: np.asarray(inputs[name][known], dtype=np.float64) for name in _SEEN}
    out = {"use": np.where(some["mask"] > 0, some["history"], np.nan)}
    for at in range(some["static"].shape[1]):
        out[static[at]] = some["static"][:, [at]]
    out["foreseen_week"] = some["base_week"][:, _MIDDLE :: len(LEVELS)]
    out["foreseen_period"] = some["base_period"][:, [_MIDDLE]]
    return out


def reference(inputs: Arrays) -> dict[str, Histogram]:
    """Return the histogram of each input at training: up to ten bins that hold about as many values each."""
    out: dict[str, Histogram] = {}
    for name, values in seen_by_network(inputs).items():
        known = values[~np.isnan(values)]
        if not known.size:
            continue
        # To seven digits, so that what travels as JSON falls into the same bins.
        inner = np.quantile(known, np.arange(1, BINS) / BINS)
        edges = sorted({float(f"{edge:.7g}") for edge in inner.tolist()} - {float(known.min())})
        counts = np.bincount(np.searchsorted(edges, known, side="right"), minlength=len(edges) + 1)
        out[name] = Histogram(tuple(edges), tuple((counts / known.size).round(6).tolist()))
    return out


def taken(histograms: Mapping[str, Histogram], named: Sequence[str]) -> dict[str, Histogram]:
    """
    Return the histograms of what a network takes that looks at the covariates *named*: training saw all of them.

    >>> one = Histogram((), (1.0,))
    >>> sorted(taken({"use": one, "preference": one, "preference_trust": one}, ()))
    ['use']
    """
    unseen = {column for column in _OF_COVARIATES if column.removesuffix("_trust") not in named}
    return {name: one for name, one in histograms.items() if name not in unseen}


def tallied(histograms: Mapping[str, Histogram], inputs: Arrays) -> NDArray[np.uint8]:
    """
    Count for each series into which bins its inputs fall: all inputs of *histograms* side by side, in order of name.

    A series without a known week is a row of noughts.
    """
    known: Bools = np.asarray(inputs["mask"].any(axis=1), dtype=np.bool_)
    # The inputs hold all covariates, or those that the network looks at (``taken``): their width says which.
    looked_at = (*_STATIC, *(name for name in _OF_COVARIATES if name in histograms))
    seen = seen_by_network(inputs, _NAMES if inputs["static"].shape[1] == len(_NAMES) else looked_at)
    width = sum(len(one.shares) for one in histograms.values())
    places, at = [], 0
    for name, one in sorted(histograms.items()):
        values = seen.get(name, np.empty((int(known.sum()), 0)))
        found = ~np.isnan(values)
        rows = np.flatnonzero(known)[np.nonzero(found)[0]]
        places.append(rows * width + at + np.searchsorted(one.edges, values[found], side="right"))
        at += len(one.shares)
    # All bins of all rows in one count: a region has 160,000 rows, of one school each few.
    counts = np.bincount(np.concatenate([np.zeros(0, dtype=np.int64), *places]), minlength=len(known) * width)
    return counts.reshape(len(known), width).astype(np.uint8)


def psi(shares: tuple[float, ...], counts: Counts) -> float:
    """
    Return the population stability index of *counts* against the *shares* at training; 0 where nothing was counted.

    >>> round(psi((0.5, 0.5), np.array([50, 50])), 3), round(psi((0.5, 0.5), np.array([90, 10])), 3)
    (0.0, 0.879)
    """
    total = counts.sum()
    if not total:
        return 0.0
    now, then = (np.maximum(part, _LEAST_SHARE) for part in (counts / total, np.array(shares)))
    return float(((now - then) * np.log(now / then)).sum())


class Moved(msgspec.Struct, frozen=True):
    """What an input came to."""

    psi: float
    series: int
    """How many were looked at."""
    enough: bool
    """Enough of them that PSI is not mostly chance."""

    @property
    def state(self) -> str:
        """
        Return ``fine``, ``watch``, ``act``, or ``unknown`` where there are too few series to tell.

        >>> [Moved(value, 900, True).state for value in (0.05, 0.1, 0.3)], Moved(0.3, 20, False).state
        (['fine', 'watch', 'act'], 'unknown')
        """
        if not self.enough:
            return "unknown"
        return "act" if self.psi > ACT else "watch" if self.psi >= WATCH else "fine"


def moved(histograms: Mapping[str, Histogram], counts: Counts, series: int) -> dict[str, Moved]:
    """Return how far each input moved; *counts* are sums of ``tallied`` over so many *series* with a known week."""
    out: dict[str, Moved] = {}
    at = 0
    for name, one in sorted(histograms.items()):
        bins = len(one.shares)
        value = psi(one.shares, counts[at : at + bins])
        # With nothing moved, PSI is about (bins - 1) / n for n values that do not hang together.
        enough = series > 0 and (bins - 1) / series <= MOST_NOISE
        out[name] = Moved(round(value, 4), series, enough)
        at += bins
    return out


def sound(histograms: Mapping[str, Any]) -> bool:
    """
    Tell whether histograms from outside can be counted with.

    >>> sound({"use": Histogram((1.0, 2.0), (0.2, 0.3, 0.5))}), sound({"use": Histogram((2.0, 1.0), (0.2, 0.3, 0.5))})
    (True, False)
    """
    return all(
        len(one.shares) == len(one.edges) + 1
        and list(one.edges) == sorted(one.edges)
        and all(np.isfinite(one.edges))
        and all(0 <= share <= 1 for share in one.shares)
        for one in histograms.values()
    )
