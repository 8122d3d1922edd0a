"""Packs by command, also beside a running node: taken in, listed, checked, dropped."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edge.cli import main
from edge.config import Config
from edge.enrol import init
from edge.store import Store
from tests.edge.building import FakeHub
from tests.edge.packing import FILES, RELEASE, STORY, lay_out, pack_of


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "invitation.json").write_bytes(FakeHub(release=RELEASE).invitation().to_json())
    init(Config(dir=tmp_path / "node"), tmp_path / "invitation.json")
    return tmp_path / "node"


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["pack", *words, "--dir", str(home)])


def test_a_pack_is_taken_in_listed_checked_and_dropped(home: Path, tmp_path: Path) -> None:
    lay_out(tmp_path / "usb", pack_of())
    added = run(home, "add", str(tmp_path / "usb"))
    listed = json.loads(run(home, "list", "--json").output)
    plain, checked = run(home, "list").output, run(home, "check").output
    dropped = run(home, "drop", "relatos")

    assert added.exit_code == 0, added.output
    assert "Paquete relatos, versión 1: 2 archivos completos" in added.output
    assert [(one["resource"], one["files"], one["expired"], one["damaged"]) for one in listed] == [
        ("relatos", 2, False, [])
    ]
    assert "relatos, versión 1: 2 archivos" in plain
    assert "relatos: completo" in checked
    assert "Se quitó relatos" in dropped.output
    assert "No hay paquetes." in run(home, "list").output
    assert (run(home, "drop", "relatos").exit_code, len(FILES)) == (1, 2)


def test_a_damaged_file_is_told_and_makes_the_command_fail(home: Path, tmp_path: Path) -> None:
    lay_out(tmp_path / "usb", pack_of())
    run(home, "add", str(tmp_path / "usb"))
    next(path for path in (home / "packs").iterdir() if path.stat().st_size == len(STORY)).write_bytes(b"broken")
    checked = run(home, "check")

    assert (checked.exit_code, "relatos: 1 archivo dañado" in checked.output) == (1, True)
    assert "dañados: 1" in run(home, "list").output
    assert run(home, "add", str(tmp_path / "usb")).exit_code == 0
    assert run(home, "check").exit_code == 0


def test_a_pack_that_was_changed_is_refused_in_words(home: Path, tmp_path: Path) -> None:
    (lay_out(tmp_path / "usb", pack_of()) / "zorro.pdf").write_bytes(b"otro")
    refused = run(home, "add", str(tmp_path / "usb"))

    assert refused.exit_code == 1
    assert "no es lo que la región firmó" in refused.output
    assert run(home, "list", "--json").output.strip() == "[]"


def test_listing_needs_no_writer(home: Path, tmp_path: Path) -> None:
    lay_out(tmp_path / "usb", pack_of())
    run(home, "add", str(tmp_path / "usb"))
    config = Config(dir=home)
    with Store(config.database, config.clock):
        assert "relatos" in run(home, "list").output
