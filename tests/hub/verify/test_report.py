"""What a plan says of itself as a whole is held against its lines."""

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.verify.plan import verify
from tests.hub.allocation.tabled import CYCLE, whole_tables
from tests.hub.verify.test_plan import solved

GUARANTEED = msgspec.structs.replace(CYCLE, guarantee_pct=30)


@pytest.fixture
def plan(tmp_path: Path) -> tuple[Path, Path]:
    return solved(tmp_path, whole_tables(3, 14), GUARANTEED)


def found(plan: tuple[Path, Path], change: Callable[[dict[str, Any]], None]) -> list[str]:
    path = plan[1] / "plan.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    change(told)
    path.write_text(json.dumps(told), encoding="utf-8")
    return [one.text() for one in verify(*plan).findings]


@pytest.mark.parametrize(
    "name", ["schools", "visited", "lots", "units", "locks_cut", "gap_pct", "under_guarantee", "value", "bound"]
)
@pytest.mark.parametrize("cell", [7_777, float("nan")])
def test_a_figure_that_is_another_or_none_is_found(plan: tuple[Path, Path], name: str, cell: float) -> None:
    assert any("plan.json: " in one for one in found(plan, lambda told: told.update({name: cell})))


@pytest.mark.parametrize("name", ["unmet_pct", "p05_fill", "min_fill"])
def test_a_plan_that_calls_itself_more_even_than_it_is_is_found(plan: tuple[Path, Path], name: str) -> None:
    words = found(plan, lambda told: told["fairness"].update({name: 0.99}))

    assert [one.startswith(f"plan.json: dice que «fairness.{name}» es 0.99, y es ") for one in words] == [True]


def test_what_a_plan_of_another_program_leaves_out_is_not_missed(plan: tuple[Path, Path]) -> None:
    kept = ("value", "bound", "settings", "uncounted")

    assert found(plan, lambda told: [told.pop(name) for name in [*told] if name not in kept]) == []


@given(st.integers(0, 10_000), st.sampled_from([0, 10, 60, 100]))
@settings(max_examples=15, deadline=None)
def test_what_our_plans_say_holds(seed: int, percent: int) -> None:
    with TemporaryDirectory() as name:
        plan = solved(Path(name), whole_tables(seed, 14), msgspec.structs.replace(CYCLE, guarantee_pct=percent))

        assert [one.text() for one in verify(*plan).findings] == []
