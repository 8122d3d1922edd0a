"""Quantiles of the gamma distribution as scipy has them."""

from statistics import NormalDist

import numpy as np
import pytest
from scipy.stats import gamma

from hub.allocation.gamma import quantile


@pytest.mark.parametrize("chance", [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])
def test_they_are_those_of_scipy(chance: float) -> None:
    shape = np.geomspace(0.05, 300, 400)

    found = quantile(chance, NormalDist().inv_cdf(chance), shape)

    assert found == pytest.approx(gamma.ppf(chance, shape), rel=1e-8)
