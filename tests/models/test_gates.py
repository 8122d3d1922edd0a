"""Which of two files is released, and what no file may do."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from models.convert import FILES
from models.gates import chosen, difference, still
from models.network import input_arrays
from models.settings import Convert, read_params
from models.worth import showing
from shared.errors import BadModel
from shared.model_card import Precision, read_card

SIZES = {Precision.FLOAT32: 200, Precision.INT8: 80}


@pytest.fixture
def settings() -> Convert:
    return msgspec.structs.replace(read_params().convert, int8_difference=0.005, int8_parity=0.05)


@pytest.fixture
def seen(release: Path) -> dict[str, Any]:
    """The validation windows as the released network looks at them."""
    return showing(np.load(release / "validate.npz"), read_card((release / "card.json").read_bytes()).covariates)


def test_bytes_are_released_where_they_answer_as_well(settings: Convert) -> None:
    assert chosen(SIZES, 0.005, 0.05, settings) is Precision.INT8


@pytest.mark.parametrize(("unlike", "gap"), [(0.0051, 0.0), (0.0, 0.051)])
def test_floats_are_released_where_bytes_answer_otherwise(settings: Convert, unlike: float, gap: float) -> None:
    assert chosen(SIZES, unlike, gap, settings) is Precision.FLOAT32


def test_bytes_that_take_no_less_room_are_not_released(settings: Convert) -> None:
    assert chosen({Precision.FLOAT32: 80, Precision.INT8: 80}, 0.0, 0.0, settings) is Precision.FLOAT32


@pytest.mark.train
def test_the_difference_is_measured_where_the_correction_counts_in_full(release: Path, seen: dict[str, Any]) -> None:
    files = {one: (release / FILES[one]).read_bytes() for one in Precision}
    card = read_card((release / "card.json").read_bytes())

    assert difference(files, seen) == pytest.approx(card.difference, abs=1e-6)
    assert difference(files, {**seen, "weight": seen["weight"] * 0}) == difference(files, seen)
    assert difference(dict.fromkeys(Precision, files[Precision.INT8]), seen) == 0


@pytest.mark.train
@pytest.mark.parametrize("precision", Precision)
def test_a_file_that_does_not_give_the_baseline_back_is_refused(
    release: Path, seen: dict[str, Any], precision: Precision
) -> None:
    inputs = input_arrays(seen, slice(0, 70))
    model = (release / FILES[precision]).read_bytes()
    crossed = inputs["base_week"].reshape(70, -1, 3)[:, :, ::-1].reshape(70, -1)

    still(model, inputs)
    with pytest.raises(BadModel, match="Con peso 0"):
        still(model, {**inputs, "base_week": crossed})
