"""Everything that does not count is one list: each kind with its cause, its cure, its site and since when."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub import cataloguing, schema
from hub.database import add
from hub.stopped import KINDS, Cure, Kind, Stopped, of_sites, stopped
from hub.store import Store
from shared.ids import ResourceId
from tests.hub.asked import asked
from tests.hub.builders import SITE, node_of, open_office, uses
from tests.hub.busy_office import ANA, halted, waiting_node
from tests.hub.databases import Databases
from tests.hub.office import SITES, office
from tests.hub.regions import TABLET

pytestmark = pytest.mark.databases


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = office(tmp_path, databases=databases)
    yield opened
    opened.close()


def of_kind(store: Store, kind: Kind) -> list[Stopped]:
    return [one for one in stopped(store) if one.kind is kind]


def test_where_everything_counts_nothing_is_stopped(store: Store) -> None:
    asked(store, SITES[0], TABLET, 5)

    assert stopped(store) == []


def test_what_a_computer_sent_and_waits_is_one_row_with_its_count(store: Store) -> None:
    node = waiting_node(store, SITES[5])
    waiting_node(store, SITES[5])
    (one,) = of_kind(store, Kind.BUNDLE)

    assert (one.node, one.site, one.schools, one.count, one.cure) == (node, SITES[5], ("La Quinua",), 2, Cure.ACCEPT)
    assert one.since == store.waiting()[0].since
    assert "no reconoce" in one.why.text()


def test_two_histories_are_cleared_up_by_a_call(tmp_path: Path, databases: Databases) -> None:
    opened = open_office(tmp_path / "hub", databases)
    node = node_of(opened)
    node.record(*uses(3))
    opened.take(node.bundle())
    twin = node.branch(1)
    twin.record(*uses(1), name="c")
    opened.take(twin.bundle(1))
    (one,) = stopped(opened.store)
    opened.close()

    assert (one.kind, one.cure, one.site, one.node) == (Kind.HISTORIES, Cure.SETTLE, SITE, node.keys.node_id.hex())


def test_records_that_cannot_be_read_are_one_row_for_each_cause(store: Store) -> None:
    halted(store)
    with store.begin() as connection:
        row = {"incarnation": "e" * 16, "head": "0" * 32, "site": SITES[4]}
        why = "Registro 9: un código demasiado largo. Se guarda aparte; avise a soporte."
        add(connection, schema.unreadable, {**row, "seq": 9, "why": why})
        add(connection, schema.unreadable, {**row, "seq": 10, "why": "El tipo 99 no se conoce."})
    found = of_kind(store, Kind.UNREADABLE)

    assert sorted((one.count, one.detail[:8], one.cure, one.site) for one in found) == [
        (1, "El tipo ", Cure.UPDATE, SITES[4]), (2, "un códig", Cure.UPDATE, SITES[4]),
    ]  # fmt: skip


def test_those_are_told_by_their_cause_and_not_a_second_time_by_their_number(store: Store) -> None:
    halted(store)
    told = [{"site": SITES[4], "node": "", "why": "unreadable", "facts": 1},
            {"site": SITES[0], "node": "0badc0de0badc0de", "why": "unreadable", "facts": 3},
            {"site": SITES[1], "node": "0badc0de0badc0de", "why": "foreign", "facts": 4}]  # fmt: skip
    store.swap_dataset("weekly_demand", path="p", version="v", rows=0, notes={"left_out": told})
    found = [(one.kind, one.site, one.count, one.cure) for one in stopped(store) if one.kind is not Kind.RESOURCE]

    assert found == [
        (Kind.UNREADABLE, SITES[0], 3, Cure.UPDATE), (Kind.APART, SITES[1], 4, Cure.SCHOOLS),
        (Kind.UNREADABLE, SITES[4], 1, Cure.UPDATE),
    ]  # fmt: skip


def test_a_resource_that_no_catalogue_has_is_told_with_its_site_and_a_channel_of_kolibri_is_not(store: Store) -> None:
    asked(store, SITES[0], ResourceId("mimeografo"), 5, seq=1)
    asked(store, SITES[0], ResourceId("kolibri-abc"), 5, seq=2)
    halted(store)
    found = of_kind(store, Kind.RESOURCE)

    assert [(one.site, one.count, one.since is None) for one in found] == [(SITES[0], 1, False), (SITES[4], 1, True)]
    assert ["mimeografo" in found[0].why.text(), "proyector" in found[1].why.text()] == [True, True]


def test_a_resource_that_was_withdrawn_is_known_for_good(store: Store) -> None:
    asked(store, SITES[0], TABLET, 5)
    cataloguing.withdraw(store, TABLET, version=1, why="Ya no se compra.", by=ANA)

    assert stopped(store) == []


def test_what_waits_longest_is_first_and_what_nobody_dates_last(store: Store) -> None:
    halted(store)
    asked(store, SITES[3], ResourceId("mimeografo"), 5, days_ago=20)
    waiting_node(store, SITES[5])
    found = stopped(store)

    assert [one.site for one in found] == [SITES[3], SITES[5], SITES[4], SITES[4]]
    assert of_sites(found) == {SITES[3]: 1, SITES[5]: 1, SITES[4]: 2}


def test_every_kind_has_its_words() -> None:
    assert set(KINDS) == set(Kind)
