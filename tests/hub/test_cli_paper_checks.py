"""A paper is checked by command, which ends with 1 where it does not correspond."""

import json

from sync.signed_paper import Kind, Paper, code_of
from tests.hub.builders import SCHOOL, Node, Office
from tests.hub.commands import run


def test_the_command_says_who_signed_and_ends_with_1_where_nobody_of_the_school_did(office: Office, node: Node) -> None:
    text, where = code_of(Paper(SCHOOL, Kind.UGEL, "2026-06", ()), node.keys), ("--dir", office.config.folder)
    before = run("check-paper", text, *where)
    node.record({"kind": 1})
    office.take(node.bundle())
    after = run("check-paper", text, *where, "--json")

    assert (before.exit_code, "no hay ningún equipo inscrito" in before.output) == (1, True)
    assert (after.exit_code, json.loads(after.output)["verdict"]) == (0, "good")
    assert json.loads(after.output)["node"] == node.keys.node_id.hex()
