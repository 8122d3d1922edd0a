"""Other numbers are tried on the validation origins, and taken only where they are clearly better."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
import yaml

from models.prepare import prepare
from models.settings import Changed, Params, Tuned, changed, read_params, tuned
from models.simulate import write_region
from models.tune import tune
from shared.errors import BadInput
from tests.models.tiny import tiny_params

NUMBERS = Changed((4, 4), 0.1, 0.2, 0.9, 0.005, 10)
STAGES = """
import sys
from pathlib import Path
from models.convert import convert
from models.settings import read_params
from models.train import train
from models.tune import tune
params, folder = read_params(Path(sys.argv[1])), Path(sys.argv[2])
tune(params, folder)
train(params.train, folder)
convert(params, folder)
"""


def test_without_trials_the_numbers_are_taken_as_they_are(tmp_path: Path) -> None:
    params = tiny_params(tmp_path)

    assert tune(params, tmp_path) == Tuned(0)
    assert tuned(params.train, tmp_path) == params.train


def test_what_was_found_takes_the_place_of_the_usual_numbers(tmp_path: Path) -> None:
    own = read_params().train
    (tmp_path / "tuned.json").write_bytes(msgspec.json.encode(Tuned(3, own=1.0, best=0.9, changed=NUMBERS)))

    found = tuned(own, tmp_path)

    assert found == changed(own, NUMBERS)
    assert (found.hidden, found.steps, found.seeds, found.weights) == ((4, 4), 10, own.seeds, own.weights)


@pytest.mark.parametrize("text", [None, "{", '{"trials": 1, "changed": {"hidden": [1]}}'])
def test_training_without_a_search_says_what_to_run(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "tuned.json").write_text(text)

    with pytest.raises(BadInput, match="chasqui-models tune"):
        tuned(read_params().train, tmp_path)


@pytest.mark.train
def test_two_runs_give_the_same_search_and_the_same_file_to_the_bit(tmp_path: Path) -> None:
    params = _searching(tiny_params(tmp_path))
    write_region(params.simulate, tmp_path, params.prepare.panel)
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(msgspec.to_builtins(params, enc_hook=str)))

    first, second = (_trained(tmp_path, params, name) for name in ("first", "second"))

    assert first["tuned.json"] == second["tuned.json"]
    assert first["model.tflite"] == second["model.tflite"]
    assert first["draft.card.json"] == second["draft.card.json"]
    found = msgspec.json.decode(first["tuned.json"], type=Tuned)
    assert found.trials == 2
    assert found.changed is not None
    assert json.loads(first["draft.card.json"])["params"]["hidden"] == list(found.changed.hidden)


def _searching(params: Params) -> Params:
    """Two trials that learn for longer than usual, which is next to nothing: what follows must rest on one of them."""
    return msgspec.structs.replace(
        params,
        tune=msgspec.structs.replace(
            params.tune, trials=2, steps=(100,), penalty=(0.001, 0.01), learning_rate=(0.01, 0.02)
        ),
        train=msgspec.structs.replace(params.train, steps=1),
    )


def _set_apart(windows: Path) -> None:
    """Let more come of one kind of resource and less of the others than the baseline says: something to learn."""
    rows = dict(np.load(windows))
    rows["y_week"] *= np.where(rows["static"][:, :1] > 0, 2.0, 0.5).astype(np.float32)
    np.savez(windows, allow_pickle=False, **rows)


def _trained(folder: Path, params: Params, name: str) -> dict[str, bytes]:
    out = folder / name
    prepare(params.prepare, out)
    for windows in ("train.npz", "validate.npz"):
        _set_apart(out / windows)
    subprocess.run(
        [sys.executable, "-c", STAGES, str(folder / "params.yaml"), str(out)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return {file: (out / file).read_bytes() for file in ("tuned.json", "model.tflite", "draft.card.json")}
