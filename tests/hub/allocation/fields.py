"""Instances laid out, with prices of every kind, for the tests of the solver's parts."""

import numpy as np

from hub.allocation.costs import Costs, costs_at, limited
from hub.allocation.field import Field, lay_out
from hub.allocation.instance import Ints, Prices
from hub.allocation.response import respond
from tests.hub.allocation.drawn import draw


def prices_for(field: Field, seed: int, most: int = 20_000_000) -> Prices:
    """Draw prices of everything; *most* is that of a lot."""
    rng = np.random.default_rng(seed)
    depots, goods = field.stock.shape
    zones = len(field.zone_ml) - 1
    return limited(
        Prices(
            rng.integers(0, most, (depots, goods)), rng.integers(0, most, goods), rng.integers(0, most // 50, zones),
            rng.integers(0, most // 50, zones), rng.integers(0, most // 50, depots), int(rng.integers(0, most // 50)),
        ),
        field,
    )  # fmt: skip


def laid_out(seed: int, schools: int = 8, **what: bool) -> tuple[Field, Costs, Ints]:
    """Return a small field, costs, and no lots."""
    field = lay_out(draw(seed, schools, **what))  # type: ignore[arg-type]
    return field, costs_at(field, prices_for(field, seed)), np.zeros(len(field.school), dtype=np.int64)


def taken(field: Field, costs: Costs, ways: int = 4_096) -> tuple[Ints, Ints, bool]:
    """Return what every school takes at *costs* if visited, its surplus, and whether that is surely the largest."""
    none = np.zeros(len(field.school), dtype=np.int64)
    wanted, surplus = none.copy(), np.zeros(len(field.trip), dtype=np.int64)
    exact = respond(field, costs, none, wanted, none.copy(), surplus, ways, 0, len(surplus))
    return wanted, surplus, exact
