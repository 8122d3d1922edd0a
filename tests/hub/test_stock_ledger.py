"""The ledger of a depot comes to what the next plan counts on, whatever was counted, sent and adjusted."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub import depots, schema
from hub.acts import Kind
from hub.region_rows import SupplyRow
from hub.stock_ledger import MOST, Moved, adjust, movements, totals
from hub.store import Store
from shared.acts import Actor
from shared.errors import BadInput, PlanRefused
from tests.hub.builders import GUIDE, NOW, TABLET, open_office
from tests.hub.databases import Databases
from tests.hub.test_plans import line

ANA, TODAY = Actor("ana", "Operación regional"), NOW.date()


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    """A region whose depot counted forty guides today."""
    opened = open_office(tmp_path / "hub", databases)
    counted(opened.store, 40)
    yield opened.store
    opened.close()


def counted(store: Store, guides: int, days_ago: int = 0, tablets: int | None = None) -> None:
    as_of = TODAY - timedelta(days=days_ago)
    units = {GUIDE: guides} | ({} if tablets is None else {TABLET: tablets})
    store.put_supply([SupplyRow(depot="Huamanga", resource=name, units=n, as_of=as_of) for name, n in units.items()])


def sent(store: Store, plan: str, units: int) -> None:
    with store.begin() as connection:
        depots.take(connection, plan, [line(units, depot="Huamanga")], TODAY)


def told(store: Store) -> dict[str, int]:
    with store.read() as connection:
        return dict(totals(movements(connection, "Huamanga")))


def there(store: Store) -> dict[str, int]:
    return {row.resource: row.units for row in store.supply()}


@pytest.mark.databases
def test_what_was_counted_sent_and_adjusted_has_a_row_each(store: Store) -> None:
    sent(store, "a", 30)
    left = adjust(store, "Huamanga", GUIDE, -2, why="Se mojaron.", by=ANA)
    with store.read() as connection:
        rows = movements(connection, "Huamanga")

    assert [(row.kind, row.units, row.plan, row.why) for row in rows] == [
        (Moved.COUNTED, 40, "", ""), (Moved.SENT, -30, "a", ""), (Moved.ADJUSTED, -2, "", "Se mojaron."),
    ]  # fmt: skip
    assert (left, told(store), there(store)) == (8, {GUIDE: 8}, {GUIDE: 8})


@pytest.mark.databases
def test_an_adjustment_is_an_act_with_its_reason(store: Store) -> None:
    adjust(store, "Huamanga", GUIDE, 5, why=" Donación. ", by=ANA)
    (act,) = store.acts()

    assert (act.kind, act.subject, act.login) == (Kind.ADJUSTED, "depot/Huamanga", "ana")
    assert act.told() == {"depot": "Huamanga", "resource": GUIDE, "units": 5, "why": "Donación."}


def test_the_next_count_takes_the_place_of_what_was_adjusted(store: Store) -> None:
    adjust(store, "Huamanga", GUIDE, -2, why="Se mojaron.", by=ANA)
    counted(store, 38)

    assert told(store) == there(store) == {GUIDE: 38}


def test_what_left_while_the_clock_was_ahead_is_in_the_next_count_and_in_its_ledger_no_more(store: Store) -> None:
    with store.begin() as connection:
        depots.take(connection, "a", [line(30, depot="Huamanga")], TODAY + timedelta(days=20))
    before = told(store)
    counted(store, 9)
    corrected = told(store)
    with store.begin() as connection:
        next_week = TODAY + timedelta(days=7)
        rows = [SupplyRow(depot="Huamanga", resource=GUIDE, units=9, as_of=next_week)]
        depots.put_listings(connection, rows, next_week)

    assert (before, corrected) == ({GUIDE: 10}, {GUIDE: 0})
    assert told(store) == there(store) == {GUIDE: 9}


def test_a_listing_without_a_day_gives_back_nothing_that_was_taken_off(store: Store) -> None:
    adjust(store, "Huamanga", GUIDE, -2, why="Se mojaron.", by=ANA)

    with pytest.raises(BadInput, match="se ajustó algo"):
        store.put_supply([SupplyRow(depot="Huamanga", resource=GUIDE, units=41)])


def test_what_cannot_be_is_refused_and_leaves_no_trace(store: Store) -> None:
    for units, resource, why, words in (
        (0, GUIDE, "x", "Escriba cuántas unidades"),
        (MOST + 1, GUIDE, "x", "Escriba cuántas unidades"),
        (-41, GUIDE, "x", "no pueden salir más"),
        (1, TABLET, "x", "no contó"),
        (1, GUIDE, " ", "Escriba el motivo"),
    ):
        with pytest.raises(BadInput, match=words):
            adjust(store, "Huamanga", resource, units, why=why, by=ANA)
    assert (store.acts(), told(store)) == ([], {GUIDE: 40})


STEP = st.one_of(
    st.tuples(st.just("count"), st.integers(0, 50), st.none() | st.integers(0, 9)),
    st.tuples(st.just("send"), st.integers(1, 20), st.none()),
    st.tuples(st.just("adjust"), st.integers(-20, 20), st.none()),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=8))
def test_the_total_of_the_ledger_is_what_the_plan_counts_on(
    store: Store, steps: list[tuple[str, int, int | None]]
) -> None:
    _empty(store)
    for number, (kind, units, tablets) in enumerate(steps):
        try:
            if kind == "count":
                counted(store, units, tablets=tablets)
            elif kind == "send":
                sent(store, f"p{number}", units)
            else:
                adjust(store, "Huamanga", GUIDE, units, why="x", by=ANA)
        except (BadInput, PlanRefused):
            continue
        assert told(store) == there(store)


def _empty(store: Store) -> None:
    with store.begin() as connection:
        for table in (schema.supply, schema.listings, schema.departures, schema.dispatching.adjustments):
            connection.execute(table.delete())
