"""What is done to a computer has its reason in the history, and without one it is not done."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hub import node_acts
from hub.acts import Kind
from hub.computers import computers
from hub.enrol import invite, open_codes
from hub.ingest import Ingest
from hub.keyfiles import read_keys
from hub.rows import NodeState
from hub.store import Store
from shared.acts import Actor
from shared.errors import BadInput, NewerFormat
from shared.notices import KIND, Notice
from tests.hub.busy_office import waiting_node
from tests.hub.databases import Databases
from tests.hub.office import SITES, heard, office

pytestmark = pytest.mark.databases
BY = Actor("ana", "Administración")


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = office(tmp_path, databases=databases)
    yield opened
    opened.close()


def state_of(store: Store, node: str) -> tuple[NodeState, int]:
    (found,) = [one for one in computers(store, store.schools(), store.waiting()) if one.node == node]
    return found.state, found.waiting


def told(store: Store) -> list[tuple[str, str, str]]:
    """Return what was done otherwise than by issuing a code: kind, subject and why."""
    return [(act.kind, act.subject, act.told()["why"]) for act in store.acts() if act.kind != Kind.INVITED]


def noticed(store: Store) -> list[str]:
    bodies = [entry.item.body for entry in store.entries(SITES[2]) if entry.item.kind == KIND]
    return [msgspec.json.decode(body, type=Notice).what for body in bodies]


def test_a_computer_is_accepted_revoked_and_accepted_again(store: Store) -> None:
    node, ingest = waiting_node(store, SITES[2]), Ingest(store, read_keys(store.config))

    assert node_acts.accept(store, ingest, node, why="Es la nueva.", by=BY) == 1
    node_acts.revoke(store, node, why="Se la robaron.", by=BY)
    assert state_of(store, node) == (NodeState.REVOKED, 0)
    assert noticed(store) == ["revoked"]
    node_acts.accept(store, ingest, node, why="Apareció.", by=BY)
    assert noticed(store) == ["revoked", "accepted"]
    assert len({entry.item.subject for entry in store.entries(SITES[2]) if entry.item.kind == KIND}) == 1
    assert state_of(store, node) == (NodeState.OK, 0)
    assert told(store) == [
        ("accepted", f"node/{node}", "Es la nueva."),
        ("revoked", f"node/{node}", "Se la robaron."),
        ("accepted", f"node/{node}", "Apareció."),
    ]


def test_another_computer_in_the_name_of_a_site_is_told_there_and_the_first_one_to_nobody(store: Store) -> None:
    heard(store, SITES[2], 1)
    node, ingest = waiting_node(store, SITES[2]), Ingest(store, read_keys(store.config))
    node_acts.accept(store, ingest, node, why="La trajo el profesor nuevo.", by=BY)
    (entry,) = [one for one in store.entries(SITES[2]) if one.item.kind == KIND]
    said = msgspec.json.decode(entry.item.body, type=Notice)

    assert (said.what, said.node, said.text, said.role) == (
        "joined", node, "La trajo el profesor nuevo.", "Administración",
    )  # fmt: skip
    node_acts.accept(store, ingest, node, why="Otra vez.", by=BY)
    assert noticed(store) == ["joined"]


def test_one_in_the_place_of_a_computer_that_was_revoked_is_told_too(store: Store) -> None:
    heard(store, SITES[2], 1)
    node_acts.revoke(store, (SITES[2] + "0" * 10)[:16], why="Se la robaron.", by=BY)
    node_acts.accept(
        store, Ingest(store, read_keys(store.config)), waiting_node(store, SITES[2]), why="Es la nueva.", by=BY
    )

    assert noticed(store) == ["revoked", "joined"]


def test_what_waits_is_thrown_away_with_a_reason(store: Store) -> None:
    node = waiting_node(store, SITES[2])

    assert node_acts.discard(store, node, why="Es de otra región.", by=BY) == 1
    assert store.waiting() == []
    assert told(store) == [("discarded", f"node/{node}", "Es de otra región.")]
    assert noticed(store) == ["discarded"]


def test_one_bundle_that_is_thrown_away_by_its_id_is_told_to_the_school_of_its_computer(store: Store) -> None:
    node = waiting_node(store, SITES[2])
    (bundle,) = (one.bundle for one in store.waiting())

    assert node_acts.discard(store, bundle, why="Vino cortado.", by=BY) == 1
    assert told(store) == [("discarded", f"node/{node}", "Vino cortado.")]
    assert [act.told().get("bundle") for act in store.acts()] == [bundle]
    assert noticed(store) == ["discarded"]
    assert list((store.config.folder / "waiting").iterdir()) == []


def test_what_no_key_vouches_for_is_thrown_away_and_told_to_the_history_alone(store: Store) -> None:
    with pytest.raises(NewerFormat):
        Ingest(store, read_keys(store.config)).take(b"CHQ9 of nobody")
    (bundle,) = (one.bundle for one in store.waiting())

    node_acts.discard(store, bundle, why="Nadie sabe de quién es.", by=BY)

    assert told(store) == [("discarded", f"node/{bundle}"[:80], "Nadie sabe de quién es.")]
    assert noticed(store) == []


def test_where_the_act_cannot_be_kept_nothing_is_thrown_away(store: Store) -> None:
    node = waiting_node(store, SITES[2])
    with store.begin() as connection:
        connection.execute(text("ALTER TABLE acts RENAME TO acts_aside"))

    with pytest.raises(DBAPIError):
        node_acts.discard(store, node, why="Es de otra región.", by=BY)
    with store.begin() as connection:
        connection.execute(text("ALTER TABLE acts_aside RENAME TO acts"))

    assert state_of(store, node) == (NodeState.HELD, 1)
    assert len(list((store.config.folder / "waiting").iterdir())) == 1
    assert noticed(store) == []


def test_the_codes_of_a_site_are_withdrawn_and_enrol_nobody(store: Store) -> None:
    for _ in range(2):
        invite(store, read_keys(store.config).public, SITES[1], store.schools(), "http://10.0.0.2:8060", by=BY)

    assert node_acts.withdraw_codes(store, SITES[1], why="Se perdió la hoja.", by=BY) == 2
    with store.read() as connection:
        assert open_codes(connection, store.now_s(), SITES[1]) == []
    assert told(store) == [("withdrawn", f"invitation/{SITES[1]}", "Se perdió la hoja.")]
    with pytest.raises(BadInput, match="no tiene un código sin usar"):
        node_acts.withdraw_codes(store, SITES[1], why="Otra vez.", by=BY)


def test_without_a_reason_nothing_is_done(store: Store) -> None:
    heard(store, SITES[0], 1)
    node, ingest = waiting_node(store, SITES[2]), Ingest(store, read_keys(store.config))
    invite(store, read_keys(store.config).public, SITES[1], store.schools(), "http://10.0.0.2:8060", by=BY)
    known = (SITES[0] + "0" * 10)[:16]

    for work in (
        lambda: node_acts.accept(store, ingest, node, why=" ", by=BY),
        lambda: node_acts.discard(store, node, why="", by=BY),
        lambda: node_acts.revoke(store, known, why="", by=BY),
        lambda: node_acts.withdraw_codes(store, SITES[1], why="", by=BY),
    ):
        with pytest.raises(BadInput, match="Escriba el motivo"):
            work()
    assert (state_of(store, node), state_of(store, known)) == ((NodeState.HELD, 1), (NodeState.OK, 0))
    assert told(store) == []


def test_a_computer_that_nobody_knows_leaves_no_act(store: Store) -> None:
    with pytest.raises(BadInput, match="No hay una computadora inscrita"):
        node_acts.revoke(store, "00" * 8, why="Se perdió.", by=BY)
    assert told(store) == []


def test_where_the_act_cannot_be_kept_nobody_is_enrolled(store: Store) -> None:
    node = waiting_node(store, SITES[2])
    with store.begin() as connection:
        connection.execute(text("ALTER TABLE acts RENAME TO acts_aside"))

    with pytest.raises(DBAPIError):
        node_acts.accept(store, Ingest(store, read_keys(store.config)), node, why="La llevó la directora.", by=BY)
    with store.begin() as connection:
        connection.execute(text("ALTER TABLE acts_aside RENAME TO acts"))

    assert state_of(store, node) == (NodeState.HELD, 1)
    assert noticed(store) == []
