"""What the laptop does by itself to look after its data, by command."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from edge.cli import main
from edge.config import Config
from edge.copies_kept import copies
from edge.enrol import init
from edge.repairing import ASIDE
from edge.store import Store
from tests.edge.building import FakeClock, FakeHub
from tests.edge.test_repairing import broken_rows, made


def run(home: Path, *command: str, told: str = "") -> Result:
    return CliRunner().invoke(main, [*command, "--dir", str(home)], input=told)


def new_node(folder: Path) -> Config:
    (folder / "invitation.json").write_bytes(FakeHub().invitation().to_json())
    config = Config(dir=folder / "node", clock=FakeClock())
    init(config, folder / "invitation.json")
    return config


def test_a_copy_is_made_by_command_also_while_the_node_is_open(tmp_path: Path) -> None:
    config = new_node(tmp_path)
    with Store(config.database, config.clock):
        done = run(config.dir, "copy")
    [kept] = copies(config.database)

    assert (done.exit_code, str(kept.path) in done.output) == (0, True)


def test_where_there_is_no_node_nothing_is_copied_and_nothing_made(tmp_path: Path) -> None:
    done = run(tmp_path / "none", "copy")

    assert (done.exit_code, "no hay un nodo" in done.output, (tmp_path / "none").exists()) == (1, True, False)


def test_the_report_for_support_is_printed_or_written_also_of_a_node_that_is_open_or_damaged(tmp_path: Path) -> None:
    config = new_node(tmp_path)
    with Store(config.database, config.clock):
        printed, kept = run(config.dir, "support"), run(config.dir, "support", str(tmp_path / "informe.json"))
    config.database.write_bytes(bytes(8192))
    damaged = run(config.dir, "support")

    assert (printed.exit_code, json.loads(printed.output)["site"]) == (0, "074294")
    assert (kept.exit_code, json.loads((tmp_path / "informe.json").read_text())["site"]) == (0, "074294")
    assert (damaged.exit_code, "dañados" in json.loads(damaged.output)["trouble"]) == (0, True)


def test_a_damaged_node_is_repaired_by_command_and_tells_what_was_kept(tmp_path: Path) -> None:
    config = made(tmp_path / "node", 200)
    broken_rows(config.database, 150, 160)
    done = run(config.dir, "repair")

    assert done.exit_code == 0, done.output
    assert "11 no se pudieron leer y nadie más los tiene." in done.output
    assert str(config.dir / ASIDE) in done.output
