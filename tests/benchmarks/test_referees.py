"""Those who judge the division find what it finds, and say so where something does not come out."""

import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.instance import Division, Instance
from hub.allocation.solve import divide
from tests.benchmarks import orlib_files, orlib_instance, referee_random, referees
from tests.benchmarks.frame import main
from tests.benchmarks.orlib_files import Knapsack
from tests.benchmarks.processes import run
from tests.hub.allocation.drawn import broken, draw

GAP = Path(__file__).parent / "orlib" / "gap_c515_1.txt"
TWO = """2
3 2 15
10 6 5
4 3 2   1 2 3
6 4
2 1 0
7
 7 3 4  3
"""
"""Two knapsacks written by hand: of the first the first and the third thing are best, of the second only one fits."""
MPS = """NAME          HAND
ROWS
 N  COST
 L  ROOM
COLUMNS
    M1        'MARKER'                 'INTORG'
    X         COST               -10   ROOM                 4
    Y         COST                -6   ROOM                 3
    Z         COST                -5   ROOM                 2
    M2        'MARKER'                 'INTEND'
RHS
    RHS       ROOM                 6
BOUNDS
 UP BND       X                    1
 UP BND       Y                    1
 UP BND       Z                    1
ENDATA
"""


@pytest.fixture
def theirs() -> Path:
    """The Python of the environment in which the other solvers live."""
    if not referees.PYTHON.exists():
        pytest.skip("needs .venv-referee: make referee makes it")
    return referees.PYTHON


@pytest.fixture
def two(tmp_path: Path) -> Path:
    file = tmp_path / "two.txt"
    file.write_text(TWO)
    return file


@pytest.mark.parametrize("seed", [7, 8])
def test_where_only_stock_limits_the_min_cost_flow_is_worth_what_the_division_is(theirs: Path, seed: int) -> None:
    told = referees.flow(200, seed)

    assert told["worth"] == told["bound"] > 0
    assert told["lots"] > 1_000


@pytest.mark.soak
def test_of_a_whole_country_too(theirs: Path) -> None:
    told = referees.flow(60_000, 7)

    assert told["worth"] == told["bound"] > 0


@pytest.mark.parametrize("seed", range(6))
def test_the_flow_is_the_best_of_small_countries_too_and_of_a_lot_less_it_finds_less(
    theirs: Path, tmp_path: Path, seed: int
) -> None:
    instance = referees.only_stock(draw(seed, 8, locks=True))
    referees.write_lots(instance, tmp_path / "lots.npz")
    with np.load(tmp_path / "lots.npz") as lots:
        fewer = {**lots, "stock": lots["stock"] * 0, "pool": lots["pool"] * 0}
    np.savez(tmp_path / "fewer.npz", **fewer)

    found, nothing = (
        json.loads(run([str(theirs), str(referees.HERE / "referee_flow.py"), str(tmp_path / name)])[0])["worth"]
        for name in ("lots.npz", "fewer.npz")
    )

    assert found // 100 == divide(instance).value > nothing == 0


def test_a_public_assignment_has_the_best_that_is_published(tmp_path: Path) -> None:
    file = tmp_path / "found.json"
    argv = ["--orlib", str(GAP), "--best", "336", "--json", str(file)]

    main("referees", referees.measure, options=referees.add_options, argv=argv)

    assert json.loads(file.read_text())["orlib"]["gap_c515_1"]["1"] == {"highs_least": 261.0, "highs_most": 336.0}
    with pytest.raises(RuntimeError, match="335"):
        referees.judged(referees.read(GAP)[0], 335)


def test_a_file_of_knapsacks_is_read_wherever_its_lines_end_and_judged(two: Path) -> None:
    first, second = orlib_files.knapsacks(two)

    assert (first.weight.tolist(), first.capacity.tolist()) == ([[4, 3, 2], [1, 2, 3]], [6, 4])
    assert referees.judged(first, None) == {"highs": 15, "ours": 15, "bound": pytest.approx(15, abs=3), "short_pct": 0}
    assert second.best == 0
    with pytest.raises(RuntimeError, match="16"):
        referees.judged(first, 16)


def test_a_file_that_ends_too_soon_or_is_of_neither_kind_is_refused(two: Path) -> None:
    two.write_text(TWO.rsplit(maxsplit=1)[0])
    with pytest.raises(ValueError, match="1 more"):
        orlib_files.knapsacks(two)

    two.write_text(TWO + " 9")
    with pytest.raises(ValueError, match="goes on"):
        orlib_files.knapsacks(two)
    with pytest.raises(ValueError, match=r"two\.txt"):
        referees.read(two)


@given(
    st.integers(1, 6).flatmap(
        lambda things: st.tuples(
            st.lists(st.integers(1, 30), min_size=things, max_size=things),
            st.lists(
                st.tuples(st.lists(st.integers(0, 9), min_size=things, max_size=things), st.integers(0, 20)),
                min_size=1,
                max_size=4,
            ),
        )
    )
)
@settings(max_examples=40, deadline=None)
def test_what_fits_a_knapsack_fits_its_instance_and_the_best_lies_between_ours_and_the_bound(
    drawn: tuple[list[int], list[tuple[list[int], int]]],
) -> None:
    profit, rows = np.array(drawn[0], dtype=float), drawn[1]
    weight, capacity = (
        np.array([row for row, _ in rows], dtype=float),
        np.array([room for _, room in rows], dtype=float),
    )
    instance = orlib_instance.instance_of(Knapsack(profit, weight, capacity, 0))
    ways = [np.array(way) for way in product((0, 1), repeat=len(profit))]
    fits = [bool((weight @ way <= capacity).all()) for way in ways]

    answer = divide(instance)

    assert [not broken(instance, sending(instance, answer, way)) for way in ways] == fits
    best = max(float(profit @ way) for way, fit in zip(ways, fits, strict=True) if fit)
    assert broken(instance, answer) == []
    assert answer.value <= best * 1_000_000 <= answer.bound


def sending(instance: Instance, answer: Division, way: np.ndarray) -> Division:
    """Return the division that sends these things, each with its parts."""
    lots = np.zeros(len(instance.pairs), dtype=np.int64)
    lots[np.diff(instance.pairs.first) > 0] = way
    np.add.at(lots, instance.kits.part, instance.kits.units * lots[instance.kits.main])
    return replace(answer, lots=lots)


def test_weights_that_are_not_whole_are_refused() -> None:
    half = Knapsack(np.ones(1), np.array([[0.5]]), np.ones(1), 0)

    with pytest.raises(ValueError, match="whole"):
        orlib_instance.instance_of(half)


def test_a_file_of_mps_has_the_best_that_it_is_said_to_have(theirs: Path, tmp_path: Path) -> None:
    file = tmp_path / "hand.mps"
    file.write_text(MPS)

    assert referees.by_mps(file, -15)["highs"] == -15
    with pytest.raises(RuntimeError, match="-16"):
        referees.by_mps(file, -16)


def test_plans_of_random_instances_with_any_locks_hold_from_their_files() -> None:
    assert referee_random.faults(range(24)) == []


@pytest.mark.soak
def test_plans_of_a_thousand_random_instances_with_any_locks_hold_from_their_files() -> None:
    assert referee_random.faults(range(1_000, 2_000)) == []
