"""A plan that keeps a lock of a later class where an earlier one goes without is found, and ours never do."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.verify.plan import verify
from tests.hub.allocation.tabled import CYCLE, Tables, whole_tables
from tests.hub.verify.test_plan import solved

BEHIND = "falta un lote que cabría"


def two_schools(ranks: tuple[int, int], *, stock: int = 10, money: bool = False) -> Tables:
    """Return two schools of one depot that both have a lock of ten guides, of which the depot has *stock*."""
    return {
        "schools": pd.DataFrame({"school_id": ["1", "2"], "depot": "Urcos", "trip_cost": [10.0, 10.0]}),
        "resources": pd.DataFrame({"resource_id": ["guia"], "lot": [1], "value": [1.0], "cost": [3.0]}),
        "needs": pd.DataFrame({"school_id": ["1", "2"], "resource_id": "guia", "p10": 5, "p50": 10, "p90": 15}),
        "stock": pd.DataFrame({"depot": ["Urcos"], "resource_id": "guia", "units": [stock]}),
        "locks": pd.DataFrame({"school_id": ["1", "2"], "resource_id": "guia", "kind": "min", "units": 10,
                               "class": list(ranks), "author": "Ana", "reason": "acta", "expires": ""}),
        "depots": pd.DataFrame({"depot_id": ["Urcos"], "trip_budget": [10.0 if money else None]}).astype(
            {"trip_budget": "Float64"}),
    }  # fmt: skip


def handed_over(plan: Path) -> None:
    """Give to the other school what one has, and tell of the cuts as they then are."""
    lines, cut = pd.read_csv(plan / "lines.csv", dtype=str), pd.read_csv(plan / "cut.csv", dtype=str)
    other = {"1": "2", "2": "1"}
    lines["school_id"], cut["school_id"] = lines["school_id"].map(other), cut["school_id"].map(other)
    lines.to_csv(plan / "lines.csv", index=False)
    cut.to_csv(plan / "cut.csv", index=False)


@pytest.mark.parametrize(("stock", "money"), [(10, False), (20, True)])
def test_a_later_class_that_is_kept_before_an_earlier_one_is_found(tmp_path: Path, stock: int, money: bool) -> None:
    folder, plan = solved(tmp_path, two_schools((1, 0), stock=stock, money=money), CYCLE)
    ours = verify(folder, plan)
    sent = pd.read_csv(plan / "lines.csv", dtype=str)["school_id"].tolist()

    handed_over(plan)

    assert (ours.findings, sent) == ((), ["2"])
    found = [one.text() for one in verify(folder, plan).findings]
    assert [one for one in found if BEHIND in one] == [
        "lo fijado de 2 guia, de clase 0: falta un lote que cabría si lo de clases posteriores y lo demás le dejara el "
        "paso."
    ]


def test_of_one_class_either_may_be_kept(tmp_path: Path) -> None:
    folder, plan = solved(tmp_path, two_schools((1, 1)), CYCLE)
    before = pd.read_csv(plan / "lines.csv", dtype=str)["school_id"].tolist()

    handed_over(plan)

    assert pd.read_csv(plan / "lines.csv", dtype=str)["school_id"].tolist() != before
    assert not [one.text() for one in verify(folder, plan).findings if BEHIND in one.text()]


@given(st.integers(0, 10_000), st.sampled_from([None, 400.0]))
@settings(max_examples=25, deadline=None)
def test_plans_of_ours_keep_many_scarce_locks_in_the_order_of_their_classes(seed: int, money: float | None) -> None:
    tables, rng = whole_tables(seed, 14), np.random.default_rng(seed)
    needs = tables["needs"].sample(n=20, random_state=seed)
    locks = pd.DataFrame({
        "school_id": needs["school_id"], "resource_id": needs["resource_id"], "kind": "min",
        "units": rng.integers(1, 200, 20), "class": rng.integers(0, 3, 20), "author": "Ana", "reason": "acta",
        "expires": "",
    })  # fmt: skip
    with TemporaryDirectory() as name:
        folder, plan = solved(Path(name), tables | {"locks": locks}, type(CYCLE)(cycle=CYCLE.cycle, money=money))
        found = verify(folder, plan)

    assert [one.text() for one in found.findings] == []
