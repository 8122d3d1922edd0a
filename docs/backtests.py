"""Writes the tables of models/README.md from the reports that backtests left in docs/figures/backtests."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.backtest.run import REFERENCES

FIGURES = Path(__file__).resolve().parent / "figures" / "backtests"


def table(name: str, later: tuple[str, ...] = ()) -> str:
    """
    Return the scores of one report, best first; *later* names origins of which the ratio is given by themselves.

    The whole report stays beside it, with scores by origin and by pattern.
    """
    found = json.loads((FIGURES / f"{name}.json").read_text(encoding="utf-8"))
    models, reference = found["models"], found["reference"]
    rows = [
        f"| | WQL | to {reference} [95 %] | {_origins(later)}MASE | bias | coverage | F1 | s |",
        "|---|---|---|" + ("---|" if later else "") + "---|---|---|---|---|",
    ]
    best = min(_part(models[one], later) for one in REFERENCES if one in models) if later else 1.0
    for method, row in sorted(models.items(), key=lambda item: float(item[1]["wql"])):
        mine = row["ratio"]
        part = f"{_part(row, later) / best:.3f} | " if later else ""
        ratio = f"{mine['value']:.3f} [{mine['low']:.3f}, {mine['high']:.3f}]"
        numbers = (f"{row['mase']:.2f}", f"{row['bias']:+.2f}", *(f"{row[n]:.2f}" for n in ("coverage80", "f1")))
        rest = " | ".join([*numbers, f"{row['seconds']:.0f}"])
        rows.append(f"| `{method}` | {row['wql']:.4f} | {ratio} | {part}{rest} |")
    panel = found["panel"]
    head = f"{panel['series']:,} series of {panel['entities']} entities, {panel['periods']} periods"
    head += f", {panel['zeros']:.0%} zeros"
    rate = f"run short happens in {models['chasqui']['base_rate']:.0%}"
    left_out = "".join(f"\n\nLeft out: `{one}`, {why}." for one, why in found["left_out"].items())
    return "\n".join([f"{head}; origins {', '.join(map(str, found['origins']))}; {rate}.", "", *rows]) + left_out


def targets(name: str, later: tuple[str, ...]) -> str:
    """Return what one report says of the targets of a real panel; *later* names the origins in session."""
    found = json.loads((FIGURES / f"{name}.json").read_text(encoding="utf-8"))["models"]
    ours, reference = found["chasqui"], [found[one] for one in REFERENCES if one in found]
    session = _part(ours, later) / min(_part(one, later) for one in reference)
    own = ours["ratio_to_baseline"]
    return "\n".join(
        [
            "| `chasqui` | must | stretch | seen |",
            "|---|---|---|---|",
            f"| WQL over the best reference, all origins | 0.86 | 0.82 | {ours['ratio']['value']:.3f} |",
            f"| the same at {', '.join(later)} | 0.82 | 0.76 | {session:.3f} |",
            "| loss over its `baseline`'s | not worse | 0.97 "
            f"| {own['value']:.4f} [{own['low']:.4f}, {own['high']:.4f}] |",
            f"| coverage of the 80 % interval | 0.76 to 0.92 | 0.78 to 0.88 | {ours['coverage80']:.2f} |",
            f"| F1 of run short over Naive's | +0.05 | +0.10 | {ours['f1'] - found['Naive']['f1']:+.3f} |",
        ]
    )


def _origins(later: tuple[str, ...]) -> str:
    return f"the same at {', '.join(later)} | " if later else ""


def _part(row: Mapping[str, Any], origins: tuple[str, ...]) -> float:
    parts = [row["by_origin"][at] for at in origins]
    return float(sum(part["loss"] for part in parts) / sum(part["y"] for part in parts))
