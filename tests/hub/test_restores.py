"""After a restore the office sees who was not heard since, and what came back; no copy revives a code or a key."""

from pathlib import Path

import pytest
from msgspec.structs import replace

import sync as protocol
from hub import enrol, restores
from hub.revocations import heed, revoke, was_revoked
from hub.rows import NodeState
from sync.feed import ALL
from tests.hub.builders import OTHER_SITE, Node, Office, node_of
from tests.hub.giving import give, lost

pytestmark = pytest.mark.databases


def unheard(office: Office) -> list[str]:
    return [one.node for one in restores.unheard(office.store)]


def proof_of(office: Office, node: Node) -> bytes:
    """Let a node exchange; return the answer that it shows from then on."""
    return office.take(node.bundle()).reply.ack


def test_a_hub_that_was_never_restored_lists_nobody(office: Office, node: Node) -> None:
    proof = proof_of(office, node)
    office.store.start_life()
    office.take(node.bundle(hub_proof=proof))

    assert restores.last_restore(office.store) is None
    assert (unheard(office), restores.told(office.store)) == ([], [])


def test_the_protocol_names_every_kind_of_item_that_may_come_back() -> None:
    rows = Path(protocol.__file__).with_name("PROTOCOL.md").read_text(encoding="utf-8").splitlines()
    told = {kind for row in rows if "| `all` |" in row or "| its site |" in row for kind in row.split("`")[1::2]}

    assert set(restores.KINDS) <= told


def test_who_was_not_heard_since_a_restore_is_listed_until_it_is(office: Office, tmp_path: Path) -> None:
    first, second = node_of(office), node_of(office, b"o", OTHER_SITE)
    office.store.start_life()
    for node in (first, second):
        office.take(node.bundle())
    copy = office.copied(tmp_path / "copy")
    office.store.start_life()
    proof = proof_of(office, first)
    copy.store.start_life()
    before = unheard(copy)
    copy.take(first.bundle(hub_proof=proof))
    noticed = unheard(copy)
    words = "\n".join(restores.told(copy.store))
    copy.take(second.bundle())

    assert (before, noticed, unheard(copy)) == ([], [second.keys.node_id.hex()], [])
    assert "Sin noticias desde que se restauró la central: 1 computadora" in words
    copy.close()


def test_a_second_restore_begins_the_list_anew(office: Office, tmp_path: Path) -> None:
    node = node_of(office)
    office.take(node.bundle())
    with office.store.begin() as connection:
        for lost_ms, now_s in ((5, 100), (5, 200), (7, 300)):
            restores.note(connection, lost_ms, now_s)
    first = restores.last_restore(office.store)
    life = office.store.start_life()
    with office.store.begin() as connection:
        restores.note(connection, life.ms + 1, 400)

    assert first == restores.Restore(7, 100)
    assert restores.last_restore(office.store) == restores.Restore(life.ms + 1, 400)
    assert unheard(office) == [node.keys.node_id.hex()]


def test_codes_of_before_are_void_as_soon_as_a_node_shows_that_the_hub_was_restored(
    office: Office, tmp_path: Path
) -> None:
    node = node_of(office)
    office.take(node.bundle())
    old_code = node_of(office, b"o", OTHER_SITE)
    copy = office.copied(tmp_path / "copy")
    office.store.start_life()
    proof = proof_of(office, node)
    copy.store.start_life()
    copy.take(node.bundle(hub_proof=proof))
    new_code = node_of(copy, b"p", OTHER_SITE)

    assert [copy.take(one.bundle()).state for one in (old_code, new_code)] == ["held", "ok"]
    copy.close()


def test_codes_issued_after_the_restore_stay_good(office: Office, tmp_path: Path) -> None:
    node = node_of(office)
    office.take(node.bundle())
    copy = office.copied(tmp_path / "copy")
    office.store.start_life()
    proof = proof_of(office, node)
    copy.store.start_life()
    copy.store.start_life()
    new_code = node_of(copy, b"p", OTHER_SITE)
    copy.take(node.bundle(hub_proof=proof))

    assert copy.take(new_code.bundle()).state == "ok"
    copy.close()


def test_a_lost_revocation_comes_back_from_another_computer(office: Office, tmp_path: Path) -> None:
    stolen, other = node_of(office), node_of(office, b"o", OTHER_SITE)
    for node in (stolen, other):
        office.take(node.bundle())
    copy = office.copied(tmp_path / "copy")
    revoke(office.store, stolen.keys.node_id.hex())
    (told,) = [entry.item for entry in office.store.entries(ALL) if entry.item.kind == "revocation"]
    believed = copy.take(stolen.bundle()).state
    give(copy, other, told)

    assert (believed, copy.take(stolen.bundle()).state) == ("ok", "held")
    assert [row.words().text() for row in restores.readmitted(copy.store)] == [
        f"Volvió la baja de la computadora {stolen.keys.node_id.hex()}. La central no tenía otra decisión sobre eso."
    ]
    copy.close()


def test_whom_an_operator_accepted_afterwards_stays_accepted(office: Office) -> None:
    stolen, other = node_of(office), node_of(office, b"o", OTHER_SITE)
    for node in (stolen, other):
        office.take(node.bundle())
    revoke(office.store, stolen.keys.node_id.hex())
    (told,) = [entry.item for entry in office.store.entries(ALL) if entry.item.kind == "revocation"]
    office.ingest.accept(stolen.keys.node_id.hex())
    with office.store.begin() as connection:
        accepted = enrol.accepted_at(connection, stolen.keys.node_id)
        heed(connection, told)
        stays = enrol.state_of(connection, stolen.keys.node_id)
        assert accepted is not None
        heed(connection, replace(told, birth=(accepted[0], accepted[1] + 1)))
        later = enrol.state_of(connection, stolen.keys.node_id)

    assert (stays, later) == (NodeState.OK, NodeState.REVOKED)


def test_a_code_enrols_nobody_whose_revocation_came_back(office: Office) -> None:
    stolen, other = node_of(office), node_of(office, b"o", OTHER_SITE)
    office.take(other.bundle())
    body = b'{"node":"%s"}' % stolen.keys.node_id.hex().encode()
    subject = f"revocation/{stolen.keys.node_id.hex()}"
    give(office, other, lost(office, stream=ALL, kind="revocation", subject=subject, body=body))
    stolen.code = office.invite()

    assert office.take(stolen.bundle()).state == "held"
    with office.store.read() as connection:
        assert was_revoked(connection, stolen.keys.node_id)


def test_a_computer_revoked_twice_is_told_of_twice(office: Office) -> None:
    node = node_of(office)
    office.take(node.bundle())
    for _ in range(2):
        revoke(office.store, node.keys.node_id.hex())
        office.ingest.accept(node.keys.node_id.hex())

    assert [entry.item.kind for entry in office.store.entries(ALL)].count("revocation") == 2


def test_what_a_person_has_read_is_told_no_more(office: Office, node: Node) -> None:
    give(office, node, lost(office, 1, subject="a"), lost(office, 2, subject="b"))
    rows = restores.readmitted(office.store)
    counts = restores.mark_seen(office.store, rows[:1]), restores.mark_seen(office.store, rows)

    assert counts == (1, 1)
    assert restores.unseen(restores.readmitted(office.store)) == []
    assert len(restores.report(office.store)["readmitted"]) == 2
