"""The page of the rules says what a month has of roads, trips and money, and what published plans used of it."""

from pathlib import Path

from hub import kept_means, planning, proposing
from hub.means import Zone
from hub.store import Store
from tests.hub.office import PERIOD, app_of, needs, page, signed_in
from tests.hub.test_kept_means import region


def test_without_limits_the_page_says_that_nothing_limits_and_how_to_bring_them(store: Store) -> None:
    text = page(signed_in(app_of(store)), "/reglas")

    assert "Nada de esto limita los planes todavía." in text
    assert "Se traen en Importar" in text


def test_every_limit_stands_with_what_a_published_plan_used_and_what_is_left(tmp_path: Path) -> None:
    store = region(tmp_path)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))
    before = page(client, "/reglas")
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)

    text = page(client, "/reglas")

    assert [one in before for one in ("4 límites que ningún plan pasa.", "S/ 200<", "S/ 0<", "25 kg<")] == [True] * 4
    assert [one in text for one in ("10/2026", "Viajes desde Huamanga", "S/ 180<", "S/ 20<")] == [True] * 4
    assert "De 6 locales, 4 tienen ruta y 4 un costo de viaje. Recursos con costo: 2." in text


def test_of_many_routes_the_fullest_are_shown_and_how_many_more_there_are(tmp_path: Path) -> None:
    store = region(tmp_path)
    kept_means.put_rows(store, Zone, [Zone(zone=f"Ruta {n:02d}", weight_g=n * 1000) for n in range(20)])

    text = page(signed_in(app_of(store)), "/reglas")

    assert "24 límites que ningún plan pasa." in text
    assert "hay 9 más" in text
    assert text.count("Ruta Ruta ") == 11


def test_the_page_is_whole_in_english(tmp_path: Path) -> None:
    client = signed_in(app_of(region(tmp_path)))
    client.get("/?idioma=en")

    text = page(client, "/reglas")

    assert "4 limits that no plan goes beyond." in text
    assert "Route Ocongate, room" in text


def test_a_reason_for_lack_of_road_trip_or_money_is_told_with_its_part_of_the_price(tmp_path: Path) -> None:
    store = region(tmp_path)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))

    schools = [page(client, f"/plan/{plan.id}/escuela/099910{n}-0") for n in range(1, 7)]
    text = " ".join(schools)

    assert "El camión de Ocongate ya " in text
    assert "es por el camión de Ocongate." in text
    assert "es por el presupuesto del ciclo." in text
    assert "El viaje a la escuela cuesta" in text
