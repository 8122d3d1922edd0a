"""How errors fall on groups of schools (rurality, language, level): the same scores, beside the baseline's."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from models.backtest.scores import ratio
from models.evaluate import methods_of, outcome_at
from models.panel import read_panel, split
from models.settings import Prepare
from shared import accuracy

LEAST_SCHOOLS = 5
"""Of fewer neither chance nor anybody's school can be told from the group."""
UNKNOWN = "sin dato"
_METHODS = ("model", "baseline")


def series_scores(settings: Prepare, folder: Path) -> Any:
    """
    Return a row for each series with known weeks on the test origins: what came, and the losses of model and baseline.

    *folder*: where ``convert`` left the model. ``inside``: weeks within the 80 % interval of the model;
    ``foreseen``: its means of the known weeks, summed.

    Raises:
        BadInput: The panel cannot be used.
        BadModel: The file fails a gate.
    """
    import pandas as pd

    panel = read_panel(settings)
    tests = [outcome_at(panel, origin) for origin in split(panel, settings).test]
    y = np.concatenate([test.weekly for test in tests], axis=1)
    made = {name: method for name, method in methods_of(folder, panel).items() if name in _METHODS}
    answers = {name: np.concatenate([by(t.history)[0] for t in tests], axis=1) for name, by in made.items()}
    inside = (y >= answers["model"][..., 0]) & (y <= answers["model"][..., 2])
    names = [one.partition("/") for one in panel.ids]
    rows = pd.DataFrame(
        {
            "school": [school for school, _, _ in names],
            "resource": [resource for _, _, resource in names],
            "kind": [kind.value for kind in panel.kinds],
            "weeks": (~np.isnan(y)).sum(axis=1),
            "y": np.nansum(y, axis=1),
            **{name: np.nansum(accuracy.pinball(y, q), axis=(1, 2)) for name, q in answers.items()},
            "inside": inside.sum(axis=1),
            "foreseen": np.nansum(np.where(np.isnan(y), np.nan, accuracy.mean(answers["model"])), axis=1),
        }
    )
    return rows[rows["weeks"] > 0].reset_index(drop=True)


def by_group(scores: Any, groups: Mapping[str, str], least: int = LEAST_SCHOOLS) -> Any:
    """
    Return the scores of each group of schools, the worst served first; groups of fewer than *least* schools are joined.

    WQL of model and baseline, their ratio with its 95 % interval (schools drawn anew), coverage and bias. Schools
    of which *groups* says nothing are a group too.
    """
    import pandas as pd

    named = scores.assign(group=[groups.get(school) or UNKNOWN for school in scores["school"]])
    counted = named.groupby("group")["school"].nunique()
    few = set(counted.index[counted < least])
    named["group"] = named["group"].where(~named["group"].isin(few), "otros")
    rows = [_of(str(name), part) for name, part in named.groupby("group") if part["school"].nunique() >= least]
    return pd.DataFrame(rows, columns=list(_COLUMNS)).sort_values("wql", ascending=False, ignore_index=True)


_COLUMNS = (
    "group",
    "schools",
    "series",
    "wql",
    "wql_baseline",
    "ratio",
    "low",
    "high",
    "coverage",
    "bias",
)


def _of(name: str, part: Any) -> dict[str, Any]:
    model, base = (part[one].to_numpy(dtype=float) for one in _METHODS)
    beside = ratio(model, base, part["school"].tolist())
    whole = max(float(part["y"].sum()), 1e-9)
    return {
        "group": name,
        "schools": part["school"].nunique(),
        "series": len(part),
        "wql": 2 / 3 * model.sum() / whole,
        "wql_baseline": 2 / 3 * base.sum() / whole,
        "ratio": beside["value"],
        "low": beside["low"],
        "high": beside["high"],
        "coverage": part["inside"].sum() / part["weeks"].sum(),
        "bias": (part["foreseen"].sum() - part["y"].sum()) / whole,
    }
