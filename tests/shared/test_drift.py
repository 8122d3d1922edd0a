"""What moved is told from what did not, from counts that add up over schools, and small samples say nothing."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from shared import covariates
from shared.drift import ACT, Histogram, moved, psi, reference, seen_by_network, sound, taken, tallied
from shared.features import STATIC, input_widths
from shared.foresight import Arrays


def inputs(rows: int, scale: float = 1.0, seed: int = 0, unknown: int = 0) -> dict[str, NDArray[np.float32]]:
    random = np.random.default_rng(seed)
    out = {
        name: (scale * random.gamma(2, 3, (rows, width))).astype(np.float32) for name, width in input_widths().items()
    }
    out["mask"] = (random.random(out["mask"].shape) < 0.9).astype(np.float32)
    out["mask"][:unknown] = 0
    return out


def drift(then: Arrays, now: Arrays) -> dict[str, str]:
    known = reference(then)
    counts = tallied(known, now).sum(axis=0, dtype=np.int64)
    return {name: one.state for name, one in moved(known, counts, len(now["mask"])).items()}


def test_the_same_world_did_not_move_and_one_twice_as_large_did() -> None:
    same, larger = drift(inputs(900), inputs(900, seed=1)), drift(inputs(900), inputs(900, scale=2.5))

    assert set(same.values()) == {"fine"}
    assert {larger[name] for name in ("use", "foreseen_week", "foreseen_period", "usual_need")} == {"act"}


def test_of_few_series_nothing_is_said() -> None:
    assert set(drift(inputs(900), inputs(30, scale=9)).values()) == {"unknown"}


def test_what_a_network_looks_at_is_held_against_its_own_name_where_it_looks_at_some_covariates_alone() -> None:
    every = inputs(900)
    random = np.random.default_rng(5)
    every["static"] = np.hstack([every["static"], random.random((900, covariates.WIDTH)).astype(np.float32) + 1])
    kept = taken(reference(every), ("compatibility",))
    now = {**every, "static": np.hstack([every["static"][:, :STATIC], every["static"][:, -covariates.EACH :]])}

    counts = tallied(kept, now).sum(axis=0, dtype=np.int64)

    assert {one.state for one in moved(kept, counts, 900).values()} == {"fine"}
    now["static"][:, -covariates.EACH] = 0
    fell = moved(kept, tallied(kept, now).sum(axis=0, dtype=np.int64), 900)
    assert [name for name, one in fell.items() if one.state != "fine"] == ["compatibility"]


def test_counts_of_parts_add_up_to_those_of_the_whole() -> None:
    known, now = reference(inputs(300)), inputs(90, seed=2)
    parts = [tallied(known, {name: values[at : at + 30] for name, values in now.items()}) for at in (0, 30, 60)]

    assert np.array_equal(np.concatenate(parts), tallied(known, now))


def test_series_without_a_known_week_are_not_counted() -> None:
    known = reference(inputs(300))

    assert not tallied(known, inputs(40, unknown=40)).any()
    assert tallied(known, inputs(40, unknown=39)).any(axis=1).sum() == 1


def test_unknown_weeks_are_no_use_of_nought() -> None:
    now = inputs(50)
    seen = seen_by_network(now)["use"]

    assert np.isnan(seen).sum() == (now["mask"] == 0).sum()


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=10), st.lists(st.floats(0.01, 1), min_size=10, max_size=10))
def test_psi_is_never_negative_and_nought_where_nothing_moved(counts: list[int], weights: list[float]) -> None:
    shares = np.array(weights[: len(counts)]) / sum(weights[: len(counts)])

    assert psi(tuple(shares.tolist()), np.array(counts)) >= -1e-12
    assert psi(tuple(shares.tolist()), np.round(shares * 1e7).astype(np.int64)) < 1e-6


def test_a_bin_that_emptied_counts_and_stays_finite() -> None:
    assert ACT < psi((0.5, 0.5), np.array([100, 0])) < 10


def test_an_input_of_one_value_has_one_bin_and_cannot_move() -> None:
    then = {**inputs(50), "static": np.ones((50, input_widths()["static"]), dtype=np.float32)}

    assert reference(then)["pack"] == Histogram((), (1.0,))


def test_histograms_that_nobody_made_are_refused() -> None:
    assert sound({"use": Histogram((), (1.0,))})
    assert not sound({"use": Histogram((1.0,), (1.0,))})
    assert not sound({"use": Histogram((float("nan"),), (0.5, 0.5))})
    assert not sound({"use": Histogram((1.0,), (-0.5, 0.5))})
