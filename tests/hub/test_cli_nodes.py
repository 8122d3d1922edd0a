"""Computers of schools by command: who they are, revoked and accepted again, and what waits of them."""

import json

from tests.hub.builders import SITE, Node, Office, uses
from tests.hub.commands import run


def test_a_node_is_listed_revoked_and_accepted_again(office: Office, node: Node) -> None:
    where = ("--dir", office.config.folder)
    node.record(*uses(2))
    office.take(node.bundle(0, 1))
    name = node.keys.node_id.hex()

    revoked = run("node", "revoke", name, "--why", "La robaron.", *where)
    office.take(node.bundle(1, 2))
    waiting = json.loads(run("node", "list", *where, "--json").output)["nodes"]
    accepted = run("node", "accept", name, "--why", "Apareció.", *where)
    listed = run("node", "list", *where).output

    assert (revoked.exit_code, accepted.exit_code) == (0, 0)
    assert [(row["node"], row["state"], row["waiting"]) for row in waiting] == [(name, "revoked", 1)]
    assert "Registros aplicados: 1" in accepted.output
    assert f"{name}  inscrita  {SITE}" in listed
    assert run("node", "revoke", "0" * 16, "--why", "x", *where).exit_code == 1
    assert run("node", "discard", "0" * 16, "--why", "x", *where).exit_code == 1


def test_what_waits_of_a_computer_is_discarded_by_command(office: Office, node: Node) -> None:
    where = ("--dir", office.config.folder)
    node.code = ""
    node.record(*uses(1))
    office.take(node.bundle())

    discarded = run("node", "discard", node.keys.node_id.hex(), "--why", "Es de otra región.", *where)

    assert (discarded.exit_code, office.store.waiting()) == (0, [])
    assert "Paquetes descartados: 1" in discarded.output


def test_without_a_reason_nothing_is_done_and_with_one_history_and_school_have_it(office: Office, node: Node) -> None:
    where, name = ("--dir", office.config.folder), node.keys.node_id.hex()
    node.record(*uses(1))
    office.take(node.bundle())

    refused = [run("node", step, name, *where) for step in ("revoke", "discard")]
    before = office.store.acts(f"node/{name}")
    run("node", "revoke", name, "--why", "La robaron.", *where)
    (act,) = office.store.acts(f"node/{name}")
    notices = [entry.item.subject for entry in office.store.entries(SITE) if entry.item.kind == "notice"]

    assert [(one.exit_code, "Escriba el motivo" in one.output) for one in refused] == [(1, True), (1, True)]
    assert (before, act.kind, act.told()["why"]) == ([], "revoked", "La robaron.")
    assert notices == [f"notice/standing/{name}"]


def test_accepting_asks_why_and_the_history_keeps_it(office: Office, node: Node) -> None:
    where, name = ("--dir", office.config.folder), node.keys.node_id.hex()
    node.code = ""
    node.record(*uses(1))
    office.take(node.bundle())

    refused = run("node", "accept", name, *where)
    held = len(office.store.waiting())
    accepted = run("node", "accept", name, "--why", "Es la laptop nueva.", *where)

    assert (refused.exit_code, "Escriba el motivo" in refused.output, held, accepted.exit_code) == (1, True, 1, 0)
    assert [(act.kind, act.told()["why"]) for act in office.store.acts(f"node/{name}")] == [
        ("accepted", "Es la laptop nueva.")
    ]
