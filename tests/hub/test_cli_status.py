"""How the region is, by command."""

import json
from pathlib import Path

from tests.hub.builders import Node, Office, uses
from tests.hub.commands import new_hub, run


def test_the_state_is_told_in_words_and_the_same_as_json(office: Office, node: Node) -> None:
    where = ("--dir", office.config.folder)
    node.record(*uses(3))
    office.take(node.bundle())

    told, found = run("status", *where), json.loads(run("status", *where, "--json").output)

    assert (told.exit_code, found["events"], found["enrolled"], found["plan"]) == (0, 3, 1, None)
    assert "Registros: 3." in told.output
    assert "Plan: ninguno. Modelo: pronóstico base." in told.output


def test_a_folder_without_a_hub_has_no_state(tmp_path: Path) -> None:
    assert run("status", "--dir", new_hub(tmp_path)).exit_code == 0
    assert run("status", "--dir", tmp_path / "other").exit_code == 1
