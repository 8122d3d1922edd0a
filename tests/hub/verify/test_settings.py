"""A plan holds under the settings of its instance, whatever it says of them."""

import json
from pathlib import Path

import pytest

from hub.verify.findings import Findings
from hub.verify.settings import settings_of
from shared.errors import BadInput

TOLD = {"alpha": 0.5, "cycle": "2026-07", "keep_pct": 10, "window": 3, "guarantee_pct": 0, "money": None}


def held(folder: Path, own: dict[str, object], told: dict[str, object]) -> tuple[dict[str, object], list[str]]:
    (folder / "settings.json").write_text(json.dumps(own), encoding="utf-8")
    findings = Findings()
    return settings_of(folder, told, findings), [one.text() for one in findings.found]


def test_another_evenness_is_no_fault_and_what_nobody_set_is_as_usual(tmp_path: Path) -> None:
    found, words = held(tmp_path, {"cycle": "2026-07", "alpha": 2}, {**TOLD, "least_use_pct": 20})

    assert (words, found["alpha"], found["money"], found["window"]) == ([], 0.5, None, 3)


def test_a_plan_that_lifts_the_limit_of_money_is_found_and_the_limit_holds(tmp_path: Path) -> None:
    found, words = held(tmp_path, {"cycle": "2026-07", "money": 400.0}, TOLD)

    assert words == ["plan.json: dice que «money» es null, y en la instancia es 400.0."]
    assert found["money"] == 400


def test_settings_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text("{", encoding="utf-8")

    with pytest.raises(BadInput, match=r"settings\.json"):
        settings_of(tmp_path, TOLD, Findings())
