"""The office's commands, run as somebody types them: what they say, what they leave, how they fail."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hub.cli import main
from shared.errors import BadInput
from tests.hub.builders import Node, Office, count, uses
from tests.hub.commands import new_hub, run

HEAVY = {"pyarrow", "pandas", "numba", "duckdb", "pyspark", "sqlalchemy", "alembic", "flask", "requests", "gunicorn"}
"""What a command that only says how it is used has no need of."""
SECRET_FILES = ("hub.key", "release.key", "hub.db")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_hub(tmp_path)


def test_init_makes_a_hub_once_and_keeps_its_secrets_to_itself(folder: Path) -> None:
    again = run("init", "--dir", folder)

    assert again.exit_code == 1
    assert "Ya hay una central" in again.output
    assert [oct((folder / name).stat().st_mode & 0o777) for name in SECRET_FILES] == ["0o600"] * 3


def test_an_init_that_was_cut_short_is_finished_with_the_same_keys(tmp_path: Path) -> None:
    from hub.config import Config
    from hub.keyfiles import make_keys

    keys = make_keys(Config(tmp_path))

    done = run("init", "--dir", tmp_path)

    assert done.exit_code == 0
    assert keys.public.fingerprint() in done.output


def test_a_folder_without_a_hub_says_what_to_do(tmp_path: Path) -> None:
    done = run("status", "--dir", tmp_path)

    assert done.exit_code == 1
    assert "chasqui-hub init" in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_stick_is_carried_in_and_answered(office: Office, node: Node, tmp_path: Path) -> None:
    from sync import folder

    node.record(*uses(3))
    folder.put_bundle(tmp_path / "usb", node.bundle().data)

    told = json.loads(run("carry", tmp_path / "usb", "--dir", office.config.folder, "--json").output)

    assert (told["bundles"], told["new_events"], told["replies"]) == (1, 3, 1)


def test_a_folder_that_is_no_stick_is_written_into_only_where_that_is_asked(office: Office, tmp_path: Path) -> None:
    where = ("--dir", office.config.folder)
    (tmp_path / "fotos").mkdir()

    refused = run("carry", tmp_path / "fotos", *where)
    untouched = list((tmp_path / "fotos").iterdir())
    prepared = run("carry", tmp_path / "fotos", "--prepare", *where)

    assert (refused.exit_code, untouched, prepared.exit_code) == (1, [], 0)
    assert "--prepare" in refused.output
    assert [path.name for path in (tmp_path / "fotos").iterdir()] == ["CHASQUI"]


def test_a_stick_of_strange_files_fails_and_names_them(office: Office, tmp_path: Path) -> None:
    (tmp_path / "CHASQUI" / "up").mkdir(parents=True)
    (tmp_path / "CHASQUI" / "up" / "foto.jpg").write_bytes(b"\xff\xd8")

    done = run("carry", tmp_path, "--dir", office.config.folder)

    assert done.exit_code == 1
    assert "Rechazados: 1" in done.output
    assert "foto.jpg: No es un paquete de Chasqui" in done.output


def test_every_command_has_help_and_tells_errors_once() -> None:
    def walk(group: object, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
        commands = getattr(group, "commands", {})
        return [found for name, one in commands.items() for found in [(*path, name), *walk(one, (*path, name))]]

    paths = walk(main)

    assert len(paths) > 20
    for path in paths:
        done = run(*path, "--help")
        assert done.exit_code == 0
        assert len(done.output.splitlines()[2]) > 10


def test_an_error_of_ours_goes_to_the_error_stream_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise BadInput("Falta algo. Póngalo.")

    monkeypatch.setattr("hub.config.Config.from_env", fail)

    done = run("status")

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "Error: Falta algo. Póngalo.\n"


def test_rebuilding_says_from_how_many_records_and_gives_the_same(office: Office, node: Node) -> None:
    node.record(count(30), *uses(4))
    office.take(node.bundle())
    before = office.store.stock()

    done = run("rebuild", "--dir", office.config.folder)

    assert done.exit_code == 0
    assert "5 registros" in done.output
    assert office.store.stock() == before


@pytest.mark.parametrize("module", ["hub.config", "hub.cli"])
def test_settings_and_help_load_nothing_that_is_heavy(module: str) -> None:
    told = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)

    assert not HEAVY & {name.split(".")[0] for name in done.stdout.split()}
