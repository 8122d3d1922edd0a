"""Train the correction on old origins, then decide on later ones, by pattern, how much of it counts."""

import json
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from models.network import PERIOD, WEEKLY, build_network, hide_history, input_arrays
from models.settings import Train
from shared import accuracy
from shared.demand import Floats
from shared.features import Pattern
from shared.forecast import LEVELS, PERIOD_WEEKS

_LEAST_ROWS = 30
"""A pattern with fewer rows on the validation origins proves nothing."""


class Trained(msgspec.Struct, frozen=True):
    """The outcome of training."""

    weights: dict[Pattern, float]
    parameters: int
    loss_first: float
    loss_last: float


def train(settings: Train, folder: Path) -> Trained:
    """
    Read ``train.npz`` and ``validate.npz``; write ``network.weights.h5``, ``trained.json`` and ``loss.json``.

    The same seeds and windows give the same network on one machine.
    """
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(settings.seeds[0])
    tf.config.experimental.enable_op_determinism()
    network = build_network(settings)
    learn = dict(np.load(folder / "train.npz"))
    losses = _fit(tf, keras, network, settings, learn)
    validate = dict(np.load(folder / "validate.npz"))
    trained = Trained(
        weights=choose_weights(network, settings, validate),
        parameters=int(network.count_params()),
        loss_first=round(float(np.mean(losses[:10])), 5),
        loss_last=round(float(np.mean(losses[-10:])), 5),
    )
    network.save_weights(folder / "network.weights.h5")
    (folder / "trained.json").write_bytes(msgspec.json.format(msgspec.json.encode(trained), indent=1))
    (folder / "loss.json").write_text(json.dumps([{"step": n, "loss": loss} for n, loss in enumerate(losses)]))
    return trained


def _fit(tf: Any, keras: Any, network: Any, settings: Train, learn: dict[str, Any]) -> list[float]:
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
            loss = pinball(y_week, out[WEEKLY], PERIOD_WEEKS, scale[:, :, None])
            loss += 0.5 * pinball(y_period, out[PERIOD], 1, scale[:, :, None] * 5.0)
            loss += settings.penalty * tf.reduce_mean(out["correction"] ** 2)
        gradients = tape.gradient(loss, network.trainable_variables)
        optimizer.apply_gradients(zip(gradients, network.trainable_variables, strict=True))
        return loss

    traced = tf.function(step, reduce_retracing=True)
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


def choose_weights(network: Any, settings: Train, validate: dict[str, Any]) -> dict[Pattern, float]:
    """Return for each pattern the weight with the least loss on the validation origins; 0 unless clearly better."""
    inputs = input_arrays(validate)
    totals = {weight: _losses(network, inputs, validate, weight) for weight in settings.weights}
    chosen: dict[Pattern, float] = {}
    for pattern in Pattern:
        rows = validate["pattern"] == pattern.value
        sums = {weight: float(loss[rows].sum()) for weight, loss in totals.items()}
        best = min(sums, key=lambda weight: sums[weight])
        proven = rows.sum() >= _LEAST_ROWS and sums[best] < (1 - settings.least_gain) * sums[0.0]
        chosen[pattern] = best if proven else 0.0
    return chosen


def _losses(network: Any, inputs: dict[str, Any], came: dict[str, Any], weight: float) -> Floats:
    out = network.predict({**inputs, "weight": np.full_like(inputs["weight"], weight)}, verbose=0, batch_size=2048)
    weekly = np.asarray(out[WEEKLY], dtype=float).reshape(-1, PERIOD_WEEKS, len(LEVELS))
    losses: Floats = np.nansum(accuracy.pinball(came["y_week"].astype(float), weekly), axis=(1, 2))
    return losses
