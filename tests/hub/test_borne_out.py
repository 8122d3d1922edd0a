"""What the office said holds of the units that no later proof contradicts, and of those that no proof told of apart."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hub.alarms import alarms
from hub.borne_out import closings, did_not_come, lost
from hub.closing import close
from hub.region_rows import SupplyRow
from hub.settling import solve, undo
from hub.stock_ledger import Moved as Row
from hub.stock_ledger import movements, totals
from hub.store import Store
from shared.delivery_answers import UNCONFIRMED, How
from tests.hub.builders import StillClock
from tests.hub.office import NOW, delivered, line
from tests.hub.regions import GUIDE, TABLET
from tests.hub.scanned import statements
from tests.hub.sent import ORDERED, PLAN
from tests.hub.test_closing import ANA, first, said, store, there

__all__ = ["store"]
pytestmark = pytest.mark.databases


def test_what_was_lost_on_its_way_is_neither_what_a_proof_told_of_since_nor_what_was_rejected(store: Store) -> None:
    one = first(store)
    close(store, one.pecosa, {TABLET: 10}, said(), by=ANA, units={TABLET: 6})
    delivered(store, one.decision, one.site, one.pecosa, [line(TABLET, 7), line(GUIDE, 20, 5, "golpeado")])
    solve(store, one.pecosa, GUIDE, replace(said(), units=5), by=ANA)
    with store.read() as connection:
        found, plans = lost(connection), did_not_come(connection, (How.LOST,))

    assert found == {one.pecosa: {TABLET: 3}}
    assert plans == {(PLAN, one.site, TABLET): 3}


def test_each_part_is_told_as_what_it_was_until_it_is_undone(store: Store) -> None:
    one = first(store)
    close(store, one.pecosa, {GUIDE: 20}, said(How.ARRIVED), by=ANA, units={GUIDE: 13})
    close(store, one.pecosa, {GUIDE: 7}, said(How.LOST), by=ANA)
    with store.read() as connection:
        both = closings(connection, UNCONFIRMED)
    undo(store, one.pecosa, GUIDE, 2, why="Aparecieron.", by=ANA)
    with store.read() as connection:
        rest = closings(connection, UNCONFIRMED)

    told = [[(entry.how, entry.units) for entry in found[one.pecosa, GUIDE]] for found in (both, rest)]
    assert told == [[("arrived", 13), ("lost", 7)], [("arrived", 13)]]


@pytest.mark.parametrize(("how", "kind"), [(How.STAYED, Row.STAYED), (How.RETURNED, Row.RETURNED)])
def test_no_plan_gives_what_a_late_proof_shows_to_be_at_the_school(store: Store, how: How, kind: Row) -> None:
    one, before = first(store), there(store)
    close(store, one.pecosa, {TABLET: 10}, said(how), by=ANA)
    after = there(store)
    delivered(store, one.decision, one.site, one.pecosa, [line(TABLET, 7)])
    proved = there(store)
    with store.read() as connection:
        rows = [row for row in movements(connection, "Huamanga") if row.pecosa]
        total = totals(movements(connection, "Huamanga"))[TABLET]
    (told,) = [alarm for alarm in alarms(store) if alarm.kind == "delivery_disputed"]
    undo(store, one.pecosa, TABLET, 1, why="Llegaron siete.", by=ANA)

    assert (after - before, proved - before, there(store) - before) == (10, 3, 0)
    assert total == proved
    assert [(row.kind, row.units) for row in rows] == [(kind, 10), (Row.CAME, -7)]
    assert (told.subject, "unidades: 7" in told.said.text()) == (one.pecosa, True)
    assert [alarm for alarm in alarms(store) if alarm.kind == "delivery_disputed"] == []


def test_of_what_a_depot_has_counted_since_no_closing_is_looked_at(store: Store) -> None:
    close(store, first(store).pecosa, {TABLET: 10}, said(How.RETURNED), by=ANA)
    later = Store(replace(store.config, clock=StillClock(NOW + timedelta(days=3))))
    with statements(later, "shipments") as before:
        later.supply()
    later.put_supply([SupplyRow(depot="Huamanga", resource=TABLET, units=30, as_of=ORDERED + timedelta(days=2))])
    with statements(later, "shipments") as after:
        counted = there(later)
    later.close()

    assert (len(before), after, counted) == (1, [], 30)
