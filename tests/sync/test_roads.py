"""A model that came by a road is kept whole and right, or not at all."""

from pathlib import Path

import pytest

from shared.errors import RoadClosed
from sync.roads import keep_model
from tests.sync.builders import any_model

MANIFEST, MODEL = any_model()


def test_a_wrong_model_never_replaces_a_right_one(tmp_path: Path) -> None:
    keep_model(MANIFEST, MODEL, tmp_path / "m.tflite")
    with pytest.raises(RoadClosed):
        keep_model(MANIFEST, MODEL[:-1] + b"?", tmp_path / "m.tflite")

    assert (tmp_path / "m.tflite").read_bytes() == MODEL


def test_a_model_takes_its_name_by_a_rename_and_is_never_there_by_half(tmp_path: Path) -> None:
    into, witness = tmp_path / "m.tflite", tmp_path / "witness"
    into.write_bytes(b"what a crash left")
    witness.hardlink_to(into)

    keep_model(MANIFEST, MODEL, into)

    assert (into.read_bytes(), witness.read_bytes()) == (MODEL, b"what a crash left")
