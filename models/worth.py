"""What a network is worth on the validation origins, and whether it is clearly better than another."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from models.network import WEEKLY, input_arrays
from shared import accuracy, covariates
from shared.demand import Floats
from shared.features import STATIC
from shared.forecast import LEVELS


def losses_by_weight(network: Any, weights: Sequence[float], validate: Mapping[str, Any]) -> dict[float, Floats]:
    """Return the loss of every row of *validate* at each weight."""
    inputs = input_arrays(validate)
    return {weight: _losses(network, inputs, validate, weight) for weight in weights}


def _losses(network: Any, inputs: Mapping[str, Any], came: Mapping[str, Any], weight: float) -> Floats:
    out = network.predict({**inputs, "weight": np.full_like(inputs["weight"], weight)}, verbose=0, batch_size=2048)
    weekly = np.asarray(out[WEEKLY], dtype=float).reshape(*came["y_week"].shape, len(LEVELS))
    losses: Floats = np.nansum(accuracy.pinball(came["y_week"].astype(float), weekly), axis=(1, 2))
    return losses


def at_best(totals: Mapping[float, Floats], validate: Mapping[str, Any]) -> Floats:
    """
    Return the loss at each origin where each pattern has its best weight, as shares of the loss at weight 0.

    >>> came = {"pattern": np.array(["dense", "dense", "short"]), "origin": np.array([1, 2, 2])}
    >>> at_best({0.0: np.array([4.0, 4.0, 2.0]), 1.0: np.array([3.0, 4.0, 5.0])}, came).tolist()
    [0.3, 0.6]
    """
    kept = np.array(totals[0.0], dtype=float)
    for pattern in np.unique(validate["pattern"]):
        rows = validate["pattern"] == pattern
        kept[rows] = min((loss[rows] for loss in totals.values()), key=lambda loss: float(loss.sum()))
    base = max(float(totals[0.0].sum()), 1e-9)
    return np.array([kept[validate["origin"] == origin].sum() / base for origin in np.unique(validate["origin"])])


def clearly_better(found: Floats, own: Floats, least_gain: float) -> bool:
    """
    Tell whether *found* gains enough over all origins, and loses at none.

    >>> own = np.array([0.5, 0.5])
    >>> [clearly_better(np.array(found), own, 0.01) for found in ([0.49, 0.49], [0.5, 0.495], [0.3, 0.51])]
    [True, False, False]
    """
    return bool(found.sum() < (1 - least_gain) * own.sum() and (found <= own).all())


def has_covariates(windows: Mapping[str, Any]) -> bool:
    """Tell whether *windows* carry what else is known of their series."""
    return bool(windows["static"].shape[1] > STATIC)


def without_covariates(windows: Mapping[str, Any]) -> dict[str, Any]:
    """Return *windows* that show use alone."""
    return {**windows, "static": windows["static"][:, :STATIC]}


def hiding(windows: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return *windows* in which nobody knows one covariate: what the network makes of the others."""
    static = windows["static"].copy()
    first = STATIC + covariates.EACH * covariates.NAMES.index(name)
    static[:, first : first + covariates.EACH] = 0.0
    return {**windows, "static": static}


def ablation(plain: Any, rich: Any, weights: Sequence[float], validate: Mapping[str, Any]) -> dict[str, Floats]:
    """
    Return the loss at each validation origin, as ``at_best`` does, of a network *without* covariates and one *with*.

    Beside them that of the second with each covariate hidden: what it alone is worth.
    """
    found = {
        "without": at_best(losses_by_weight(plain, weights, without_covariates(validate)), validate),
        "with": at_best(losses_by_weight(rich, weights, validate), validate),
    }
    for name in covariates.NAMES:
        found[f"hiding_{name}"] = at_best(losses_by_weight(rich, weights, hiding(validate, name)), validate)
    return found
