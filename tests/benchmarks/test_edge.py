"""The benchmark of the node gives the figures that it promises; how fast they were is not judged here."""

import json
from typing import Any

import pytest

from tests.benchmarks import edge
from tests.benchmarks.frame import main

OURS = {
    "cold_start_s", "idle_pss_mb", "loaded_pss_mb", "home_bytes", "student_first_view_bytes", "after_class_pss_mb",
    *(f"{what}_{p}_s_at_{n}" for what in ("signin", "page", "write") for p in ("p50", "p95") for n in edge.CROWDS),
}  # fmt: skip
FIRST_VIEW_BYTES = 14_000


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    target = tmp_path_factory.mktemp("benchmarks") / "edge.json"
    main("edge", edge.measure, options=edge.add_options, argv=["--json", str(target), "--quick"])
    answer: dict[str, Any] = json.loads(target.read_text())
    return answer


@pytest.mark.journey
def test_the_node_and_the_least_that_does_the_same_have_their_figures(told: dict[str, Any]) -> None:
    # What an installation adds is measured in one of its own, which a quick run does not make.
    assert told["ours"].keys() == OURS
    assert told["flask_minimal"].keys() == {"cold_start_s", "idle_pss_mb", "write_p95_s_at_20"}
    assert told["blocks_kept"].keys() == {"after_class_pss_mb"}
    assert all(value > 0 for value in told["ours"].values())
    assert told["ours"]["loaded_pss_mb"] >= told["ours"]["idle_pss_mb"]


@pytest.mark.journey
def test_a_pupils_first_view_is_light(told: dict[str, Any]) -> None:
    assert 1_000 < told["ours"]["student_first_view_bytes"] <= FIRST_VIEW_BYTES
