"""Train the correction on old origins, then decide on later ones, by pattern, how much of it counts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from models.gains import clearly_best
from models.network import PERIOD, WEEKLY, build_network, hide_history, input_arrays, widths_of
from models.settings import Train, tuned
from models.worth import ablation, clearly_better, known_in, losses_by_weight, showing
from shared import accuracy
from shared.demand import Bools, Floats
from shared.features import Pattern
from shared.forecast import LEVELS

_SHIFTS = (0.2, 5.0)
_LEAST_ORIGINS = 2
_LEAST_ROWS = 30
"""A pattern with fewer rows on the validation origins proves nothing."""


class Trained(msgspec.Struct, frozen=True):
    """The outcome of training."""

    weights: dict[Pattern, float]
    parameters: int
    loss_first: float
    loss_last: float
    covariates: tuple[str, ...] = ()
    """What the network looks at besides use; none where that does not clearly help."""
    ablation: dict[str, float] = {}
    """Loss on the validation origins, of the baseline's: without covariates, with them, and with one of them hidden."""


def train(settings: Train, folder: Path) -> Trained:
    """
    Read the windows and ``tuned.json``; write ``network.weights.h5``, ``trained.json`` and ``loss.json``.

    The same seeds and windows give the same network on one machine.
    """
    settings = tuned(settings, folder)
    learn, validate = (dict(np.load(folder / name)) for name in ("train.npz", "validate.npz"))
    chosen = with_or_without(settings, learn, validate)
    seen = showing(validate, chosen.covariates)
    trained = Trained(
        weights=choose_weights(chosen.network, settings, seen),
        parameters=int(chosen.network.count_params()),
        loss_first=round(float(np.mean(chosen.losses[:10])), 5),
        loss_last=round(float(np.mean(chosen.losses[-10:])), 5),
        covariates=chosen.covariates,
        ablation=chosen.ablation,
    )
    chosen.network.save_weights(folder / "network.weights.h5")
    (folder / "trained.json").write_bytes(msgspec.json.format(msgspec.json.encode(trained), indent=1))
    (folder / "loss.json").write_text(json.dumps([{"step": n, "loss": loss} for n, loss in enumerate(chosen.losses)]))
    return trained


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """A trained network, the loss of each step, and whether it looks at covariates and why."""

    network: Any
    losses: list[float]
    covariates: tuple[str, ...] = ()
    ablation: dict[str, float] = field(default_factory=dict)


def with_or_without(settings: Train, learn: Mapping[str, Any], validate: Mapping[str, Any]) -> Chosen:
    """
    Return the network without covariates, unless one with them is clearly better on the validation origins.

    Better is what a weight must be: it gains ``least_gain`` over all of them, for more than a few series, and loses
    at none.
    """
    plain, losses = fitted(settings, showing(learn, ()))
    names = known_in(learn)
    if not names:
        return Chosen(plain, losses)
    rich, rich_losses = fitted(settings, showing(learn, names))
    found = ablation(plain, rich, settings.weights, validate, names)
    told = {name: round(float(shares.sum()), 5) for name, shares in found.items()}
    if clearly_better(found["with"], found["without"], validate, settings.least_gain):
        return Chosen(rich, rich_losses, names, told)
    return Chosen(plain, losses, (), told)


def fitted(settings: Train, learn: Mapping[str, Any]) -> tuple[Any, list[float]]:
    """Return a network trained on *learn*, the same every time on one machine, and the loss of each step."""
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(settings.seeds[0])
    tf.config.experimental.enable_op_determinism()
    network = build_network(settings, widths=widths_of(learn))
    return network, fit(network, settings, learn)


