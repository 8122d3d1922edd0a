"""What the office said holds of the units that no later proof contradicts, and of those that no proof told of apart."""

from dataclasses import replace

import pytest

from hub.borne_out import closings, did_not_come, lost
from hub.closing import close
from hub.settling import solve, undo
from hub.store import Store
from shared.delivery_answers import UNCONFIRMED, How
from tests.hub.office import delivered, line
from tests.hub.regions import GUIDE, TABLET
from tests.hub.sent import PLAN
from tests.hub.test_closing import ANA, first, said, store

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
