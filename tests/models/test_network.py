"""What the network is shown while it learns."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.network import hide_history, input_arrays
from shared.features import STATIC, input_widths


def rows(count: int, width: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(count)
    mask = (rng.random((count, width)) < 0.8).astype(np.float32)
    return {
        "history": rng.integers(0, 50, (count, width)) * mask,
        "mask": mask,
        "static": rng.random((count, STATIC)).astype(np.float32),
    }


@given(st.integers(1, 20), st.floats(0, 1), st.integers(0, 99))
def test_hiding_only_takes_away_and_takes_the_oldest(count: int, share: float, seed: int) -> None:
    before = rows(count, 26)
    after = hide_history(before, share, np.random.default_rng(seed))

    assert (after["mask"] <= before["mask"]).all()
    np.testing.assert_array_equal(after["history"], before["history"] * after["mask"])
    for old, new in zip(before["mask"], after["mask"], strict=True):
        shown = np.flatnonzero(new)
        first = shown[0] if shown.size else len(new)
        np.testing.assert_array_equal(new[first:], old[first:])
    np.testing.assert_allclose(after["static"][:, STATIC - 3], after["mask"].mean(axis=1), rtol=1e-6)


def test_nothing_is_hidden_where_no_share_is_asked_for() -> None:
    before = rows(8, 26)

    np.testing.assert_array_equal(hide_history(before, 0.0, np.random.default_rng(1))["mask"], before["mask"])


def test_the_inputs_are_those_that_the_file_takes() -> None:
    windows = {name: np.zeros((5, width)) for name, width in input_widths().items()}
    found = input_arrays(windows, slice(0, 2))

    assert {name: one.shape for name, one in found.items()} == {n: (2, w) for n, w in input_widths().items()}
    assert {one.dtype for one in found.values()} == {np.dtype(np.float32)}
