"""Matrices in bytes answer as those in floats did."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from models.convert import FILES
from models.quantize import rounded, to_int8
from shared.features import input_widths
from shared.model_card import Precision
from shared.tflite import Network

numbers = st.floats(-1e3, 1e3, width=32)


@given(arrays.arrays(np.float32, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=numbers))
def test_no_number_moves_by_more_than_half_a_step_of_its_row(rows: Any) -> None:
    scale, whole = rounded(rows)

    assert whole.dtype == np.int8
    assert (np.abs(whole * scale[:, None] - rows) <= 0.501 * scale[:, None] + 1e-30).all()


@pytest.mark.train
def test_every_dense_layer_is_in_bytes_and_none_was_before(release: Path) -> None:
    whole = (release / FILES[Precision.FLOAT32]).read_bytes()

    assert not matrices(whole, np.int8)
    assert sum(matrices(whole, np.float32)) == sum(matrices(to_int8(whole), np.int8)) > 0
    assert not matrices(to_int8(whole), np.float32)


@pytest.mark.train
def test_bytes_answer_nearly_as_floats_and_stay_in_order(release: Path) -> None:
    rng = np.random.default_rng(3)
    inputs = {name: rng.gamma(2.0, 4.0, (200, width)).astype(np.float32) for name, width in input_widths().items()}
    inputs |= {"mask": np.ones_like(inputs["mask"]), "weight": np.ones_like(inputs["weight"])}
    for name in ("base_week", "base_period"):
        inputs[name] = np.sort(inputs[name].reshape(200, -1, 3), axis=2).reshape(200, -1)

    floats, whole = (Network((release / FILES[one]).read_bytes()).run(inputs)[0] for one in Precision)

    np.testing.assert_allclose(whole, floats, rtol=0.03, atol=0.03)
    assert np.abs(whole - floats).max() > 0
    assert (np.diff(whole, axis=2) >= 0).all()


def matrices(model: bytes, kind: type) -> list[int]:
    """The sizes of the constant matrices of one kind that dense layers multiply with."""
    tensors = Network(model)._interpreter.get_tensor_details()
    dense = [tensor for tensor in tensors if tensor["name"].endswith("MatMul") and tensor["dtype"] is kind]
    return [int(np.prod(tensor["shape"])) for tensor in dense if "quantization" in tensor and len(tensor["shape"]) == 2]
