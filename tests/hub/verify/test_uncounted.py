"""Whoever checks a plan computes anew what was taken where nobody counted, and finds where the plan says otherwise."""

from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.files import read_instance
from hub.allocation.plan_files import write_plan
from hub.allocation.solve import divide
from hub.allocation.writing import write_instance
from hub.verify.plan import verify
from hub.verify.uncounted import uncounted
from tests.hub.allocation.tabled import CYCLE, whole_tables
from tests.hub.allocation.test_uncounted import EVEN, SEEDS, alike


def test_what_nobody_counted_is_taken_by_resource_and_of_the_others_by_their_mean() -> None:
    pairs = pd.DataFrame({"resource": list("aaabc"), "counted": [True, True, False, True, False]})

    found = uncounted(pairs, np.array([10.0, 30, 20, 10, 10]), np.array([4.0, 16, 0, 1, 0]))

    assert found.met.tolist() == [4, 16, 10, 1, 3]
    assert (found.share("a"), found.share("b"), found.share("c")) == (0.5, 0.1, pytest.approx(0.3))
    assert [counts.to_dict() for counts in found.pairs] == [{"a": 1, "c": 1}] * 2


def test_where_nobody_counted_anything_nothing_is_taken() -> None:
    pairs = pd.DataFrame({"resource": ["a", "a"], "counted": [False, False]})

    found = uncounted(pairs, np.array([10.0, 10]), np.array([4.0, 0]))

    assert (found.met.tolist(), found.pairs[0].to_dict(), found.share("a")) == ([4, 0], {}, 0)


@given(SEEDS, st.sampled_from([0.5, 1.0, 2.0, 4.0]))
@settings(max_examples=8, deadline=None)
def test_whoever_checks_a_plan_from_its_files_takes_the_same_and_finds_the_same_value(seed: int, alpha: float) -> None:
    with TemporaryDirectory() as name:
        folder, plan = Path(name) / "instance", Path(name) / "plan"
        write_instance(folder, whole_tables(seed, 12), msgspec.structs.replace(CYCLE, alpha=alpha))
        read = read_instance(folder)
        answer = divide(read.instance)
        write_plan(plan, read, answer, csv=True, seconds=0)
        found = verify(folder, plan)

    assert [one.text() for one in found.findings] == []
    assert found.value == pytest.approx(answer.value, rel=1e-6)


@pytest.mark.parametrize(
    "told", [{}, {"guia": {"pairs": 2, "share_pct": 35.0}}, {"guia": {"pairs": 3, "share_pct": 30.0}}]
)
def test_another_share_than_the_tables_give_is_found(tmp_path: Path, told: dict[str, dict[str, float]]) -> None:
    write_instance(tmp_path / "instance", alike(4, need=20, held=6, units=10), EVEN)
    read = read_instance(tmp_path / "instance")
    report = write_plan(tmp_path / "plan", read, divide(read.instance), csv=True, seconds=0)
    right = verify(tmp_path / "instance", tmp_path / "plan")
    (tmp_path / "plan" / "plan.json").write_bytes(msgspec.json.encode(report | {"uncounted": told}))

    wrong = verify(tmp_path / "instance", tmp_path / "plan")

    assert report["uncounted"] == {"guia": {"pairs": 2, "share_pct": 30.0}}
    assert right.findings == ()
    assert [one.text() for one in wrong.findings] == [
        "plan.json: lo que dice de «guia» sin contar no es lo de las tablas: 2, 30.00 %."
    ]
