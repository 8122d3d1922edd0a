"""From a use recorded at a school to its explained decision, over HTTP and bad roads, with real processes.

The nodes run from an installation of their own that holds the ``edge`` extra and nothing else, as at a school.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.demo.__main__ import REPORTED, STEPS, measure, play
from hub.demo.processes import Workshop
from hub.demo.stage import TODAY, Demo, Options

PROJECT = Path(__file__).resolve().parents[2]
MAX_IDLE_PSS_MB = 85
BROWSED = 2
"""The last steps open pages; before them the nodes are idle, with their model."""

pytestmark = [pytest.mark.journey, pytest.mark.spark, pytest.mark.train]


@pytest.fixture(scope="module")
def school_install(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of commands of an environment with ``.[edge]`` alone."""
    folder = tmp_path_factory.mktemp("school") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    install = [str(folder / "bin" / "pip"), "install", "-q", "--only-binary=:all:", "-c", "constraints.txt", ".[edge]"]
    subprocess.run(install, check=True, cwd=PROJECT, capture_output=True)
    return folder / "bin"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, school_install: Path) -> Iterator[Demo]:
    clock = {"CHASQUI_EDGE_CLOCK": TODAY, "CHASQUI_HUB_CLOCK": TODAY}
    commands = {"chasqui-edge": str(school_install / "chasqui-edge")}
    with Workshop(tmp_path_factory.mktemp("journey"), clock, commands) as shop:
        told = Demo(shop, Options(nodes=2, schools=20, events=3_000))
        play(told, STEPS[:-BROWSED])
        told.figures["idle_pss_mb"] = [pss_mb(s.pid) for name, s in shop.servers.items() if name.startswith("node-")]
        play(told, STEPS[-BROWSED:])
        measure(told)
        yield told


@pytest.fixture
def figures(demo: Demo) -> dict[str, Any]:
    return demo.figures


def test_every_figure_of_the_report_is_measured(figures: dict[str, Any]) -> None:
    assert not [name for name in REPORTED if not figures.get(name)]


def test_every_event_recorded_at_a_school_is_at_the_hub(figures: dict[str, Any]) -> None:
    assert figures["events_at_hub"] == figures["events_recorded"] > 1_000


def test_the_released_model_is_not_worse_than_the_baseline(figures: dict[str, Any]) -> None:
    assert 0 < figures["wql_model"] <= figures["wql_baseline"] * 1.0001


def test_decisions_reach_the_schools(figures: dict[str, Any]) -> None:
    assert figures["lines_published"] >= figures["lines_at_schools"] > 0


def test_the_hub_sees_the_delivery_and_the_rejected_unit(figures: dict[str, Any]) -> None:
    assert (figures["deliveries_confirmed"], figures["rejected_seen_at_hub"]) == (1, 1)


def test_an_idle_node_with_its_model_fits_a_weak_laptop(figures: dict[str, Any]) -> None:
    assert len(figures["idle_pss_mb"]) == 2
    assert max(figures["idle_pss_mb"]) <= MAX_IDLE_PSS_MB


def test_no_name_of_a_person_leaves_the_school(demo: Demo) -> None:
    people = [line.split(",")[1] for file in demo.region.glob("nodes/*/people.csv") for line in _rows(file)]
    hub = b"".join(path.read_bytes() for path in demo.hub_dir.rglob("*") if path.is_file())
    logs = b"".join(path.read_bytes() for path in (demo.shop.folder / "logs").iterdir())

    assert len(people) > 50
    assert not [name for name in people if name.encode() in hub or name.encode() in logs]


def _rows(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()[1:]


def pss_mb(pid: int) -> float:
    """Return the proportional set size of a process."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1]) / 1024
