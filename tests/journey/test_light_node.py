"""The school's part installs and runs on a weak laptop."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
HEAVY = {"pandas", "pyspark", "tensorflow", "tensorflow-cpu", "scipy", "sqlalchemy", "numba"}

pytestmark = pytest.mark.journey


def test_the_edge_extra_installs_from_wheels_alone_and_without_anything_heavy(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--dry-run", "--ignore-installed", "--only-binary=:all:",
         "--report", str(report), "-c", "constraints.txt", ".[edge]"],
        check=True, cwd=PROJECT, capture_output=True,
    )  # fmt: skip
    names = {item["metadata"]["name"].lower() for item in json.loads(report.read_text())["install"]}

    assert "chasqui" in names
    assert not names & HEAVY
