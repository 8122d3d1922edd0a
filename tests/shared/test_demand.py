"""Demand is not consumption, and silence is not zero."""

import numpy as np

from shared.demand import WeekRow, demand
from shared.resources import ResourceKind
from shared.school_year import Week
from tests.shared.builders_forecast import ORIGIN, series


def test_a_week_without_a_row_is_missing_and_not_zero() -> None:
    seen = demand(series(WeekRow(ORIGIN - 2, 4, recorded_days=5), WeekRow(ORIGIN, 6, recorded_days=5)), Week(ORIGIN), 3)

    assert seen.target.tolist()[::2] == [4, 6]
    assert not seen.known[1]


def test_a_week_of_an_alive_node_without_a_row_is_zero_once_the_resource_is_known() -> None:
    one = series(WeekRow(ORIGIN - 2, 4, recorded_days=5), alive=(ORIGIN - 3, ORIGIN - 1))

    seen = demand(one, Week(ORIGIN), 4)

    np.testing.assert_array_equal(seen.target, [np.nan, 4, 0, np.nan])


def test_what_was_asked_for_and_not_served_counts_for_every_kind() -> None:
    row = WeekRow(ORIGIN, units=8, peak_concurrent=5, learners=7, unserved=4, stockout_days=2, recorded_days=5)

    targets = [demand(series(row, kind=kind), Week(ORIGIN), 1).target[0] for kind in ResourceKind]

    assert dict(zip(ResourceKind, targets, strict=True)) == {
        ResourceKind.CONSUMABLE: 12,
        ResourceKind.REUSABLE: 7,
        ResourceKind.PACK: 11,
    }


def test_a_row_that_records_nothing_says_nothing() -> None:
    assert not demand(series(WeekRow(ORIGIN)), Week(ORIGIN), 1).known.any()


def test_weeks_after_the_origin_are_not_looked_at() -> None:
    one = series(WeekRow(ORIGIN, 4, recorded_days=5), WeekRow(ORIGIN + 1, 900, recorded_days=5))

    assert np.nanmax(demand(one, Week(ORIGIN)).target) == 4


def test_a_week_in_a_far_future_or_past_costs_nothing_and_hides_nothing() -> None:
    one = series(WeekRow(0, 9, recorded_days=1), WeekRow(ORIGIN, 4, recorded_days=5), WeekRow(10**6, 9))

    assert np.nansum(demand(one, Week(ORIGIN)).target) == 4


def test_two_rows_of_one_week_add_units_and_keep_the_larger_peak() -> None:
    one = series(WeekRow(ORIGIN, 4, 3, recorded_days=2), WeekRow(ORIGIN, 5, 2, recorded_days=3))

    assert (one.units.tolist(), one.peak_concurrent.tolist(), one.recorded_days.tolist()) == ([9], [3], [3])


def test_a_week_of_a_reusable_without_its_peak_is_unknown_and_not_zero() -> None:
    rows = (WeekRow(ORIGIN - 1, 41, recorded_days=5), WeekRow(ORIGIN, 0, recorded_days=5))

    targets = {kind: demand(series(*rows, kind=kind), Week(ORIGIN), 2).target for kind in ResourceKind}

    np.testing.assert_array_equal(targets[ResourceKind.REUSABLE], [np.nan, 0])
    np.testing.assert_array_equal(targets[ResourceKind.CONSUMABLE], [41, 0])
