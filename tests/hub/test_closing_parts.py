"""A part of a line, or of a shipment, is closed as what it was; what is left of it stays on its way."""

import msgspec
import pytest

from hub.closing import close
from hub.discrepancies import discrepancies
from hub.dispatching import Said as Left
from hub.dispatching import dispatch
from hub.settling import came_back
from hub.store import Store
from shared.delivery_answers import KIND, DeliveryAnswer, How
from shared.errors import BadInput
from tests.hub.office import delivered, line
from tests.hub.regions import GUIDE, TABLET
from tests.hub.sent import ORDERED
from tests.hub.test_closing import ANA, first, said, store

__all__ = ["store"]
pytestmark = pytest.mark.databases


def test_part_of_a_line_is_closed_and_the_rest_otherwise_afterwards(store: Store) -> None:
    one = first(store).pecosa
    close(store, one, {GUIDE: 20}, said(How.ARRIVED), by=ANA, units={GUIDE: 13})
    part = store.shipment_row(one)
    close(store, one, {GUIDE: 7}, said(How.LOST), by=ANA, units={GUIDE: 7})
    rest = store.shipment_row(one)

    assert part is not None
    assert rest is not None
    assert (dict(part.pending), part.closed, part.held[0].units) == ({GUIDE: 7, TABLET: 10}, 13, 13)
    assert (dict(rest.pending), rest.closed, rest.held[0].units) == ({TABLET: 10}, 20, 13)
    assert [(entry.how, entry.units) for entry in discrepancies(store)[0].holding] == [("arrived", 13), ("lost", 7)]


def test_a_proof_of_what_a_paper_said_before_leaves_the_rest_on_its_way(store: Store) -> None:
    one = first(store)
    close(store, one.pecosa, {GUIDE: 20}, said(How.ARRIVED), by=ANA, units={GUIDE: 13})
    delivered(store, one.decision, one.site, one.pecosa, [line(GUIDE, 13)])
    row = store.shipment_row(one.pecosa)

    assert row is not None
    assert (dict(row.pending)[GUIDE], row.held) == (7, ())


def test_a_hub_that_gets_its_own_closing_back_reckons_it_as_before(store: Store) -> None:
    one = first(store)
    close(store, one.pecosa, {TABLET: 10}, said(How.ARRIVED), by=ANA, units={TABLET: 6})
    told = [entry.item for entry in store.entries(one.site) if entry.item.kind == KIND][-1]
    with store.begin() as connection:
        came_back(connection, msgspec.json.decode(told.body, type=DeliveryAnswer), store.now_s())
    delivered(store, one.decision, one.site, one.pecosa, [line(TABLET, 6)])

    row = store.shipment_row(one.pecosa)
    assert row is not None
    assert dict(row.pending)[TABLET] == 4


def test_a_paper_that_comes_after_a_proof_tells_of_other_units(store: Store) -> None:
    one = first(store)
    delivered(store, one.decision, one.site, one.pecosa, [line(GUIDE, 5)])
    close(store, one.pecosa, {GUIDE: 15}, said(How.ARRIVED), by=ANA, units={GUIDE: 12})
    row = store.shipment_row(one.pecosa)

    assert row is not None
    assert (dict(row.pending)[GUIDE], [one.units for one in row.held]) == (3, [12])


@pytest.mark.parametrize("units", [0, 21])
def test_no_more_is_closed_than_is_on_its_way_and_no_less_than_one(store: Store, units: int) -> None:
    with pytest.raises(BadInput, match="escriba cuántas unidades, de 1 a 20"):
        close(store, first(store).pecosa, {GUIDE: 20}, said(), by=ANA, units={GUIDE: units})

    assert (store.acts(), discrepancies(store)) == ([], [])


def test_part_of_a_shipment_may_have_stayed_and_the_rest_left(store: Store) -> None:
    one, other = sorted(store.shipments(), key=lambda one: one.pecosa)
    left = Left(day=ORDERED, carrier="Camión AB-1")
    close(store, one.pecosa, {TABLET: 10}, said(How.STAYED), by=ANA)
    dispatch(store, one.pecosa, left, by=ANA)
    dispatch(store, other.pecosa, left, by=ANA)
    close(store, other.pecosa, {TABLET: 10}, said(How.STAYED), by=ANA)

    assert [row.pending for row in store.shipment_rows()] == [((GUIDE, 20),)] * 2
    with pytest.raises(BadInput, match="Consta que salió"):
        close(store, other.pecosa, {GUIDE: 20}, said(How.STAYED), by=ANA)
