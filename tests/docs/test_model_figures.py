"""The figures of models/README.md are those of the reports beside it; what no report tells has no row."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
_BACKTEST = {
    "panel": {"series": 1360},
    "origins": [31, 35],
    "horizon": 4,
    "reference": "Naive",
    "models": {"calblend": {"ratio": {"value": 0.8449}}},
}
_OURS: dict[str, dict[str, Any]] = {
    "model": {"seconds": 0.0144, "resources": 40, "weeks": 104},
    "int8": {"bytes": 42_864, "difference": 1e-6},
    "float32": {"bytes": 57_312},
}
_JUDGED = {"ratio": 0.9829, "ratio_without": 0.99, "ratio_with": 0.978, "ratio_hiding_preference": 0.986}


def table(monkeypatch: pytest.MonkeyPatch, folder: Path, ours: dict[str, dict[str, Any]]) -> str:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    module: Any = importlib.import_module("model_figures")
    for name, report in (("backtests/learnplatform", _BACKTEST), ("benchmarks/forecast", {"ours": ours})):
        file = folder / f"{name}.json"
        file.parent.mkdir()
        file.write_text(json.dumps(report))
    monkeypatch.setattr(module, "FIGURES", folder)
    return str(module.table())


def test_each_figure_is_the_reports_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = table(monkeypatch, tmp_path, _OURS | {"model": _OURS["model"] | _JUDGED})

    said = [row.split(" | ")[1] for row in found.splitlines()[2:]]
    assert said[:6] == [
        "0.845",
        "0.983",
        "0.990 and 0.978; 0.986 with preference hidden",
        "int8 42 KiB, float32 56 KiB",
        "0.0001 %",
        "14 ms",
    ]
    assert "CalBlend over Naive, WQL, real use (1,360 series, origins 31 to 35, horizon 4)" in found


def test_what_no_report_tells_has_no_row(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = table(monkeypatch, tmp_path, _OURS)

    assert "simulated region" not in found
    assert "covariates" not in found
    assert "14 ms" in found
