"""By right clocks a day tells what a count has counted; by a clock that was ahead once, the order of writing does."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import depots, schema
from hub.closing import close
from hub.counted import Counts, counts_of
from hub.region_rows import SupplyRow
from hub.settling import Said
from hub.store import Store
from shared.acts import Actor
from shared.delivery_answers import How
from tests.hub.builders import Office
from tests.hub.databases import Databases
from tests.hub.office import office as region
from tests.hub.office import supply
from tests.hub.regions import GUIDE, TABLET
from tests.hub.sent import ORDERED, PLAN, sent

FIRST = date(2026, 3, 2)
AHEAD, FAR = FIRST + timedelta(days=20), FIRST.replace(year=2099)


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.booleans()), min_size=2, max_size=12))
def test_by_right_clocks_the_day_alone_tells(steps: list[tuple[int, int, bool]]) -> None:
    days, came, moved = [FIRST], [FIRST], list[tuple[date, int]]()
    today = FIRST
    for passed, late, counts in steps:
        today += timedelta(days=passed)
        if counts:
            days.append(max(days[-1], today - timedelta(days=late)))
            came.append(today)
        else:
            moved.append((today, len(days)))

    found = Counts(days, list(came))

    assert [found.lack(*one) for one in moved] == [day >= days[-1] for day, _ in moved]


def test_what_left_on_a_day_to_come_is_in_each_count_that_came_since() -> None:
    counts = Counts([on(0), on(7), on(15)], [on(0), on(7), on(25)])

    assert [counts.lack(AHEAD, against) for against in (1, 2, 3)] == [False, True, True]


def test_a_count_that_was_dated_by_a_clock_ahead_dates_nothing_that_left_after_it() -> None:
    corrected, again = Counts([FAR, on(1)], [FAR, on(3)]), Counts([FAR, on(3)], [FAR, on(3)])

    assert (corrected.lack(on(2), 1), again.lack(on(2), 1)) == (True, False)


def test_what_left_by_a_clock_that_was_behind_is_dated_by_the_count_that_it_came_out_of() -> None:
    past = date(1970, 1, 1)

    assert Counts([on(1), on(1)], [on(1), on(2)]).lack(past, 1)
    assert not Counts([on(1), on(2)], [on(1), on(2)]).lack(past, 1)


@pytest.mark.parametrize(
    ("day", "today", "against"), [(on(8), on(9), 2), (on(3), on(9), 1), (on(-1), on(9), 0), (on(3), on(4), 2)]
)
def test_what_is_written_down_is_against_the_newest_count_that_lacks_it(day: date, today: date, against: int) -> None:
    assert Counts([on(0), on(7)], [on(0), on(7)]).against(day, today) == against


def test_what_was_written_down_before_listings_kept_when_they_came_goes_by_its_day() -> None:
    counts = Counts([on(0), on(7)], [None, None])

    assert [counts.lack(on(day), 0) for day in (6, 7, 20)] == [False, True, True]
    assert not Counts([on(0), on(7)], [None, on(7)]).lack(AHEAD, 0)


@pytest.mark.databases
def test_each_listing_of_a_depot_keeps_its_day_and_when_it_came(office: Office) -> None:
    with office.store.begin() as connection:
        for as_of, came in ((on(0), on(1)), (on(4), on(6))):
            depots.put_listings(connection, [SupplyRow(depot="H", resource=GUIDE, units=4, as_of=as_of)], came)

    with office.store.read() as connection:
        assert counts_of(connection) == {"H": Counts([on(0), on(4)], [on(1), on(6)])}


@pytest.mark.databases
def test_what_never_left_of_a_plan_of_a_clock_ahead_is_there_until_the_next_count(
    tmp_path: Path, databases: Databases
) -> None:
    store = region(tmp_path, databases=databases)
    one, other = sorted(sent(store), key=lambda one: one.pecosa)
    late, ahead = (ORDERED + timedelta(days=days) for days in (9, 20))
    row = {"plan": PLAN, "depot": "Huamanga", "resource": TABLET, "units": 20, "day": ahead, "listing": 1}
    with store.begin() as connection:
        connection.execute(schema.departures.insert().values(**row))
    close(store, one.pecosa, {TABLET: 10}, Said(how=How.STAYED, units=0, why="No salió."), by=Actor("ana"))
    after = tablets(store)
    with store.begin() as connection:
        depots.put_listings(connection, [replace(row, as_of=late) for row in supply(45)], late)
    close(store, other.pecosa, {TABLET: 10}, Said(how=How.STAYED, units=0, why="No salió."), by=Actor("ana"))

    assert (after, tablets(store)) == (55 - 20 + 10, 45)
    store.close()


def tablets(store: Store) -> int:
    return next(row.units for row in store.supply() if row.resource == TABLET)
