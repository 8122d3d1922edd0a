"""Keras to ``.tflite``, and the gates that a file passes before anybody may run it."""

import hashlib
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from models.network import PERIOD, WEEKLY, build_network, for_conversion, input_arrays
from models.prepare import Choices
from models.settings import Params
from models.train import Trained
from shared.errors import BadModel
from shared.features import input_widths
from shared.forecast import LEVELS, PERIOD_WEEKS
from shared.forecaster import ROWS, Network, check
from shared.model_card import Card, Golden

MODEL, DRAFT = "model.tflite", "draft.card.json"


def convert(params: Params, folder: Path) -> Card:
    """
    Write ``model.tflite`` and ``draft.card.json`` beside the trained weights.

    Raises:
        BadModel: A gate is not passed; the file stays for a look.
    """
    network = build_network(params.train)
    network.load_weights(folder / "network.weights.h5")
    model = to_tflite(network, params)
    (folder / MODEL).write_bytes(model)
    windows = dict(np.load(folder / "validate.npz"))
    inputs = input_arrays(windows, slice(0, ROWS * 4))
    parity(network, model, inputs, params.convert.parity)
    trained = msgspec.json.decode((folder / "trained.json").read_bytes(), type=Trained)
    choices = msgspec.json.decode((folder / "choices.json").read_bytes(), type=Choices)
    card = Card(
        version=params.card.version,
        sha256=hashlib.sha256(model).hexdigest(),
        size_bytes=len(model),
        parameters=trained.parameters,
        golden=golden(model, inputs, params.convert.golden_rows),
        weights=trained.weights,
        methods=choices.methods,
        pack_reach=choices.pack_reach,
        correlation=choices.correlation,
        stretch=choices.stretch,
        donors=choices.donors,
        params=msgspec.to_builtins(params.train),
    )
    check(model, card)
    (folder / DRAFT).write_bytes(msgspec.json.encode(card))
    return card


def to_tflite(network: Any, params: Params) -> bytes:
    """Return the network with its weights, for a fixed number of rows."""
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    fixed = build_network(params.train, rows=ROWS)
    fixed.set_weights(network.get_weights())
    served = for_conversion(fixed)
    order = [tensor.name for tensor in served.inputs]
    specs = [tf.TensorSpec((ROWS, input_widths()[name]), tf.float32, name=name) for name in order]
    traced = tf.function(lambda *tensors: served(list(tensors))).get_concrete_function(*specs)
    frozen = convert_variables_to_constants_v2(traced)
    converter = tf.lite.TFLiteConverter.from_concrete_functions([frozen])
    return bytes(converter.convert())


def parity(network: Any, model: bytes, inputs: dict[str, Any], tolerance: float) -> float:
    """
    Return the largest relative difference between TensorFlow and LiteRT on real rows.

    Raises:
        BadModel: It is larger than *tolerance*; or at weight 0 the file does not give the baseline back to 1e-4.
    """
    runner = Network(model)
    out = network.predict(inputs, verbose=0)
    weekly, period = runner.run(inputs)
    gaps = [_gap(weekly.reshape(len(weekly), -1), out[WEEKLY]), _gap(period, out[PERIOD])]
    if max(gaps) > tolerance:
        raise BadModel(
            "El .tflite difiere de TensorFlow en %(gap)s. No lo publique; revise la conversión.", gap=f"{max(gaps):.2g}"
        )
    still, total = runner.run({**inputs, "weight": np.zeros_like(inputs["weight"])})
    base = inputs["base_week"].reshape(-1, PERIOD_WEEKS, len(LEVELS))
    if max(_gap(still, base), _gap(total, inputs["base_period"])) > 1e-4:
        raise BadModel("Con peso 0 el .tflite no devuelve el pronóstico base. No lo publique.")
    return max(gaps)


def golden(model: bytes, inputs: dict[str, Any], rows: int) -> Golden:
    """Return real rows with the file's own answers, the rows that it changes most."""
    full = {**inputs, "weight": np.ones_like(inputs["weight"])}
    weekly, period = Network(model).run(full)
    changed = np.abs(weekly.reshape(len(weekly), -1) - inputs["base_week"]).sum(axis=1)
    picked = np.sort(np.argsort(-changed, kind="stable")[:rows])
    return Golden(
        inputs={name: full[name][picked].astype(float).tolist() for name in input_widths()},
        weekly=weekly[picked].reshape(len(picked), -1).tolist(),
        period=period[picked].tolist(),
    )


def _gap(got: Any, wanted: Any) -> float:
    return float(np.max(np.abs(got - wanted) / np.maximum(np.abs(wanted), 1.0), initial=0.0))
