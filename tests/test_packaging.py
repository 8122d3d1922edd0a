"""The installed project is what setup.cfg says, and the school's part stays light."""

import configparser
import subprocess
import sys
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
PACKAGES = ("edge", "hub", "models", "shared", "sync")
HEAVY = ("tensorflow", "pyspark", "pandas", "scipy", "sqlalchemy", "numba")


@pytest.mark.parametrize("name", ["edge", "hub", "models", "shared", "sync"])
def test_each_plain_name_belongs_to_us_alone(name: str) -> None:
    owners = set(packages_distributions().get(name, ["chasqui"]))

    assert owners == {"chasqui"}


def test_every_pin_is_exact() -> None:
    lines = [line for line in (PROJECT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]

    assert lines
    assert all("==" in line for line in lines)


def test_every_requirement_is_pinned() -> None:
    setup = configparser.ConfigParser()
    setup.read(PROJECT / "setup.cfg")
    wanted = setup["options"]["install_requires"] + "".join(
        setup["options.extras_require"][extra] for extra in ("edge", "hub", "train", "dev")
    )
    names = {_name(line) for line in wanted.splitlines() if line.strip()}
    pinned = {_name(line) for line in (PROJECT / "constraints.txt").read_text().splitlines()}

    assert names <= pinned


def test_the_edge_extra_names_no_heavy_package() -> None:
    setup = configparser.ConfigParser()
    setup.read(PROJECT / "setup.cfg")
    names = {_name(line) for line in setup["options.extras_require"]["edge"].splitlines() if line.strip()}

    assert not names & {"tensorflow-cpu", "pyspark", "pandas", "scipy", "sqlalchemy", "numba"}


def test_the_wheel_holds_pages_words_and_data_and_no_tests(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path), "."],
        check=True,
        cwd=PROJECT,
        capture_output=True,
    )
    names = zipfile.ZipFile(next(tmp_path.glob("chasqui-*.whl"))).namelist()
    kept = {path.relative_to(PROJECT).as_posix() for package in PACKAGES for path in data_files(PROJECT / package)}

    assert kept <= set(names)
    assert not [name for name in names if name.startswith(("tests/", "deploy/", "build/"))]


def data_files(package: Path) -> list[Path]:
    return [path for path in package.rglob("*") if path.suffix in (".html", ".css", ".po", ".json", ".yaml", ".typed")]


def test_the_running_node_imports_nothing_heavy() -> None:
    # sqlite-utils takes pandas where it is there; a school's installation has none.
    code = (
        "import sys; sys.modules['pandas'] = None; import edge.app, edge.cli, edge.agent;"
        f"print([name for name in {HEAVY} if sys.modules.get(name)])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "[]"


def _name(line: str) -> str:
    return line.split("=")[0].split(">")[0].split("<")[0].split(";")[0].split("[")[0].strip().lower().replace("_", "-")
