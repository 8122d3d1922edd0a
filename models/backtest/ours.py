"""Ours at one origin: the baseline chosen on the past, the network trained on the past, and the gated system."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.backtest.rolling import Rolling
from models.backtest.scores import Answer
from models.network import PERIOD, WEEKLY, input_arrays
from models.prepare import Choices, choose, fallback, windows
from models.settings import Backtest, Train
from models.train import choose_weights, fitted
from models.worth import at_best, clearly_better, losses_by_weight, showing
from shared import baseline
from shared.baseline import Method
from shared.demand import Floats
from shared.features import network_inputs, patterns
from shared.forecast import LEVELS
from shared.school_year import Week

_LEAST_ROWS = 200
"""Fewer windows than that teach a network nothing."""


def past_origins(origin: int, horizon: int, settings: Backtest) -> tuple[list[Week], list[Week]]:
    """
    Return origins to learn from and origins to choose on: each outcome was known at *origin*, and none is in both.

    >>> from models.settings import read_params
    >>> past_origins(31, 4, read_params().backtest)
    ([7, 9, 11, 13, 15], [19, 23, 27])
    """
    validate = [origin - horizon * n for n in range(settings.validate_origins, 0, -1)]
    validate = [at for at in validate if at >= settings.first_origin]
    newest = (validate[0] if validate else origin) - horizon
    learn = list(range(newest, settings.first_origin - 1, -settings.step))[::-1]
    return [Week(at) for at in learn], [Week(at) for at in validate]


def ours(source: Rolling, origin: int, settings: Backtest, train: Train) -> dict[str, Answer]:
    """Return ``chasqui`` (what a school gets), its ``baseline``, the ``network`` with full weight, and ``calblend``."""
    learn, validate = past_origins(origin, source.horizon, settings)
    choices = (
        choose(source, [*learn, *validate])
        if learn or validate
        else Choices({}, baseline.PACK_REACH, baseline.WEEK_TO_WEEK)
    )
    history = source.history(Week(origin))
    weekly, period = fallback(history, source.kinds, choices)
    blend = baseline.widen(baseline.by_method(history, Method.CALBLEND), history.known.sum(axis=1))
    out = {"baseline": Answer(weekly, period), "calblend": Answer(blend)}
    judged = windows(source, validate, choices) if validate else None
    trained = _trained(source, learn, judged, choices, settings, train)
    if trained is None:
        return {**out, "network": out["baseline"], "chasqui": out["baseline"]}
    network, looks = trained
    weights = choose_weights(network, train, _seen(judged, looks=looks)) if judged else {}
    every = network_inputs(history, source.kinds, weekly, period, np.ones(len(weekly)), source.covariates(Week(origin)))
    inputs = _seen(every, looks=looks)
    gate = np.array([weights.get(one, 0.0) for one in patterns(history)])
    return {**out, "network": _run(network, inputs, 1.0), "chasqui": _run(network, inputs, gate)}


def _trained(
    source: Rolling,
    learn: Sequence[Week],
    judged: Mapping[str, Any] | None,
    choices: Choices,
    settings: Backtest,
    train: Train,
) -> tuple[Any, bool] | None:
    """
    Return the network trained on the windows of *learn*, and whether it looks at covariates; None: they are too few.

    It does where a release would: where with them it is clearly better on what is *judged*.
    """
    if not learn:
        return None
    rows = windows(source, learn, choices)
    if len(rows["weight"]) < _LEAST_ROWS:
        return None
    kept = np.sort(np.random.default_rng(0).permutation(len(rows["weight"]))[: settings.max_rows])
    taught = {name: array[kept] for name, array in rows.items()}
    plain, _ = fitted(train, _seen(taught, looks=False))
    if not source.width or judged is None:
        return plain, False
    rich, _ = fitted(train, taught)
    bare = _seen(judged, looks=False)
    found, own = (
        at_best(losses_by_weight(network, train.weights, shown), judged)
        for network, shown in ((rich, judged), (plain, bare))
    )
    better = clearly_better(found, own, judged, train.least_gain)
    return (rich, True) if better else (plain, False)


def _seen(rows: Mapping[str, Any], *, looks: bool) -> Mapping[str, Any]:
    """Return *rows* as a network takes them that looks at covariates or not."""
    return rows if looks else showing(rows, ())


def _run(network: Any, inputs: Mapping[str, NDArray[np.float32]], weight: Floats | float) -> Answer:
    full = {**inputs, "weight": np.broadcast_to(np.asarray(weight, np.float32).reshape(-1, 1), inputs["weight"].shape)}
    out = network.predict(input_arrays(full), verbose=0, batch_size=4096)
    rows = len(inputs["weight"])
    weekly = np.asarray(out[WEEKLY], float).reshape(rows, -1, len(LEVELS))
    return Answer(baseline.monotone(weekly), baseline.monotone(np.asarray(out[PERIOD], float)))
