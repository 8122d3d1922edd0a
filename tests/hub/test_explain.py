"""Every line has a reason that recomputes from what is published, and says truly what would change it."""

from dataclasses import replace

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.explain import explain, published_prices, recompute
from hub.places import Ask, Place
from hub.prices import allocate
from shared.allocation import Line, Need, Reason
from shared.ids import SchoolId, SiteId
from shared.resources import Power
from tests.hub.regions import CHARGER, TABLET, Region, catalogue, region

SEEDS = st.integers(0, 1_000_000)


def lines_of(here: Region) -> list[Line]:
    instance = here.lots()
    answer = allocate(instance)
    return explain(instance, answer.lots, published_prices(instance, answer))


def recomputed(here: Region, lines: list[Line]) -> list[Line]:
    instance = here.lots()
    prices = published_prices(instance, allocate(instance))
    return recompute(lines, here.places, prices, here.catalogue, stock=here.stock, cycle="2026-07", least_use_pct=20)


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_every_line_recomputes_from_the_published_prices(seed: int) -> None:
    here = region(seed, schools=12)
    instance = here.lots()
    answer = allocate(instance)
    prices = published_prices(instance, answer)
    lines = explain(instance, answer.lots, prices)

    again = recompute(lines, here.places, prices, here.catalogue, stock=here.stock, cycle="2026-07", least_use_pct=20)

    assert again == lines


def test_a_line_that_somebody_changed_does_not_recompute() -> None:
    here = region(4)
    instance = here.lots()
    answer = allocate(instance)
    prices = published_prices(instance, answer)
    lines = explain(instance, answer.lots, prices)
    doctored = [msgspec.structs.replace(lines[0], value=lines[0].value + 1), *lines[1:]]

    again = recompute(
        doctored, here.places, prices, here.catalogue, stock=here.stock, cycle="2026-07", least_use_pct=20
    )

    assert again != doctored


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_what_was_asked_and_not_sent_always_has_a_reason_of_its_own(seed: int) -> None:
    for line in lines_of(region(seed, schools=10)):
        if line.reason is Reason.INCOMPATIBLE:
            assert line.limit
            assert not line.units
        if line.reason in (Reason.STOCK, Reason.KIT) and not line.kit_of:
            assert line.changes_at > 0
            assert line.value > 0
        if line.reason is Reason.LOT_TOO_BIG:
            assert not line.units
            assert 100 * line.changes_at >= 20 * line.lot


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_with_the_stock_that_a_line_names_it_receives_a_lot_more_and_with_one_unit_less_it_does_not(seed: int) -> None:
    here = region(seed, schools=10, without_power=0.0)
    short = [line for line in lines_of(here) if line.reason is Reason.STOCK][:3]

    for line in short:
        key = (line.depot, line.resource)
        for units, lots in ((line.changes_at, line.lots + 1), (line.changes_at - 1, line.lots)):
            more = replace(here, stock={**here.stock, key: here.stock[key] + units})
            same = next(x for x in lines_of(more) if (x.school, x.resource) == (line.school, line.resource))
            assert same.lots == lots


def test_a_charger_that_goes_only_with_tablets_says_so() -> None:
    lines = [line for seed in range(20) for line in lines_of(region(seed, without_power=1.0))]
    with_tablets = [line for line in lines if line.kit_of]

    assert with_tablets
    assert {(line.resource, line.reason) for line in with_tablets} == {(CHARGER, Reason.KIT)}


def test_a_tablet_held_back_for_want_of_chargers_names_them() -> None:
    here = region(2, without_power=1.0, scarcity=2.0)
    empty = replace(here, stock={key: 0 if key[1] == CHARGER else units for key, units in here.stock.items()})

    held = [line for line in lines_of(empty) if line.reason is Reason.KIT]

    assert held
    assert {line.limit.removesuffix("_unknown") for line in held} == {CHARGER}


def test_a_tablet_held_back_where_nobody_has_said_whether_there_is_power_says_so_and_recomputes() -> None:
    here = region(2, without_power=1.0, scarcity=2.0)
    stock = {key: 0 if key[1] == CHARGER else units for key, units in here.stock.items()}
    doubtful = replace(here, stock=stock, places=[replace(place, power=Power.UNKNOWN) for place in here.places])
    instance = doubtful.lots()
    answer = allocate(instance)
    prices = published_prices(instance, answer)

    lines = explain(instance, answer.lots, prices)

    assert {line.limit for line in lines if line.reason is Reason.KIT} == {f"{CHARGER}_unknown"}
    assert recomputed(doubtful, lines) == lines


def test_what_lacks_of_a_part_that_goes_to_nobody_recomputes() -> None:
    place = Place(SchoolId("0403691-0"), SiteId("074294"), "Huamanga", power=Power.NONE)
    stock = {("Huamanga", TABLET): 50, ("Huamanga", CHARGER): 3}
    here = Region([place], [Ask(place.school, TABLET, Need(10, 14, 19))], stock, catalogue((10, 1, 1, 10, 5)))

    (line,) = lines_of(here)

    assert (line.reason, line.limit, line.changes_at) == (Reason.KIT, CHARGER, 7)
    assert recomputed(here, [line]) == [line]
