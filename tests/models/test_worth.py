"""What covariates are worth is seen with them, without them, and with one of them hidden."""

from typing import Any

import numpy as np
import pytest

from models.network import WEEKLY
from models.worth import ablation, at_best, clearly_better, hiding, known_in, showing
from shared.covariates import EACH, NAMES, WIDTH
from shared.features import STATIC
from tests.models.test_train import Scaled, windows


def told(rows: int = 40) -> dict[str, Any]:
    """Windows in which what comes is twice the baseline where the resource is liked."""
    found = windows(came=20.0, rows=rows)
    liked = np.arange(rows) % 4 < 2
    found["y_week"][~liked] = 10.0
    extra = np.zeros((rows, WIDTH))
    extra[:, 0] = liked
    return {**found, "static": np.hstack([found["static"], extra])}


class Seeing:
    """A network that doubles the baseline where preference says so."""

    def predict(self, inputs: dict[str, Any], **_: object) -> dict[str, Any]:
        return {WEEKLY: inputs["base_week"] * np.exp(inputs["weight"] * np.log(2) * inputs["static"][:, [STATIC]])}


def test_the_covariate_that_tells_is_the_one_whose_hiding_costs() -> None:
    found = {name: shares.sum() for name, shares in ablation(Scaled(0.0), Seeing(), (0.0, 1.0), told(), NAMES).items()}

    assert found["with"] < found["without"] == 1.0
    assert found["hiding_preference"] == 1.0
    assert found["hiding_performance"] == found["hiding_compatibility"] == found["with"]


def test_hiding_one_leaves_the_others_and_the_windows_as_they_were() -> None:
    rows = told()
    before = rows["static"].copy()

    for at, name in enumerate(NAMES):
        hidden = hiding(rows, NAMES, name)["static"]
        first = STATIC + EACH * at
        assert not hidden[:, first : first + EACH].any()
        others = np.delete(hidden, [first, first + 1], axis=1)
        np.testing.assert_array_equal(others, np.delete(before, [first, first + 1], axis=1))
    np.testing.assert_array_equal(rows["static"], before)


def test_windows_show_the_covariates_that_are_named_alone() -> None:
    rows = told()
    rows["static"][:, -1] = 1.0

    shown = showing(rows, ("compatibility",))["static"]

    np.testing.assert_array_equal(shown[:, :STATIC], rows["static"][:, :STATIC])
    np.testing.assert_array_equal(shown[:, STATIC:], rows["static"][:, -EACH:])
    assert showing(rows, ())["static"].shape[1] == STATIC


def test_what_nobody_ever_told_is_not_looked_at() -> None:
    rows = told()
    rows["static"][:, STATIC + 1] = 0.8

    assert known_in(rows) == ("preference",)
    assert known_in(showing(rows, ())) == ()


def rows_of(series: int, origins: int = 3) -> dict[str, Any]:
    """What the losses of so many dense series at each origin are told by."""
    each = np.arange(series * origins)
    return {"series": each // origins, "origin": each % origins, "pattern": np.full(each.size, "dense")}


def test_a_pattern_that_the_correction_harms_counts_as_the_baseline() -> None:
    came = rows_of(40)
    came["pattern"][:60] = "short"
    base = np.full(120, 2.0)
    found = np.where(came["pattern"] == "short", 9.0, 1.0)

    assert at_best({0.0: base, 0.5: found}, came).sum() == 0.75


def test_one_huge_series_gives_its_pattern_no_weight() -> None:
    came = rows_of(40)
    base, found = np.full(120, 2.0), np.full(120, 2.1)
    base[:3], found[:3] = 4000.0, 2000.0

    assert at_best({0.0: base, 1.0: found}, came).sum() == pytest.approx(1.0)


def test_one_huge_series_makes_no_network_better_than_another() -> None:
    came = rows_of(40)
    own, found = np.full(120, 2.0), np.full(120, 2.0)
    own[:3], found[:3] = 4000.0, 2000.0

    assert not clearly_better(found, own, came, 0.01)


def test_a_lucky_origin_does_not_pay_for_a_worse_one() -> None:
    came = rows_of(40)
    own = np.full(120, 1.0)

    assert clearly_better(np.array([0.9, 1.0, 1.0] * 40), own, came, 0.01)
    assert not clearly_better(np.array([0.5, 1.0, 1.01] * 40), own, came, 0.01)
    assert not clearly_better(own * 0.995, own, came, 0.01)
    assert clearly_better(own * 0.98, own, came, 0.01)
