"""What a network is worth on the validation origins, and whether it is clearly better than another."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from models.gains import clearly_best
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
    Return the loss of every row where each pattern has its best weight, as shares of the whole loss at weight 0.

    A weight that gains by a few series alone is not the best of its pattern (``models.gains``).

    >>> came = {"pattern": np.repeat(["dense", "short"], 4), "series": np.arange(8)}
    >>> totals = {0.0: np.full(8, 2.0), 1.0: np.array([1.0, 1.0, 1.0, 1.0, 5.0, 5.0, 0.0, 5.0])}
    >>> at_best(totals, came).tolist()
    [0.0625, 0.0625, 0.0625, 0.0625, 0.125, 0.125, 0.125, 0.125]
    """
    kept = np.array(totals[0.0], dtype=float)
    for pattern in np.unique(validate["pattern"]):
        rows = validate["pattern"] == pattern
        here = {weight: loss[rows] for weight, loss in totals.items()}
        kept[rows] = here[clearly_best(here, 0.0, validate["series"][rows], 0.0)]
    shares: Floats = kept / max(float(totals[0.0].sum()), 1e-9)
    return shares


def clearly_better(found: Floats, own: Floats, validate: Mapping[str, Any], least_gain: float) -> bool:
    """
    Tell whether *found*, the loss of each row, gains enough over all origins and loses at none.

    Enough is *least_gain*, and more than the gain of a few series (``models.gains``).

    >>> own, came = np.full(8, 0.1), {"series": np.arange(8) // 2, "origin": np.arange(8) % 2}
    >>> one_loses = np.array([0.0, 0.101] * 4)
    >>> [clearly_better(one, own, came, 0.01) for one in (own * 0.98, own * 0.995, one_loses)]
    [True, False, False]
    """
    if clearly_best({"own": own, "found": found}, "own", validate["series"], least_gain) == "own":
        return False
    at = [validate["origin"] == origin for origin in np.unique(validate["origin"])]
    return all(found[rows].sum() <= own[rows].sum() for rows in at)


def known_in(windows: Mapping[str, Any]) -> tuple[str, ...]:
    """
    Return the covariates of which any row of *windows* knows something.

    What nobody ever told teaches nothing: weights of it would stay as they were drawn, and speak once somebody tells.

    >>> rows = np.zeros((2, STATIC + covariates.WIDTH))
    >>> rows[1, STATIC + 1] = 0.5
    >>> known_in({"static": rows}), known_in({"static": rows[:, :STATIC]})
    (('preference',), ())
    """
    extra = windows["static"][:, STATIC:]
    if not extra.shape[1]:
        return ()
    return tuple(name for name in covariates.NAMES if covariates.named(extra, [name])[:, -1].any())


def showing(windows: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return *windows* that show use and the covariates *names* alone."""
    own, extra = windows["static"][:, :STATIC], windows["static"][:, STATIC:]
    return {**windows, "static": np.hstack([own, covariates.named(extra, names)]) if names else own}


def hiding(windows: Mapping[str, Any], names: Sequence[str], name: str) -> dict[str, Any]:
    """Return *windows* that show *names*, one of which nobody knows: what the network makes of the others."""
    static = windows["static"].copy()
    first = STATIC + covariates.EACH * names.index(name)
    static[:, first : first + covariates.EACH] = 0.0
    return {**windows, "static": static}


def ablation(
    plain: Any, rich: Any, weights: Sequence[float], validate: Mapping[str, Any], names: Sequence[str]
) -> dict[str, Floats]:
    """
    Return the loss of each validation row, as ``at_best`` does, of a network *without* covariates and one *with*.

    Beside them that of the second, which looks at *names*, with each one hidden: what it alone is worth.
    """
    seen = showing(validate, names)
    found = {
        "without": at_best(losses_by_weight(plain, weights, showing(validate, ())), validate),
        "with": at_best(losses_by_weight(rich, weights, seen), validate),
    }
    for name in names:
        found[f"hiding_{name}"] = at_best(losses_by_weight(rich, weights, hiding(seen, names, name)), validate)
    return found
