"""Whoever reads the region's pages takes its tables along, and sees what DHIS2 is not told."""

import io

import pyarrow.parquet as pq
import pytest

from hub import dhis2_names, exporting
from hub.dhis2_names import Names
from hub.store import Store
from shared.web import Role
from tests.hub.office import app_of, page, schools, signed_in
from tests.shared.web.markup import faults


def test_every_table_is_listed_with_what_it_is_and_two_forms(store: Store) -> None:
    text = page(signed_in(app_of(store, Role.ANALYST)), "/exportar")

    assert faults(text) == []
    for name in exporting.TABLES:
        assert all(f'href="/exportar/{name}.{form}"' in text for form in ("csv", "parquet"))
    assert "/claves" not in text
    assert "/claves" in page(signed_in(app_of(store, Role.ADMIN)), "/exportar")


def test_who_may_not_import_the_names_for_dhis2_reads_who_does(store: Store) -> None:
    assert "Lo importa Administración." in page(signed_in(app_of(store, Role.ANALYST)), "/exportar")
    assert "Lo importa Administración." not in page(signed_in(app_of(store, Role.ADMIN)), "/exportar")


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.ADMIN, Role.ANALYST])
def test_a_table_is_taken_along_as_csv_and_as_parquet(store: Store, role: Role) -> None:
    client = signed_in(app_of(store, role))
    csv = client.get("/exportar/schools.csv")
    with client.get("/exportar/schools.parquet") as parquet:
        assert pq.read_table(io.BytesIO(parquet.data)).num_rows == len(schools())

    assert csv.headers["Content-Disposition"] == 'attachment; filename="schools.csv"'
    assert csv.text.count("\r\n") == len(schools()) + 1
    assert {client.get(f"/exportar/{file}").status_code for file in ("schools.json", "pupils.csv", "x")} == {404}


@pytest.mark.parametrize("file", ["weekly_demand.csv", "weekly_demand.parquet", "plan_lines.csv", "dhis2.json"])
def test_what_is_not_there_yet_is_said_on_the_page_of_the_tables(store: Store, file: str) -> None:
    found = signed_in(app_of(store, Role.ANALYST)).get(f"/exportar/{file}")

    assert (found.status_code, faults(found.text)) == (409, [])
    assert "No se descargó nada." in found.text
    assert "Todavía no" in found.text


def test_what_dhis2_is_not_told_is_shown_and_the_rest_is_a_file(store: Store) -> None:
    client = signed_in(app_of(store, Role.ADMIN))
    assert "Todavía no se importó" in page(client, "/exportar")
    first = schools()[0].id
    dhis2_names.keep(store, Names(elements={"tablet": {"units": "fbfJHSPpUQD"}}, units={first: "DiszpKrYNg8"}))

    text = page(client, "/exportar")
    assert "versión 1. Elementos de datos: 1; unidades: 1." in text
    assert f"Escuelas sin unidad en DHIS2: {len(schools()) - 1} (" in text
    assert client.get("/exportar/dhis2.json").status_code == 409


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_no_browser_keeps_a_table_that_it_was_given(store: Store, form: str) -> None:
    with signed_in(app_of(store)).get(f"/exportar/schools.{form}") as given:
        assert (given.status_code, given.headers["Cache-Control"]) == (200, "no-store")
