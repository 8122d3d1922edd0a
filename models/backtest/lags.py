"""What the tree peers look at: scaled lags and means of the past, the calendar ahead, and the static columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.backtest.classical import filled
from models.backtest.table import Table
from shared.demand import Floats

LAGS, MEANS = 8, (4, 8, 26)
FIRST_ORIGIN = 6


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """One row for each series, origin and step ahead; ``scale`` is what the target was divided by."""

    x: Floats
    target: Floats
    scale: Floats


def names(static: Mapping[str, Sequence[str]]) -> list[str]:
    """
    Return the names of the columns of ``Rows.x``; static ones by their place, for LightGBM takes not every name.

    >>> names({"step": ["a"], "S/.": ["b"]})[-2:]
    ['static1', 'static2']
    """
    return [
        *(f"lag{n}" for n in range(1, LAGS + 1)),
        *(f"mean{n}" for n in MEANS),
        "zeros", "scale", "step", "days_ahead", "days_last",
        *(f"static{n}" for n in range(1, len(static) + 1)),
    ]  # fmt: skip


def rows_at(table: Table, origin: int, horizon: int) -> Rows:
    """Return the rows of one origin; a series of which nothing is known yet has scale 1 and no lags."""
    past = filled(table.y[:, :origin])
    count = len(past)
    lags = np.full((count, LAGS), np.nan)
    recent = past[:, ::-1][:, :LAGS]
    lags[:, : recent.shape[1]] = recent
    known = ~np.isnan(past)
    scale = np.nansum(past[:, -26:], axis=1) / np.maximum(known[:, -26:].sum(axis=1), 1) + 0.5
    means = [np.nansum(past[:, -n:], axis=1) / np.maximum(known[:, -n:].sum(axis=1), 1) for n in MEANS]
    zeros = (past[:, -26:] == 0).sum(axis=1) / np.maximum(known[:, -26:].sum(axis=1), 1)
    own = np.column_stack([lags / scale[:, None], *(one / scale for one in means), zeros, np.log1p(scale)])
    codes = _codes(table)
    blocks = [
        np.column_stack(
            [
                own,
                np.full(count, step + 1.0),
                np.full(count, table.exposure[origin + step]),
                np.full(count, table.exposure[origin - 1]),
                codes,
            ]
        )
        for step in range(horizon)
    ]
    came = table.came(origin, horizon)
    return Rows(np.concatenate(blocks), (came / scale[:, None]).T.ravel(), np.tile(scale, horizon))


def learn_rows(table: Table, origin: int, horizon: int, most: int) -> Rows:
    """Return the rows of every earlier origin whose outcome was known at *origin*, of which *most* are drawn."""
    earliest = max(1, min(FIRST_ORIGIN, origin - horizon))
    parts = [rows_at(table, at, horizon) for at in range(earliest, origin - horizon + 1)]
    if not parts:
        return Rows(*np.empty((3, 0)))
    x, target, scale = (np.concatenate([getattr(part, name) for part in parts]) for name in ("x", "target", "scale"))
    known = np.flatnonzero(~np.isnan(target))
    kept = np.sort(np.random.default_rng(0).permutation(known)[:most])
    return Rows(x[kept], target[kept], scale[kept])


def as_quantiles(columns: Sequence[Floats], scale: Floats, horizon: int) -> Floats:
    """Return N x H x 3 of three columns of predictions in the order of ``rows_at``."""
    values = np.stack([column * scale for column in columns], axis=-1)
    ordered: Floats = np.sort(np.maximum(values, 0.0), axis=-1)
    return ordered.reshape(horizon, -1, len(columns)).transpose(1, 0, 2)


def _codes(table: Table) -> Floats:
    """Return static columns as numbers: themselves, or the place of the text among those of the column."""
    columns = []
    for values in table.static.values():
        try:
            columns.append(np.array([float(value) if value.strip() else np.nan for value in values]))
        except ValueError:
            columns.append(np.unique(np.array(values), return_inverse=True)[1].astype(float))
    return np.column_stack(columns) if columns else np.empty((len(table.ids), 0))
