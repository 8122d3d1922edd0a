"""What TensorFlow Serving is given answers as the file of the same network does, or is not left behind."""

import shutil
from pathlib import Path

import msgspec
import pytest

from models.export import FOLDER, export
from shared.errors import BadModel
from shared.model_card import read_card
from shared.served_model import NAME, number_of
from tests.models.tiny import tiny_params

pytestmark = pytest.mark.train


@pytest.fixture
def made(release: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(release, tmp_path / "models"))


def test_it_lies_alone_under_the_number_of_the_released_file(made: Path, tmp_path: Path) -> None:
    (made / FOLDER / NAME / "7").mkdir(parents=True)

    told = export(tiny_params(tmp_path), made)

    card = read_card((made / "card.json").read_bytes())
    assert told.gap <= 1e-4
    assert told.version == number_of(card.sha256)
    assert [path.name for path in (made / FOLDER / NAME).iterdir()] == [str(told.version)]


def test_one_that_answers_otherwise_is_told_and_nothing_is_left_to_serve(made: Path, tmp_path: Path) -> None:
    params = tiny_params(tmp_path)
    strict = msgspec.structs.replace(params, convert=msgspec.structs.replace(params.convert, parity=-1.0))

    with pytest.raises(BadModel, match="SavedModel"):
        export(strict, made)
    assert not (made / FOLDER).exists()
