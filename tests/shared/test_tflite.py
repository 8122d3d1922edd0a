"""A file is opened with the inputs that its card names; the gates on real files are in tests/models/test_release.py."""

import msgspec
import pytest

from shared.covariates import NAMES, WIDTH
from shared.errors import BadModel
from shared.forecaster import Forecaster
from shared.model_card import read_card
from shared.tflite import Network, check
from tests.models.tiny import seeing_release

pytestmark = pytest.mark.train


def test_a_file_tells_how_many_covariates_it_takes() -> None:
    model, card = seeing_release()

    assert Network(model).covariates == WIDTH
    assert Forecaster.load(model, card).covariates == NAMES


@pytest.mark.parametrize("names", [(), ("preference",), ("weather",)])
def test_a_card_that_names_other_covariates_than_its_file_takes_is_refused(names: tuple[str, ...]) -> None:
    model, card = seeing_release()

    with pytest.raises(BadModel, match="otros datos"):
        check(model, msgspec.structs.replace(read_card(card), covariates=names))
