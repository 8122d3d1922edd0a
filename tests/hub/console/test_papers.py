"""The cuadro and the packing lists on the pages: totals, files, a sheet to print, and a draft that says so."""

import re

import msgspec
from msgspec import structs

from hub import papers, planning, proposing
from hub.console.papers import headline
from hub.store import Store
from shared.ids import ResourceId
from shared.resources import Catalogue
from shared.web import Role
from shared.web.formats import number
from tests.hub.office import PERIOD, app_of, needs, page, signed_in
from tests.hub.regions import TABLET, catalogue

RESOURCES = catalogue().resources


def published(store: Store) -> str:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    return plan.id


def test_the_page_shows_the_totals_of_its_files_and_the_numbers(store: Store) -> None:
    plan = published(store)
    cuadro, client = papers.read_cuadro(store, plan), signed_in(app_of(store, Role.ANALYST))

    text = page(client, f"/plan/{plan}/cuadro")

    assert number(cuadro.load.units) in text
    assert cuadro.items[0].pecosa in text
    assert "todavía no se publicó" not in text
    assert client.get(f"/plan/{plan}/cuadro.csv").get_data() == papers.csv_of(cuadro).encode()
    assert client.get(f"/plan/{plan}/cuadro.xlsx").get_data()[:2] == b"PK"
    assert client.get(f"/plan/{plan}/empaque.xlsx?almacen=Huamanga").get_data()[:2] == b"PK"


def test_the_packing_list_has_every_stop_with_its_sum_and_two_signatures(store: Store) -> None:
    plan = published(store)
    stops = papers.read_cuadro(store, plan).route("Huamanga")

    text = page(signed_in(app_of(store)), f"/plan/{plan}/empaque?almacen=Huamanga")

    assert text.count("Suma de la parada") == len(stops) > 1
    assert all(stop.pecosa in text and number(stop.load.units) in text for stop in stops)
    assert text.count('class="sign"') == 2
    assert re.search(r'sheets\.css[^">]*">', text), "on the screen too it looks as it prints"
    assert "BORRADOR" not in text


def test_a_plan_that_is_not_published_says_that_its_papers_are_a_draft(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD).id
    client = signed_in(app_of(store))

    assert "Los números de PECOSA se dan al publicar" in page(client, f"/plan/{plan}/cuadro")
    assert "BORRADOR" in page(client, f"/plan/{plan}/empaque?almacen=Huamanga")
    paths = ("otro/cuadro", f"{plan}/empaque", f"{plan}/empaque?almacen=Huanta", "otro/cuadro.csv", "otro/empaque.xlsx")
    assert {client.get(f"/plan/{path}").status_code for path in paths} == {404}


def weighed(store: Store, *heavy: ResourceId) -> None:
    """Bring a catalogue that says what the *heavy* resources weigh, 1,250 g each, and nothing of the others."""
    known = [structs.replace(one, weight_g=1250, volume_ml=2000) if one.id in heavy else one for one in RESOURCES]
    with store.begin() as connection:
        store.put_version(connection, "catalogue", 2, msgspec.json.encode(Catalogue(2, tuple(known))))


def test_what_the_catalogue_does_not_weigh_is_blank_and_never_0(store: Store) -> None:
    client, plan = signed_in(app_of(store)), published(store)
    shown = [page(client, f"/plan/{plan}/{paper}") for paper in ("cuadro", "empaque?almacen=Huamanga")]

    assert ["0.000" in text for text in shown] == [False, False]
    assert "faltan datos en el catálogo" in shown[0]


def test_what_is_weighed_is_summed_and_the_whole_says_that_more_is_lacking(store: Store) -> None:
    weighed(store, TABLET)
    client, plan = signed_in(app_of(store)), published(store)
    load = papers.read_cuadro(store, plan).load
    text = page(client, f"/plan/{plan}/cuadro")

    assert load.kg > 0
    assert f'<dd class="num">{headline(load.kg)}</dd><dd class="plain">faltan datos en el catálogo</dd>' in text
    assert number(load.kg, 3) in page(client, f"/plan/{plan}/empaque?almacen=Huamanga")


def test_where_the_catalogue_weighs_everything_nothing_is_said_to_be_lacking(store: Store) -> None:
    weighed(store, *(one.id for one in RESOURCES))

    assert "faltan datos en el catálogo" not in page(signed_in(app_of(store)), f"/plan/{published(store)}/cuadro")
