"""From a use recorded at a school to its explained decision, over HTTP and bad roads, with real processes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
MAX_IDLE_PSS_MB = 85

pytestmark = [pytest.mark.journey, pytest.mark.spark, pytest.mark.train]


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("journey")
    report = folder / "demo.json"
    done = subprocess.run(
        [sys.executable, "-m", "hub.demo", "--exit", "--report", str(report), "--folder", str(folder / "demo"),
         "--nodes", "2", "--schools", "20", "--events", "3000"],
        cwd=PROJECT, capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(report.read_text())  # type: ignore[no-any-return]


def test_every_event_recorded_at_a_school_is_at_the_hub(figures: dict[str, Any]) -> None:
    assert figures["events_at_hub"] == figures["events_recorded"] > 1_000


def test_the_released_model_is_not_worse_than_the_baseline(figures: dict[str, Any]) -> None:
    assert 0 < figures["wql_model"] <= figures["wql_baseline"] * 1.0001


def test_decisions_reach_the_schools(figures: dict[str, Any]) -> None:
    assert figures["lines_published"] >= figures["lines_at_schools"] > 0


def test_the_hub_sees_the_delivery_and_the_rejected_unit(figures: dict[str, Any]) -> None:
    assert (figures["deliveries_confirmed"], figures["rejected_seen_at_hub"]) == (1, 1)


def test_a_record_costs_few_bytes_even_over_a_bad_road(figures: dict[str, Any]) -> None:
    assert figures["bytes_up"] / figures["events_recorded"] < 60
