"""
How a division meets the needs of its window, the cycles that count together: what stays unmet, how evenly, by group.

This fill of the window is what the division raises and what a guaranteed fill is counted in. That of the cycle alone,
which a plan shows beside the other ways of dividing, is another figure: ``hub.allocation.measures``.
"""

from typing import Any

import numpy as np

from hub.allocation.instance import Bools, Floats, Instance, Ints
from hub.allocation.measures import gini, jain


def sent_worth(instance: Instance, lots: Ints) -> Ints:
    """Return for each school the worth of what it is sent, not weighted; a lot beyond all need is worth nothing."""
    pairs, found = instance.pairs, np.zeros(len(instance.schools), dtype=np.int64)
    np.add.at(found, pairs.school, pairs.sent(lots, pairs.worth))
    return found


def fills(instance: Instance, lots: Ints) -> Floats:
    """
    Return each school's fill of the window with *lots*, up to 1; NaN where nothing is needed.

    What nobody counted is taken to be there and is sent all the same: both together may be more than the need.
    """
    schools = instance.schools
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.minimum(1.0, (schools.window_met + sent_worth(instance, lots)) / schools.window_need)


def under(instance: Instance, lots: Ints, percent: int) -> int:
    """Return how many schools that need something stay under a fill of *percent*."""
    return int((100 * fills(instance, lots) < percent).sum())


def evenness(instance: Instance, lots: Ints) -> dict[str, Any]:
    """Return the fairness summary of a division, of the country and by each group that is named."""
    needy, fill = instance.schools.window_need > 0, fills(instance, lots)
    groups = {name: cells for name, cells in instance.schools.groups.items() if (cells != "").any()}
    by = {
        name: {str(value): _told(instance, fill, needy & (cells == value)) for value in sorted(set(cells[needy]))}
        for name, cells in groups.items()
    }
    return _told(instance, fill, needy) | {"by": by}


def _told(instance: Instance, fill: Floats, rows: Bools) -> dict[str, Any]:
    """Return the figures of some schools; each unit of need counts by its worth and its school's weight."""
    of = fill[rows]
    if not len(of):
        return {"schools": 0}
    need = (instance.schools.weight_pct * instance.schools.window_need.astype(float))[rows]
    return {
        "schools": len(of),
        "unmet_pct": 100 * float(1 - need @ of / need.sum()),
        "p05_fill": float(np.quantile(of, 0.05)),
        "min_fill": float(of.min()),
        "gini": gini(of),
        "jain": jain(of),
    }
