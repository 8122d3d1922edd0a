"""A simulated region keeps its own laws."""

from pathlib import Path

import numpy as np

from models.region import CALENDAR, class_days
from shared.resources import ResourceKind
from shared.school_year import Week
from tests.models.tiny import tiny_params, tiny_region


def test_the_same_seed_gives_the_same_region(tmp_path: Path) -> None:
    params = tiny_params(tmp_path)

    assert (tiny_region(params).demand == tiny_region(params).demand).all()


def test_nobody_is_served_more_than_asked_for_or_than_was_there(tmp_path: Path) -> None:
    region = tiny_region(tiny_params(tmp_path))
    rival = np.array([r.kind is not ResourceKind.PACK for r in region.resources])

    assert (region.served <= region.demand).all()
    assert (region.served <= region.stock)[:, rival].all()
    assert (region.stockout_days > 0).any()


def test_need_is_unserved_or_out_of_stock_only_where_something_was_short(tmp_path: Path) -> None:
    region = tiny_region(tiny_params(tmp_path))

    short = region.demand > region.served
    assert not region.unserved[~short].any()
    assert not region.stockout_days[~short].any()
    assert (region.stockout_days[short] > 0).all()


def test_the_learners_of_a_period_are_at_least_those_of_its_busiest_week(tmp_path: Path) -> None:
    region = tiny_region(tiny_params(tmp_path))
    pack = next(at for at, r in enumerate(region.resources) if r.kind is ResourceKind.PACK)

    assert (region.reached[:, pack, 0] >= region.demand[:, pack, 1:10].max(axis=1)).all()


def test_the_calendar_counts_the_days_that_it_lists() -> None:
    weeks = range(2880, 2970)

    assert [len(class_days(Week(week))) for week in weeks] == [CALENDAR.school_days(Week(week)) for week in weeks]
