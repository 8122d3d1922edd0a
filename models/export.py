"""The network as TensorFlow Serving takes it: a SavedModel in a folder of its version, beside the ``.tflite``."""

import shutil
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from models.convert import DRAFT, FILES
from models.network import PERIOD, WEEKLY, build_network, for_conversion
from models.settings import Params, tuned
from shared import covariates
from shared.demand import Floats
from shared.errors import BadModel
from shared.features import input_widths
from shared.model_card import Card, Precision
from shared.served_model import NAME, number_of
from shared.tflite import Network

FOLDER = "serving"


class Exported(msgspec.Struct, frozen=True):
    """What was written and how far its answers are from LiteRT's on the golden rows, as a share."""

    name: str
    version: int
    gap: float


def export(params: Params, folder: Path) -> Exported:
    """
    Write the network of the draft card into ``serving/chasqui/VERSION``, alone there.

    Raises:
        BadModel: It does not answer as the float file of the same network does; nothing is left.
        BadInput: ``tuned.json`` is missing.
    """
    card = msgspec.json.decode((folder / DRAFT).read_bytes(), type=Card)
    widths = input_widths(covariates=covariates.EACH * len(card.covariates))
    network = build_network(tuned(params.train, folder), widths=widths)
    network.load_weights(folder / "network.weights.h5")
    version = number_of(card.sha256)
    shutil.rmtree(folder / FOLDER, ignore_errors=True)
    place = folder / FOLDER / NAME / str(version)
    write(network, place)
    inputs = {name: np.array(card.golden.inputs[name], dtype=np.float32) for name in widths}
    gap = _gap(answers(place, inputs), Network((folder / FILES[Precision.FLOAT32]).read_bytes()).run(inputs))
    if gap > params.convert.parity:
        shutil.rmtree(folder / FOLDER)
        raise BadModel(
            "El SavedModel difiere de LiteRT en %(gap)s. No lo sirva; revise la conversión.", gap=f"{gap:.2g}"
        )
    return Exported(NAME, version, round(gap, 9))


def write(network: Any, place: Path) -> None:
    """Write *network* with one signature: its inputs by name, any number of rows, ``weekly`` and ``period`` out."""
    import tensorflow as tf

    served = for_conversion(network)
    order = [tensor.name for tensor in served.inputs]
    specs = {one.name: tf.TensorSpec((None, int(one.shape[1])), tf.float32, name=one.name) for one in served.inputs}

    def predict(**inputs: Any) -> dict[str, Any]:
        weekly, period = served([inputs[name] for name in order])
        return {WEEKLY: weekly, PERIOD: period}

    module = tf.Module()
    module.network = served
    signature = tf.function(predict).get_concrete_function(**specs)
    tf.saved_model.save(module, str(place), signatures={"serving_default": signature})


def answers(place: Path, inputs: dict[str, Any]) -> dict[str, Any]:
    """Return what a SavedModel answers, as it is on the disk."""
    import tensorflow as tf

    signature = tf.saved_model.load(str(place)).signatures["serving_default"]
    out = signature(**{name: tf.constant(rows) for name, rows in inputs.items()})
    return {name: tensor.numpy() for name, tensor in out.items()}


def _gap(got: dict[str, Any], wanted: tuple[Floats, Floats]) -> float:
    """Return the largest difference, as a share of what is above one unit."""
    pairs = ((got[name], right.reshape(len(right), -1)) for name, right in zip((WEEKLY, PERIOD), wanted, strict=True))
    return max(
        float(np.max(np.abs(left - right) / np.maximum(np.abs(right), 1.0), initial=0.0)) for left, right in pairs
    )
