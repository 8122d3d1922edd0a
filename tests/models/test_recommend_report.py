"""The report: beside its peers, honest where likeness does not win, the same for the same seed."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from click.testing import CliRunner

from models.cli import main
from models.recommend_region import simulate_uses
from models.recommend_report import origins_of, report, words
from models.settings import DEFAULT_PARAMS, read_params
from shared.errors import BadInput
from shared.recommend_scores import Uses

SMALL = msgspec.structs.replace(read_params().recommend, schools=8, weeks=24, validate_origins=1, test_origins=1)


@cache
def region() -> Uses:
    return simulate_uses(SMALL)


@cache
def found() -> dict[str, Any]:
    return report(region(), origins_of(region(), 1, 1))


def test_in_the_simulated_region_likeness_finds_more_of_what_is_new_than_what_is_most_used() -> None:
    gain = found()["gain_over"]

    assert found()["released"]
    assert gain["most_used_fitting"]["recall5_new"]["mean"] > 0.01
    assert gain["most_used"]["recall5"]["low"] > 0


def test_every_way_is_scored_and_what_travels_is_small() -> None:
    assert set(found()["models"]) == {"recommender", "most_used_fitting", "most_used", "als"}
    assert all(0 <= value <= 1 for one in found()["models"].values() for value in one.values())
    assert found()["bytes"] < 131_072


def test_where_use_is_chance_the_most_used_is_offered_and_the_report_says_so() -> None:
    rng = np.random.default_rng(5)
    told = simulate_uses(msgspec.structs.replace(SMALL, schools=3))
    anything = rng.integers(len(told.materials), size=len(told.item))
    half = np.full(len(told.week), 50)
    chance = Uses(told.materials, told.learners, told.room, told.learner, anything, told.week, half)
    told_of_chance = report(chance, origins_of(chance, 1, 1))

    assert (told_of_chance["weight_pct"], told_of_chance["released"]) == (0, False)
    assert told_of_chance["models"]["recommender"] == told_of_chance["models"]["most_used_fitting"]
    assert "se ofrece lo más usado" in words(told_of_chance)


def test_origins_are_the_last_weeks_of_use_and_too_short_a_history_is_refused() -> None:
    assert origins_of(region(), 1, 1).test == (20,)

    with pytest.raises(BadInput, match="Hay uso en 24 semanas"):
        origins_of(region(), 3, 2)


def test_the_command_reads_kolibri_exports_and_writes_the_report(real_data: Path, tmp_path: Path) -> None:
    sessions = real_data / "kolibri" / "content_session_logs.es-419.csv.gz"
    users, file = real_data / "kolibri" / "users.es-419.csv", tmp_path / "r" / "report.json"
    asked = ["recommend-report", "--kolibri", str(sessions), "--users", str(users), "--json", str(file)]

    result = CliRunner().invoke(main, asked)

    written = json.loads(file.read_text())
    assert (result.exit_code, written["simulated"], written["materials"]) == (0, False, 16)
    # Its accounts are made up without any taste: whatever wins there does so by chance.
    assert not written["released"]
    assert "No gana" in result.output


def test_the_numbers_are_in_the_parameter_file() -> None:
    assert "recommend:" in DEFAULT_PARAMS.read_text()
