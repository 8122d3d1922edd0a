"""What a plan tells beside its lots is checked as the lots are."""

from pathlib import Path

import msgspec
import pandas as pd
import pytest

from hub.verify.plan import verify
from tests.hub.allocation.tabled import CYCLE, whole_tables
from tests.hub.verify.test_plan import solved


@pytest.fixture(params=[0.0, 2.0])
def plan(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path]:
    return solved(tmp_path, whole_tables(3, 14), msgspec.structs.replace(CYCLE, alpha=request.param))


def changed(plan: tuple[Path, Path], table: str, column: str, cell: object) -> list[str]:
    """Return what is found once the first row of a table says something else."""
    path = plan[1] / f"{table}.csv"
    rows = pd.read_csv(path, dtype=str)
    assert len(rows)
    rows.loc[0, column] = cell
    rows.to_csv(path, index=False)
    return [one.text() for one in verify(*plan).findings]


@pytest.mark.parametrize(
    ("column", "cell"),
    [("lot_price", "999999999"), ("lot_price", "-1"), ("worth", "1"), ("depot", "De otra parte"), ("worth", "nan")],
)
def test_a_column_of_a_line_that_says_something_else_is_found(plan: tuple[Path, Path], column: str, cell: str) -> None:
    found = changed(plan, "lines", column, cell)

    assert [one.startswith(f"lines, línea 2: la columna {column} dice ") for one in found] == [True]


@pytest.mark.parametrize("column", ["asked_units", "units"])
def test_what_a_lock_lacks_is_counted(tmp_path: Path, column: str) -> None:
    tables = whole_tables(3, 14)
    lock = {
        "school_id": [tables["schools"]["school_id"].iloc[0]],
        "resource_id": "guia",
        "kind": "min",
        "units": 90_000,
    }
    plan = solved(tmp_path, tables | {"locks": pd.DataFrame(lock)}, msgspec.structs.replace(CYCLE, alpha=0.0))

    found = changed(plan, "cut", column, "7777")

    assert [one.startswith(f"cut, línea 2: la columna {column} dice 7,777 ") for one in found] == [True]


def test_units_of_a_transfer_are_those_of_its_lots(tmp_path: Path) -> None:
    tables = whole_tables(3, 14)
    pool = tables["stock"].query("depot == 'POOL'").assign(units=4_000)
    plan = solved(tmp_path, tables | {"stock": pool}, CYCLE)

    found = changed(plan, "transfers", "units", "7777")

    assert [one.startswith("transfers, línea 2: la columna units dice 7,777 ") for one in found] == [True]


def test_a_price_below_nothing_is_found(plan: tuple[Path, Path]) -> None:
    assert "prices, línea 2: el precio es menor que 0, y así no hay cota." in changed(plan, "prices", "price", "-1")


def test_columns_that_another_program_leaves_out_are_not_missed(plan: tuple[Path, Path]) -> None:
    lines = pd.read_csv(plan[1] / "lines.csv", dtype=str)
    lines.drop(columns=["depot", "worth", "lot_price"]).to_csv(plan[1] / "lines.csv", index=False)

    assert verify(*plan).findings == ()


def test_a_price_that_is_there_twice_is_found(plan: tuple[Path, Path]) -> None:
    path = plan[1] / "prices.csv"
    prices = pd.read_csv(path, dtype=str)
    pd.concat([prices, prices.iloc[:1]]).to_csv(path, index=False)

    found = [one.text() for one in verify(*plan).findings]

    assert found == [f"prices, línea {len(prices) + 2}: el precio ya está en otra línea."]
