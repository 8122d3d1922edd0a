"""A need that counts more, or less, than its bound leaves of what was foreseen is found from the files alone."""

from pathlib import Path

import pandas as pd
import pytest

from hub.allocation.writing import write_table
from hub.verify.doubted import check_doubted
from hub.verify.findings import Findings

NEEDS = pd.DataFrame(
    {"school_id": ["a", "b"], "resource_id": ["guia", "guia"], "p10": [5, 2], "p50": [90, 8], "p90": [90, 9]}
)
DOUBTED = pd.DataFrame(
    {"school_id": ["a"], "resource_id": ["guia"], "p10": [5], "p50": [700], "p90": [900], "most": [90]}
)


def found(folder: Path, needs: pd.DataFrame, doubted: pd.DataFrame | None) -> list[str]:
    write_table(folder, "needs", needs, csv=True)
    if doubted is not None:
        write_table(folder, "doubted", doubted, csv=True)
    findings = Findings()
    check_doubted(folder, findings)
    return [one.text() for one in findings.found]


def test_needs_within_their_bounds_and_an_instance_that_doubts_nothing_hold(tmp_path: Path) -> None:
    assert found(tmp_path, NEEDS, None) == []
    assert found(tmp_path, NEEDS, DOUBTED) == []
    assert found(tmp_path, NEEDS, DOUBTED.rename(columns={"most": "hasta"})) == []


@pytest.mark.parametrize("p50", [700, 40])
def test_a_need_that_counts_otherwise_is_found(tmp_path: Path, p50: int) -> None:
    (words,) = found(tmp_path, NEEDS.assign(p50=[p50, 8]), DOUBTED)

    assert words == f"doubted, línea 2: p50 de needs dice {p50} y, hasta 90, es 90."


def test_what_is_doubted_of_nobody_s_need_is_found(tmp_path: Path) -> None:
    (words,) = found(tmp_path, NEEDS, DOUBTED.assign(school_id="z"))

    assert "no están en needs" in words
