"""From a use recorded at a school to its explained decision, over HTTP and bad roads, with real processes.

The nodes run from an installation of their own that holds the ``edge`` extra and nothing else, as at a school.
"""

import csv
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest

from hub import dhis2_names
from hub.config import Config
from hub.demo.__main__ import REPORTED, STEPS, measure, play
from hub.demo.processes import Workshop
from hub.demo.stage import TODAY, Demo, Options
from hub.dhis2_names import Names
from hub.store import Store
from tests.hub.searching import found, given, held

PROJECT = Path(__file__).resolve().parents[2]
MAX_IDLE_PSS_MB = 85
BROWSED = 2
"""The last steps open pages; before them the nodes are idle, with their model."""
_SURNAMES = ("Quispe", "Huamán", "Mamani", "Ñahui", "Sulca", "Palomino", "Auqui", "Ccori", "Yupanqui", "Tito")
_CODE = re.compile(r'(?<=")([ad]\d{3}(?:-\d+)?)(?=")')
_GIVEN = ("Rosa", "Yésica", "Wilber", "Nélida", "Efraín", "Sonia", "Percy", "Luz")

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
        play(told, STEPS[:1])
        people = documented(told.region / "nodes")
        play(told, STEPS[1:-BROWSED])
        told.figures["idle_pss_mb"] = [pss_mb(s.pid) for name, s in shop.servers.items() if name.startswith("node-")]
        play(told, STEPS[-BROWSED:])
        measure(told)
        told.figures["people"] = people
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


def test_no_name_and_no_document_of_a_person_leaves_the_school(demo: Demo) -> None:
    copies = demo.shop.folder / "copies"
    copies.mkdir()
    demo.hub("backup", str(copies / "central.zip"))
    store = Store(Config(demo.hub_dir))
    units = {one.id: f"DiszpKr{at:04d}" for at, one in enumerate(store.schools())}
    elements = {one.id: {"units": f"fbfJHSP{at:04d}"} for at, one in enumerate(store.catalogue().resources)}
    dhis2_names.keep(store, Names(1, elements, units))
    people = demo.figures["people"]
    kept, told = found(held(store, demo.shop.folder / "logs", copies), people), found(given(store), people)
    store.close()

    assert len(people) > 100
    assert (kept, told) == ({}, {})


def documented(nodes: Path) -> list[str]:
    """Give each person of the simulation a name and a DNI of their own, by which the lists of the schools call them."""
    numbers, told = count(41_234_567, 7_919), list[str]()
    names = (f"{one} {other}, {given}" for given, one, other in product(_GIVEN, _SURNAMES, _SURNAMES))
    for node in sorted(nodes.iterdir()):
        codes = {row["code"]: str(next(numbers)) for row in _rows(node / "people.csv")}
        rows = [{"DNI": codes[row.pop("code")], **row, "name": next(names)} for row in _rows(node / "people.csv")]
        with (node / "people.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, rows[0])
            out.writeheader()
            out.writerows(rows)
        facts = _CODE.split((node / "facts.jsonl").read_text(encoding="utf-8"))
        (node / "facts.jsonl").write_text("".join(codes.get(part, part) for part in facts), encoding="utf-8")
        told += [row[key] for row in rows for key in ("name", "DNI")]
    return told


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def pss_mb(pid: int) -> float:
    """Return the proportional set size of a process."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1]) / 1024
