"""An instance laid out: worth with its weight, and no lot that no plan could send."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.field import lay_out
from hub.allocation.instance import NO_LIMIT
from hub.allocation.solve import divide
from tests.hub.allocation.drawn import CHARGER, GUIDE, TABLET, draw

SEEDS = st.integers(0, 100_000)


@given(SEEDS)
@settings(deadline=None)
def test_a_lots_worth_is_its_weight_and_what_speaks_for_the_last_plan(seed: int) -> None:
    instance = draw(seed)

    field = lay_out(instance)

    weight = np.repeat(instance.schools.weight_pct[instance.pairs.school], np.diff(instance.pairs.first))
    steps = np.delete(np.diff(field.totals), field.start[1:] - 1)
    assert (steps == instance.worth_first() * weight * 10).all()


@given(SEEDS)
@settings(deadline=None)
def test_more_than_each_limit_alone_lets_through_is_not_looked_at(seed: int) -> None:
    instance = draw(seed, money=True)

    field = lay_out(instance)

    most, school, what = field.most, field.school, field.resource
    assert (most <= field.stock[field.depot[school], what] + field.pool[what]).all()
    assert (most * field.ml[what] <= field.zone_ml[field.zone[school]]).all()
    assert (most * field.cents[what] <= field.money).all()
    assert (most[field.trip[school] > field.trips[field.depot[school]]] == 0).all()


def test_what_nothing_limits_leaves_room_to_count_in() -> None:
    instance = draw(1, trips=False, zones=False, kits=False)
    endless = replace(instance.limits, stock=np.full((2, 4), NO_LIMIT), pool=np.full(4, NO_LIMIT))

    field = lay_out(replace(instance, limits=endless))

    assert (field.most == 1 << 40).all()


def test_a_main_whose_part_cannot_be_had_is_not_looked_at() -> None:
    instance = draw(3, trips=False, zones=False)
    main = instance.kits.main[instance.kits.main % 4 == TABLET]
    instance.pairs.spare[:] = 0
    stock, pool = instance.limits.stock + 50, instance.limits.pool + 0
    stock[:, CHARGER] = pool[CHARGER] = 0

    field = lay_out(replace(instance, limits=replace(instance.limits, stock=stock, pool=pool)))

    assert len(main) > 0
    assert (field.most[main] == 0).all()


@pytest.mark.parametrize(
    ("free", "none_left"),
    [("cost", {"money": 0}), ("volume_ml", {"zone_ml": np.zeros(2, dtype=np.int64)}),
     ("weight_g", {"zone_g": np.zeros(2, dtype=np.int64)})],
)  # fmt: skip
def test_what_takes_nothing_of_a_limit_is_not_limited_by_it(free: str, none_left: Mapping[str, Any]) -> None:
    plain = draw(1, trips=False, zones=False, kits=False)
    schools = replace(plain.schools, zone=plain.schools.turn % 2)
    goods = replace(plain.resources, **{free: getattr(plain.resources, free) * (plain.resources.id != "r00002")})
    scarce = replace(plain, schools=schools, resources=goods, limits=replace(plain.limits, **none_left))

    sent = divide(scarce).lots

    guides = plain.pairs.resource == GUIDE
    assert sent[guides].sum() == divide(plain).lots[guides].sum() > 0
    assert not sent[~guides].any()
