"""A table as what training takes, and what its static columns say as numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.backtest.table import Table
from shared.demand import Floats
from shared.features import History
from shared.resources import ResourceKind
from shared.school_year import AssumedYear, Week

_VACATION = 0.1 + 1e-9
"""The exposure of a period without a school day."""
_MOST_VALUES = 12
"""A column with more values than that names the series: it would be learned by heart."""
_MOST_COVARIATES = 24
_CODES = ("_id", "id", "codigo", "code", "cod_mod")
"""How columns of codes end: a code is no quantity, and says which series it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Rolling:
    """
    A ``models.panel.Source``: the recipe of a release, on any table.

    An origin is a number of known periods, not a week.
    """

    table: Table
    horizon: int
    covariates: Floats | None

    @property
    def kinds(self) -> Sequence[ResourceKind]:
        """How the need of each series is counted."""
        return self.table.kinds

    def history(self, origin: Week) -> History:
        """Return what was known after *origin* periods."""
        return self.table.history(int(origin), self.horizon)

    def outcome(self, history: History) -> Floats:
        """Return what came, N x H; nothing is learned from periods without a school day."""
        came = self.table.came(history.weeks.size, self.horizon)
        return np.where(history.future > _VACATION, came, np.nan)

    def period_outcome(self, origin: Week, weekly: Floats) -> Floats:  # noqa: ARG002
        """Return the need of the horizon after *origin*, N."""
        return self.table.need(int(origin), self.horizon)

    def assumed(self) -> tuple[AssumedYear, ...]:
        """Return nothing: a table brings its own calendar."""
        return ()


def covariates(static: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], Floats | None]:
    """
    Return the names and the N x C numbers of static columns: standardised, or 1 for each of a few values.

    Numbers that nobody told are 0, the mean. Columns that say the same of all, or another thing of each, are left out.

    >>> names, numbers = covariates({"power": ["red", "solar", "red"], "pupils": ["10", "", "30"]})
    >>> names
    ('power=red', 'power=solar', 'pupils')
    >>> numbers.round(2).tolist()
    [[1.0, 0.0, -1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 1.0]]
    """
    names: list[str] = []
    columns: list[Floats] = []
    for name, values in static.items():
        if name.endswith(_CODES):
            continue
        for label, column in _columns(name, values):
            if len(columns) < _MOST_COVARIATES:
                names.append(label)
                columns.append(column)
    return tuple(names), np.column_stack(columns) if columns else None


def _columns(name: str, values: Sequence[str]) -> list[tuple[str, Floats]]:
    numbers = _as_numbers(values)
    if numbers is not None:
        spread = float(np.nanstd(numbers)) if np.isfinite(numbers).any() else 0.0
        if not spread:
            return []
        scaled = (numbers - np.nanmean(numbers)) / spread
        return [(name, np.clip(np.nan_to_num(scaled), -3.0, 3.0))]
    said = sorted({value for value in values if value})
    if not 1 < len(said) <= _MOST_VALUES:
        return []
    return [(f"{name}={one}", np.array([float(value == one) for value in values])) for one in said]


def _as_numbers(values: Sequence[str]) -> Floats | None:
    """Return the column as numbers, NaN where empty; None where it is text."""
    try:
        numbers = np.array([float(value) if value.strip() else np.nan for value in values])
    except ValueError:
        return None
    return numbers if np.isfinite(numbers[~np.isnan(numbers)]).all() else None
