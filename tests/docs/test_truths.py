"""The table of what is forecast where the truth is known is the report's own figures."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
KINDS = ("consumable", "reusable", "kit")


def by_kind(first: float) -> dict[str, float]:
    return {kind: first + at / 100 for at, kind in enumerate((*KINDS, "pack"))}


def biases(reading: str, first: float) -> dict[str, float]:
    return {reading: first} | {f"{reading}_{kind}": value for kind, value in by_kind(first).items()}


def cold(first: float) -> dict[str, dict[str, float]]:
    weeks = {str(week): first - week / 10 for week in range(5)}
    return {"with_donors": weeks, "without_donors": {week: value + 0.05 for week, value in weeks.items()}}


REPORT: dict[str, Any] = {
    "stockout_bias": biases("ours", -0.012) | biases("consumption_naive", -0.2) | {"truth_known": 0.003},
    "cold_start": cold(0.9),
    "cold_start_coverage80": cold(0.8),
    "period_coverage80": by_kind(0.81),
    "weekly_coverage80": by_kind(0.71),
    "school_time_wql": {"school_time": 0.3, "vacations_as_zeros": 0.35, "lost_weeks_as_zeros": 0.31},
}


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    monkeypatch.syspath_prepend(DOCS)
    module = importlib.import_module("truths")
    monkeypatch.setattr(module, "REPORT", tmp_path / "report.json")
    (tmp_path / "report.json").write_text(json.dumps(REPORT))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in module.table().splitlines()]


def test_every_row_has_the_columns_of_the_head(rows: list[list[str]]) -> None:
    assert {len(row) for row in rows} == {3}


def test_each_reading_of_a_stockout_has_its_own_bias(rows: list[list[str]]) -> None:
    whole, kinds = rows[2], rows[3]

    assert whole[1] == "-1.2 %"
    assert whole[2].startswith("-20.0 % where consumption")
    assert "+0.3 % where the truth" in whole[2]
    assert kinds[1:] == ["-1.2 %, -0.2 %, +0.8 %", "-20.0 %, -19.0 %, -18.0 %"]


def test_a_cold_start_stands_beside_the_same_without_donors(rows: list[list[str]]) -> None:
    assert rows[4][1:] == ["0.900, 0.800, 0.700, 0.600", "0.950, 0.850, 0.750, 0.650 without donors"]
    assert rows[5][1] == "0.80, 0.70, 0.60, 0.50"


def test_the_need_of_the_period_is_not_that_of_the_week(rows: list[list[str]]) -> None:
    assert [row[1] for row in rows[6:8]] == ["0.81, 0.82, 0.83, 0.84", "0.71, 0.72, 0.73, 0.74"]
