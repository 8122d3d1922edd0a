"""Search the few numbers of the network on the validation origins; the test origins stay unseen."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from models.settings import TUNED, Changed, Params, Train, Tune, Tuned, changed
from models.train import fitted
from models.worth import at_best, clearly_better, known_in, losses_by_weight, showing
from shared.demand import Floats

_FIRST_AT_RANDOM = 2
"""One trial in so many is drawn before the sampler learns from what it saw."""


def tune(params: Params, folder: Path) -> Tuned:
    """
    Read ``train.npz`` and ``validate.npz``; write ``tuned.json``, which ``train`` reads.

    Another set of numbers is taken only if it gains what a weight must gain (``least_gain``, and more than a few
    series), and loses at no validation origin. The same seed gives the same file on one machine.
    """
    found = Tuned(0)
    if params.tune.trials:
        learn, validate = (dict(np.load(folder / name)) for name in ("train.npz", "validate.npz"))
        few = msgspec.structs.replace(params.train, seeds=params.train.seeds[: params.tune.members])
        found = search(params.tune, few, learn, validate)
    (folder / TUNED).write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    return found


def search(settings: Tune, own: Train, learn: Mapping[str, Any], validate: Mapping[str, Any]) -> Tuned:
    """Try other numbers than those of *own*; return the best if they are clearly better."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    tried: dict[Changed, Floats] = {}

    def worth_of(trial: Any) -> float:
        numbers = drawn(trial, settings)
        if numbers not in tried:
            tried[numbers] = worth(changed(own, numbers), learn, validate)
        return float(tried[numbers].sum())

    sampler = optuna.samplers.TPESampler(seed=settings.seed, n_startup_trials=-(-settings.trials // _FIRST_AT_RANDOM))
    usual = worth(own, learn, validate)
    study = optuna.create_study(sampler=sampler)
    study.optimize(worth_of, n_trials=settings.trials, n_jobs=1)
    best = min(tried, key=lambda numbers: float(tried[numbers].sum()))
    return Tuned(
        trials=settings.trials,
        own=round(float(usual.sum()), 6),
        best=round(float(tried[best].sum()), 6),
        changed=best if clearly_better(tried[best], usual, validate, own.least_gain) else None,
    )


def drawn(trial: Any, settings: Tune) -> Changed:
    """Return the numbers that a trial of Optuna draws."""

    def between(name: str, bounds: tuple[float, float], *, log: bool = False) -> float:
        return float(f"{trial.suggest_float(name, *bounds, log=log):.3g}")

    return Changed(
        hidden=settings.hidden[trial.suggest_int("hidden", 0, len(settings.hidden) - 1)],
        dropout=between("dropout", settings.dropout),
        penalty=between("penalty", settings.penalty, log=True),
        max_correction=between("max_correction", settings.max_correction),
        learning_rate=between("learning_rate", settings.learning_rate, log=True),
        steps=settings.steps[trial.suggest_int("steps", 0, len(settings.steps) - 1)],
    )


def worth(settings: Train, learn: Mapping[str, Any], validate: Mapping[str, Any]) -> Floats:
    """
    Train on *learn*; return the loss of each row of *validate*, as shares of the baseline's over all of them.

    Each pattern has the weight that serves it best: what a release may come to, before its gate.
    """
    import keras

    keras.backend.clear_session()
    names = known_in(learn)
    network, _ = fitted(settings, showing(learn, names))
    return at_best(losses_by_weight(network, settings.weights, showing(validate, names)), validate)
