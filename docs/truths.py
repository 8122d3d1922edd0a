"""Writes the table of models/README.md from what ``chasqui-models truth-report`` left in docs/figures/truth."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

REPORT = Path(__file__).resolve().parent / "figures" / "truth" / "report.json"
_KINDS = ("consumable", "reusable", "kit")
_WEEKS = ("0", "1", "2", "3")


def table() -> str:
    """Return what is forecast where the truth is known, beside the same without what makes it so."""
    found = json.loads(REPORT.read_text(encoding="utf-8"))
    bias, axis = found["stockout_bias"], found["school_time_wql"]
    rows = [
        "| simulated | ours | without |",
        "|---|---|---|",
        f"| bias of demand, series with a recent stock-out | {_share(bias['ours'])} "
        f"| {_share(bias['consumption_naive'])} where consumption is read as demand; "
        f"{_share(bias['truth_known'])} where the truth itself is read |",
        "| the same: consumables, devices, shared devices and kits "
        f"| {_biases(bias, 'ours')} | {_biases(bias, 'consumption_naive')} |",
        _cold("cold start, WQL at 0, 1, 2, 3 weeks of history", found["cold_start"], 3),
        _cold("its coverage of the 80 % interval", found["cold_start_coverage80"], 2),
        "| coverage of the period: consumables, devices, shared devices and kits, packs "
        f"| {_numbers(found['period_coverage80'], (*_KINDS, 'pack'), 2)} | |",
        f"| coverage of the week: the same | {_numbers(found['weekly_coverage80'], (*_KINDS, 'pack'), 2)} | |",
        f"| WQL on school time | {axis['school_time']:.3f} "
        f"| {axis['vacations_as_zeros']:.3f} with vacations as weeks of no use; "
        f"{axis['lost_weeks_as_zeros']:.3f} with lost weeks as zeros |",
    ]
    return "\n".join(rows)


def _biases(bias: Mapping[str, float], reading: str) -> str:
    return ", ".join(_share(bias[f"{reading}_{kind}"]) for kind in _KINDS)


def _share(value: float) -> str:
    return f"{100 * value:+.1f} %"


def _cold(what: str, told: Mapping[str, Mapping[str, float]], digits: int) -> str:
    with_donors, without = (_numbers(told[name], _WEEKS, digits) for name in ("with_donors", "without_donors"))
    return f"| {what} | {with_donors} | {without} without donors |"


def _numbers(told: Mapping[str, float], names: Iterable[str], digits: int) -> str:
    return ", ".join(f"{told[name]:.{digits}f}" for name in names)
