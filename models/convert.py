"""Keras to ``.tflite``, once in floats and once in bytes, and the card of the one that is released."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from models.gates import chosen, difference, gap_to, parity, still
from models.network import build_network, for_conversion, input_arrays, widths_of
from models.prepare import Choices
from models.quantize import to_int8
from models.settings import Params, Train, tuned
from models.train import Trained
from models.worth import showing
from shared.drift import taken
from shared.features import input_widths
from shared.model_card import Card, Golden, Precision
from shared.tflite import ROWS, Network, check

MODEL, DRAFT = "model.tflite", "draft.card.json"
FILES = {precision: f"model.{precision.value}.tflite" for precision in Precision}


def convert(params: Params, folder: Path) -> Card:
    """
    Write the file in both precisions, ``model.tflite`` (the one to release) and ``draft.card.json``.

    Raises:
        BadModel: A gate is not passed; the files stay for a look.
        BadInput: ``tuned.json`` is missing.
    """
    settings = tuned(params.train, folder)
    trained = msgspec.json.decode((folder / "trained.json").read_bytes(), type=Trained)
    windows: Mapping[str, Any] = showing(np.load(folder / "validate.npz"), trained.covariates)
    network = build_network(settings, widths=widths_of(windows))
    network.load_weights(folder / "network.weights.h5")
    whole = to_tflite(network, settings)
    files = {Precision.FLOAT32: whole, Precision.INT8: to_int8(whole)}
    for precision, model in files.items():
        (folder / FILES[precision]).write_bytes(model)
    inputs = input_arrays(windows, slice(0, ROWS * 4))
    parity(network, whole, inputs, params.convert.parity)
    still(files[Precision.INT8], inputs)
    sizes = {precision: len(model) for precision, model in files.items()}
    unlike = difference(files, windows)
    usual = msgspec.structs.replace(_usual(params, settings, trained, folder), sizes=sizes, difference=round(unlike, 6))
    rows = params.convert.golden_rows
    cards = {kept: _of_file(usual, kept, model, golden(model, inputs, rows)) for kept, model in files.items()}
    for precision, card in cards.items():
        check(files[precision], card)
    released = chosen(sizes, unlike, gap_to(network, files[Precision.INT8], inputs), params.convert)
    (folder / MODEL).write_bytes(files[released])
    (folder / DRAFT).write_bytes(msgspec.json.encode(cards[released]))
    return cards[released]


def _of_file(usual: Card, precision: Precision, model: bytes, answers: Golden) -> Card:
    return msgspec.structs.replace(
        usual,
        sha256=hashlib.sha256(model).hexdigest(),
        size_bytes=len(model),
        precision=precision,
        golden=answers,
    )


def _usual(params: Params, settings: Train, trained: Trained, folder: Path) -> Card:
    choices = msgspec.json.decode((folder / "choices.json").read_bytes(), type=Choices)
    return Card(
        version=params.card.version,
        sha256="",
        size_bytes=0,
        parameters=trained.parameters,
        golden=Golden({}, [], []),
        weights=trained.weights,
        methods=choices.methods,
        pack_reach=choices.pack_reach,
        correlation=choices.correlation,
        stretch=choices.stretch,
        donors=choices.donors,
        covariates=trained.covariates,
        ablation=trained.ablation,
        reference=taken(choices.reference, trained.covariates),
        params=msgspec.to_builtins(settings),
    )


def to_tflite(network: Any, settings: Train) -> bytes:
    """Return the network with its weights in floats, for a fixed number of rows."""
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    widths = {tensor.name: int(tensor.shape[1]) for tensor in network.inputs}
    fixed = build_network(settings, rows=ROWS, widths=widths)
    fixed.set_weights(network.get_weights())
    served = for_conversion(fixed)
    order = [tensor.name for tensor in served.inputs]
    specs = [tf.TensorSpec((ROWS, widths[name]), tf.float32, name=name) for name in order]
    traced = tf.function(lambda *tensors: served(list(tensors))).get_concrete_function(*specs)
    frozen = convert_variables_to_constants_v2(traced)
    converter = tf.lite.TFLiteConverter.from_concrete_functions([frozen])
    return bytes(converter.convert())


def golden(model: bytes, inputs: Mapping[str, Any], rows: int) -> Golden:
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
