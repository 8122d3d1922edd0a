"""A table as what training takes, and what its static columns say as numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.backtest.table import Table
from shared.demand import Floats
from shared.features import History
from shared.resources import ResourceKind
from shared.school_year import AssumedYear, Week, exposure_of

_VACATION = exposure_of(0) + 1e-9
"""The exposure of a period without a school day."""
_MOST_VALUES = 12
"""A column with more values than that names the series: it would be learned by heart."""
_MOST_COVARIATES = 24
_LAG = 4
"""Periods of which the mean of a lagged column is taken."""
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
    static: Floats | None
    """Numbers of the static columns, N x C; None: not looked at, nor are lagged columns."""

    @property
    def width(self) -> int:
        """How many covariates there are."""
        return 0 if self.static is None else self.static.shape[1] + len(self.table.lagged)

    def covariates(self, origin: Week) -> Floats | None:
        """Return the static numbers and the recent mean of each lagged column, as known after *origin* periods."""
        if not self.width or self.static is None:
            return None
        return np.column_stack([self.static, *(recent(one[:, : int(origin)]) for one in self.table.lagged.values())])

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


def recent(past: Floats) -> Floats:
    """
    Return the mean of the last four periods of each row, standardised by the whole past; 0 where nothing is known.

    >>> recent(np.array([[1.0, 1.0], [3.0, np.nan], [np.nan, np.nan]])).round(2).tolist()
    [-0.71, 1.41, 0.0]
    """
    known = ~np.isnan(past)
    spread = float(np.std(past[known])) if known.any() else 0.0
    if not spread:
        return np.zeros(len(past))
    newest, told = np.nan_to_num(past[:, -_LAG:]), known[:, -_LAG:].sum(axis=1)
    mean = newest.sum(axis=1) / np.maximum(told, 1)
    return np.where(told > 0, np.clip((mean - past[known].mean()) / spread, -3.0, 3.0), 0.0)


def covariates(static: Mapping[str, Sequence[str]], series: int) -> tuple[tuple[str, ...], Floats]:
    """
    Return the names and the N x C numbers of static columns: standardised, or 1 for each of a few values.

    Numbers that nobody told are 0, the mean. Columns that say the same of all, or another thing of each, are left out.

    >>> names, numbers = covariates({"power": ["red", "solar", "red"], "pupils": ["10", "", "30"]}, 3)
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
    return tuple(names), np.column_stack(columns) if columns else np.empty((series, 0))


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
