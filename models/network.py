"""The Keras network: the baseline's quantiles in, the same times exp(w x correction) out, never crossing."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from models.settings import Train
from shared.features import HISTORY_WEEKS, STATIC, input_widths
from shared.forecast import LEVELS

WEEKLY, PERIOD = "weekly", "period"
_RECENT = (1, 2, 4, 8, 13)
"""Newest weeks of which the mean is looked at."""


def build_network(settings: Train, rows: int | None = None, widths: Mapping[str, int] | None = None) -> Any:
    """
    Return a plain functional model; what it corrects starts at zero, so that untrained it is the baseline.

    *rows* fixes the batch for conversion; *widths* are those of the inputs, the released ones where not given. Plain
    and functional, because a subclassed one converts without its weights (FORECASTING.md).
    """
    import keras

    widths = widths or input_widths()
    inputs = {name: keras.Input((width,), batch_size=rows, name=name) for name, width in widths.items()}
    members = [_member(inputs, settings, seed) for seed in settings.seeds]
    correction = keras.layers.Average(name="correction")(members) if len(members) > 1 else members[0]
    weekly, period = corrected(inputs, correction)
    return keras.Model(inputs, {WEEKLY: weekly, PERIOD: period, "correction": correction})


def for_conversion(network: Any) -> Any:
    """Return the network without the output that only training looks at."""
    import keras

    return keras.Model(network.inputs, [network.output[WEEKLY], network.output[PERIOD]])


def corrected(inputs: dict[str, Any], correction: Any) -> tuple[Any, Any]:
    """Return base x exp(w x correction), P10 not above P50 and P90 not below it."""
    from keras import ops

    factor = ops.exp(inputs["weight"] * correction)
    weeks = inputs["base_week"].shape[1]
    weekly = _ordered(inputs["base_week"] * factor[:, :weeks], weeks // len(LEVELS))
    period = _ordered(inputs["base_period"] * factor[:, weeks:], 1)
    return weekly, period


def _ordered(flat: Any, steps: int) -> Any:
    from keras import ops

    levels = ops.reshape(flat, (-1, steps, len(LEVELS)))
    p10, p50, p90 = (levels[:, :, at : at + 1] for at in range(len(LEVELS)))
    ordered = ops.concatenate([ops.minimum(p10, p50), p50, ops.maximum(p50, p90)], axis=2)
    return ops.reshape(ordered, (-1, steps * len(LEVELS)))


def _summary(inputs: dict[str, Any]) -> tuple[Any, Any]:
    """
    Return what is looked at of each series, and its scale: a school of 20 looks like one of 500.

    Shapes of the past, not its weeks: on one year of history those tell which week it is, and are learned by heart.
    """
    from keras import ops

    mask = inputs["mask"]
    use = inputs["history"] * mask

    def mean(weeks: int) -> Any:
        known = ops.maximum(ops.sum(mask[:, -weeks:], axis=1, keepdims=True), 1.0)
        return ops.sum(use[:, -weeks:], axis=1, keepdims=True) / known

    scale = mean(HISTORY_WEEKS) + 0.5
    both = mask[:, 1:] * mask[:, :-1]
    step = ops.sum(ops.abs(use[:, 1:] - use[:, :-1]) * both, axis=1, keepdims=True)
    step = step / ops.maximum(ops.sum(both, axis=1, keepdims=True), 1.0)
    miss = mask * (inputs["history"] - mean(HISTORY_WEEKS)) ** 2
    spread = ops.sqrt(ops.sum(miss, axis=1, keepdims=True) / ops.maximum(ops.sum(mask, axis=1, keepdims=True), 1.0))
    shapes = [*(mean(weeks) for weeks in _RECENT), spread, step, ops.max(use, axis=1, keepdims=True)]
    logs = [ops.log(1.0 + one / scale) for one in shapes]
    return ops.concatenate([*logs, ops.log(scale) / 5.0, inputs["static"]], axis=1), scale


def _member(inputs: dict[str, Any], settings: Train, seed: int) -> Any:
    """Return what one network would change, as a log: a head for every week, and one for the period."""
    import keras
    from keras import ops

    def dense(x: Any, width: int, at: int) -> Any:
        init = keras.initializers.GlorotUniform(seed=seed * 100 + at)
        return keras.layers.Dense(width, "relu", kernel_initializer=init, name=f"hidden_{seed}_{at}")(x)

    def head(x: Any, name: str) -> Any:
        return keras.layers.Dense(len(LEVELS), "tanh", kernel_initializer="zeros", name=f"{name}_{seed}")(x)

    summary, scale = _summary(inputs)
    wide, narrow = settings.hidden
    weeks = inputs["base_week"].shape[1] // len(LEVELS)
    seen = keras.layers.Dropout(settings.dropout, seed=seed, name=f"dropout_{seed}")(summary)
    series = dense(seen, wide, 0)
    base = ops.log(1.0 + ops.reshape(inputs["base_week"], (-1, weeks, len(LEVELS))) / ops.expand_dims(scale, 2))
    ahead = ops.zeros_like(base[:, :, :1]) + np.linspace(0, 1, weeks, dtype=np.float32).reshape(1, weeks, 1)
    each = ops.concatenate([ops.repeat(ops.expand_dims(series, 1), weeks, axis=1), base, ahead], axis=2)
    weekly = ops.reshape(head(dense(each, narrow, 1), "weekly"), (-1, weeks * len(LEVELS)))
    whole = ops.concatenate([series, ops.log(1.0 + inputs["base_period"] / scale) / 3.0], axis=1)
    period = head(dense(whole, narrow, 2), "period")
    return ops.concatenate([weekly, period], axis=1) * settings.max_correction


def hide_history(arrays: dict[str, np.ndarray], share: float, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """
    Return rows of which a *share* lost their older history: what a school looks like in its first weeks.

    As many lose what else is known of them, so that no series is known by it.
    """
    mask = arrays["mask"].copy()
    width = mask.shape[1]
    keep = np.where(rng.random(len(mask)) < share, rng.integers(4, width, len(mask)), width)
    mask *= np.arange(width)[None, :] >= (width - keep)[:, None]
    static = arrays["static"].copy()
    static[:, STATIC - 3] = mask.mean(axis=1)
    static[:, STATIC:] *= rng.random((len(mask), 1)) >= share
    return {**arrays, "mask": mask, "history": arrays["history"] * mask, "static": static}


def input_arrays(windows: Any, rows: Any = slice(None)) -> dict[str, np.ndarray]:
    """Return the network's inputs out of a file of windows."""
    return {name: np.asarray(windows[name][rows], dtype=np.float32) for name in input_widths()}


def widths_of(windows: Mapping[str, Any]) -> dict[str, int]:
    """Return the widths of the network's inputs in *windows*: of ``static``, with or without covariates."""
    return {name: int(windows[name].shape[1]) for name in input_widths()}
