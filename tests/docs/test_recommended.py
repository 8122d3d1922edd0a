"""What the models' page says of recommendations is the reports' own figures, and boasts only of what is released."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


def report(*, released: bool, weight: int, first: float) -> dict[str, Any]:
    names = ("recall5", "mrr", "recall5_new", "mrr_new")
    ways = ("recommender", "most_used_fitting", "most_used", "als")
    gain = {"mean": 0.05, "low": 0.01, "high": 0.09} if released else dict.fromkeys(("mean", "low", "high"), 0.0)
    return {
        "learners": 1234, "released": released, "weight_pct": weight, "als_weight_pct": 50,
        "models": {
            way: {name: first + row / 10 + at / 100 for at, name in enumerate(names)} for row, way in enumerate(ways)
        },
        "gain_over": {peer: dict.fromkeys(names, gain) for peer in ("most_used_fitting", "most_used", "als")},
    }  # fmt: skip


@pytest.fixture
def recommended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.syspath_prepend(DOCS)
    module = importlib.import_module("recommended")
    monkeypatch.setattr(module, "FIGURES", tmp_path)
    (tmp_path / "simulated.json").write_text(json.dumps(report(released=True, weight=80, first=0.2)))
    (tmp_path / "kolibri.json").write_text(json.dumps(report(released=False, weight=0, first=0.3)))
    return module


def rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]


def test_each_way_has_its_own_figures_of_what_was_new(recommended: Any) -> None:
    found = rows(recommended.table())

    assert {len(row) for row in found} == {3}
    assert found[0][1:] == ["simulated, 1,234 learners", "Kolibri exports, 1,234 learners"]
    assert [row[1] for row in found[3:6]] == ["0.320 / 0.330", "0.420 / 0.430", "0.520 / 0.530 (w = 50 %)"]


def test_only_what_is_released_is_printed_in_bold_and_a_gate_that_fell_back_says_so(recommended: Any) -> None:
    assert rows(recommended.table())[2][1:] == [
        "**0.220 / 0.230** (w = 80 %)",
        "0.320 / 0.330 (w = 0 %: the gate falls back)",
    ]


def test_a_gain_has_its_interval_and_none_is_a_nought(recommended: Any) -> None:
    assert [row[1:] for row in rows(recommended.table())[6:]] == [["+0.050 [+0.010, +0.090]", "0"]] * 2


def test_what_was_begun_before_is_told_apart(recommended: Any) -> None:
    said = recommended.with_begun()

    assert "0.200 / 0.210 against 0.400 / 0.410" in said
    assert "0.300 / 0.310 against 0.500 / 0.510 (Kolibri; recall 0)" in said
