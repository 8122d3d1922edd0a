"""The files of a plan say what its page says; PECOSA numbers are given once and never again."""

import csv
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from msgspec import structs
from openpyxl import load_workbook

from hub import kept_means, papers, planning, proposing, schema
from hub.cuadro import by_road
from hub.means import Road
from hub.store import Store
from shared.allocation import Need
from shared.errors import BadInput, PlanRefused
from tests.hub.office import PERIOD, SITES, needs, office, supply


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return office(tmp_path / "hub")


def published(store: Store, times: int = 1) -> str:
    scaled = [(one, [times * units for units in (one.need.p10, one.need.p50, one.need.p90)]) for one in needs()]
    wanted = [replace(one, need=Need(*quantiles)) for one, quantiles in scaled]
    plan = proposing.make_plan(store, wanted, **PERIOD)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    return plan.id


def test_csv_and_every_sheet_end_with_the_totals_of_the_page(store: Store) -> None:
    cuadro = papers.read_cuadro(store, published(store))
    load = cuadro.load
    lines = list(csv.reader(StringIO(papers.csv_of(cuadro).removeprefix("\ufeff")), delimiter=";"))
    book = load_workbook(BytesIO(papers.xlsx_of(cuadro)))
    last = {name: [cell.value for cell in list(book[name].iter_rows())[-1]] for name in book.sheetnames}

    wanted = [load.units, load.kg, load.litres]
    assert [float(cell) for cell in lines[-1][7:10]] == wanted
    assert (last["Cuadro"][-1], last["Detalle"][7:10], last["PECOSA"][5:8]) == (load.units, wanted, wanted)
    for column, name in ((7, "Detalle"), (5, "PECOSA")):
        body = list(book[name].iter_rows(min_row=2, values_only=True))[:-1]
        assert sum(row[column] for row in body) == load.units > 0


def test_the_packing_list_of_a_depot_sums_each_stop_and_the_whole(store: Store) -> None:
    cuadro = papers.read_cuadro(store, published(store))
    book = load_workbook(BytesIO(papers.packing_xlsx(cuadro, "Huamanga")))
    *body, last = book["Empaque"].iter_rows(min_row=2, values_only=True)
    sums = [row for row in body if row[4] == "suma de la parada"]

    assert len(sums) == len(cuadro.route("Huamanga"))
    assert sum(row[7] for row in sums) == last[7] == cuadro.load.units
    assert last[8:10] == (cuadro.load.kg, cuadro.load.litres)


def test_the_packing_list_goes_road_by_road_and_says_what_the_trucks_of_each_carry(store: Store) -> None:
    zones = dict(zip(SITES, ("Ocongate", "Ccatca", "Ocongate"), strict=False))
    kept_means.put_rows(store, Road, [Road(site=site, zone=zone) for site, zone in zones.items()])
    cuadro = papers.read_cuadro(store, published(store))

    stops = cuadro.route("Huamanga")
    book = load_workbook(BytesIO(papers.packing_xlsx(cuadro, "Huamanga")))
    sums = [row for row in book["Empaque"].iter_rows(values_only=True) if row[4] == "suma de la ruta"]

    assert [stop.zone for stop in stops] == ["", "", "", "Ccatca", "Ocongate", "Ocongate"]
    assert [stop.number for stop in stops] == [1, 2, 3, 4, 5, 6]
    for zone, own, load in by_road(stops):
        assert load.units == sum(stop.load.units for stop in own)
        assert [row[7] for row in sums if row[1] == zone] == ([load.units] if zone else [])


def test_a_plan_s_papers_keep_the_roads_that_it_was_drawn_with(store: Store) -> None:
    kept_means.put_rows(store, Road, [Road(site=SITES[0], zone="Ocongate")])
    plan = published(store)
    kept_means.put_rows(store, Road, [Road(site=SITES[0], zone="Ccatca"), Road(site=SITES[1], zone="Ccatca")])

    zones = {stop.site: stop.zone for stop in papers.read_cuadro(store, plan).route("Huamanga")}

    assert (zones[SITES[0]], zones[SITES[1]], zones[SITES[2]]) == ("Ocongate", "Ccatca", "")


def test_what_nobody_weighed_is_blank_in_every_file_and_no_0(store: Store) -> None:
    cuadro = papers.read_cuadro(store, published(store))
    books = [load_workbook(BytesIO(data)) for data in (papers.xlsx_of(cuadro), papers.packing_xlsx(cuadro, "Huamanga"))]
    sheets = [(books[0]["Detalle"], 8), (books[0]["PECOSA"], 6), (books[1]["Empaque"], 8)]
    told = [
        {row[at] for row in list(sheet.iter_rows(min_row=2, values_only=True))[:-1] if "suma de la parada" not in row}
        for sheet, at in sheets
    ]

    assert cuadro.unweighed
    assert [{None, ""} >= cells for cells in told] == [True] * 3


def test_a_plan_has_no_numbers_before_it_is_published_and_keeps_them_afterwards(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    before = {one.pecosa for one in papers.read_cuadro(store, plan.id).items}
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    first = papers.read_cuadro(store, plan.id)
    planning.publish(store, plan.id)

    assert before == {""}
    assert len({(one.pecosa, one.site) for one in first.items}) == len({one.pecosa for one in first.items}) > 1
    assert "" not in {one.pecosa for one in first.items}
    assert papers.read_cuadro(store, plan.id) == first


def test_no_plan_is_given_a_number_of_another(store: Store) -> None:
    given = []
    for times in (1, 4):
        store.put_supply(replace(row, as_of=date(2026, 10, 17), units=row.units * times) for row in supply())
        plan = published(store, times)
        given.append({one.pecosa for one in papers.read_cuadro(store, plan).items})

    assert given[0]
    assert given[1]
    assert not given[0] & given[1]


def test_a_number_that_is_anothers_already_stops_the_publication(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    row = {"pecosa": f"{plan.id}-0001", "decision": "otra", "site": "999101"}
    with store.begin() as connection:
        body = b'{"pecosa":"x","decision":"otra","site":"999101","left":"2026-01-01","lines":[]}'
        connection.execute(schema.shipments.insert().values(**row, body=body))

    with pytest.raises(PlanRefused, match="ya es de otra entrega"):
        planning.publish(store, plan.id)

    assert store.decisions(plan.id) == []


def test_a_delivery_that_a_school_gave_back_keeps_its_number_when_it_is_published_anew(store: Store) -> None:
    plan = published(store)
    one = store.shipments()[0]
    with store.begin() as connection:
        papers_of = schema.plans.update().where(schema.plans.c.id == plan)
        connection.execute(papers_of.values(status="approved", published=None))
        connection.execute(schema.departures.delete())

    planning.publish(store, plan)

    assert structs.replace(store.shipments()[0], left=one.left) == one


@pytest.mark.parametrize(("name", "said"), [("a.txt", "no termina en .csv"), ("no/hay/a.csv", "No se pudo escribir")])
def test_a_file_of_another_kind_or_place_is_refused(store: Store, tmp_path: Path, name: str, said: str) -> None:
    cuadro = papers.read_cuadro(store, published(store))

    with pytest.raises(BadInput, match=said):
        papers.write(tmp_path / name, cuadro)


def test_a_depot_is_named_where_there_are_several_or_none(store: Store) -> None:
    cuadro = papers.read_cuadro(store, published(store))

    assert papers.depot_told(cuadro, None) == "Huamanga"
    with pytest.raises(BadInput, match="Huamanga"):
        papers.depot_told(cuadro, "Huanta")
