"""The units that keep a hub running are read by systemd without a word, and run commands that exist."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hub.config import Config
from tests.test_docs import PROJECT, problem_of

FOLDER = PROJECT / "deploy" / "systemd"
UNITS = sorted(FOLDER.glob("chasqui-*"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
ENVIRONMENT = Path(sys.executable).parent
needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="needs systemd-analyze: as root, make units installs it"
)


def values(unit: Path, name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", unit.read_text("utf-8"), re.MULTILINE)


def here(unit: Path, folder: Path) -> Path:
    """Write a unit as it would be were the project installed where it lies."""
    text = unit.read_text("utf-8").replace("/opt/chasqui/env/bin", str(ENVIRONMENT))
    copy = folder / unit.name
    copy.write_text(text.replace("/opt/chasqui/deploy", str(PROJECT / "deploy")), "utf-8")
    return copy


@needs_systemd
def test_systemd_finds_nothing_to_say_of_them(tmp_path: Path) -> None:
    units = [str(here(unit, tmp_path)) for unit in UNITS]

    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )

    assert len(units) == 6
    assert (told.returncode, told.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_may_do_little_besides_its_work(unit: Path, tmp_path: Path) -> None:
    command = [
        "systemd-analyze",
        "security",
        "--offline=yes",
        "--no-pager",
        "--threshold=20",
        str(here(unit, tmp_path)),
    ]

    told = subprocess.run(command, capture_output=True, text=True, check=False)

    assert told.returncode == 0, told.stdout[-300:]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_what_a_service_runs_exists_with_its_options(unit: Path) -> None:
    for command in values(unit, "ExecStart"):
        name = command.removeprefix("/opt/chasqui/env/bin/")
        ours = command.removeprefix("/opt/chasqui/").partition(" ")[0]

        assert problem_of(name) == "" if name != command else os.access(PROJECT / ours, os.X_OK)


def test_every_timer_starts_a_service_that_is_there() -> None:
    timers = [unit for unit in UNITS if unit.suffix == ".timer"]

    assert len(timers) == 2
    assert all(unit.with_suffix(".service").exists() for unit in timers)


def test_the_guide_tells_of_every_unit_that_is_switched_on() -> None:
    script = (PROJECT / "deploy" / "deploy.sh").read_text("utf-8")
    enabled = {one for line in re.findall(r"systemctl enable -q ([^;\n]+)", script) for one in line.split()}
    guide = (PROJECT / "docs" / "instalar.md").read_text("utf-8").partition("| unidad | qué hace |")[2]

    assert len(enabled) == 4
    assert set(re.findall(r"`(chasqui-[\w.-]+)`", guide.partition("\n\n")[0])) == enabled


def test_the_settings_of_a_service_are_settings_of_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line for line in (FOLDER / "hub.env").read_text("utf-8").splitlines() if line and line[0] != "#"]
    for name, _, value in (line.partition("=") for line in lines):
        monkeypatch.setenv(name, value)
    told = "".join((PROJECT / "docs" / page).read_text("utf-8") for page in ("region.md", "instalar.md"))

    config = Config.from_env()

    assert [str(one) for one in config.proxies] == ["127.0.0.1/32"]
    assert not [name for name, _, _ in (line.partition("=") for line in lines) if name not in told]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_writes_only_where_the_settings_say_that_data_lies(unit: Path) -> None:
    written = {path.lstrip("-") for line in values(unit, "ReadWritePaths") for path in line.split()}

    assert written <= {"/srv/chasqui", "/srv/chasqui-copias", "/media", "/run/media", "/mnt"}
    assert values(unit, "User") == ["chasqui"]
