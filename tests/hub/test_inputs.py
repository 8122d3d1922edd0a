"""What a plan rests on: needs, stock shared between the schools of a site, and a fingerprint of all of it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as replace_struct

from hub.drawing import draw_plan
from hub.fingerprints import hashes
from hub.inputs import Foreseen, asks_of, open_requests, unforeseen
from hub.region_rows import StockRow
from hub.rows import RequestRow
from shared.allocation import UNFORESEEN, Need
from shared.dating import Quality
from shared.errors import BadInput
from shared.ids import ResourceId
from shared.resources import Catalogue, ResourceKind
from shared.stock import share_between
from tests.hub.office import NOW, SITES, inputs, needs, schools
from tests.hub.regions import CHARGER, GUIDE, READER, ROUTER, TABLET, catalogue


def test_a_part_that_was_counted_as_none_is_not_one_that_nobody_counted() -> None:
    counted = [
        StockRow(site=site, resource=CHARGER, on_hand=0, as_of=NOW.date(), dated=Quality.CLAIMED) for site in SITES
    ]
    tablets = [one for one in needs() if one.resource == TABLET]
    served = [replace(school, depot="Huamanga") for school in schools()]

    plans = [draw_plan(inputs(schools=served, foreseen=tablets, stock=stock)) for stock in (counted, [])]

    told = [{line.counted for line in plan.lines if line.resource == CHARGER} for plan in plans]
    assert told == [{True}, {False}]


def test_what_a_site_holds_is_shared_between_its_schools_by_need() -> None:
    one, other = replace(schools()[0], site=SITES[0]), replace(schools()[1], site=SITES[0])
    foreseen = [Foreseen(one.id, GUIDE, Need(4, 6, 8)), Foreseen(other.id, GUIDE, Need(8, 12, 16))]
    there = [StockRow(site=SITES[0], resource=GUIDE, on_hand=7, lent=2)]

    asks = asks_of(inputs(schools=[one, other], foreseen=foreseen, stock=there))

    assert [ask.on_hand for ask in asks] == [3, 6]


def test_stock_that_nobody_counted_is_not_known_and_a_counted_nought_is() -> None:
    rows = [
        StockRow(site=site, resource=GUIDE, on_hand=0, as_of=day, dated=day and Quality.CLAIMED)
        for site, day in zip(SITES[:2], (None, NOW.date()), strict=True)
    ]

    asks = asks_of(inputs(stock=rows))

    known = {ask.school: ask.counted for ask in asks if ask.resource == GUIDE}
    assert [known[school.id] for school in schools()[:3]] == [False, True, False]


def test_a_count_that_nothing_dates_is_a_count_whose_day_is_not_sure() -> None:
    row = StockRow(site=SITES[0], resource=GUIDE, on_hand=7, as_of=None, dated=Quality.BOUNDED)
    earlier = replace(row, as_of=NOW.date())

    told = [
        {(ask.on_hand, ask.counted, ask.count_day_sure) for ask in asks_of(inputs(stock=[one])) if ask.on_hand}
        for one in (row, earlier)
    ]
    assert told == [{(7, True, False)}] * 2
    assert hashes(inputs(stock=[row]))["stock"] != hashes(inputs(stock=[replace(row, dated=Quality.WALL)]))["stock"]


def test_a_forecast_twice_is_refused() -> None:
    with pytest.raises(BadInput, match="dos veces"):
        asks_of(inputs(foreseen=[*needs(), needs()[0]]))


def test_what_nobody_foresees_is_asked_for_all_the_same_and_is_no_need_of_nought() -> None:
    known = [one for one in needs() if one.resource != READER]
    told = inputs(foreseen=known, requests=[ask(12, resource=READER)])

    [reader] = [one for one in asks_of(told) if one.resource == READER]

    assert (reader.need, reader.asked, reader.made_by) == (Need(0, 0, 0), 12, UNFORESEEN)
    assert unforeseen(told) == [READER]
    assert {one.made_by for one in asks_of(told) if one.resource != READER} == {"model"}


def test_a_part_has_no_forecast_and_wants_none() -> None:
    stock = [StockRow(site=SITES[0], resource=CHARGER, on_hand=3)]

    asks = asks_of(inputs(stock=stock, foreseen=[one for one in needs() if one.resource != CHARGER]))

    assert {one.made_by for one in asks if one.resource == CHARGER} == {"baseline"}
    assert unforeseen(inputs(foreseen=[])) == sorted([GUIDE, READER, ROUTER, TABLET])
    assert unforeseen(inputs(foreseen=[], supply=[])) == []


def test_the_latest_request_of_a_school_counts() -> None:
    school = schools()[0].id
    asked = [
        RequestRow(school=school, resource=TABLET, units=units, reason="", day=None, received=NOW.replace(hour=hour))
        for hour, units in ((9, 12), (8, 40))
    ]

    asks = asks_of(inputs(requests=asked))

    assert [ask.asked for ask in asks if ask.school == school and ask.resource == TABLET] == [12]


def ask(units: int, **more: Any) -> RequestRow:
    settings = {"school": schools()[0].id, "resource": TABLET, "reason": "", "day": None, "received": NOW}
    return RequestRow(**{**settings, "units": units, **more})


def test_in_one_chain_the_deepest_request_counts_whenever_it_arrived() -> None:
    rows = [ask(200, depth=7, received=NOW + timedelta(days=1)), ask(20, depth=8)]

    assert [row.units for row in open_requests(rows)] == [20]


def test_of_two_computers_the_request_received_last_counts() -> None:
    rows = [ask(9, chain="old", depth=900), ask(5, chain="new", depth=3, received=NOW + timedelta(hours=1))]

    assert [row.units for row in open_requests(rows)] == [5]


@pytest.mark.parametrize(
    ("day", "kept"), [(date(2026, 10, 16), False), (date(2026, 10, 17), True), (date(2031, 1, 1), True), (None, True)]
)
def test_a_request_of_a_need_that_is_over_is_left_out(day: date | None, kept: bool) -> None:
    assert bool(open_requests([ask(9, day=day)], since=NOW.date())) is kept


@pytest.mark.parametrize(("arrived", "kept"), [(6, False), (7, False), (8, True)])
def test_a_request_counts_until_a_plan_that_heard_it_goes_out_however_long_it_travelled(
    arrived: int, kept: bool
) -> None:
    row = ask(9, day=NOW.date() - timedelta(days=20), arrived=arrived)

    assert bool(open_requests([row], after=7)) is kept


def test_of_two_computers_the_request_that_came_last_counts_whatever_the_clock_said() -> None:
    rows = [ask(9, chain="old", arrived=1, received=NOW.replace(year=2099)), ask(5, chain="new", arrived=2)]

    assert [row.units for row in open_requests(rows)] == [5]


def test_a_request_that_a_later_one_corrected_does_not_come_back() -> None:
    rows = [ask(200, depth=7, day=NOW.date()), ask(20, depth=8, day=date(2026, 3, 1))]

    assert open_requests(rows, since=NOW.date()) == []


@given(st.permutations([(depth, chain) for depth in range(1, 4) for chain in "ab"]))
def test_the_last_request_does_not_depend_on_the_order_of_the_rows(order: list[tuple[int, str]]) -> None:
    rows = [ask(depth, depth=depth, chain=chain) for depth, chain in order]

    assert [row.units for row in open_requests(rows)] == [3]


def test_packs_are_not_scarce_and_stay_out() -> None:
    pack = replace_struct(catalogue().resources[0], id=ResourceId("pack-mat"), kind=ResourceKind.PACK)
    known = Catalogue(1, (*catalogue().resources, pack))
    foreseen = [Foreseen(schools()[0].id, resource, Need(1, 2, 3)) for resource in (GUIDE, pack.id)]

    asks = asks_of(inputs(catalogue=known, foreseen=foreseen))

    assert [ask.resource for ask in asks] == [GUIDE]


@given(st.integers(0, 500), st.lists(st.integers(0, 50), min_size=1, max_size=6))
def test_shares_add_up_to_what_is_shared(total: int, weights: list[int]) -> None:
    assert sum(share_between(total, weights)) == total
