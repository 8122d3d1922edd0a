"""``deploy/deploy.sh`` installs a hub under a folder; the second time it copies it first, and changes over at once."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hub import restoring
from hub.config import Config
from hub.keyfiles import read_keys
from hub.store import Store
from tests.postgres import Cluster
from tests.test_docs import PROJECT

SCRIPT = PROJECT / "deploy" / "deploy.sh"
ENVIRONMENT = Path(sys.prefix)


def deploy(
    *words: str | Path, umask: int = -1, script: Path = SCRIPT, **settings: str
) -> "subprocess.CompletedProcess[str]":
    env = {name: value for name, value in os.environ.items() if not name.startswith("CHASQUI_")} | settings
    command = [str(script), *map(str, words)]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, umask=umask)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    done = deploy("install", "--root", tmp_path, "--env", ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    assert "release.key" in done.stdout
    return tmp_path


def test_a_first_installation_is_a_hub_with_its_units_and_settings(root: Path) -> None:
    units = {path.name for path in (root / "etc" / "systemd" / "system").iterdir()}

    assert read_keys(Config(root / "srv" / "chasqui"))
    assert units == {path.name for path in (PROJECT / "deploy" / "systemd").glob("chasqui-*")}
    assert (root / "opt" / "chasqui" / "env" / "bin" / "chasqui-hub").exists()
    assert (root / "opt" / "chasqui" / "deploy" / "copy.sh").exists()
    assert not (root / "srv" / "chasqui").stat().st_mode & 0o077
    assert not list((root / "srv" / "chasqui-copias").iterdir())


def test_settings_that_were_there_before_are_those_of_the_hub_that_is_made(tmp_path: Path, postgres: Cluster) -> None:
    settings = tmp_path / "etc" / "chasqui" / "hub.env"
    settings.parent.mkdir(parents=True)
    url = postgres.url(postgres.make())
    text = (PROJECT / "deploy" / "systemd" / "hub.env").read_text("utf-8")
    settings.write_text(text.replace("CHASQUI_HUB_DATABASE=", f"CHASQUI_HUB_DATABASE={url}"))

    done = deploy("install", "--root", tmp_path, "--env", ENVIRONMENT)

    hub = Config(tmp_path / "srv" / "chasqui", database=url)
    assert done.returncode == 0, done.stderr
    assert not hub.database_file.exists()
    Store(hub).close()


def test_an_order_is_given_with_the_settings_of_the_service(root: Path) -> None:
    env = {"PATH": "/usr/bin:/bin", "CHASQUI_ROOT": str(root)}
    script = root / "opt" / "chasqui" / "deploy" / "hub.sh"

    done = subprocess.run([str(script), "status", "--json"], env=env, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "schools" in done.stdout


def test_an_update_copies_the_hub_first_and_keeps_keys_and_settings(root: Path) -> None:
    keys, settings = read_keys(Config(root / "srv" / "chasqui")), root / "etc" / "chasqui" / "hub.env"
    settings.write_text(settings.read_text() + "CHASQUI_HUB_THREADS=7\n")
    before = (root / "opt" / "chasqui" / "env").resolve()

    done = deploy("install", "--root", root, "--env", ENVIRONMENT)

    copies = list((root / "srv" / "chasqui-copias").iterdir())
    assert done.returncode == 0, done.stderr
    assert restoring.read_manifest(copies[0]).files
    assert len(copies) == 1
    assert read_keys(Config(root / "srv" / "chasqui")).public == keys.public
    assert "THREADS=7" in settings.read_text()
    assert (root / "opt" / "chasqui" / "env").resolve() == before
    assert len(list((root / "opt" / "chasqui" / "releases").iterdir())) == 2


def test_a_version_that_does_not_start_and_a_copy_that_fails_leave_the_one_that_was(root: Path, tmp_path: Path) -> None:
    link = (root / "opt" / "chasqui" / "env").readlink()
    broken = tmp_path / "broken" / "bin"
    broken.mkdir(parents=True)
    (broken / "chasqui-hub").write_text("#!/bin/sh\nexit 1\n")
    (broken / "chasqui-hub").chmod(0o755)
    settings = root / "etc" / "chasqui" / "hub.env"

    no_start = deploy("install", "--root", root, "--env", broken.parent)
    settings.write_text(settings.read_text().replace("COPIES_KEPT=14", "COPIES_KEPT=no"))
    no_copy = deploy("install", "--root", root, "--env", ENVIRONMENT)

    assert [one.returncode for one in (no_start, no_copy)] == [1, 1]
    assert "HUB_COPIES_KEPT" in no_copy.stderr
    assert "Sigue la que había" in no_start.stderr
    assert (root / "opt" / "chasqui" / "env").readlink() == link


def test_an_update_without_the_data_of_the_hub_makes_no_other_hub(root: Path) -> None:
    data, link = root / "srv" / "chasqui", (root / "opt" / "chasqui" / "env").readlink()
    data.rename(root / "a disk that is not mounted")

    done = deploy("install", "--root", root, "--env", ENVIRONMENT)

    assert done.returncode == 1
    assert "Monte su disco" in done.stderr
    assert not list(data.iterdir())
    assert (root / "opt" / "chasqui" / "env").readlink() == link


def test_an_installation_goes_on_with_the_hub_that_is_there_already(root: Path) -> None:
    keys = read_keys(Config(root / "srv" / "chasqui"))
    (root / "opt" / "chasqui" / "env").unlink()

    done = deploy("install", "--root", root, "--env", ENVIRONMENT)

    assert done.returncode == 0, done.stderr
    assert read_keys(Config(root / "srv" / "chasqui")).public == keys.public
    assert (root / "opt" / "chasqui" / "env" / "bin" / "chasqui-hub").exists()


def test_what_is_installed_can_be_used_by_another_user_whoever_installs_it_and_from_where(tmp_path: Path) -> None:
    """The user of the hub may open neither root's folders nor what root makes unless it says so."""
    project, root = tmp_path / "project", tmp_path / "root"
    shutil.copytree(PROJECT / "deploy", project / "deploy", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(PROJECT / "setup.cfg", project)
    (project / "docs").mkdir()
    copy = project / "deploy" / "copy.sh"
    copy.write_text(copy.read_text().replace("\nexec", '\necho "$0"\nexec'))
    for _ in range(2):
        script = project / "deploy" / "deploy.sh"
        done = deploy("install", "--root", root, "--env", ENVIRONMENT, umask=0o077, script=script)
        assert done.returncode == 0, done.stderr

    installed = root / "opt" / "chasqui"
    assert str(installed / "deploy" / "copy.sh") in done.stdout
    closed = [path for path in (installed, *installed.rglob("*")) if not path.is_symlink() and not _is_open(path)]
    assert not closed


def _is_open(path: Path) -> bool:
    needed = 0o5 if path.is_dir() else 0o4
    return path.stat().st_mode & needed == needed


def test_files_that_are_not_those_of_the_list_are_not_installed(tmp_path: Path) -> None:
    wheels, root = tmp_path / "wheels", tmp_path / "root"
    missing = deploy("install", "--root", root, "--wheels", wheels)
    wheels.mkdir()
    lock = (PROJECT / "deploy" / "containers" / "hub.lock").read_text("utf-8")
    (version,) = re.findall(r"^setuptools==(\S+)", lock, re.MULTILINE)
    (wheels / f"setuptools-{version}-py3-none-any.whl").write_bytes(b"another")
    changed = deploy("install", "--root", root, "--wheels", wheels)

    assert [one.returncode for one in (missing, changed)] == [1, 1]
    assert "No existe la carpeta" in missing.stderr
    assert "DO NOT MATCH THE HASHES" in changed.stderr
    assert "No se instaló nada" in changed.stderr
    assert not list((root / "opt" / "chasqui" / "releases").iterdir())


def test_a_machine_of_another_kind_than_the_list_is_of_is_told_what_to_do(tmp_path: Path) -> None:
    other = tmp_path / "python3"
    other.write_text("#!/bin/sh\nexit 1\n")
    other.chmod(0o755)

    done = deploy("install", "--root", tmp_path / "root", PYTHON=str(other))

    assert done.returncode == 1
    assert "use --env" in done.stderr


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="root alone takes the network away")
def test_a_machine_without_a_network_is_installed_from_the_folder_and_one_changed_byte_is_seen(tmp_path: Path) -> None:
    wheels, root = tmp_path / "wheels", tmp_path / "root"
    fetched = deploy("wheels", wheels)
    assert fetched.returncode == 0, fetched.stderr
    alone = ["unshare", "--net", str(SCRIPT), "install", "--wheels", str(wheels), "--root"]
    done = subprocess.run([*alone, str(root)], capture_output=True, text=True, check=False)
    wheel = next(wheels.glob("numba-*.whl"))
    wheel.write_bytes(wheel.read_bytes()[:-1] + b"?")
    changed = subprocess.run([*alone, str(tmp_path / "b")], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert read_keys(Config(root / "srv" / "chasqui"))
    assert changed.returncode == 1
    assert "DO NOT MATCH THE HASHES" in changed.stderr
    assert not (tmp_path / "b" / "opt" / "chasqui" / "env").exists()


def test_what_it_does_not_know_is_answered_with_what_it_does() -> None:
    assert deploy("quitar").returncode == 2
    assert deploy("install", "--rapido").returncode == 2
    assert "--wheels CARPETA" in deploy().stdout
