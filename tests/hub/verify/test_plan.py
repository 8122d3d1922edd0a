"""Every plan of ours holds when it is checked from the files alone, and whatever is done to one is found."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hub.allocation.files import read_instance
from hub.allocation.plan_files import write_plan
from hub.allocation.settings import Settings
from hub.allocation.solve import divide
from hub.allocation.tables import TABLES
from hub.allocation.writing import write_instance
from hub.verify.plan import Verified, verify
from hub.verify.tables import NAMES, OF_TABLE
from shared.errors import BadInput
from tests.hub.allocation.tabled import CYCLE, Tables, whole_tables


def solved(folder: Path, tables: Tables, given_: Settings) -> tuple[Path, Path]:
    write_instance(folder / "instance", tables, given_)
    read = read_instance(folder / "instance")
    write_plan(folder / "plan", read, divide(read.instance), csv=True, seconds=0)
    return folder / "instance", folder / "plan"


@given(st.integers(0, 10_000), st.sampled_from([0.0, 1.0, 2.0, 3.5]), st.sampled_from([None, 400.0]))
@settings(max_examples=25, deadline=None)
@example(3728, 1.0, None)
@example(717, 2.0, 400.0)
def test_a_plan_of_ours_holds(seed: int, alpha: float, money: float | None) -> None:
    given_ = msgspec.structs.replace(CYCLE, alpha=alpha, money=money)
    with TemporaryDirectory() as name:
        folder, plan = solved(Path(name), whole_tables(seed, 14), given_)
        found = verify(folder, plan)
        told = json.loads((plan / "plan.json").read_text(encoding="utf-8"))

    assert [one.text() for one in found.findings] == []
    assert found.bound >= found.value
    # Each relaxes in its own way what is not whole; the published one is seldom the larger, and by next to nothing.
    assert found.bound >= told["bound"] * (1 - 1e-3) - 1_000


def test_cycles_before_told_to_the_last_digit_are_read_as_the_division_reads_them(tmp_path: Path) -> None:
    tables = whole_tables(3, 14)
    cells = tables["earlier"].columns[-2:]
    fine = tables["earlier"].assign(**{name: tables["earlier"][name] * 1.0037 / 3 for name in cells})

    assert words(verify(*solved(tmp_path, tables | {"earlier": fine}, CYCLE))) == ""


@pytest.fixture
def plan(tmp_path: Path) -> tuple[Path, Path]:
    return solved(tmp_path, whole_tables(3, 14), msgspec.structs.replace(CYCLE, alpha=0.0))


def changed(plan: tuple[Path, Path], table: str, change: object) -> Verified:
    """Check the plan after *change*, which takes the rows of a table and gives others."""
    path = plan[1] / f"{table}.csv"
    rows = pd.read_csv(path, dtype={"school_id": str})
    change(rows).to_csv(path, index=False)  # type: ignore[operator]
    return verify(*plan)


def words(found: Verified) -> str:
    return "\n".join(one.text() for one in found.findings)


def more_of_the_first(rows: pd.DataFrame) -> pd.DataFrame:
    rows.loc[0, "units"] += 900 * rows.loc[0, "units"] // rows.loc[0, "lots"]
    rows.loc[0, "lots"] += 900
    return rows


def test_more_than_there_is_is_found(plan: tuple[Path, Path]) -> None:
    found = words(changed(plan, "lines", more_of_the_first))

    assert "almacén Almacén" in found
    assert "ruta Almacén" in found


def test_a_tablet_without_its_charger_is_found_with_its_line(plan: tuple[Path, Path]) -> None:
    found = changed(plan, "lines", lambda rows: rows[rows["resource_id"] != "cargador"])

    assert "no tiene energía y va sin el «cargador» que necesita" in words(found)


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [
        ("school_id", "0", "línea 2: la escuela o el recurso no está en la instancia."),
        ("lots", 0, "línea 2: los lotes no son un número entero mayor que 0."),
        ("units", 1_001, "línea 2: las unidades no son los lotes por lo que trae un lote."),
    ],
)
def test_a_line_that_cannot_be_is_found(plan: tuple[Path, Path], column: str, cell: object, told: str) -> None:
    found = changed(plan, "lines", lambda rows: rows.assign(**{column: [cell, *rows[column][1:]]}))

    assert told in words(found)


def test_a_line_twice_is_found(plan: tuple[Path, Path]) -> None:
    found = changed(plan, "lines", lambda rows: pd.concat([rows, rows[:1]]))

    assert "la escuela y el recurso ya están en otra línea" in words(found)


def test_a_line_that_is_left_out_changes_what_the_plan_is_worth(plan: tuple[Path, Path]) -> None:
    found = changed(plan, "lines", lambda rows: rows[rows["resource_id"] != "router"])

    assert "plan.json: dice que vale" in words(found)


def test_what_comes_from_nowhere_is_found(plan: tuple[Path, Path]) -> None:
    row = {"depot": "Almacén 0", "resource_id": "guia", "lots": 10_000, "units": 1}

    found = changed(plan, "transfers", lambda rows: pd.concat([rows, pd.DataFrame([row])]))

    assert "reserva nacional guia: salen" in words(found)


@pytest.mark.parametrize(("key", "share"), [("value", 1.01), ("bound", 0.5)])
def test_a_certificate_that_is_not_so_is_found(plan: tuple[Path, Path], key: str, share: float) -> None:
    path = plan[1] / "plan.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(told | {key: told[key] * share}), encoding="utf-8")

    assert "plan.json: " in words(verify(*plan))


def test_prices_that_say_that_more_is_not_possible_when_it_is_are_found(plan: tuple[Path, Path]) -> None:
    prices = plan[1] / "prices.csv"
    prices.write_text(prices.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")

    found = verify(*plan)

    # Without prices everything that anybody could use is the bound: valid, and no certificate of anything.
    assert found.count == 0
    assert found.gap_pct > 5


def test_a_lock_that_is_not_kept_and_not_told_is_found(tmp_path: Path) -> None:
    tables = whole_tables(3, 14)
    school = tables["schools"].iloc[0]["school_id"]
    lock = [{"school_id": school, "resource_id": "guia", "kind": "min", "units": 6_000}]
    plan = solved(tmp_path, tables | {"locks": pd.DataFrame(lock)}, msgspec.structs.replace(CYCLE, alpha=0.0))

    assert words(verify(*plan)) == ""
    assert f"lo fijado de {school} guia" in words(changed(plan, "cut", lambda rows: rows[:0]))


def test_what_was_excluded_is_found(tmp_path: Path) -> None:
    tables = whole_tables(3, 14)
    given_ = msgspec.structs.replace(CYCLE, alpha=0.0)
    folder, plan = solved(tmp_path, tables, given_)
    line = pd.read_csv(plan / "lines.csv", dtype={"school_id": str}).iloc[0]
    lock = {"school_id": line["school_id"], "resource_id": line["resource_id"], "kind": "exclude", "units": None}
    write_instance(folder, tables | {"locks": pd.DataFrame([lock])}, given_)

    assert "línea 2: van" in words(verify(folder, plan))


@pytest.mark.parametrize(
    ("table", "column"), [("stock", "units"), ("depots", "trip_budget"), ("zones", "volume_l"), ("zones", "weight_kg")]
)
def test_where_nothing_can_be_sent_nothing_is_said_to_be_possible(tmp_path: Path, table: str, column: str) -> None:
    tables = whole_tables(3, 14)
    plan = solved(tmp_path, tables | {table: tables[table].assign(**{column: 0})}, CYCLE)

    found = verify(*plan)

    assert (found.count, found.gap_pct) == (0, 0)


def test_without_a_sol_nothing_is_said_to_be_possible(tmp_path: Path) -> None:
    tables = whole_tables(3, 14)
    dear = {"resources": tables["resources"].assign(cost=5)}

    found = verify(*solved(tmp_path, tables | dear, msgspec.structs.replace(CYCLE, money=0.0)))

    assert (found.count, found.gap_pct) == (0, 0)


def test_a_folder_without_a_plan_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"plan\.json"):
        verify(tmp_path, tmp_path)


def test_it_knows_the_same_names_of_columns_as_the_reader() -> None:
    for table in TABLES:
        known = NAMES | OF_TABLE.get(table.name, {})
        for one in table.fields:
            assert {known.get(name, name) for name in (one.name, *one.others)} == {known.get(one.name, one.name)}


@pytest.mark.parametrize(
    ("table", "column", "said"),
    [
        ("needs", "on_hand", "needs, columna on_hand: «muchos» no es un número"),
        ("schools", "waited", "schools, columna waited: «muchos» no es un número"),
        ("weights", "value", "weights, columna value: «muchos» no es un número"),
    ],
)
def test_a_cell_of_the_instance_that_is_no_number_is_told_where_it_is(
    tmp_path: Path, table: str, column: str, said: str
) -> None:
    folder, plan = solved(tmp_path, whole_tables(3, 14), CYCLE)
    (file,) = folder.glob(f"{table}.*")
    rows = pd.read_parquet(file).astype(object)
    rows.loc[rows.index[-1], column] = "muchos"
    file.unlink()
    rows.to_csv(folder / f"{table}.csv", index=False)

    with pytest.raises(BadInput, match=said):
        verify(folder, plan)


@pytest.mark.parametrize(("parts", "sent"), [(4, 10), (1, 5), (0, 0)])
def test_what_a_lock_alone_names_goes_with_its_part_or_not_at_all(tmp_path: Path, parts: int, sent: int) -> None:
    tables = {
        "schools": pd.DataFrame({"school_id": ["a", "b", "c"], "depot": "D", "power": ["red", "ninguna", "ninguna"]}),
        "resources": pd.DataFrame({"resource_id": ["charger", "guide", "tablet"], "lot": [1, 1, 5],
                                   "value": [12, 1, 10], "requirements": ["", "", "power"]}),
        "kits": pd.DataFrame({"resource": ["tablet"], "part": ["charger"], "units": [1], "per": [5]}),
        "needs": pd.DataFrame({"school_id": ["a", "c"], "resource_id": "guide", "p10": [1, 2], "p90": [3, 5]}),
        "stock": pd.DataFrame({"depot": "D", "resource_id": ["charger", "guide", "tablet"], "units": [parts, 0, 50]}),
        "locks": pd.DataFrame({"school_id": ["b"], "resource_id": "tablet", "kind": "min", "units": 10}),
    }  # fmt: skip

    folder, plan = solved(tmp_path, tables, CYCLE)

    lines = pd.read_csv(plan / "lines.csv").set_index("resource_id")["units"] if sent else {}
    assert dict(lines) == ({"charger": sent // 5, "tablet": sent} if sent else {})
    assert words(verify(folder, plan)) == ""
