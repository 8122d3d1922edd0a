"""A released file made by hand: a network that expects so many times the baseline, whatever it sees (TensorFlow)."""

import hashlib
import warnings
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from models.convert import golden, to_tflite
from models.network import build_network
from models.settings import read_params
from shared import baseline
from shared.demand import Series
from shared.drift import reference
from shared.features import Pattern, network_inputs, school_history, stack
from shared.model_card import Card
from shared.school_year import PERU_2026, Week


def leaning_release(folder: Path, series: Sequence[Series], origin: Week, factor: float, version: str = "lean") -> None:
    """Write ``model.tflite`` and ``card.json`` into *folder*: full weight, and *series* as what it was trained on."""
    settings = msgspec.structs.replace(read_params().train, seeds=(1,), hidden=(4, 4))
    with warnings.catch_warnings():
        # Keras and TensorFlow warn about each other; what they compute is checked by the gates.
        warnings.simplefilter("ignore")
        network = build_network(settings)
        for name in ("weekly_1", "period_1"):
            kernel, bias = network.get_layer(name).get_weights()
            network.get_layer(name).set_weights([kernel, bias + np.arctanh(np.log(factor) / settings.max_correction)])
        model = to_tflite(network, settings)
    targets, censored, shown = stack(series, origin)
    history = school_history(targets, censored, origin, origin, PERU_2026, shown=shown)
    kinds = [one.kind for one in series]
    weekly, _ = baseline.weekly_quantiles(history)
    inputs = network_inputs(history, kinds, weekly, baseline.period_quantiles(weekly, kinds), np.ones(len(kinds)))
    card = Card(
        version=version,
        sha256=hashlib.sha256(model).hexdigest(),
        size_bytes=len(model),
        parameters=network.count_params(),
        golden=golden(model, dict(inputs), 8),
        weights=dict.fromkeys(Pattern, 1.0),
        reference=reference(inputs),
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.tflite").write_bytes(model)
    (folder / "card.json").write_bytes(msgspec.json.encode(card))