def fit(network: Any, settings: Train, learn: Mapping[str, Any]) -> list[float]:
    """Train *network* on *learn* (``models.prepare.windows``); return the loss of each step."""
    import keras
    import tensorflow as tf

    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(settings.learning_rate, settings.steps))
    levels = tf.constant(LEVELS, dtype=tf.float32)

    def pinball(y: Any, quantiles: Any, steps: int, scale: Any) -> Any:
        known = tf.cast(~tf.math.is_nan(y), tf.float32)
        miss = tf.where(tf.math.is_nan(y), 0.0, y)[:, :, None] - tf.reshape(quantiles, (-1, steps, len(LEVELS)))
        loss = tf.maximum(levels * miss, (levels - 1) * miss) * known[:, :, None]
        return tf.reduce_sum(loss / scale) / tf.maximum(tf.reduce_sum(known), 1.0)

    def step(inputs: Any, y_week: Any, y_period: Any, scale: Any) -> Any:
        with tf.GradientTape() as tape:
            out = network(inputs, training=True)
            loss = pinball(y_week, out[WEEKLY], y_week.shape[1], scale[:, :, None])
            loss += 0.5 * pinball(y_period, out[PERIOD], 1, scale[:, :, None] * 5.0)
            loss += settings.penalty * tf.reduce_mean(out["correction"] ** 2)
        gradients = tape.gradient(loss, network.trainable_variables)
        optimizer.apply_gradients(zip(gradients, network.trainable_variables, strict=True))
        return loss

    traced = tf.function(step, reduce_retracing=True)
    learn = without_common_shift(learn)
    rng = np.random.default_rng(settings.seeds[0])
    rows, losses = len(learn["weight"]), []
    for _ in range(settings.steps):
        batch = rng.integers(rows, size=settings.batch)
        inputs = hide_history(input_arrays(learn, batch), settings.short_history, rng)
        known = np.maximum(inputs["mask"].sum(axis=1, keepdims=True), 1)
        scale = ((inputs["history"] * inputs["mask"]).sum(axis=1, keepdims=True) / known + 0.5).astype(np.float32)
        # The square root keeps large schools heavier than small ones, but not alone.
        loss = traced(inputs, learn["y_week"][batch], learn["y_period"][batch][:, None], np.sqrt(scale))
        losses.append(round(float(loss), 5))
    return losses


def without_common_shift(learn: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return windows whose outcomes are divided by what all series of an origin did together, step by step.

    That schools closed in one spring is no lesson about the next weeks, and with a year of history the network has few
    origins to tell it from one.
    """
    week, period = learn["y_week"].copy(), learn["y_period"].copy()
    expected = accuracy.mean(learn["base_week"].reshape(*week.shape, len(LEVELS)).astype(float))
    for origin in np.unique(learn["origin"]):
        rows = learn["origin"] == origin
        known = ~np.isnan(week[rows])
        came, said = np.nansum(week[rows], axis=0), (expected[rows] * known).sum(axis=0)
        shift = np.clip(np.where((said > 0) & (came > 0), came / np.maximum(said, 1e-9), 1.0), *_SHIFTS)
        week[rows] /= shift
        period[rows] /= shift.mean()
    return {**learn, "y_week": week, "y_period": period}


def choose_weights(network: Any, settings: Train, validate: Mapping[str, Any]) -> dict[Pattern, float]:
    """
    Return for each pattern the weight with the least loss on the validation origins.

    It is 0 unless the correction is clearly better over them all, for more than a few series, and at each of two or
    more: one lucky origin or one huge series proves nothing.
    """
    totals = losses_by_weight(network, settings.weights, validate)
    chosen: dict[Pattern, float] = {}
    for pattern in Pattern:
        rows = validate["pattern"] == pattern.value
        here = {weight: loss[rows] for weight, loss in totals.items()}
        best = clearly_best(here, 0.0, validate["series"][rows], settings.least_gain)
        proven = rows.sum() >= _LEAST_ROWS and _wins_each(totals, best, rows, validate["origin"])
        chosen[pattern] = best if proven else 0.0
    return chosen


def _wins_each(totals: Mapping[float, Floats], weight: float, rows: Bools, origins: Any) -> bool:
    """Tell whether *weight* loses at no origin, of at least two at which something came."""
    at = {int(origin): rows & (origins == origin) for origin in np.unique(origins[rows])}
    gains = [float((totals[0.0] - totals[weight])[one].sum()) for one in at.values() if totals[0.0][one].any()]
    return len(gains) >= _LEAST_ORIGINS and min(gains) >= 0
