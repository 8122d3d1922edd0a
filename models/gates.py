"""The gates that a converted file passes before anybody may run it, and which of two files is released."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from models.network import PERIOD, WEEKLY, input_arrays
from models.settings import Convert
from shared import accuracy
from shared.errors import BadModel
from shared.forecast import LEVELS, PERIOD_WEEKS
from shared.model_card import Precision
from shared.tflite import Network

_STILL = 1e-4


def parity(network: Any, model: bytes, inputs: dict[str, Any], tolerance: float) -> float:
    """
    Return the largest relative difference between TensorFlow and LiteRT on real rows.

    Raises:
        BadModel: It is larger than *tolerance*; or at weight 0 the file does not give the baseline back to 1e-4.
    """
    gap = gap_to(network, model, inputs)
    if gap > tolerance:
        raise BadModel(
            "El .tflite difiere de TensorFlow en %(gap)s. No lo publique; revise la conversión.", gap=f"{gap:.2g}"
        )
    still(model, inputs)
    return gap


def gap_to(network: Any, model: bytes, inputs: dict[str, Any]) -> float:
    """Return the largest relative difference between TensorFlow and LiteRT on real rows."""
    out = network.predict(inputs, verbose=0)
    weekly, period = Network(model).run(inputs)
    return max(_gap(weekly.reshape(len(weekly), -1), out[WEEKLY]), _gap(period, out[PERIOD]))


def still(model: bytes, inputs: Mapping[str, Any]) -> None:
    """
    Check that the file gives the baseline back where the correction does not count.

    Raises:
        BadModel: It does not, to 1e-4.
    """
    weekly, period = Network(model).run({**inputs, "weight": np.zeros_like(inputs["weight"])})
    base = inputs["base_week"].reshape(-1, PERIOD_WEEKS, len(LEVELS))
    if max(_gap(weekly, base), _gap(period, inputs["base_period"])) > _STILL:
        raise BadModel("Con peso 0 el .tflite no devuelve el pronóstico base. No lo publique.")


def difference(files: Mapping[Precision, bytes], windows: Mapping[str, Any]) -> float:
    """Return by what share WQL of the int8 file differs from the float one's, where the correction counts in full."""
    inputs = input_arrays(windows)
    inputs |= {"weight": np.ones_like(inputs["weight"])}
    came = windows["y_week"].astype(float)
    loss = {precision: accuracy.wql(came, Network(model).run(inputs)[0]) for precision, model in files.items()}
    return abs(loss[Precision.INT8] / loss[Precision.FLOAT32] - 1) if loss[Precision.FLOAT32] else 0.0


def chosen(sizes: Mapping[Precision, int], unlike: float, gap: float, settings: Convert) -> Precision:
    """
    Return which file is released: the int8 one if it is smaller and answers nearly the same.

    *unlike* is the share by which its WQL differs, *gap* the largest difference of an answer from TensorFlow's.
    """
    smaller = sizes[Precision.INT8] < sizes[Precision.FLOAT32]
    near = unlike <= settings.int8_difference and gap <= settings.int8_parity
    return Precision.INT8 if smaller and near else Precision.FLOAT32


def _gap(got: Any, wanted: Any) -> float:
    return float(np.max(np.abs(got - wanted) / np.maximum(np.abs(wanted), 1.0), initial=0.0))
