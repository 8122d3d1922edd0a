"""Every line tells where its pair stood: what it needs, what it would cost, what keeps it, and what would change it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.assembling import Assembled
from hub.allocation.files import from_frames
from hub.allocation.instance import Division
from hub.allocation.settings import Settings
from hub.allocation.solve import divide
from hub.explain import Known, explain
from hub.places import Ask, Place
from hub.region_instance import tables_of
from shared.allocation import Fixed, Line, LockKind, Need, Reason
from shared.ids import SchoolId, SiteId
from shared.resources import Power
from tests.hub.regions import CHARGER, GUIDE, TABLET, Region, catalogue, region

SEEDS = st.integers(0, 1_000_000)


def divided(here: Region, alpha: float = 0.0) -> tuple[Assembled, Division]:
    tables = tables_of(here.places, here.asks, here.stock, here.catalogue)
    of = from_frames(tables, Settings(cycle="2026-07", alpha=alpha), "región")
    return of, divide(of.instance)


def lines_of(here: Region, alpha: float = 0.0, fixed: dict[object, list[Fixed]] | None = None) -> list[Line]:
    of, answer = divided(here, alpha)
    places, asks = {p.school: p for p in here.places}, {(a.school, a.resource): a for a in here.asks}
    return explain(of, answer.lots, answer.prices, Known(places, asks, here.stock, fixed or {}))


@given(SEEDS, st.sampled_from([0.0, 2.0]))
@settings(max_examples=40, deadline=None)
def test_what_was_asked_and_not_sent_always_has_a_reason_of_its_own(seed: int, alpha: float) -> None:
    for line in lines_of(region(seed, schools=10), alpha):
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
@settings(max_examples=25, deadline=None)
def test_with_the_stock_that_a_line_names_it_receives_a_lot_more_and_with_one_unit_less_it_does_not(seed: int) -> None:
    here = region(seed, schools=10, without_power=0.0)
    here = replace(here, places=[replace(place, power=Power.GRID) for place in here.places])
    short = [line for line in lines_of(here) if line.reason is Reason.STOCK][:3]

    for line in short:
        assert line.turn is not None
        assert not line.turn.about
        key = (line.depot, line.resource)
        for units, lots in ((line.changes_at, line.lots + 1), (line.changes_at - 1, line.lots)):
            more = replace(here, stock={**here.stock, key: here.stock[key] + units})
            same = next(x for x in lines_of(more) if (x.school, x.resource) == (line.school, line.resource))
            assert same.lots == lots


@given(SEEDS, st.sampled_from([0.0, 1.0, 2.0]))
@settings(max_examples=40, deadline=None)
def test_a_line_tells_the_fill_of_its_school_and_the_price_by_its_parts(seed: int, alpha: float) -> None:
    for line in lines_of(region(seed), alpha):
        turn = line.turn
        assert turn is not None
        assert turn.fill_after_pct >= turn.fill_before_pct
        parts = sum(part.price for part in turn.parts if part.of is not Reason.TRIP)
        assert abs(parts - line.price) <= len(turn.parts)
        assert turn.pressing_pct == line.urgency_pct or alpha


def test_a_charger_that_goes_only_with_tablets_says_so() -> None:
    lines = [line for seed in range(10) for line in lines_of(region(seed, without_power=1.0))]
    with_tablets = [line for line in lines if line.kit_of]

    assert with_tablets
    assert {(line.resource, line.reason) for line in with_tablets} == {(CHARGER, Reason.KIT)}


@pytest.mark.parametrize(("power", "ending"), [(Power.NONE, ""), (Power.UNKNOWN, "_unknown")])
def test_a_tablet_held_back_for_want_of_chargers_names_them_and_says_where_nobody_knows_of_power(
    power: Power, ending: str
) -> None:
    here = region(2, without_power=1.0, scarcity=2.0)
    stock = {key: 0 if key[1] == CHARGER else units for key, units in here.stock.items()}
    empty = replace(here, stock=stock, places=[replace(place, power=power) for place in here.places])

    held = [line for line in lines_of(empty) if line.reason is Reason.KIT]

    assert held
    assert {line.limit for line in held} == {f"{CHARGER}{ending}"}


def test_what_lacks_of_a_part_that_goes_to_nobody_is_counted_from_what_is_there() -> None:
    place = Place(SchoolId("0403691-0"), SiteId("074294"), "Huamanga", power=Power.NONE)
    stock = {("Huamanga", TABLET): 50, ("Huamanga", CHARGER): 3}
    here = Region([place], [Ask(place.school, TABLET, Need(10, 14, 19))], stock, catalogue((10, 1, 1, 10, 5)))

    (line,) = lines_of(here)

    assert (line.reason, line.limit, line.changes_at) == (Reason.KIT, CHARGER, 7)


def test_evenness_serves_the_school_that_has_nothing_where_the_sum_would_not() -> None:
    names = ("0403691-0", "0403692-0")
    places = [Place(SchoolId(name), SiteId(name[:6]), "Huamanga", power=Power.GRID) for name in names]
    asks = [
        Ask(places[0].school, GUIDE, Need(100, 110, 120), on_hand=60),
        Ask(places[1].school, GUIDE, Need(2, 9, 16)),
    ]
    here = Region(places, asks, {("Huamanga", GUIDE): 10}, catalogue())

    even, plain = lines_of(here, 2.0), lines_of(here, 0.0)

    assert ([line.units for line in plain], [line.units for line in even]) == ([10, 0], [0, 10])
    assert even[0].turn is not None
    assert even[0].turn.pressing_pct < 100


def test_a_line_that_a_person_laid_down_tells_why_also_to_a_node_of_before() -> None:
    place = Place(SchoolId("0403691-0"), SiteId("074294"), "Huamanga", power=Power.GRID)
    here = Region([place], [Ask(place.school, GUIDE, Need(10, 20, 30))], {("Huamanga", GUIDE): 10}, catalogue())
    tables = tables_of(here.places, here.asks, here.stock, here.catalogue)
    tables["locks"] = _lock(place.school)
    of = from_frames(tables, Settings(cycle="2026-07"), "región")
    answer = divide(of.instance)
    key = place.school, GUIDE
    known = Known({place.school: place}, {key: here.asks[0]}, here.stock,
                  {key: [Fixed(kind=LockKind.MIN, units=30, reason="Internado.")]})  # fmt: skip

    (line,) = explain(of, answer.lots, answer.prices, known)

    assert (line.units, line.reason, line.note) == (10, Reason.LOCK, "Internado.")
    assert line.turn is not None
    assert line.turn.fixed is not None
    assert (line.turn.fixed.cut_by, line.limit, line.changes_at) == (Reason.STOCK, "Huamanga", 20)


def _lock(school: SchoolId) -> object:
    import pandas as pd

    return pd.DataFrame({"school_id": [school], "resource_id": [GUIDE], "kind": ["min"], "units": [30]})


def test_a_region_without_schools_has_no_lines() -> None:
    of, answer = divided(Region([], [], {("Huamanga", GUIDE): 100}, catalogue()))

    assert explain(of, answer.lots, answer.prices, Known({}, {}, {})) == []
    assert (answer.value, np.sum(answer.lots)) == (0, 0)
