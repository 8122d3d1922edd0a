"""How much of a correction counts is decided on later origins than it was learned from, by pattern."""

from typing import Any

import msgspec
import numpy as np
import pytest

from models.network import WEEKLY, build_network, input_arrays
from models.settings import Train, read_params
from models.train import choose_weights, fit, with_or_without, without_common_shift
from models.worth import showing
from shared import covariates
from shared.features import STATIC, Pattern, input_widths
from shared.forecast import LEVELS, PERIOD_WEEKS

STEPS = PERIOD_WEEKS * len(LEVELS)


class Scaled:
    """A network that multiplies the baseline by ``exp(weight x correction)``, with one correction for all."""

    def __init__(self, correction: float) -> None:
        self.correction = correction

    def predict(self, inputs: dict[str, Any], **_: object) -> dict[str, Any]:
        return {WEEKLY: inputs["base_week"] * np.exp(inputs["weight"] * self.correction)}


@pytest.fixture
def settings() -> Train:
    return read_params().train


def windows(came: float, rows: int, pattern: Pattern = Pattern.DENSE) -> dict[str, Any]:
    """Rows whose baseline says 10 and to which *came* came."""
    arrays: dict[str, Any] = {name: np.ones((rows, width)) for name, width in input_widths().items()}
    arrays["base_week"] = np.full((rows, STEPS), 10.0)
    arrays["y_week"] = np.full((rows, PERIOD_WEEKS), came)
    arrays["pattern"] = np.full(rows, pattern.value)
    arrays["origin"] = np.arange(rows) % 2
    arrays["series"] = np.arange(rows) // 2
    return arrays


def test_a_correction_that_wins_counts_in_its_pattern_alone(settings: Train) -> None:
    weights = choose_weights(Scaled(0.5), settings, windows(came=16, rows=40))

    assert weights[Pattern.DENSE] == max(settings.weights)
    assert {weight for pattern, weight in weights.items() if pattern is not Pattern.DENSE} == {0.0}


def test_a_correction_that_loses_counts_for_nothing(settings: Train) -> None:
    assert set(choose_weights(Scaled(0.5), settings, windows(came=10, rows=40)).values()) == {0.0}


def test_a_few_rows_prove_nothing(settings: Train) -> None:
    assert set(choose_weights(Scaled(0.5), settings, windows(came=16, rows=29)).values()) == {0.0}


def test_a_gain_too_small_to_trust_counts_for_nothing(settings: Train) -> None:
    assert set(choose_weights(Scaled(0.0001), settings, windows(came=16, rows=40)).values()) == {0.0}


def test_a_correction_that_wins_at_one_origin_alone_counts_for_nothing(settings: Train) -> None:
    rows = windows(came=16, rows=80)
    rows["y_week"][rows["origin"] == 1] = 9.9

    assert set(choose_weights(Scaled(0.5), settings, rows).values()) == {0.0}


def test_one_origin_proves_nothing(settings: Train) -> None:
    rows = windows(came=16, rows=80)
    rows["origin"][:] = 7

    assert set(choose_weights(Scaled(0.5), settings, rows).values()) == {0.0}


def test_one_huge_series_that_wins_at_each_origin_does_not_choose_for_the_others(settings: Train) -> None:
    rows = windows(came=10, rows=120)
    rows["origin"], rows["series"] = np.arange(120) % 3, np.arange(120) // 3
    huge = rows["series"] == 7
    rows["base_week"][huge] *= 100_000
    rows["y_week"][huge] = 1_600_000

    assert set(choose_weights(Scaled(0.5), settings, rows).values()) == {0.0}


def test_what_all_series_did_together_is_no_lesson() -> None:
    rows = windows(came=20.0, rows=40) | {"y_period": np.full((40,), 180.0)}
    rows["y_week"][rows["origin"] == 1, 3:] = 5.0
    rows["y_week"][0] = np.nan

    learned = without_common_shift(rows)

    np.testing.assert_allclose(learned["y_week"][1:], 10.0)
    assert np.isnan(learned["y_week"][0]).all()
    assert learned["y_period"][2] == 90.0
    assert rows["y_week"][1, 4] == 5.0


def test_what_one_series_did_apart_stays() -> None:
    rows = windows(came=10.0, rows=40) | {"y_period": np.full((40,), 90.0)}
    rows["y_week"][4] = 40.0

    assert without_common_shift(rows)["y_week"][4, 0] > 30


@pytest.mark.train
def test_what_sets_series_apart_is_learned_from_a_start_at_the_baseline(settings: Train) -> None:
    rows = windows(came=14.0, rows=400) | {"y_period": np.full(400, 90.0), "base_period": np.full((400, 3), 90.0)}
    rows["static"][:200, 0], rows["y_week"][200:] = 0.0, 7.0
    rows |= {name: rows[name].astype(np.float32) for name in ("y_week", "y_period")}
    small = msgspec.structs.replace(settings, seeds=(1,), hidden=(8, 8), steps=150, batch=64)
    network = build_network(small)

    before = network.predict(input_arrays(rows), verbose=0)[WEEKLY]
    losses = fit(network, small, rows)

    np.testing.assert_allclose(before, rows["base_week"], rtol=1e-5)
    assert np.mean(losses[-10:]) < 0.8 * np.mean(losses[:10])


def told(seed: int, *, liked_counts: bool) -> dict[str, Any]:
    """Windows with covariates; more than the baseline comes where a resource is liked, or where nobody can know."""
    rng = np.random.default_rng(seed)
    rows = windows(came=10.0, rows=600) | {"y_period": np.full(600, np.nan)}
    rows["base_week"] = rows["base_week"] * np.tile([0.7, 1.0, 1.4], PERIOD_WEEKS)
    seen, other = rng.random((2, 600)) < 0.5
    rows["y_week"] = np.where(seen if liked_counts else other, 15.0, 5.0)[:, None] * np.ones(PERIOD_WEEKS)
    extra = np.zeros((600, covariates.WIDTH))
    extra[:, 0], extra[:, 1] = np.where(seen, 0.8, -0.8), 0.8
    extra[:, -1] = 1.0
    rows["static"] = np.hstack([rows["static"], extra])
    return {name: one.astype(np.float32) if one.dtype == float else one for name, one in rows.items()}


@pytest.mark.train
@pytest.mark.parametrize(("liked_counts", "kept"), [(True, ("preference", "compatibility")), (False, ())])
def test_covariates_are_kept_where_they_tell_what_comes_and_left_out_where_they_do_not(
    settings: Train, liked_counts: bool, kept: tuple[str, ...]
) -> None:
    small = msgspec.structs.replace(settings, seeds=(1,), hidden=(8, 8), steps=80, batch=128, learning_rate=0.01)

    chosen = with_or_without(small, told(1, liked_counts=liked_counts), told(2, liked_counts=liked_counts))

    assert chosen.covariates == kept
    assert (chosen.ablation["with"] < 0.95 * chosen.ablation["without"]) is liked_counts
    widths = {tensor.name: tensor.shape[1] for tensor in chosen.network.inputs}
    assert widths["static"] == STATIC + covariates.EACH * len(kept)


@pytest.mark.train
def test_windows_without_covariates_make_a_network_without_them(settings: Train) -> None:
    small = msgspec.structs.replace(settings, seeds=(1,), hidden=(4, 4), steps=2)
    bare = showing(told(1, liked_counts=True), ())

    chosen = with_or_without(small, bare, bare)

    assert (chosen.covariates, chosen.ablation) == ((), {})
