"""The model card: the draft of the converted file with its scores, and the last word on how much of it is used."""

import json
from pathlib import Path
from typing import Any

import msgspec

from models.convert import DRAFT
from models.settings import CardSettings
from shared.features import Pattern
from shared.model_card import Card, read_card

CARD, CARD_TEXT = "card.json", "card.md"


def write_card(settings: CardSettings, folder: Path) -> Card:
    """
    Write ``card.json``, which travels with the model, and ``card.md`` for people.

    A correction that lost to the baseline on the test origins gets weight 0 everywhere: the file then is the baseline.

    Raises:
        BadModel: The draft cannot be read.
    """
    metrics: dict[str, Any] = json.loads((folder / "metrics.json").read_text())
    draft = read_card((folder / DRAFT).read_bytes())
    source = "simulated" if metrics["simulated"] else "recorded"
    card = msgspec.structs.replace(
        draft,
        version=settings.version,
        weights=judged(draft, metrics),
        metrics={**metrics, "withdrawn": lost(metrics)},
        trained_on=f"{metrics['series']} {source} series",
        simulated=metrics["simulated"],
    )
    encoded = msgspec.json.encode(card)
    read_card(encoded)
    (folder / CARD).write_bytes(encoded)
    (folder / CARD_TEXT).write_text(to_markdown(card), encoding="utf-8")
    return card


def lost(metrics: dict[str, Any]) -> bool:
    """
    Return whether the model was worse than its baseline on the test origins.

    >>> lost({"wql_model": 0.31, "wql_baseline": 0.30})
    True
    """
    return bool(metrics["wql_model"] > metrics["wql_baseline"])


def judged(draft: Card, metrics: dict[str, Any]) -> dict[Pattern, float]:
    """Return the weights of the card, all 0 where the correction lost."""
    return dict.fromkeys(draft.weights, 0.0) if lost(metrics) else draft.weights


def _precision(card: Card) -> list[str]:
    """
    Return which of two files this is, and how far they are apart.

    >>> from shared.model_card import Golden, Precision
    >>> sizes = {Precision.FLOAT32: 200, Precision.INT8: 80}
    >>> _precision(Card(version="1", sha256="", size_bytes=80, parameters=50, golden=Golden({}, [], []), weights={},
    ...                 precision=Precision.INT8, sizes=sizes, difference=0.0004))
    ['Precision int8 (float32 200 bytes, int8 80 bytes); WQL of the two differs by 0.040 %.']
    """
    if card.precision is None or card.difference is None:
        return []
    sizes = ", ".join(f"{precision.value} {size} bytes" for precision, size in card.sizes.items())
    return [
        f"Precision {card.precision.value} ({sizes}); WQL of the two differs by {card.difference:.3%}.".replace(
            "%", " %"
        )
    ]


def _ablation(card: Card) -> list[str]:
    """
    Return what the covariates are worth: nothing where the panel told none.

    >>> from shared.model_card import Golden
    >>> told = {"without": 0.98, "with": 0.975, "hiding_preference": 0.979}
    >>> _ablation(Card(version="1", sha256="", size_bytes=80, parameters=50, golden=Golden({}, [], []), weights={},
    ...                ablation=told))
    ['Covariates left out. Validation loss over the baseline: without 0.9800, with 0.9750, hiding preference 0.9790.']
    """
    if not card.ablation:
        return []
    kept = f"Covariates: {', '.join(card.covariates)}" if card.covariates else "Covariates left out"
    losses = ", ".join(f"{name.replace('_', ' ')} {loss:.4f}" for name, loss in card.ablation.items())
    return [f"{kept}. Validation loss over the baseline: {losses}."]


def to_markdown(card: Card) -> str:
    """Return the card for people: what it is, what it was measured at, what it must not be used for."""
    scores = card.metrics["methods"]
    columns = ("wql", "wape", "rmse", "bias", "coverage", "precision", "recall", "f1", "base_rate")
    table = [
        "| method | " + " | ".join(columns) + " |",
        "|---" * (len(columns) + 1) + "|",
        *("| " + " | ".join([name, *(f"{row[c]:.3f}" for c in columns)]) + " |" for name, row in scores.items()),
    ]
    weights = ", ".join(f"{pattern.value} {weight:g}" for pattern, weight in card.weights.items())
    methods = ", ".join(f"{pattern.value} {method.value}" for pattern, method in card.methods.items())
    period = scores["model"]
    return "\n".join(
        [
            f"# Model {card.version}",
            "",
            f"SHA-256 `{card.sha256}`, {card.size_bytes} bytes, {card.parameters} parameters.",
            *_precision(card),
            f"Trained on {card.trained_on}; test origins {', '.join(card.metrics['test_origins'])}.",
            "",
            *table,
            "",
            f"Need of the period: WQL {period['period_wql']:.3f}, coverage {period['period_coverage']:.3f}.",
            f"Weight of the correction: {weights}. Baseline: {methods}.",
            *_ablation(card),
            "",
            'Precision, recall and F1 are of "will run short": a week of more need than a made-up stock, with the',
            "threshold tuned on an earlier origin. Read them beside the base rate.",
            "Simulated data are no evidence of accuracy on real schools." if card.simulated else "",
            "Not for decisions about single learners: it foresees what a school needs of a resource.",
            "",
        ]
    )
