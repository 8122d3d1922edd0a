"""The axis is school time, stock-outs are lifted, and the network's inputs keep their shape."""

from collections import Counter

import msgspec
import numpy as np
import pytest

from shared.demand import WeekRow
from shared.features import (
    HISTORY_WEEKS,
    Pattern,
    input_widths,
    network_inputs,
    patterns,
    rests_on,
    school_history,
    stack,
)
from shared.resources import ResourceKind
from shared.school_year import PERU_2026, Week, monday, week_of
from tests.shared.builders_forecast import ORIGIN, history, series, steady


def test_vacations_are_taken_out_of_the_history_and_of_the_weeks_to_foresee() -> None:
    origin = Week(ORIGIN + 13)  # 12 October 2026, a week without classes
    targets, censored, _ = stack([steady(5, 8)], origin)

    seen = school_history(targets, censored, origin, origin, PERU_2026)

    assert {PERU_2026.expected_days(Week(int(w))) for w in [*seen.weeks, *seen.future_weeks]} <= {3, 4, 5}
    assert len(seen.future_weeks) == 9


def test_summers_of_years_without_a_calendar_are_taken_out_too() -> None:
    targets, censored, _ = stack([steady(5, 8)], Week(ORIGIN), weeks=156)

    seen = school_history(targets, censored, Week(ORIGIN), Week(ORIGIN), PERU_2026)

    years = Counter(monday(Week(int(week))).year for week in seen.weeks)
    assert not {1, 2} & {monday(Week(int(week))).month for week in seen.weeks}
    assert {years[2024], years[2025]} <= {35, 36, 37}


def test_what_histories_share_cannot_be_changed_through_one_of_them() -> None:
    targets, censored, _ = stack([steady(5, 8)], Week(ORIGIN))
    mine, yours = (school_history(targets, censored, Week(ORIGIN), Week(ORIGIN), PERU_2026) for _ in range(2))

    for name in ("weeks", "exposure", "future_weeks", "future"):
        assert getattr(mine, name) is getattr(yours, name)
        with pytest.raises(ValueError, match="read-only"):
            getattr(mine, name)[0] = 0


def test_another_calendar_is_another_axis() -> None:
    targets, censored, _ = stack([steady(5, 8)], Week(ORIGIN))
    calendar = msgspec.structs.replace(PERU_2026, terms=PERU_2026.terms[1:])

    usual, later = (school_history(targets, censored, Week(ORIGIN), Week(ORIGIN), one) for one in (PERU_2026, calendar))

    assert usual.weeks.tolist() != later.weeks.tolist()


def test_a_week_with_a_stock_out_is_never_read_below_the_usual() -> None:
    rows = [WeekRow(ORIGIN - n, 20, recorded_days=5) for n in range(1, 6)]
    short = WeekRow(ORIGIN, 2, stockout_days=4, recorded_days=5)
    targets, censored, _ = stack([series(*rows, short)], Week(ORIGIN))

    seen = school_history(targets, censored, Week(ORIGIN), Week(ORIGIN), PERU_2026)

    assert seen.y[0, -1] == 20


def test_the_share_of_zeros_decides_the_pattern() -> None:
    rows = [[1] * 8, [0, 1] * 4, [0] * 7 + [1], [np.nan] * 5 + [1] * 3]

    assert patterns(history(rows)) == [Pattern.DENSE, Pattern.INTERMITTENT, Pattern.SPARSE, Pattern.SHORT]


def test_the_networks_inputs_have_the_declared_widths_and_no_missing_numbers() -> None:
    past = history([[np.nan, 1, 2], [np.nan] * 3])
    kinds = [ResourceKind.PACK, ResourceKind.CONSUMABLE]

    inputs = network_inputs(past, kinds, np.ones((2, 9, 3)), np.ones((2, 3)), np.zeros(2))

    assert {name: array.shape for name, array in inputs.items()} == {n: (2, w) for n, w in input_widths().items()}
    assert all(np.isfinite(array).all() for array in inputs.values())
    assert inputs["mask"].sum(axis=1).tolist() == [2, 0]


def test_a_long_history_keeps_its_newest_weeks() -> None:
    inputs = network_inputs(
        history(np.arange(60.0)), [ResourceKind.PACK], np.ones((1, 9, 3)), np.ones((1, 3)), np.ones(1)
    )

    assert inputs["history"][0].tolist() == list(range(60 - HISTORY_WEEKS, 60))


def test_a_forecast_says_how_many_weeks_it_rests_on() -> None:
    targets, censored, _ = stack([steady(5, 8)], Week(ORIGIN + 14))
    past = school_history(targets, censored, Week(ORIGIN + 14), Week(ORIGIN + 4), PERU_2026)
    gone = np.array([week_of(day) for day in (PERU_2026.terms[1].last, PERU_2026.terms[2].last)])

    (rests,) = rests_on(past, gone, ["calblend"])

    assert (rests.weeks, rests.missing, rests.vacations) == (8, 2, 2)
