"""A school is told what the office did to what is its own: once, and only where there is a school."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.notices import site_of, site_of_school, tell
from hub.store import Store
from shared.acts import Actor
from shared.notices import KIND, About, What
from tests.hub.busy_office import waiting_node
from tests.hub.databases import Databases
from tests.hub.notified import notices_of
from tests.hub.office import SITES, heard, office, schools

pytestmark = pytest.mark.databases
ANA, CODE = Actor("ana", "Operación regional"), "0badc0de0badc0de"


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = office(tmp_path, databases=databases)
    yield opened
    opened.close()


def told(store: Store, site: str, why: str = "La robaron.") -> bool:
    with store.begin() as connection:
        return tell(store, connection, site, What.REVOKED, About(node=CODE), why=why, by=ANA)


def test_a_school_reads_what_was_done_and_why_once(store: Store) -> None:
    done = [told(store, SITES[0]), told(store, SITES[0]), told(store, SITES[0], "Apareció otra.")]
    said = notices_of(store, SITES[0])

    assert done == [True, False, True]
    assert [(one.what, one.node, one.text, one.role) for one in said] == [
        ("revoked", CODE, "La robaron.", ANA.office), ("revoked", CODE, "Apareció otra.", ANA.office),
    ]  # fmt: skip
    assert store.entries(SITES[0])[0].item.subject == f"{KIND}/standing/{CODE}"


def test_nobody_is_told_where_there_is_no_school(store: Store) -> None:
    assert [told(store, site) for site in ("", "000000")] == [False, False]


def test_the_site_of_a_computer_is_that_of_its_enrolment_or_of_what_it_sent(store: Store) -> None:
    heard(store, SITES[1], 3, node=CODE)
    waits = waiting_node(store, SITES[5])

    with store.read() as connection:
        assert [site_of(connection, node) for node in (CODE, waits, "0" * 16)] == [SITES[1], SITES[5], ""]


def test_the_way_that_it_came_to_the_office_is_not_told(store: Store) -> None:
    by = Actor("ana", "Operación regional, por comando")
    with store.begin() as connection:
        tell(store, connection, SITES[0], What.REVOKED, About(node=CODE), why="La robaron.", by=by)

    (one,) = notices_of(store, SITES[0])
    assert one.role == "Operación regional"


def test_the_site_of_a_school_is_that_of_the_listing(store: Store) -> None:
    with store.read() as connection:
        assert [site_of_school(connection, one) for one in (schools()[1].id, "9999999-9")] == [schools()[1].site, ""]


def test_what_is_of_no_computer_names_none(store: Store) -> None:
    with store.begin() as connection:
        tell(store, connection, SITES[0], What.CLOSED, About(school=schools()[0].id), why="Cerró.", by=ANA)
    (entry,) = store.entries(SITES[0])

    assert b'"node"' not in entry.item.body
    assert entry.item.subject == f"{KIND}/service/{schools()[0].id}"
