"""Every computer has its line: the second one at a site, the one that waits, the one that was revoked."""

import json
from datetime import UTC, datetime

from hub.computers import Computer, computers
from hub.region_rows import School
from hub.rows import NodeState
from shared.ids import SchoolId, SiteId
from tests.hub.builders import SITE, Node, Office, node_of, uses
from tests.hub.commands import run


def _sent(office: Office, node: Node) -> str:
    node.record(*uses(1))
    office.take(node.bundle())
    return node.keys.node_id.hex()


def test_two_computers_of_a_site_and_one_that_waits_there_have_each_their_line(office: Office, node: Node) -> None:
    first, second = _sent(office, node), _sent(office, node_of(office, b"m"))
    stranger = node_of(office, b"s")
    stranger.code = ""
    third = _sent(office, stranger)

    rows = computers(office.store, office.store.schools(), office.store.waiting())

    assert [(row.node, row.state, row.waiting) for row in rows[:1]] == [(third, NodeState.HELD, 1)]
    assert {row.node for row in rows[1:]} == {first, second}
    assert {(row.state, row.site, row.schools) for row in rows[1:]} == {(NodeState.OK, SITE, ("IE 0403691-0",))}


def test_the_list_names_each_computer_with_its_state_in_spanish(office: Office, node: Node) -> None:
    where = ("--dir", office.config.folder)
    gone = _sent(office, node)
    stranger = node_of(office, b"s")
    stranger.code, stranger.site = "", SiteId("099999")
    waits = _sent(office, stranger)
    run("node", "revoke", gone, "--why", "x", *where)

    lines = run("node", "list", *where).output.splitlines()
    rows = json.loads(run("node", "list", *where, "--json").output)["nodes"]

    assert lines[0].startswith(f"{waits}  espera")
    assert "local sin escuelas" in lines[0]
    assert lines[1].startswith(f"{gone}  de baja")
    assert "IE 0403691-0" in lines[1]
    assert [(row["node"], row["state"], row["estado"]) for row in rows] == [
        (waits, "held", "espera"),
        (gone, "revoked", "de baja"),
    ]


def test_services_of_one_name_at_a_site_are_told_apart_in_the_list(office: Office, node: Node) -> None:
    levels = ("Inicial", "Primaria")
    rows = [School(id=SchoolId(f"099990{n}-0"), site=SITE, name="Los Andes", level=one) for n, one in enumerate(levels)]
    office.store.put_schools(rows)
    _sent(office, node)

    [row] = computers(office.store, office.store.schools(), ())

    assert "Los Andes (Inicial), Los Andes (Primaria)" in row.words()


def test_the_last_contact_is_told_in_the_time_of_peru() -> None:
    late = datetime(2026, 11, 26, 4, 30, tzinfo=UTC)

    one = Computer(node="a", state=NodeState.OK, site=SITE, schools=("IE",), last_bundle=late)

    assert one.words().endswith("último envío 25/11/2026, 23:30")


def test_a_revoked_computer_is_not_counted_as_enrolled(office: Office, node: Node) -> None:
    gone = _sent(office, node)
    _sent(office, node_of(office, b"m"))
    run("node", "revoke", gone, "--why", "x", "--dir", office.config.folder)

    assert office.store.totals().nodes == 1
