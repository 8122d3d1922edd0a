"""A truck takes many deliveries: they are found by depot and road, ticked, and written down together."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub import dispatching, school_changes
from hub.closing import close
from hub.kept_means import put_rows
from hub.means import Road
from hub.settling import Said as Closed
from hub.store import Store
from shared.acts import Actor
from shared.web import Role
from tests.hub.forms import forms_of
from tests.hub.office import SITES, app_of, csrf_of, office, page, schools, signed_in
from tests.hub.sent import ORDERED, sent

PATH = "/entregas/salidas"
ANA = Actor("ana", "Operación regional")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A region that published a plan today; a road goes to the first of the two sites."""
    opened = office(tmp_path)
    sent(opened)
    put_rows(opened, Road, [Road(site=SITES[0], zone="Ocongate")])
    yield opened
    opened.close()


def pecosas(store: Store) -> list[str]:
    return sorted(one.pecosa for one in store.shipments())


def test_what_goes_by_a_road_is_ticked_and_leaves_together(store: Store) -> None:
    client = signed_in(app_of(store))
    every, of_road = page(client, PATH), page(client, f"{PATH}?ruta=Ocongate")
    (form,) = [one.fields for one in forms_of(of_road, PATH) if one.action.startswith(PATH) and one.method == "POST"]
    answer = client.post(f"{PATH}?ruta=Ocongate", data={"csrf": csrf_of(of_road), **form, "con": "Camión AB-1"})
    after, listed = page(client, PATH), page(client, "/entregas")

    assert [one in every for one in pecosas(store)] == [True, True]
    assert form["pecosa"] == pecosas(store)[0]
    assert pecosas(store)[1] not in of_road
    assert answer.status_code == 302
    assert [one in after for one in pecosas(store)] == [False, True]
    assert ("Camión AB-1" in listed, "Anotar salidas</a>" in listed, "Anotar salidas" in listed) == (True, False, True)


def test_what_goes_to_a_school_out_of_service_is_marked_and_not_ticked_by_itself(store: Store) -> None:
    school_changes.close(store, schools()[0].id, why="Ya no funciona.", by=ANA)
    client = signed_in(app_of(store))
    of_road = page(client, f"{PATH}?ruta=Ocongate")
    (tick,) = re.findall(r'<input type="checkbox" name="pecosa"[^>]*>', of_road)

    assert "fuera de servicio: que no salga" in of_road
    assert "checked" not in tick
    assert page(client, PATH).count("fuera de servicio: que no salga") == 1


def test_without_a_depot_or_a_road_nothing_is_ticked_and_nothing_leaves(store: Store) -> None:
    client = signed_in(app_of(store))
    text = page(client, PATH)
    answer = client.post(PATH, data={"csrf": csrf_of(text), "dia": ORDERED.isoformat(), "con": "Camión AB-1"})

    assert "checked" not in text
    assert answer.status_code == 400
    assert "Marque al menos una entrega" in answer.text
    assert 'value="Camión AB-1"' in answer.text


def test_what_a_colleague_wrote_down_meanwhile_is_told_and_what_was_ticked_stays(store: Store) -> None:
    client = signed_in(app_of(store))
    text = page(client, f"{PATH}?almacen=Huamanga")
    load = {"csrf": csrf_of(text), "pecosa": pecosas(store), "dia": ORDERED.isoformat(), "con": "Camión AB-1"}
    said = dispatching.Said(day=ORDERED, carrier="UGEL")
    dispatching.dispatch(store, pecosas(store)[1], said, by=ANA)
    answer = client.post(f"{PATH}?almacen=Huamanga", data=load)

    assert answer.status_code == 409
    assert "ya se anotó algo desde que se abrió la página" in answer.text
    assert f'value="{pecosas(store)[0]}" checked' in answer.text
    assert store.shipment_rows({SITES[0]})[0].gone is None


def test_what_is_refused_is_on_the_page_again_with_its_ticks_wherever_it_stood(store: Store) -> None:
    client = signed_in(app_of(store))
    last = pecosas(store)[1]
    load = {"csrf": csrf_of(page(client, PATH)), "pecosa": last, "dia": "2026-10-01", "con": "Camión AB-1"}
    text = client.post(f"{PATH}?p=2", data=load).text

    assert f'value="{last}" checked' in text
    assert text.index(last) < text.index(pecosas(store)[0])
    assert f"De la PECOSA {last}: El 01/10/2026 es antes de la orden de salida" in text


def test_of_a_shipment_of_which_a_part_stayed_the_rest_is_still_to_leave(store: Store) -> None:
    one = next(row for row in store.shipments() if row.pecosa == pecosas(store)[0])
    resource, units = one.lines[0]
    close(store, one.pecosa, {resource: units}, Closed(how="stayed", units=0, why="No entró al camión."), by=ANA)
    some = page(signed_in(app_of(store)), PATH)
    close(store, one.pecosa, dict(one.lines[1:]), Closed(how="stayed", units=0, why="Se cayó el puente."), by=ANA)
    none = page(signed_in(app_of(store)), PATH)

    assert (one.pecosa in some, one.pecosa in none) == (True, False)


def test_a_depot_has_many_trucks_and_ticks_nothing_by_itself(store: Store) -> None:
    client = signed_in(app_of(store))
    text = page(client, f"{PATH}?almacen=Huamanga")
    (link,) = re.findall(r'href="([^"]+)">(?:(?!</a>).)*Marcar las 2 que se ven', text)
    every = page(client, html.unescape(link))

    assert [text.count(" checked"), every.count(" checked")] == [0, 2]
    assert "Marcar las" not in every


def test_who_analyses_does_not_see_the_page(store: Store) -> None:
    client = signed_in(app_of(store, Role.ANALYST))

    assert client.get(PATH).status_code == 403
    assert "Anotar salidas" not in page(client, "/entregas")
