"""The Keras network: the baseline's quantiles in, the same times exp(w x correction) out, never crossing."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from models.settings import Train
from shared.features import STATIC, input_widths
from shared.forecast import LEVELS

WEEKLY, PERIOD = "weekly", "period"


def build_network(settings: Train, rows: int | None = None, widths: Mapping[str, int] | None = None) -> Any:
    """
    Return a plain functional model; what it corrects starts at zero, so that untrained it is the baseline.

    *rows* fixes the batch for conversion; *widths* are those of the inputs, the released ones where not given. Plain
    and functional, because a subclassed one converts without its weights (FORECASTING.md).
    """
    import keras

    widths = widths or input_widths()
    inputs = {name: keras.Input((width,), batch_size=rows, name=name) for name, width in widths.items()}
    features = _features(inputs)
    outputs = widths["base_week"] + widths["base_period"]
    members = [_member(features, settings, seed, outputs) for seed in settings.seeds]
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


def _features(inputs: dict[str, Any]) -> Any:
    """Scale in the graph, so that a school of 20 and one of 500 look alike."""
    from keras import ops

    mask = inputs["mask"]
    scale = ops.sum(inputs["history"] * mask, axis=1, keepdims=True) / ops.maximum(
        ops.sum(mask, axis=1, keepdims=True), 1.0
    )
    scale = scale + 0.5
    return ops.concatenate(
        [
            ops.log(1.0 + inputs["history"] / scale) * mask,
            mask,
            inputs["static"],
            inputs["future"],
            ops.log(1.0 + inputs["base_week"] / scale),
            ops.log(1.0 + inputs["base_period"] / scale) / 3.0,
        ],
        axis=1,
    )


def _member(features: Any, settings: Train, seed: int, outputs: int) -> Any:
    import keras

    x = features
    for at, width in enumerate(settings.hidden):
        init = keras.initializers.GlorotUniform(seed=seed * 100 + at)
        x = keras.layers.Dense(width, "relu", kernel_initializer=init, name=f"hidden_{seed}_{at}")(x)
    x = keras.layers.Dense(outputs, "tanh", kernel_initializer="zeros", name=f"correction_{seed}")(x)
    return x * settings.max_correction


def hide_history(arrays: dict[str, np.ndarray], share: float, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Return rows of which a *share* lost their older history: what a school looks like in its first weeks."""
    mask = arrays["mask"].copy()
    width = mask.shape[1]
    keep = np.where(rng.random(len(mask)) < share, rng.integers(4, width, len(mask)), width)
    mask *= np.arange(width)[None, :] >= (width - keep)[:, None]
    static = arrays["static"].copy()
    static[:, STATIC - 3] = mask.mean(axis=1)
    return {**arrays, "mask": mask, "history": arrays["history"] * mask, "static": static}


def input_arrays(windows: Any, rows: Any = slice(None)) -> dict[str, np.ndarray]:
    """Return the network's inputs out of a file of windows."""
    return {name: np.asarray(windows[name][rows], dtype=np.float32) for name in input_widths()}
