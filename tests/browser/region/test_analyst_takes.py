"""What whoever analyses reads of the forecasts and takes along, in a real browser without JavaScript of ours."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from hub import dhis2_names, exporting
from hub.dhis2_names import Names
from hub.store import Store
from shared.web import Role
from tests.browser.pages import press
from tests.browser.region.conftest import Busy
from tests.browser.region.desk import Desk, at_the_desk
from tests.browser.test_school import DESK, PHONE
from tests.hub.office import schools
from tests.hub.regions import GUIDE


@pytest.fixture(scope="module")
def store(busy: Busy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A region that these tests only read, and that DHIS2 has names for."""
    store = busy(tmp_path_factory.mktemp("region") / "hub")
    dhis2_names.keep(store, Names(elements={GUIDE: {"units": "fbfJHSPpUQD"}}, units={schools()[1].id: "DiszpKrYNg8"}))
    yield store
    store.close()


@pytest.fixture(scope="module", params=[DESK, PHONE], ids=["desk", "phone"])
def desk(request: pytest.FixtureRequest, browser: Any, store: Store) -> Iterator[Desk]:
    with at_the_desk(browser, store, request.param, Role.ANALYST) as opened:
        yield opened


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text, delimiter=";"))


def test_the_forecasts_are_held_against_the_baseline_and_taken_along(desk: Desk) -> None:
    page = desk.open("/analisis")
    press(page.get_by_role("link", name="Pronóstico"))
    rows = rows_of(desk.take("Descargar CSV"))

    assert page.get_by_text("El modelo 3 se apartó para las series de uso seguido").is_visible()
    assert page.get_by_text("Cada origen, juzgado por sus cuatro semanas siguientes").is_visible()
    assert {one["cod_mod_anexo"] for one in rows} == {"", *(one.id for one in schools())}
    assert all(one["wql_base"] for one in rows if one["recurso"])


@pytest.mark.parametrize("name", ["schools", "plan_lines", "weekly_demand"])
def test_a_table_is_taken_along_as_a_spreadsheet_and_as_parquet_with_the_same_rows(desk: Desk, name: str) -> None:
    desk.open("/mas")
    desk.press("Exportar", "link")
    rows, table = rows_of(desk.take(f"CSV {name}")), pq.read_table(desk.take(f"Parquet {name}"))

    assert list(rows[0]) == table.column_names == exporting.report(desk.store, name).header.names
    assert len(rows) == table.num_rows > 0
    assert [one["school"] for one in rows] == table["school"].to_pylist()


@pytest.mark.parametrize(("link", "period"), [("Por semana", r"\d{4}W\d{1,2}"), ("Por mes", r"\d{6}")])
def test_what_dhis2_takes_in_is_taken_along_by_week_and_by_month(desk: Desk, link: str, period: str) -> None:
    page = desk.open("/exportar")
    assert page.get_by_text("DHIS2").first.is_visible()
    told = json.loads(desk.take(link).read_text(encoding="utf-8"))["dataValues"]

    assert {(one["dataElement"], one["orgUnit"]) for one in told} == {("fbfJHSPpUQD", "DiszpKrYNg8")}
    assert all(re.fullmatch(period, one["period"]) for one in told)
