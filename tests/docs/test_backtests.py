"""The tables of the models' page are the report's own figures, best first, and say what was left out."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


def scores(wql: float, ratio: float) -> dict[str, Any]:
    return {
        "wql": wql, "mase": 1.5, "bias": -0.1, "coverage80": 0.84, "f1": 0.6, "base_rate": 0.28, "seconds": 12.4,
        "ratio_to_baseline": {"value": 0.98, "low": 0.9701, "high": 0.99},
        "ratio": {"value": ratio, "low": ratio - 0.02, "high": ratio + 0.02},
        "by_origin": {"31": {"loss": 9.0, "y": 10.0}, "39": {"loss": wql * 10, "y": 10.0}},
    }  # fmt: skip


REPORT = {
    "panel": {"series": 1360, "entities": 34, "periods": 51, "zeros": 0.43},
    "origins": [31, 39],
    "reference": "Naive",
    "left_out": {"AutoETS": "ValueError: too short"},
    "models": {
        "Naive": {**scores(0.4, 1.0), "f1": 0.45},
        "chasqui": scores(0.3, 0.85),
        "AutoTheta": scores(0.36, 1.01),
    },
}


@pytest.fixture
def backtests(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.syspath_prepend(DOCS)
    module = importlib.import_module("backtests")
    monkeypatch.setattr(module, "FIGURES", tmp_path)
    (tmp_path / "one.json").write_text(json.dumps(REPORT))
    return module


@pytest.fixture
def table(backtests: Any) -> str:
    return str(backtests.table("one", ("39",)))


def test_the_best_is_first_with_its_interval(table: str) -> None:
    rows = [line for line in table.splitlines() if line.startswith("| `")]

    assert [row.split("`")[1] for row in rows] == ["chasqui", "AutoTheta", "Naive"]
    assert "0.850 [0.830, 0.870]" in rows[0]


def test_later_origins_are_measured_by_the_best_reference_there(table: str) -> None:
    assert "| 0.833 |" in table


def test_what_was_left_out_is_said(table: str) -> None:
    assert table.endswith("Left out: `AutoETS`, ValueError: too short.")


def test_what_is_reached_of_the_targets_stands_beside_them(backtests: Any) -> None:
    seen = [row.split(" | ")[-1].rstrip(" |") for row in backtests.targets("one", ("39",)).splitlines()[2:]]

    assert seen == ["0.850", "0.833", "0.9800 [0.9701, 0.9900]", "0.84", "+0.150"]
