"""What nobody counted is taken from those who did, in the fill alone: computed anew from the tables."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from hub.verify.tables import Table

_ROUNDED = 2.0
"""Millionths by which sums of whole ones and of parts of them may differ."""


@dataclass(frozen=True, slots=True)
class Uncounted:
    """What is met of the need of each pair, and what of it is taken."""

    met: Any
    """Millionths of worth of each row of the pairs."""
    pairs: tuple[Any, Any]
    """
    How many of each resource nobody counted, and of whose need more is taken to be met than records show: those beyond
    doubt, and with them those at which it is a matter of how a millionth is rounded.
    """
    shares: Any
    """Of each resource that somebody counted."""
    usual: float
    """Of the others."""

    def share(self, resource: str) -> float:
        """Return the share of the need of *resource* that is taken to be met."""
        return float(self.shares.get(resource, self.usual))


def uncounted(pairs: Table, need: Any, met: Any) -> Uncounted:
    """Return what is met with what is taken of those who counted."""
    rows = pd.DataFrame({"resource": pairs["resource"], "need": need, "met": met})
    sums = rows[pairs["counted"]].groupby("resource")[["need", "met"]].sum()
    sums = sums[sums["need"] > 0]
    shares = sums["met"] / sums["need"]
    usual = float(shares.mean()) if len(shares) else 0.0
    whole = pairs["resource"].map(shares).fillna(usual).to_numpy() * need
    nobody = ~pairs["counted"].to_numpy()
    sure, perhaps = nobody & (whole > met + _ROUNDED), nobody & (whole > 0) & (whole > met - _ROUNDED)
    counts = pairs["resource"][sure].value_counts(), pairs["resource"][perhaps].value_counts()
    return Uncounted(np.where(nobody, np.maximum(met, whole), met), counts, shares, usual)
