"""An instance from files is the same however they are written or kept, and what is wrong is told."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.assembling import Assembled
from hub.allocation.files import fingerprints, from_frames, read_instance
from hub.allocation.instance import NO_LIMIT
from hub.allocation.settings import Settings
from hub.allocation.writing import write_instance
from shared.errors import BadInput
from shared.tabular import Mark
from tests.hub.allocation.tabled import CYCLE, Tables, shuffled, whole_tables, write_as_excel_does, write_in_parts

seeds = st.integers(0, 10_000)
ROW = {"school_id": "0403691-0", "resource_id": "guia"}


@given(seeds)
@settings(max_examples=6, deadline=None)
def test_it_is_the_same_in_any_order_in_any_parts_and_in_any_format(seed: int) -> None:
    tables = whole_tables(seed)
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_instance(folder / "csv", tables, CYCLE, csv=True)
        write_as_excel_does(folder / "excel", shuffled(tables, seed), CYCLE)
        write_in_parts(folder / "one", shuffled(tables, seed + 1), CYCLE, 1)
        write_in_parts(folder / "eight", shuffled(tables, seed + 2), CYCLE, 8)

        # With semicolons «1,234» may be read both ways, and somebody must say how.
        marks = {folder / "excel": Mark.COMMA}
        found = [fingerprints(read_instance(one, mark=marks.get(one))) for one in sorted(folder.iterdir())]

    assert found == [found[0]] * 4


@given(seeds)
@settings(max_examples=6, deadline=None)
def test_tables_in_memory_are_the_instance_that_they_are_once_written(seed: int) -> None:
    tables = whole_tables(seed)
    with TemporaryDirectory() as name:
        write_instance(Path(name), tables, CYCLE)
        written = fingerprints(read_instance(Path(name)))

    assert fingerprints(from_frames(tables, CYCLE, "región")) == written


@pytest.mark.parametrize(("units", "fits"), [(2_000_000, True), (3_000_000, False)])
def test_a_school_that_needs_more_than_can_be_counted_is_refused(units: int, fits: bool) -> None:
    tables = whole_tables(1)
    rows, goods = tables["needs"], tables["resources"]
    one = rows["school_id"].iloc[0]
    only = rows[rows["school_id"] == one].iloc[:1].assign(on_hand=0, **dict.fromkeys(_quantiles(rows), units))
    less = {name: tables[name].iloc[:0] for name in ("locks", "earlier", "last_plan", "kits", "weights")}
    weighed = tables["schools"].assign(weight_pct=pd.array([100] * len(tables["schools"]), "Int64"))
    whole = tables | less | {
        "needs": only, "schools": weighed, "resources": goods.assign(value=1_000.0, lot=1_000_000, requirements=""),
    }  # fmt: skip

    if fits:
        assert from_frames(whole, CYCLE, "región").instance.schools.window_need.max() == units * 1_000 * 1_000_000
    else:
        with pytest.raises(BadInput, match="pasan de lo que se puede contar"):
            from_frames(whole, CYCLE, "región")


def _quantiles(needs: pd.DataFrame) -> list[str]:
    return [name for name in needs.columns if name[0] in "pq" and name[1:].replace("_", "").isdigit()]


@given(seeds)
@settings(max_examples=12, deadline=None)
def test_no_school_has_more_met_than_it_needs(seed: int) -> None:
    with TemporaryDirectory() as name:
        write_instance(Path(name), whole_tables(seed), CYCLE)
        schools = read_instance(Path(name)).instance.schools

    assert (schools.window_met >= 0).all()
    assert (schools.window_met <= schools.window_need).all()


def read(folder: Path, tables: Tables, settings: Settings = CYCLE) -> Assembled:
    write_instance(folder, tables, settings, csv=True)
    return read_instance(folder)


def told(folder: Path, tables: Tables, settings: Settings = CYCLE) -> str:
    with pytest.raises(BadInput) as caught:
        read(folder, tables, settings)
    return str(caught.value)


def one(**more: object) -> Tables:
    """Two schools, a guide; *more* rows replace tables."""
    tables = {
        "schools": [{"school_id": "0403691-0", "depot": "Huamanga"}, {"school_id": "0403692-0", "depot": ""}],
        "resources": [{"resource_id": "guia", "lot": 10, "value": 1.2}],
        "needs": [{"school_id": school, "resource_id": "guia", "p50": 12} for school in ("0403691-0", "0403692-0")],
        "stock": [{"depot": "Huamanga", "resource_id": "guia", "units": 39}],
    }
    return {name: pd.DataFrame(rows) for name, rows in (tables | more).items()}


def test_four_tables_are_enough_and_what_is_not_there_limits_nothing(tmp_path: Path) -> None:
    limits = read(tmp_path, one()).instance.limits

    assert limits.stock.tolist() == [[0], [3]]
    assert limits.trips.tolist() == [NO_LIMIT, NO_LIMIT]
    assert (limits.money, limits.pool.tolist()) == (NO_LIMIT, [0])


def test_nothing_may_be_sent_to_a_school_without_a_depot(tmp_path: Path) -> None:
    pairs = read(tmp_path, one()).instance.pairs

    assert pairs.most.tolist() == [NO_LIMIT, 0]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"needs": [{"school_id": "9", "resource_id": "guia", "p50": 1}]}, "needs.csv, línea 2: «9» no está"),
        ({"stock": [{"depot": "H", "resource_id": "x", "units": 1}]}, "stock.csv, línea 2: «x» no está en resources."),
        (
            {"locks": [{"school_id": "0403691-0", "resource_id": "x", "kind": "exclude"}]},
            "locks.csv, línea 2: «x» no está en resources.",
        ),
        (
            {"locks": [{"school_id": "0403691-0", "resource_id": "guia", "kind": "exact", "units": 12}]},
            "locks.csv, línea 2: 12 unidades no son lotes enteros",
        ),
        ({"resources": [{"resource_id": "guia", "lot": 0, "value": 1}]}, "línea 2: lot es «0» y debe estar entre 1 y"),
        ({"resources": [{"resource_id": "guia", "lot": 1.5, "value": 1}]}, "lot es «1.5» y debe ser un número entero."),
        ({"resources": [{"resource_id": "guia", "lot": 1, "value": "uno"}]}, "value es «uno» y no es un número."),
        (
            {"resources": [{"resource_id": "guia", "lot": 1, "value": 1, "requirements": "luz"}]},
            "«luz» no es un requisito",
        ),
        ({"needs": [{"school_id": "0403691-0", "resource_id": "guia"}]}, "needs.csv: faltan los cuantiles"),
        (
            {"needs": [{"school_id": "0403691-0", "resource_id": "guia", "p10": 3, "p90": 2}]},
            "needs.csv, línea 2: los cuantiles no crecen: 3 2",
        ),
        (
            {"needs": [{"school_id": "0403691-0", "resource_id": "guia", "p101": 3, "p90": 2}]},
            "«p101» no nombra una probabilidad",
        ),
        (
            {"kits": [{"resource": "guia", "part": "guia"}]},
            "kits.csv, línea 2: «guia» es parte de un equipo y lleva otra parte",
        ),
        (
            {"zones": [{"zone_id": "Sur"}], "schools": [{"school_id": "1", "depot": "", "zone": "Norte"}]},
            "schools.csv, línea 2: «Norte» no está en zones.",
        ),
        ({"depots": [{"depot_id": "Cangallo"}]}, "schools.csv, línea 2: «Huamanga» no está en depots."),
        (
            {"earlier": [ROW | {"cycle": "2026-07", "need": 1, "received": 1}]},
            "earlier.csv, línea 2: el ciclo «2026-07» no es anterior al del reparto.",
        ),
        ({"schools": [{"school_id": "1", "depot": "", "power": "luz"}]}, "power es «luz» y debe ser una de estas"),
        ({"schools": [{"school_id": "1"}]}, "schools.csv: falta la columna depot."),
        (
            {"weights": [{"version": "1", "dimension": "waited", "value": "dos", "pct": 150}]},
            "weights.csv, línea 2: «dos» no es un número de repartos seguidos sin recibir.",
        ),
        *(
            (
                {"weights": [{"version": "1", "dimension": "waited", "value": value, "pct": 150}]},
                f"weights.csv, línea 2: «{value}» no es un número de repartos seguidos sin recibir.",
            )
            for value in ("0", "02", "2.0", "12345")
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, more: dict[str, object], words: str) -> None:
    assert words in told(tmp_path, one(**more))


def test_a_row_that_is_there_twice_is_told(tmp_path: Path) -> None:
    tables = one()
    tables["needs"] = pd.concat([tables["needs"], tables["needs"][:1]])

    assert "needs.csv, línea 4: 0403691-0 guia ya está en otra línea." in told(tmp_path, tables)


def test_of_thousands_of_faults_the_first_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    tables = one(needs=[{"school_id": f"x{n}", "resource_id": "guia", "p50": 1} for n in range(5_000)])

    words = told(tmp_path, tables)

    assert "y 4980 más." in words
    assert len(words) < 3_000


def test_a_table_that_is_missing_or_there_twice_is_told(tmp_path: Path) -> None:
    write_instance(tmp_path, one(), CYCLE, csv=True)
    (tmp_path / "stock.csv").rename(tmp_path / "stock.tsv")
    write_instance(tmp_path, {"needs": one()["needs"]}, CYCLE)

    with pytest.raises(BadInput, match=r"needs.csv: la tabla está dos veces, aquí y en «needs.parquet»"):
        read_instance(tmp_path)
    (tmp_path / "needs.parquet").unlink()
    (tmp_path / "stock.tsv").unlink()
    with pytest.raises(BadInput, match=r"stock.csv: falta la tabla"):
        read_instance(tmp_path)


def test_ids_that_parquet_holds_as_numbers_are_refused_for_their_zeros(tmp_path: Path) -> None:
    tables = one()
    for name in ("schools", "needs"):
        tables[name] = tables[name].assign(school_id=[403691, 403692])
    write_instance(tmp_path, tables, CYCLE)

    with pytest.raises(BadInput, match="school_id está guardada como número y así pierde sus ceros"):
        read_instance(tmp_path)


def test_a_number_that_can_be_read_in_two_ways_is_asked_about(tmp_path: Path) -> None:
    write_instance(tmp_path, one(), CYCLE, csv=True)
    (tmp_path / "resources.csv").write_text("resource_id;lot;value\nguia;10;1,234\n", encoding="utf-8")

    with pytest.raises(BadInput, match="--decimal coma"):
        read_instance(tmp_path)
    found = [read_instance(tmp_path, mark=mark).instance.resources.value.tolist() for mark in Mark]
    assert found == [[1_234_000_000], [1_234_000]]


def test_locks_that_contradict_each_other_are_no_fault(tmp_path: Path) -> None:
    lock = {"school_id": "0403691-0", "resource_id": "guia"}
    both = [lock | {"kind": "min", "units": 21, "class": 2}, lock | {"kind": "max", "units": 19, "class": 0}]

    pairs = read(tmp_path, one(locks=both)).instance.pairs

    assert (pairs.least[0], pairs.most[0], pairs.rank[0]) == (3, 1, 2)


def test_a_column_that_nobody_knows_is_left_out_with_a_note(tmp_path: Path) -> None:
    tables = one()
    tables["stock"] = tables["stock"].assign(color="azul")

    assert [note.text() for note in read(tmp_path, tables).notes] == ["stock.csv: no se leyeron las columnas color."]


def test_weights_of_the_table_are_multiplied_and_a_school_s_own_goes_before_them(tmp_path: Path) -> None:
    schools = [
        {"school_id": "1", "depot": "", "quintile": "1", "language": "es|quy", "weight_pct": None},
        {"school_id": "2", "depot": "", "quintile": "1", "language": "quy", "weight_pct": 90},
    ]
    weights = [("quintile", "1", 200), ("language", "quy", 110), ("language", "es", 90)]
    table = [{"version": "7", "dimension": d, "value": v, "pct": p} for d, v, p in weights]

    read_ = read(tmp_path, one(schools=schools, weights=table, needs=[ROW | {"school_id": "1", "p50": 1}]))

    assert read_.instance.schools.weight_pct.tolist() == [220, 90]


def test_a_school_that_waits_weighs_as_the_longest_wait_that_is_named(tmp_path: Path) -> None:
    schools = [{"school_id": str(n), "depot": "", "quintile": "1", "waited": n or None} for n in range(5)]
    weights = [("quintile", "1", 200), ("waited", "2", 150), ("waited", "3", 300)]
    table = [{"version": "7", "dimension": d, "value": v, "pct": p} for d, v, p in weights]

    read_ = read(tmp_path, one(schools=schools, weights=table, needs=[ROW | {"school_id": "1", "p50": 1}]))

    assert read_.instance.schools.weight_pct.tolist() == [200, 200, 300, 600, 600]


def test_only_the_last_cycles_of_the_window_count(tmp_path: Path) -> None:
    earlier = [
        {"cycle": cycle, "school_id": "0403691-0", "resource_id": "guia", "need": 10, "received": 12}
        for cycle in ("2026-03", "2026-05", "2026-06")
    ]

    schools = read(tmp_path, one(earlier=earlier)).instance.schools

    assert (schools.window_need[0], schools.window_met[0]) == (32 * 1_200_000, 20 * 1_200_000)


def test_what_is_taken_to_have_been_there_before_counts_as_received_up_to_the_need(tmp_path: Path) -> None:
    earlier = [
        {"cycle": cycle, "school_id": "0403691-0", "resource_id": "guia", "need": 10, "received": 5, "assumed": taken}
        for cycle, taken in (("2026-05", 2.5), ("2026-06", 8))
    ]

    schools = read(tmp_path, one(earlier=earlier)).instance.schools

    assert schools.window_met[0] == 17.5 * 1_200_000
