"""What is expected to be needed and to stay unmet, by integration from the quantiles: a formula of its own."""

import re
from typing import Any

import numpy as np
import pandas as pd

from hub.verify.tables import Table, number

_QUANTILE = re.compile(r"[pq](\d+(?:[._]\d+)?)")


def curve(needs: Table, *, comma: bool = False) -> tuple[Any, Any]:
    """Return chances from 0 to 1 and the need of each row at them."""
    named = quantiles(needs)
    ordered = sorted(named, key=lambda name: named[name])
    chance = [named[name] for name in ordered]
    rows = [number(needs, name, 0.0, comma=comma).to_numpy() for name in ordered]
    if not chance:
        return np.array([0.0, 1.0]), np.zeros((len(needs), 2))
    if chance[0] > 0:
        slope = (rows[1] - rows[0]) / (chance[1] - chance[0]) if len(rows) > 1 else 0 * rows[0]
        chance, rows = [0.0, *chance], [np.maximum(0, rows[0] - 3 * chance[0] * slope), *rows]
    if chance[-1] < 1:
        slope = (rows[-1] - rows[-2]) / (chance[-1] - chance[-2]) if len(named) > 1 else 0 * rows[-1]
        chance, rows = [*chance, 1.0], [*rows, rows[-1] + 4 * (1 - chance[-1]) * slope]
    return np.array(chance), np.column_stack(rows)


def quantiles(needs: Table) -> dict[str, float]:
    """Return the columns that are named by a chance, and it from 0 to 1."""
    return {name: float(found[1].replace("_", ".")) / 100 for name in needs.columns
            if (found := _QUANTILE.fullmatch(str(name).strip().lower()))}  # fmt: skip


def unmet(chance: Any, need: Any, have: Any) -> Any:
    """Return the integral over all chances of what is needed beyond *have*: half the difference of two squares."""
    beyond = np.maximum(need - have[:, None], 0)
    rise = np.diff(need, axis=1)
    flat = rise < 1e-12
    areas = np.where(flat, beyond[:, 1:], np.diff(beyond**2, axis=1) / (2 * np.where(flat, 1, rise)))
    return areas @ np.diff(chance)


def lots(chance: Any, need: Any, have: Any, lot: Any, value: Any, least_use_pct: float) -> Table:
    """Return one row for each lot that is worth sending: its pair's row, which one it is, its worth in millionths."""
    at, there, steps = np.arange(len(have)), have.astype(float), list[Table]()
    now = unmet(chance, need, there)
    while len(at):
        after = unmet(chance, need[at], there + lot[at])
        use = now - after
        goes = (use > 1e-9) & (use * 100 >= least_use_pct * lot[at] - 1e-7)
        steps.append(pd.DataFrame({"pair": at[goes], "nth": len(steps), "worth": (use * value[at])[goes]}))
        at, there, now = at[goes], there[goes] + lot[at[goes]], after[goes]
    return pd.concat(steps, ignore_index=True) if steps else pd.DataFrame({"pair": [], "nth": [], "worth": []})
