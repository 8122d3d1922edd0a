"""What a plan rests on: needs, stock shared between the schools of a site, and a fingerprint of all of it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as replace_struct

from hub.inputs import Foreseen, asks_of, hashes, share_between
from hub.rows import RequestRow, StockRow
from shared.allocation import Need
from shared.errors import BadInput
from shared.ids import ResourceId
from shared.resources import Catalogue, ResourceKind
from tests.hub.office import NOW, SITES, inputs, needs, schools, supply
from tests.hub.regions import GUIDE, TABLET, catalogue


def test_what_a_site_holds_is_shared_between_its_schools_by_need() -> None:
    one, other = replace(schools()[0], site=SITES[0]), replace(schools()[1], site=SITES[0])
    foreseen = [Foreseen(one.id, GUIDE, Need(4, 6, 8)), Foreseen(other.id, GUIDE, Need(8, 12, 16))]
    there = [StockRow(site=SITES[0], resource=GUIDE, on_hand=7, lent=2)]

    asks = asks_of(inputs(schools=[one, other], foreseen=foreseen, stock=there))

    assert [ask.on_hand for ask in asks] == [3, 6]


def test_a_forecast_twice_is_refused() -> None:
    with pytest.raises(BadInput, match="dos veces"):
        asks_of(inputs(foreseen=[*needs(), needs()[0]]))


def test_the_latest_request_of_a_school_counts() -> None:
    school = schools()[0].id
    asked = [
        RequestRow(school=school, resource=TABLET, units=units, reason="", day=None, received=NOW.replace(hour=hour))
        for hour, units in ((9, 12), (8, 40))
    ]

    asks = asks_of(inputs(requests=asked))

    assert [ask.asked for ask in asks if ask.school == school and ask.resource == TABLET] == [12]


def test_packs_are_not_scarce_and_stay_out() -> None:
    pack = replace_struct(catalogue().resources[0], id=ResourceId("pack-mat"), kind=ResourceKind.PACK)
    known = Catalogue(1, (*catalogue().resources, pack))
    foreseen = [Foreseen(schools()[0].id, resource, Need(1, 2, 3)) for resource in (GUIDE, pack.id)]

    asks = asks_of(inputs(catalogue=known, foreseen=foreseen))

    assert [ask.resource for ask in asks] == [GUIDE]


def test_the_fingerprint_changes_with_its_own_input_and_no_other() -> None:
    before, after = hashes(inputs()), hashes(inputs(supply=supply(tablets=56)))

    assert {name for name in before if before[name] != after[name]} == {"supply"}


@given(st.integers(0, 500), st.lists(st.integers(0, 50), min_size=1, max_size=6))
def test_shares_add_up_to_what_is_shared(total: int, weights: list[int]) -> None:
    assert sum(share_between(total, weights)) == total
