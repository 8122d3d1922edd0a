"""A simulated region keeps its own laws."""

from pathlib import Path

import msgspec
import numpy as np

from hub.demo.office import PRINTED
from models.listing import made_up_schools
from models.region import CALENDAR, class_days, simulate_region
from models.simulate import resources_of
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


def test_the_demonstration_uses_up_about_a_copy_a_block_for_each_pupil_of_one_grade(tmp_path: Path) -> None:
    settings = msgspec.structs.replace(tiny_params(tmp_path).simulate, schools=120, printed=float(PRINTED))
    schools = made_up_schools(settings.schools, settings.seed)
    resources = resources_of(settings.catalogue, 14)
    printed = np.array([one.kind is ResourceKind.CONSUMABLE for one in resources])

    region = simulate_region(settings, schools, resources)

    block = region.demand[:, printed, -9:].sum(axis=2)
    each = (block / np.array([one.students for one in schools])[:, None])[region.fits[:, printed]]
    assert 0.5 < 6 * each.mean() < 1.5
    assert (each > 1).mean() < 0.02


def test_the_calendar_counts_the_days_that_it_lists() -> None:
    weeks = range(2880, 2970)

    assert [len(class_days(Week(week))) for week in weeks] == [CALENDAR.school_days(Week(week)) for week in weeks]
