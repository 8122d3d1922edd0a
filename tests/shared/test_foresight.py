"""A forecast keeps both, what was used and what was not, and says which of them the region set aside."""

import numpy as np
import pytest

from shared.baseline import Method
from shared.features import Pattern, school_history, stack
from shared.forecast import PERIOD_WEEKS, Forecast, MadeBy, RestsOn
from shared.foresight import Answer, Circumstances, forecasts_of
from shared.school_year import PERU_2026, Week
from tests.shared.builders_forecast import ORIGIN, steady


def made(*, weight: float, heard: bool) -> Forecast:
    """Return the forecast of a series of which the network says 9 and the baseline 5 a week."""
    one = steady(10, 12)
    targets, censored, shown = stack([one], Week(ORIGIN))
    history = school_history(targets, censored, Week(ORIGIN), Week(ORIGIN), PERU_2026, shown=shown)
    base, network = np.full((1, PERIOD_WEEKS, 3), 5.0), np.full((1, PERIOD_WEEKS, 3), 9.0)
    told = Answer(
        weekly=network if weight else base,
        period=np.full((1, 3), 45.0),
        methods=[Method.CALBLEND],
        weights=np.array([weight]),
        patterns=[Pattern.DENSE],
        base=base,
        corrected=network,
        heard=np.array([heard]),
        inputs={},
    )
    [found] = forecasts_of([one], history, told, [RestsOn()], Circumstances(Week(ORIGIN), "1", ()))
    return found


@pytest.mark.parametrize(
    ("weight", "heard", "by", "used", "other", "aside"),
    [
        (1.0, True, MadeBy.MODEL, 9.0, 5.0, False),
        (0.5, True, MadeBy.BLEND, 9.0, 5.0, False),
        (0.0, True, MadeBy.BASELINE, 5.0, 9.0, True),
        (0.0, False, MadeBy.BASELINE, 5.0, None, False),
    ],
)
def test_what_was_not_used_is_kept_beside_what_was(
    weight: float, heard: bool, by: MadeBy, used: float, other: float | None, aside: bool
) -> None:
    found = made(weight=weight, heard=heard)

    assert (found.made_by, found.weekly[0].p50, found.set_aside) == (by, used, aside)
    assert [one.p50 for one in found.other] == ([] if other is None else [other] * PERIOD_WEEKS)
