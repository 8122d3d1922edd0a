"""Series and histories for the tests of the forecast."""

from typing import Any

import numpy as np

from shared.demand import Series, WeekRow
from shared.features import History
from shared.ids import ResourceId, SchoolId
from shared.resources import ResourceKind

SCHOOL = SchoolId("9900001-0")
ORIGIN = 2949
"""The week of 13 July 2026, the eighth of its block."""


def series(*rows: WeekRow, kind: ResourceKind = ResourceKind.CONSUMABLE, alive: tuple[int, ...] = ()) -> Series:
    return Series.from_rows(SCHOOL, ResourceId("guia"), kind, rows, alive=alive)


def steady(units: int, weeks: int, kind: ResourceKind = ResourceKind.CONSUMABLE) -> Series:
    rows = [WeekRow(ORIGIN - n, units, units, units, recorded_days=5) for n in range(weeks)]
    return series(*rows, kind=kind)


def history(y: Any, horizon: int = 9) -> History:
    block = np.atleast_2d(np.asarray(y, dtype=float))
    weeks = np.arange(ORIGIN - block.shape[1] + 1, ORIGIN + 1)
    ahead = np.arange(ORIGIN + 1, ORIGIN + 1 + horizon)
    return History(weeks, np.ones(weeks.size), block, np.zeros(block.shape, dtype=bool), ahead, np.ones(horizon))
