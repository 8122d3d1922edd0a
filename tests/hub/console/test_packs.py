"""The pages of the packs of a plan: counted on the plan, told site by site, and in files for a spreadsheet."""

from csv import reader
from io import BytesIO, StringIO
from pathlib import Path
from re import findall

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from hub import proposing
from hub.store import Store
from shared.web import Role
from tests.hub.office import PERIOD, SITES, app_of, needs, office, page, schools, signed_in
from tests.hub.packed_office import learners, packed_office


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = packed_office(tmp_path)
    proposing.make_plan(opened, learners(), **PERIOD)
    return opened


@pytest.fixture
def client(store: Store) -> FlaskClient:
    return signed_in(app_of(store, Role.ANALYST))


def test_the_plan_counts_its_packs_and_leads_to_them(store: Store, client: FlaskClient) -> None:
    told = page(client, "/plan")

    assert "Van 4 paquetes, en locales: 3." in told
    assert f"/plan/{store.plan('latest').id}/paquetes" in told


def test_each_pack_is_told_with_its_sizes_and_why(store: Store, client: FlaskClient) -> None:
    address = f"/plan/{store.plan('latest').id}/paquetes"

    assert "No cabe en el disco con lo elegido y lo que necesita: ocupa 900 MB y quedan 100 MB." in page(
        client, address
    )
    assert "No cabe en el disco" not in page(client, f"{address}?ver=va")
    assert "no se sabe cuánto espacio libre" in page(client, f"{address}?ver=no&p=2")


def test_page_after_page_gives_each_pack_once_in_the_order_of_the_file(store: Store, client: FlaskClient) -> None:
    address = f"/plan/{store.plan('latest').id}/paquetes"
    rows = reader(StringIO(client.get(f"{address}.csv").get_data(as_text=True).lstrip("\ufeff")), delimiter=";")
    pages = [page(client, f"{address}?p={number}") for number in (1, 2)]

    shown = [found for told in pages for found in findall(r"<small>(\d+)</small></th><td [^>]*>([^<]+)<", told)]

    assert shown == [(row[0], row[3].capitalize()) for row in list(rows)[1:]]


def test_a_school_reads_the_packs_of_its_site(store: Store, client: FlaskClient) -> None:
    told = page(client, f"/plan/{store.plan('latest').id}/escuela/{schools()[2].id}")

    assert "Paquetes para el local de esta escuela" in told
    assert "No pasa por la línea en este período" in told


def test_the_files_have_a_row_for_each_and_leave_blank_what_nobody_told(store: Store, client: FlaskClient) -> None:
    address = f"/plan/{store.plan('latest').id}/paquetes"
    rows = client.get(f"{address}.csv").get_data(as_text=True).splitlines()
    sheet = load_workbook(BytesIO(client.get(f"{address}.xlsx").get_data())).active

    assert len(rows) == 19
    assert sheet is not None
    assert sheet.max_row == 19
    blank = next(row for row in rows if SITES[0] in row and "pack-sin-tamano" in row)
    assert '"no";30;"";"";"";' in blank
    assert "Tamaño sin decir" in blank


def test_a_plan_without_packs_says_so(tmp_path: Path) -> None:
    bare = office(tmp_path / "bare")
    plan = proposing.make_plan(bare, needs(), **PERIOD)
    browser = signed_in(app_of(bare, Role.ANALYST))

    assert "Este plan no tiene paquetes" in page(browser, f"/plan/{plan.id}/paquetes")
    assert "/paquetes" not in page(browser, "/plan")
    assert browser.get("/plan/nada/paquetes").status_code == 404
