"""A depot hands out what it counted once: whatever is imported again, goods that left are gone."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub import depots
from hub.region_rows import SupplyRow
from shared.errors import BadInput, PlanRefused
from tests.hub.builders import GUIDE, NOW, TABLET, Office
from tests.hub.test_plans import line

TODAY = NOW.date()
A_WEEK_AGO = TODAY - timedelta(days=7)


def listing(guides: int, as_of: date | None = None, tablets: int | None = None) -> list[SupplyRow]:
    rows = [SupplyRow(depot="Huamanga", resource=GUIDE, units=guides, as_of=as_of)]
    more = [] if tablets is None else [SupplyRow(depot="Huamanga", resource=TABLET, units=tablets, as_of=as_of)]
    return rows + more


def send(office: Office, units: int, plan: str = "a", day: date = TODAY) -> None:
    with office.store.begin() as connection:
        depots.take(connection, plan, [line(units, depot="Huamanga")], day)


def left(office: Office) -> list[int]:
    return [row.units for row in office.store.supply()]


def test_the_same_listing_again_hands_nothing_out_again(office: Office) -> None:
    office.store.put_supply(listing(40))
    send(office, 30)

    before, after = office.store.put_supply(listing(40))

    assert before == after
    assert left(office) == [10]


def test_a_corrected_listing_must_say_its_day_once_goods_have_left(office: Office) -> None:
    office.store.put_supply(listing(40))
    send(office, 30)

    with pytest.raises(BadInput, match="columna «día del conteo»"):
        office.store.put_supply(listing(41))
    office.store.put_supply(listing(41, TODAY))

    assert left(office) == [11]


def test_a_new_count_replaces_and_what_left_before_it_is_no_longer_taken_off(office: Office) -> None:
    office.store.put_supply(listing(40, A_WEEK_AGO))
    send(office, 30, day=A_WEEK_AGO)

    office.store.put_supply(listing(10, TODAY))

    assert left(office) == [10]


def test_a_resource_that_the_new_listing_does_not_name_is_gone(office: Office) -> None:
    office.store.put_supply(listing(40, tablets=5))

    before, after = office.store.put_supply(listing(40))

    assert [row.resource for row in before] == [GUIDE, TABLET]
    assert [row.resource for row in after] == [GUIDE]
    assert left(office) == [40]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (listing(40, A_WEEK_AGO), "Importe el más nuevo"),
        (listing(40, TODAY + timedelta(days=1)), "no llega"),
        (listing(40), "otro lo reemplazó"),
        ([*listing(1, TODAY), SupplyRow(depot="Huamanga", resource=TABLET, units=1)], "varios días"),
    ],
)
def test_a_listing_that_is_not_the_newest_count_is_refused_whole(
    office: Office, rows: Sequence[SupplyRow], words: str
) -> None:
    office.store.put_supply(listing(40))
    office.store.put_supply(listing(25))
    other = [SupplyRow(depot="Ayacucho", resource=GUIDE, units=9)]

    with pytest.raises(BadInput, match=words):
        office.store.put_supply([*other, *rows])

    assert left(office) == [25]


def test_more_than_a_depot_has_is_refused(office: Office) -> None:
    office.store.put_supply(listing(40))
    send(office, 30)

    with pytest.raises(PlanRefused, match="ya no tiene 11"):
        send(office, 11, "b")

    assert left(office) == [10]


def test_a_clock_that_went_back_still_takes_what_left_off(office: Office) -> None:
    office.store.put_supply(listing(40, TODAY))

    send(office, 30, day=date(1970, 1, 1))

    assert left(office) == [10]


@pytest.mark.parametrize("as_of", [None, A_WEEK_AGO, TODAY])
def test_a_count_that_a_clock_ahead_dated_gives_way_to_one_of_today_or_before(
    office: Office, as_of: date | None
) -> None:
    with office.store.begin() as connection:
        depots.put_listings(connection, listing(40), TODAY.replace(year=2099))

    office.store.put_supply(listing(25, as_of))

    assert left(office) == [25]
    with pytest.raises(BadInput, match="Importe el más nuevo"):
        office.store.put_supply(listing(30, A_WEEK_AGO - timedelta(days=1)))


def test_what_left_while_the_clock_was_ahead_is_not_taken_off_what_was_counted_after_it(office: Office) -> None:
    with office.store.begin() as connection:
        depots.put_listings(connection, listing(40), A_WEEK_AGO)
    send(office, 30, day=TODAY + timedelta(days=20))
    before = left(office)

    office.store.put_supply(listing(10, TODAY))
    send(office, 4, "b")

    assert (before, left(office)) == ([10], [6])


def test_what_left_under_a_count_of_a_day_to_come_is_taken_off_the_same_count_with_its_day(office: Office) -> None:
    with office.store.begin() as connection:
        depots.put_listings(connection, listing(40), TODAY.replace(year=2099))
    send(office, 30)

    office.store.put_supply(listing(40, TODAY))

    assert left(office) == [10]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.one_of(st.integers(1, 30), st.none()), max_size=8))
def test_without_a_new_count_no_more_leaves_than_was_counted(office: Office, steps: list[int | None]) -> None:
    with office.store.begin() as connection:
        depots.put_listings(connection, listing(40), TODAY)
        sent = 0
        for number, units in enumerate(steps):
            if units is None:
                depots.put_listings(connection, listing(40), TODAY + timedelta(days=number))
                continue
            try:
                depots.take(connection, f"p{number}", [line(units, depot="Huamanga")], TODAY + timedelta(days=number))
                sent += units
            except PlanRefused:
                assert sent + units > 40
        assert sent + depots.available(connection)[0].units == 40
        connection.rollback()
