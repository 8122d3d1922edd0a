"""Writes what models/README.md says of recommendations from what ``chasqui-models recommend-report`` left."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).resolve().parent / "figures" / "recommend"
_WAYS = {
    "recommender": "**recommender**",
    "most_used_fitting": "most used in class, of what fits (the fallback)",
    "most_used": "most used in class, whatever it is",
    "als": "likeness by implicit ALS instead of the cosine, with a weight of its own",
}
_WEIGHTS = {"recommender": "weight_pct", "als": "als_weight_pct"}


def table() -> str:
    """Return recall@5 and MRR of what was new to learners, each way to recommend beside the others, by where."""
    simulated, kolibri = told = _reports()
    rows = [
        "| recall@5 / MRR of what learners used in the four weeks after, and had not before "
        f"| simulated, {simulated['learners']:,} learners | Kolibri exports, {kolibri['learners']:,} learners |",
        "|---|---|---|",
    ]
    for way, words in _WAYS.items():
        cells = [_bold(_pair(one["models"][way], "_new"), way, one) + _weight(way, one) for one in told]
        rows.append(f"| {words} | {' | '.join(cells)} |")
    for peer, words in (("most_used_fitting", "the fallback"), ("most_used", "what is most used whatever it is")):
        gains = [_gain(one["gain_over"][peer]["recall5_new"]) for one in told]
        rows.append(f"| recommender above {words}, recall@5 | {' | '.join(gains)} |")
    return "\n".join(rows)


def with_begun() -> str:
    """Return the same of all that learners used afterwards, begun things included, in a sentence."""
    simulated, kolibri = _reports()
    over = _gain(kolibri["gain_over"]["most_used"]["recall5"])
    return (
        f"Of all that could come next, begun things included: {_against(simulated)} for the most used whatever it is\n"
        f"(simulated), {_against(kolibri)} (Kolibri; recall {over})."
    )


def _reports() -> tuple[Any, Any]:
    simulated, kolibri = (
        json.loads((FIGURES / f"{name}.json").read_text(encoding="utf-8")) for name in ("simulated", "kolibri")
    )
    return simulated, kolibri


def _pair(scores: Mapping[str, float], of: str = "") -> str:
    return f"{scores['recall5' + of]:.3f} / {scores['mrr' + of]:.3f}"


def _bold(text: str, way: str, found: Mapping[str, Any]) -> str:
    """Mark the recommender where it is released, and only there."""
    return f"**{text}**" if way == "recommender" and found["released"] else text


def _weight(way: str, found: Mapping[str, Any]) -> str:
    if way not in _WEIGHTS:
        return ""
    falls_back = ": the gate falls back" if way == "recommender" and not found["released"] else ""
    return f" (w = {found[_WEIGHTS[way]]} %{falls_back})"


def _against(found: Mapping[str, Any]) -> str:
    mine, favourites = (_pair(found["models"][way]) for way in ("recommender", "most_used"))
    return f"{mine} against {favourites}"


def _gain(gain: Mapping[str, float]) -> str:
    value, low, high = (gain[name] for name in ("mean", "low", "high"))
    return "0" if value == low == high == 0 else f"{value:+.3f} [{low:+.3f}, {high:+.3f}]"
