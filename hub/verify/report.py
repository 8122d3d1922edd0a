"""What ``plan.json`` says of a plan, held against its lines: how much is sent, its certificate, and how even it is."""

from typing import Any

import numpy as np
import pandas as pd

from hub.verify.findings import Findings
from hub.verify.model import Model
from hub.verify.tables import Table
from hub.verify.worth import sent_to
from shared.sentences import N_

_WRONG = N_("plan.json: dice que «%(name)s» es %(told)s, y es %(own)s.")


def check_report(model: Model, lines: Table, cut: Table, told: dict[str, Any], findings: Findings) -> None:
    """Note what is told otherwise than the lines give it; what a plan of another program leaves out is not missed."""
    lot = model.resources["lot"].reindex(lines["resource_id"]).to_numpy()
    own: dict[str, float] = {
        "schools": len(model.schools),
        "visited": lines["school_id"].nunique(),
        "lots": lines["lots"].sum(),
        "units": (lines["lots"].to_numpy() * lot).sum(),
        "locks_cut": len(cut),
    }
    value, bound = float(told["value"]), float(told["bound"])
    own["gap_pct"] = 100 * (bound - value) / abs(bound) if bound else 0.0
    fill, rough = _fills(model, lines)
    least, fairness = model.settings["guarantee_pct"] / 100, told.get("fairness", {})
    own["under_guarantee"] = float((fill < least).sum())
    slack = dict.fromkeys(own, 0.0) | {"under_guarantee": float(((fill - least).abs() <= rough).sum())}
    for name, one in own.items():
        _note(name, told.get(name, one), one, slack[name] + 1e-9 * abs(one), findings)
    for name, one in _even(model, fill).items():
        _note(f"fairness.{name}", fairness.get(name, one), one, 100 * float(rough.max()), findings)


def _fills(model: Model, lines: Table) -> tuple[Any, Any]:
    """Return the fill of each school that needs something, and how far rounding to millionths may have moved it."""
    need = model.schools["need"][model.schools["need"] >= 1]
    met = model.schools["met"] + sent_to(model, lines, keeping=False)
    rounded = lines.groupby("school_id")["lots"].sum().reindex(need.index, fill_value=0)
    rounded += model.pairs.groupby("school").size().reindex(need.index, fill_value=0) + 1
    return (met.reindex(need.index) / need).clip(upper=1.0), rounded / need + 1e-9


def _even(model: Model, fill: Any) -> dict[str, float]:
    if not len(fill):
        return {}
    need = (model.schools["need"] * model.schools["weight"]).loc[fill.index]
    return {
        "unmet_pct": float(100 * (need * (1 - fill)).sum() / need.sum()),
        "p05_fill": float(np.percentile(fill, 5)),
        "min_fill": float(fill.min()),
    }


def _note(name: str, told: Any, own: float, slack: float, findings: Findings) -> None:
    said = pd.to_numeric(told, errors="coerce")
    # What is not a number is not near either.
    if not abs(said - own) <= slack:
        findings.add(_WRONG, name=name, told=str(told)[:40], own=f"{own:,.10g}")
