"""A search that finds nobody proves something only if it would find somebody: in each place that could tell."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hub import dhis2_names, schema
from hub.backup import back_up
from hub.database import put
from hub.dhis2_names import Names
from hub.store import Store
from tests.hub.busy_office import busy_office
from tests.hub.databases import Databases
from tests.hub.regions import GUIDE
from tests.hub.searching import found, given, held

pytestmark = pytest.mark.databases

ROSA, DNI = "Quispe Huamán, Rosa", "41234567"
PEOPLE = (ROSA, DNI)


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = busy_office(tmp_path / "hub", databases)
    names = {one.id: f"DiszpKrYN{at:02d}" for at, one in enumerate(opened.schools())}
    dhis2_names.keep(opened, Names(1, {GUIDE: {"units": "fbfJHSPpUQD"}}, names))
    yield opened
    opened.close()


def in_parquet(file: Path, compression: str) -> None:
    """Write a table in which one row of many tells of somebody."""
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = [{"note": f"hoja {at}", "more": [{"who": f"{at}"}], "n": at} for at in range(5_000)]
    rows[4_321] = {"note": ROSA.upper(), "more": [{"who": ROSA}], "n": int(DNI)}
    pq.write_table(pa.Table.from_pylist(rows), file, compression=compression)


def test_nobody_is_found_where_nobody_was_planted(store: Store, tmp_path: Path) -> None:
    back_up(store, tmp_path / "copy.zip")

    assert found(held(store, tmp_path), PEOPLE) == {}
    assert found(given(store), PEOPLE) == {}


def test_somebody_is_found_in_each_place_that_the_hub_keeps(store: Store, tmp_path: Path) -> None:
    beside, folder = tmp_path / "beside", store.config.folder
    in_parquet(store.config.lake_folder / "planted.parquet", "zstd")
    in_parquet(folder / "weekly" / "planted.parquet", "lz4")
    in_parquet(beside / "in a copy.parquet", "zstd")
    with zipfile.ZipFile(beside / "copies.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(beside / "in a copy.parquet", "lake/planted.parquet")
    (beside / "in a copy.parquet").unlink()
    (beside / "hub.log").write_text(f"INFO taken by={ROSA}\nINFO taken by={DNI}\n")
    (beside / f"{ROSA} {DNI}.txt").touch()
    with store.begin() as connection:
        told = json.dumps({"who": ROSA, "document": DNI}).encode()
        put(connection, schema.settings, {"name": "planted", "value": told})
    back_up(store, beside / "copy.zip")
    places = found(held(store, beside), PEOPLE)

    assert {where for where in places if not where.startswith(str(folder / "hub.db"))} == {
        str(store.config.lake_folder / "planted.parquet"), str(folder / "weekly" / "planted.parquet"),
        str(beside / "copies.zip/lake/planted.parquet"), str(beside / "copy.zip/tables/settings"),
        str(beside / "hub.log"), str(beside / f"{ROSA} {DNI}.txt"), "table settings",
    }  # fmt: skip
    assert all(who == set(PEOPLE) for where, who in places.items() if "hub.db" not in where)


def test_somebody_is_found_in_what_a_program_is_told_in_each_form(store: Store) -> None:
    schools = [replace(one, name=ROSA, ugel=DNI) for one in store.schools()]
    store.put_schools(schools)
    units = {one.id: f"A{DNI}b{at}" for at, one in enumerate(schools)}
    dhis2_names.keep(store, Names(1, {GUIDE: {"units": "fbfJHSPpUQD"}}, units))
    places = found(given(store), PEOPLE)

    tables = ("schools", "quality_ugels", "use_by_kind", "who_got")
    told = {f"/v1/exports/{name}.{form}" for name in tables for form in ("csv", "json", "parquet")}
    assert told | {f"/v1/exports/dhis2.json?by={by}" for by in ("week", "month")} <= set(places)
    assert places["/v1/exports/schools.csv"] == places["/v1/exports/schools.parquet"] == set(PEOPLE)


def test_a_row_of_figures_that_holds_a_document_by_chance_is_none() -> None:
    texts = [("a", "0.41234567 141234567 412345678 41234567"), ("b", "0.41234567 3.4123456789"), ("c", "n° 41234567.")]

    assert [*found(iter(texts), PEOPLE)] == ["a", "c"]
