"""A model is handed over to be signed only after its gates, whole, and without a key."""

import hashlib
import shutil
import subprocess
import tarfile
from pathlib import Path

import msgspec
import pytest

from deploy.handover import FILES, SERVED, SUMS, hand_over, main, passed
from models.export import export
from shared.errors import BadModel
from shared.model_card import Card, read_card
from shared.served_model import NAME, number_of
from tests.models.tiny import tiny_params, tiny_release

pytestmark = pytest.mark.train


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained")
    made = tiny_release(folder)
    export(tiny_params(folder), made)
    return made


@pytest.fixture
def models(trained: Path, tmp_path: Path) -> Path:
    """A trained model that won, as a copy."""
    folder = Path(shutil.copytree(trained, tmp_path / "models"))
    rewrite(folder, withdrawn=False)
    return folder


def rewrite(models: Path, **metrics: object) -> Card:
    card = read_card((models / "card.json").read_bytes())
    changed = msgspec.structs.replace(card, metrics={**card.metrics, **metrics})
    (models / "card.json").write_bytes(msgspec.json.encode(changed))
    return changed


def test_all_that_is_published_is_there_with_its_hashes_and_no_key(models: Path, tmp_path: Path) -> None:
    card = passed(models)
    folder = hand_over(models, card, tmp_path / "out")

    checked = subprocess.run(["sha256sum", "-c", SUMS], cwd=folder, capture_output=True, text=True, check=False)
    assert {path.name for path in folder.iterdir()} == {*FILES, SERVED, SUMS}
    assert (checked.returncode, checked.stdout.count("OK")) == (0, len(FILES) + 1)
    assert hashlib.sha256((folder / "model.tflite").read_bytes()).hexdigest() == card.sha256
    with tarfile.open(folder / SERVED) as packed:
        assert f"{NAME}/{number_of(card.sha256)}/saved_model.pb" in packed.getnames()


def test_one_that_lost_to_the_baseline_is_not_handed_over(
    models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(models, withdrawn=True)

    code = main(["--models", str(models), "--out", str(tmp_path / "out")])

    assert (code, "pronóstico base" in capsys.readouterr().err) == (1, True)
    assert not (tmp_path / "out").exists()


def test_a_damaged_file_and_what_is_served_of_another_are_not_handed_over(models: Path) -> None:
    served = models / "serving" / NAME
    next(served.iterdir()).rename(served / "7")
    with pytest.raises(BadModel, match="otro modelo"):
        passed(models)

    data = bytearray((models / "model.tflite").read_bytes())
    data[len(data) // 2] ^= 1
    (models / "model.tflite").write_bytes(data)
    with pytest.raises(BadModel, match="no es el que"):
        passed(models)


def test_it_says_what_is_done_where_the_key_is(
    models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--models", str(models), "--out", str(tmp_path / "out")]) == 0
    assert "chasqui-hub release" in capsys.readouterr().out
