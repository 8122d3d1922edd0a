"""The pictures of a backtest: fans over what came, reliability, and scores by origin and by pattern."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.backtest.run import OURS, Outcome
from shared.forecast import LEVELS

_INK, _OURS, _PEER, _BAND = "#1f2933", "#0b5a6f", "#b3541e", "#0b5a6f33"
_FANS, _PAST = 6, 20


def draw(outcome: Outcome, found: Mapping[str, Any], folder: Path) -> tuple[Path, ...]:
    """Write four SVG files into *folder*; return them."""
    import matplotlib as mpl

    mpl.use("Agg")
    # The same run draws the same file, byte by byte.
    mpl.rcParams.update(
        {"svg.hashsalt": "chasqui", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False}
    )
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        "fans.svg": _fans(outcome, found),
        "reliability.svg": _reliability(found),
        "by_origin.svg": _by(found, "by_origin", "periods known"),
        "by_pattern.svg": _by(found, "by_pattern", "how often a series is zero"),
    }
    for name, figure in made.items():
        figure.savefig(folder / name, metadata={"Date": None})
    return tuple(folder / name for name in made)


def picked(outcome: Outcome) -> list[int]:
    """Return the series to show: of each pattern the busiest and a middling one, at the newest origin."""
    case = outcome.cases[-1]
    size = np.nansum(outcome.table.y[:, : case.origin], axis=1)
    shown: list[int] = []
    for pattern in sorted(set(case.pattern.tolist())):
        rows = np.flatnonzero(case.pattern == pattern)
        order = rows[np.argsort(-size[rows], kind="stable")]
        shown += [int(order[0]), int(order[len(order) // 2])]
    return list(dict.fromkeys(shown))[:_FANS]


def _fans(outcome: Outcome, found: Mapping[str, Any]) -> Any:
    table, case, shown = outcome.table, outcome.cases[-1], picked(outcome)
    figure, axes = _figure(len(shown))
    start = max(0, case.origin - _PAST)
    ahead = np.arange(case.origin, case.origin + outcome.horizon)
    weekly = outcome.answers["chasqui"][case.origin].weekly
    reference = outcome.answers.get(found["reference"])
    for at, axis in zip(shown, axes, strict=True):
        past = np.arange(start, case.origin)
        axis.plot(past, table.y[at, start : case.origin], color=_INK, lw=1)
        axis.fill_between(ahead, weekly[at, :, 0], weekly[at, :, 2], color=_BAND, lw=0, label="chasqui P10 to P90")
        axis.plot(ahead, weekly[at, :, 1], color=_OURS, lw=1.5, label="chasqui P50")
        if reference is not None:
            axis.plot(
                ahead, reference[case.origin].weekly[at, :, 1], color=_PEER, lw=1, ls="--", label=found["reference"]
            )
        axis.plot(ahead, case.came[at], "o", color=_INK, ms=3, label="what came")
        axis.set_title(f"{table.ids[at]} ({case.pattern[at]})", fontsize=8)
        axis.set_ylim(bottom=0)
    axes[0].legend(frameon=False, fontsize=7, loc="upper left")
    figure.suptitle(f"Forecast after {case.origin} periods")
    return figure


def _reliability(found: Mapping[str, Any]) -> Any:
    figure, (axis,) = _figure(1)
    axis.plot([0, 1], [0, 1], color=_INK, lw=0.8)
    for name, row in found["models"].items():
        ours = name in OURS
        axis.plot(
            LEVELS, row["quantile_share"], marker="o", lw=2 if ours else 0.9, ls="-" if ours else "--", ms=3, label=name
        )
    axis.set(xlabel="quantile that was said", ylabel="share of what came at or below it", xlim=(0, 1), ylim=(0, 1))
    axis.set_title("Reliability (zeros lie above the line: the least value is often reached)", fontsize=9)
    axis.legend(frameon=False, fontsize=7)
    return figure


def _by(found: Mapping[str, Any], part: str, label: str) -> Any:
    figure, (axis,) = _figure(1)
    places: Sequence[str] = list(found["models"]["chasqui"][part])
    names = list(found["models"])
    width = 0.8 / len(names)
    for n, name in enumerate(names):
        scores = [_wql(found["models"][name][part][place]) for place in places]
        axis.bar(np.arange(len(places)) + n * width, scores, width, label=name)
    axis.set_xticks(np.arange(len(places)) + 0.4, places)
    axis.set(xlabel=label, ylabel="WQL (lower is better)")
    axis.legend(frameon=False, fontsize=7, ncols=2)
    return figure


def _wql(score: Any) -> float:
    return float(score["wql"] if isinstance(score, Mapping) else score)


def _figure(count: int) -> tuple[Any, Sequence[Any]]:
    from matplotlib.figure import Figure

    columns = min(count, 2)
    rows = -(-count // columns)
    figure = Figure(figsize=(9, 2.4 * rows if count > 1 else 4.5), layout="constrained")
    axes = np.atleast_1d(figure.subplots(rows, columns, squeeze=False)).ravel()
    for spare in axes[count:]:
        spare.set_visible(False)
    return figure, list(axes[:count])
