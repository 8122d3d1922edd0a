"""Many methods side by side, to be read without a legend of colours: a row each, a dot for its score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.backtest.run import ABLATION
from models.backtest.run import OURS as OUR_METHODS

INK, OURS, REFERENCE, PEER = "#1f2933", "#0072b2", "#d55e00", "#6b7280"
"""Blue and vermilion stay apart for every kind of colour vision (Okabe and Ito, 2008); shapes say the same again."""
_COLUMNS = 5
_FAR = 3.0
"""Times the middle score, beyond which a score is written at the edge: one bad method would squeeze all others."""
_KINDS: Mapping[str, tuple[str, str, str]] = {
    "chasqui": ("o", OURS, OURS),
    "parts of ours": ("o", "white", OURS),
    "best reference": ("D", REFERENCE, REFERENCE),
    "other methods": ("s", PEER, PEER),
}
"""Shape, fill and line."""


@dataclass(frozen=True, slots=True)
class Part:
    """One panel of a figure: the score of each method, the line that they are held against, and the end of the axis."""

    title: str
    scores: Mapping[str, float]
    goal: float | None = None
    most: float | None = None


def kind_of(method: str, reference: str) -> str:
    """
    Return how a method is drawn.

    >>> [kind_of(one, "Naive") for one in ("chasqui", "network_without_covariates", "Naive", "TSB")]
    ['chasqui', 'parts of ours', 'best reference', 'other methods']
    """
    if method in (reference, "chasqui"):
        return "chasqui" if method == "chasqui" else "best reference"
    return "parts of ours" if method.removesuffix(f"_{ABLATION}") in OUR_METHODS else "other methods"


def edge_of(part: Part) -> float:
    """
    Return where the axis ends: at the largest score, or where all but a few far ones have room.

    >>> edge_of(Part("", {"a": 1.0, "b": 2.0, "c": 1.5})), edge_of(Part("", {"a": 1.0, "b": 90.0, "c": 1.5}))
    (2.0, 4.5)
    """
    scores = np.array(list(part.scores.values()))
    far = _FAR * float(np.median(scores))
    return part.most or min(float(scores.max()), far) or float(scores.max()) or 1.0


def figure(parts: Sequence[Part], reference: str, title: str) -> Any:
    """Return a figure with a panel for each of *parts*, methods in the same rows in all, the best on average on top."""
    from matplotlib.figure import Figure

    names = ranked(parts)
    columns = min(len(parts), _COLUMNS)
    rows = -(-len(parts) // columns)
    made = Figure(figsize=(9, (0.2 * len(names) + 0.6) * rows + 1), layout="constrained")
    axes = np.atleast_1d(made.subplots(rows, columns, squeeze=False, sharey=True)).ravel()
    for axis, part in zip(axes, parts, strict=False):
        _draw(axis, part, names, reference)
    for spare in axes[len(parts) :]:
        spare.set_visible(False)
    made.suptitle(title, fontsize=10)
    made.legend(handles=_legend(names, reference), frameon=False, fontsize=8, loc="outside lower center", ncols=4)
    return made


def ranked(parts: Sequence[Part]) -> list[str]:
    """Return the methods, the one nearest to its goals first, or the one with the least scores."""
    names = list(parts[0].scores)
    off = {
        name: sum(abs(part.scores[name] - (part.goal or 0.0)) if part.most else part.scores[name] for part in parts)
        for name in names
    }
    return sorted(names, key=lambda name: (off[name], name))


def _draw(axis: Any, part: Part, names: Sequence[str], reference: str) -> None:
    edge = edge_of(part)
    axis.hlines(range(len(names)), 0, edge, color="#e5e7eb", lw=0.8, zorder=1)
    if part.goal is not None and part.goal <= edge:
        axis.axvline(part.goal, color=INK, lw=0.8, ls=":", zorder=2)
    for row, name in enumerate(names):
        shape, fill, line = _KINDS[kind_of(name, reference)]
        score = part.scores[name]
        if score > edge:
            axis.text(edge, row, f"{score:.3g} ▸", ha="right", va="center", fontsize=7, color=line, zorder=4)
        else:
            axis.plot(score, row, shape, ms=5, mfc=fill, mec=line, zorder=3, clip_on=False)
    axis.set_yticks(range(len(names)), names, fontsize=8)
    axis.set(xlim=(0, 1.03 * edge), ylim=(len(names) - 0.5, -0.5))
    axis.tick_params(axis="y", length=0)
    axis.tick_params(axis="x", labelsize=8)
    axis.locator_params(axis="x", nbins=4)
    axis.set_title(part.title, fontsize=9)


def _legend(names: Sequence[str], reference: str) -> list[Any]:
    from matplotlib.lines import Line2D

    used = {kind_of(name, reference) for name in names}
    return [
        Line2D([], [], ls="", marker=shape, mfc=fill, mec=line, ms=5, label=kind)
        for kind, (shape, fill, line) in _KINDS.items()
        if kind in used
    ]
