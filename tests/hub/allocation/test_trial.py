"""What a change would do: no difference where nothing changes, never worse for more, and sums that add up."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hub.allocation.assembling import Assembled
from hub.allocation.change import Change, OtherStock, OtherTrips, OtherWeight, TriedLock, changed
from hub.allocation.field import GRAINS, lay_out
from hub.allocation.files import from_frames
from hub.allocation.gain import objective
from hub.allocation.generate import generate
from hub.allocation.instance import Division
from hub.allocation.settings import Settings
from hub.allocation.solve import divide
from hub.allocation.trial import ALPHAS, LISTED, along_alpha, attempt, figures
from hub.region_instance import tables_of
from shared.allocation import LockKind
from tests.hub.allocation.drawn import broken
from tests.hub.allocation.tabled import CYCLE, whole_tables
from tests.hub.regions import region

SEEDS = st.integers(0, 100_000)
EVENNESS = st.sampled_from([0.0, 1.0, 2.0])


def assembled(seed: int, alpha: float, schools: int = 12) -> Assembled:
    return from_frames(whole_tables(seed, schools), msgspec.structs.replace(CYCLE, alpha=alpha), "tables")


def more_of_all(of: Assembled, lots: int) -> Change:
    """Return a change that gives every depot so many lots more of everything, and soles for its visits."""
    limits, goods = of.instance.limits, of.instance.resources
    return Change(
        stock=tuple(
            OtherStock(depot, resource, lots * int(lot))
            for depot in limits.depots
            if depot
            for resource, lot in zip(goods.id, goods.lot, strict=True)
        ),
        trips=tuple(OtherTrips(depot, 25.0) for depot in limits.depots if depot),
    )


@given(SEEDS, EVENNESS)
@settings(max_examples=40, deadline=None)
def test_where_nothing_changes_nobody_moves_but_for_something_better(seed: int, alpha: float) -> None:
    of = assembled(seed, alpha)
    base = divide(of.instance)

    again = divide(changed(of.instance, Change(alpha=alpha)), start=base)

    assert (again.lots == base.lots).all() or again.value > base.value
    assert again.value >= base.value


def test_where_nothing_changes_the_difference_is_none() -> None:
    of = assembled(5, 2.0, 40)

    tried = attempt(of, divide(of.instance), Change(alpha=2.0))

    assert (tried.gaining, tried.losing, tried.gain, tried.lose) == (0, 0, (), ())
    assert tried.before.evenness == tried.after.evenness
    assert {one.unmet_pct[0] - one.unmet_pct[1] for one in tried.groups} == {0.0}
    assert {reason for reason, _ in tried.stops} == {"POOL", "TRIP", "VOLUME"}


@given(SEEDS, EVENNESS, st.integers(1, 6))
@settings(max_examples=40, deadline=None)
def test_more_of_what_is_scarce_is_never_worth_less(seed: int, alpha: float, lots: int) -> None:
    of = assembled(seed, alpha)
    base = divide(of.instance)
    # A lock that lacked something takes of the more there is before anybody else, whatever that is worth.
    assume((base.lots >= of.instance.pairs.least).all())

    more = changed(of.instance, more_of_all(of, lots))
    answer = divide(more, start=base)

    assert broken(more, answer) == []
    assert answer.value >= base.value
    assert answer.bound >= base.value


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_alpha_0_serves_the_largest_sum_within_its_gap(seed: int) -> None:
    of = assembled(seed, 2.0)
    even = divide(of.instance)

    sum_alone = divide(changed(of.instance, Change(alpha=0.0)), start=even)

    by_the_sum = objective(lay_out(changed(of.instance, Change(alpha=0.0))), even.lots) // GRAINS
    assert sum_alone.value + (sum_alone.bound - sum_alone.value) >= by_the_sum
    assert sum_alone.value >= by_the_sum


@given(SEEDS, EVENNESS)
@settings(max_examples=25, deadline=None)
def test_groups_schools_and_resources_add_up(seed: int, alpha: float) -> None:
    of = assembled(seed, alpha)
    base = divide(of.instance)

    tried = attempt(of, base, more_of_all(of, 3))

    needy = tried.before.evenness.schools
    for sort in {one.sort for one in tried.groups}:
        of_sort = [one for one in tried.groups if one.sort == sort]
        named = int((of.instance.schools.groups[sort] != "").sum())
        assert sum(one.schools for one in of_sort) <= min(needy, named)
        assert sum(one.gain for one in of_sort) <= tried.gaining
        assert all(one.gain + one.lose <= one.schools for one in of_sort)
    assert sum(after - before for _, before, after in tried.units) == tried.after.units - tried.before.units
    assert len(tried.gain) == tried.gaining <= LISTED
    assert all(one.met_after > one.met_before for one in tried.gain)
    assert all(one.met_after < one.met_before for one in tried.lose)


def test_whoever_is_given_more_is_named_with_the_line_and_whoever_pays_for_it_too() -> None:
    drawn = region(3, 12)
    of = from_frames(tables_of(drawn.places, drawn.asks, drawn.stock, drawn.catalogue), Settings(alpha=0.0), "tables")
    base = divide(of.instance)
    pair, school, resource = without_any(of, base)

    tried = attempt(of, base, Change(locks=(TriedLock(school, resource, LockKind.MIN, 1),)))

    (given,) = (one for one in tried.gain if one.school == school)
    assert (resource, 0, int(of.instance.resources.lot[of.instance.pairs.resource[pair]])) in given.lines
    assert given.share_pct[1] > given.share_pct[0]
    assert [resource in {line[0] for line in one.lines} for one in tried.lose] == [True]


def test_a_group_that_is_given_more_weight_gains_and_others_pay_for_it() -> None:
    of = assembled(0, 0.0, 40)

    tried = attempt(of, divide(of.instance), Change(weights=(OtherWeight("quintile", "1", 900),)))

    moved = {one.name: (one.gain, one.lose) for one in tried.groups if one.sort == "quintile"}
    assert moved["1"][0] > moved["1"][1]
    assert sum(lose for other, (_, lose) in moved.items() if other != "1") > 0
    assert sum(gain for gain, _ in moved.values()) == len(tried.gain)
    assert sum(lose for _, lose in moved.values()) == len(tried.lose)


def without_any(of: Assembled, base: Division) -> tuple[int, str, str]:
    """Return a pair that is sent nothing and that could be sent a lot from its own depot, and its names."""
    pairs, instance = of.instance.pairs, of.instance
    could = (base.lots == 0) & (pairs.most > 0) & (np.diff(pairs.first) > 0)
    could &= instance.limits.stock[instance.schools.depot[pairs.school], pairs.resource] > 0
    could &= ~np.isin(np.arange(len(pairs)), instance.kits.main)
    pair = int(np.flatnonzero(could)[0])
    return pair, str(instance.schools.id[pairs.school[pair]]), str(instance.resources.id[pairs.resource[pair]])


def test_evenness_has_a_price_and_buys_the_worst_off_something() -> None:
    country = generate(60, 7)
    of = from_frames(country.tables, msgspec.structs.replace(country.settings, alpha=2.0), "country")
    base = divide(of.instance)

    found = along_alpha(of, base)

    assert [one.alpha for one in found] == list(ALPHAS)
    assert found[2].figures == figures(of, base)
    first, last = found[0].figures.evenness, found[-1].figures.evenness
    assert first.unmet_pct < last.unmet_pct
    assert first.gini > last.gini
    assert last.p05_fill_pct > first.p05_fill_pct


def test_what_a_change_of_weights_does_is_told_in_the_weights_of_today() -> None:
    of = assembled(5, 0.0)
    base = divide(of.instance)
    doubled = replace(of, instance=of.instance.changed(schools=replace(
        of.instance.schools, weight_pct=of.instance.schools.weight_pct * 2)))  # fmt: skip

    told = figures(of, base)

    assert told.evenness.unmet_pct == pytest.approx(figures(doubled, base).evenness.unmet_pct)
    assert told.units == int((base.lots * of.instance.resources.lot[of.instance.pairs.resource]).sum())
