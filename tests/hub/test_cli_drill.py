"""A copy in the configured place and the drill on it, by command, as a timer does."""

import json
from pathlib import Path

import pytest

from tests.hub.builders import Node, Office, uses
from tests.hub.commands import run


def test_a_copy_goes_to_the_configured_place_and_the_drill_brings_it_back(
    office: Office, node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node.record(*uses(3))
    office.take(node.bundle())
    copies = tmp_path / "copies"
    copies.mkdir()
    monkeypatch.setenv("CHASQUI_HUB_COPIES", str(copies))

    copied = run("backup", "--dir", office.config.folder)
    told = run("drill", "--json", "--dir", office.config.folder)

    assert copied.exit_code == 0, copied.output
    assert "abierta otra vez y comprobada" in copied.output
    assert "llévela fuera de este equipo" in copied.output
    assert told.exit_code == 0, told.output
    report = json.loads(told.stdout)
    assert (report["good"], report["events"]) == (True, 3)
    assert [path.name for path in copies.iterdir()] == [report["copy"]]


def test_without_a_place_both_say_where_it_is_told(office: Office) -> None:
    for command in ("backup", "drill"):
        done = run(command, "--dir", office.config.folder)

        assert done.exit_code == 1
        assert "CHASQUI_HUB_COPIES" in done.output
