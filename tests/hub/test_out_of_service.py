"""A shipment goes to nobody only where every service that it is for is out of service."""

from dataclasses import replace

import msgspec
import pytest

from hub import schema, school_changes
from hub.acts import BY_COMMAND
from hub.out_of_service import open_shipments, to_nobody
from hub.store import Store
from shared.allocation import Decision
from shared.ids import SchoolId
from tests.hub.office import schools
from tests.hub.test_closing import store

__all__ = ["store"]
pytestmark = pytest.mark.databases
ONE = schools()[0]
OTHER = replace(ONE, id=SchoolId("0777777-0"), name="Inicial")


def for_both(store: Store, decision: str) -> None:
    """Let what a decision sends be for the other service of its site too."""
    table = schema.decisions
    with store.begin() as connection:
        mine = table.c.id == decision
        body = connection.execute(table.select().with_only_columns(table.c.body).where(mine)).scalar_one()
        told = msgspec.json.decode(body, type=Decision)
        lines = (*told.lines, *(msgspec.structs.replace(line, school=OTHER.id) for line in told.lines))
        more = msgspec.json.encode(msgspec.structs.replace(told, lines=lines))
        connection.execute(table.update().where(mine).values(body=more))


def close(store: Store, school: SchoolId) -> frozenset[str]:
    school_changes.close(store, school, why="Ya no funciona.", by=BY_COMMAND)
    return to_nobody(store, store.shipment_rows())


def test_a_shipment_goes_to_nobody_once_the_last_of_its_services_is_closed(store: Store) -> None:
    store.put_schools([OTHER])
    mine = min(store.shipments(), key=lambda one: one.pecosa)
    for_both(store, mine.decision)

    assert [close(store, ONE.id), close(store, OTHER.id)] == [frozenset(), {mine.pecosa}]
    assert [one.pecosa for one in open_shipments(store, OTHER)] == [mine.pecosa]


def test_what_is_for_a_service_that_was_merged_goes_to_the_one_that_took_its_place_there(store: Store) -> None:
    store.put_schools([OTHER])
    mine = min(store.shipments(), key=lambda one: one.pecosa)
    school_changes.close(store, ONE.id, into=OTHER.id, why="Se juntaron.", by=BY_COMMAND)
    merged = to_nobody(store, store.shipment_rows())

    assert (merged, close(store, OTHER.id)) == (frozenset(), {mine.pecosa})


def test_what_is_for_one_that_was_merged_into_a_school_elsewhere_goes_to_nobody(store: Store) -> None:
    mine = min(store.shipments(), key=lambda one: one.pecosa)
    school_changes.close(store, ONE.id, into=schools()[1].id, why="Se juntaron.", by=BY_COMMAND)

    assert to_nobody(store, store.shipment_rows()) == {mine.pecosa}


def test_what_is_for_a_service_alone_goes_to_nobody_though_another_of_its_site_is_in_service(store: Store) -> None:
    store.put_schools([OTHER])
    mine = min(store.shipments(), key=lambda one: one.pecosa)

    assert close(store, ONE.id) == {mine.pecosa}
    assert open_shipments(store, OTHER) == []
