"""The pictures of a backtest: fans over what came, and dots for reliability and for scores by origin and pattern."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.backtest import dots
from models.backtest.run import Outcome
from shared.features import Pattern
from shared.forecast import LEVELS

_FANS, _PAST = 6, 20
_TITLE = 46
"""Characters above half a page's width."""


def draw(outcome: Outcome, found: Mapping[str, Any], folder: Path) -> tuple[Path, ...]:
    """Write four SVG files into *folder*, or less where there is no WQL to draw; return them."""
    import matplotlib as mpl

    mpl.use("Agg")
    # The same run draws the same file, byte by byte. Names of series are names, whatever dollars stand in them.
    mpl.rcParams.update(
        {
            "svg.hashsalt": "chasqui", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False,
            "text.parse_math": False,
        }
    )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        "fans.svg": _fans(outcome, found),
        "reliability.svg": _reliability(found),
        "by_origin.svg": _by_origin(found),
        "by_pattern.svg": _by_pattern(found),
    }
    for name, figure in made.items():
        # The picture of a run before would be taken for one of this.
        (folder / name).unlink(missing_ok=True)
        if figure is not None:
            figure.savefig(folder / name, metadata={"Date": None})
    return tuple(folder / name for name, figure in made.items() if figure is not None)


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


def short_title(name: str, most: int = _TITLE) -> str:
    """
    Return *name* in at most so many characters: its middle goes, for the ends tell series apart.

    >>> short_title("0406611-0/cuaderno-de-trabajo-4", 20)
    '0406611-0/…trabajo-4'
    """
    half = (most - 1) // 2
    return name if len(name) <= most else f"{name[: most - 1 - half]}…{name[-half:]}"


def _fans(outcome: Outcome, found: Mapping[str, Any]) -> Any:
    shown = picked(outcome)
    figure, axes = _figure(len(shown))
    for at, axis in zip(shown, axes, strict=True):
        _fan(axis, outcome, at, found["reference"])
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, frameon=False, fontsize=8, loc="outside lower center", ncols=len(labels))
    figure.suptitle(f"Forecast after {outcome.cases[-1].origin} periods, and what came", fontsize=10)
    return figure


def _fan(axis: Any, outcome: Outcome, at: int, reference: str) -> None:
    """Draw one series: what was known, then for each period ahead what was said and what came."""
    table, case = outcome.table, outcome.cases[-1]
    past = np.arange(max(0, case.origin - _PAST), case.origin)
    ahead = np.arange(case.origin, case.origin + outcome.horizon)
    low, middle, high = outcome.answers["chasqui"][case.origin].weekly[at].T
    axis.plot(past, table.y[at, past], color=dots.INK, lw=1, marker=".", ms=3, label="what was known")
    axis.bar(ahead, high - low, 1, bottom=low, color=dots.OURS, alpha=0.2, lw=0, label="chasqui P10 to P90")
    axis.hlines(middle, ahead - 0.5, ahead + 0.5, color=dots.OURS, lw=2, label="chasqui P50")
    if reference:
        said = outcome.answers[reference][case.origin].weekly[at, :, 1]
        axis.hlines(said, ahead - 0.5, ahead + 0.5, color=dots.REFERENCE, lw=1.5, ls="--", label=f"{reference} P50")
    axis.plot(ahead, case.came[at], "o", color=dots.INK, ms=4, label="what came")
    axis.set_title(f"{short_title(table.ids[at])} ({case.pattern[at]})", fontsize=8)
    axis.set_ylim(bottom=0)
    axis.locator_params(axis="x", integer=True)
    axis.set_xlabel("period", fontsize=8)


def _reliability(found: Mapping[str, Any]) -> Any:
    parts = [
        dots.Part(
            f"at or below P{100 * level:.0f}",
            {name: row["quantile_share"][at] for name, row in found["models"].items()},
            goal=level,
            most=1.0,
        )
        for at, level in enumerate(LEVELS)
    ]
    title = "Reliability: share of what came (dotted: as promised; the more zeros, the more lies at or below P10)"
    return dots.figure(parts, found["reference"], title)


def _by_origin(found: Mapping[str, Any]) -> Any:
    places = [place for place in found["models"]["chasqui"]["by_origin"] if place not in found["unscored"]]
    parts = [_part(found, "by_origin", place, f"{place} periods known") for place in places]
    title = "WQL by origin (left is better; dotted: best reference)"
    return dots.figure(parts, found["reference"], title) if parts else None


def _by_pattern(found: Mapping[str, Any]) -> Any:
    seen = found["models"]["chasqui"]["by_pattern"]
    parts = [_part(found, "by_pattern", one.value, f"{one.value} series") for one in Pattern if one.value in seen]
    title = "WQL by how often a series is zero (left is better; dotted: best reference)"
    return dots.figure(parts, found["reference"], title) if parts else None


def _part(found: Mapping[str, Any], part: str, place: str, title: str) -> dots.Part:
    scores = {name: _wql(row[part][place]) for name, row in found["models"].items()}
    return dots.Part(title, scores, goal=scores.get(found["reference"]))


def _wql(score: Any) -> float:
    return float(score["wql"] if isinstance(score, Mapping) else score)


def _figure(count: int) -> tuple[Any, Sequence[Any]]:
    from matplotlib.figure import Figure

    columns = min(count, 2)
    rows = -(-count // columns)
    figure = Figure(figsize=(9, 2.2 * rows + 1), layout="constrained")
    axes = np.atleast_1d(figure.subplots(rows, columns, squeeze=False)).ravel()
    for spare in axes[count:]:
        spare.set_visible(False)
    return figure, list(axes[:count])
