"""The proofs of delivery: the newest first, and none of a decision that is another site's."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hub import schema
from hub.proofs import delivered
from hub.store import Store
from shared.allocation import Shipment
from tests.hub.databases import Databases
from tests.hub.office import SITES, line, office
from tests.hub.office import delivered as proved
from tests.hub.regions import TABLET
from tests.hub.sent import ORDERED, sent

pytestmark = pytest.mark.databases


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = office(tmp_path, databases=databases)
    yield opened
    opened.close()


def two(store: Store) -> list[Shipment]:
    """Two shipments, each confirmed by its site."""
    shipments = sent(store)
    for one in shipments:
        proved(store, one.decision, one.site, one.pecosa, [line(TABLET, 10)])
    return shipments


def test_each_proof_has_the_names_that_are_given_and_those_of_a_place_are_its_own(store: Store) -> None:
    first, second = two(store)
    with store.read() as connection:
        every = delivered(connection, names={first.site: ("Quebrada Honda",)})
        of_one = delivered(connection, schema.deliveries.c.pecosa.in_([second.pecosa]))

    assert {(row.site, row.schools) for row in every} == {(first.site, ("Quebrada Honda",)), (second.site, ())}
    assert [(row.pecosa, row.lines[0].accepted) for row in of_one] == [(second.pecosa, 10)]


def test_the_newest_is_first_and_one_of_no_day_last(store: Store) -> None:
    two(store)
    table = schema.deliveries
    days = [ORDERED, ORDERED + timedelta(days=2)]
    with store.begin() as connection:
        for site, day in zip(SITES[:2], days, strict=True):
            connection.execute(table.update().where(table.c.site == site).values(day=day))
        first = [row.day for row in delivered(connection)]
        connection.execute(table.update().where(table.c.site == SITES[1]).values(day=None))
        last = [row.day for row in delivered(connection)]

    assert (first, last) == ([days[1], days[0]], [days[0], None])


def test_a_proof_of_another_sites_decision_is_none(store: Store) -> None:
    first, second = sent(store)
    proved(store, second.decision, first.site, first.pecosa, [line(TABLET, 10)])
    with store.read() as connection:
        assert delivered(connection) == []
