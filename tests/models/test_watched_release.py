"""A released file carries what it is watched by, and gives way where the region says so (TensorFlow)."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from models.panel import Panel
from shared.drift import moved, reference, taken, tallied
from shared.features import Pattern, input_widths
from shared.forecaster import Forecaster
from shared.model_card import read_card
from shared.school_year import Week

pytestmark = pytest.mark.train


def test_the_card_carries_what_its_inputs_looked_like_and_they_did_not_move_in_training(release: Path) -> None:
    card = read_card((release / "card.json").read_bytes())
    windows = dict(np.load(release / "train.npz"))
    seen = {name: windows[name] for name in input_widths()}

    found = moved(card.reference, tallied(card.reference, seen).sum(axis=0, dtype=np.int64), len(seen["weight"]))
    assert set(found) == set(taken(reference(seen), card.covariates))
    assert max(one.psi for one in found.values()) < 1e-3


def test_what_is_set_aside_is_the_baseline_and_all_else_is_as_it_was(release: Path, panel: Panel) -> None:
    card = msgspec.structs.replace(read_card((release / "card.json").read_bytes()), weights=dict.fromkeys(Pattern, 1.0))
    used, aside = (
        Forecaster.load(release / "model.tflite", msgspec.json.encode(card), some) for some in ((), [Pattern.DENSE])
    )
    history = panel.history(Week(panel.last - 12))
    told, apart, alone = (one.answer(history, panel.kinds) for one in (used, aside, Forecaster(card)))
    dense = np.array([one is Pattern.DENSE for one in told.patterns])

    assert 0 < dense.sum() < len(dense)
    np.testing.assert_array_equal(apart.weekly[dense], alone.weekly[dense])
    np.testing.assert_array_equal(apart.period[dense], alone.period[dense])
    np.testing.assert_array_equal(apart.weekly[~dense], told.weekly[~dense])
    np.testing.assert_array_equal(apart.corrected, told.weekly)
    assert (set(apart.weights[dense]), set(apart.weights[~dense]), bool(apart.heard.all())) == ({0.0}, {1.0}, True)
