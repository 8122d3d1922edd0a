"""The page of differences, its files, and the objections beside the lines of the plan."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from hub import planning, proposing
from hub.store import Store
from tests.hub.builders import StillClock
from tests.hub.busy_office import objected
from tests.hub.office import NOW, PERIOD, SITES, app_of, needs, office, page, signed_in, supply


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An office whose clock moves when it is told to: plans of one second have no order."""
    return office(tmp_path, StillClock(NOW))


def two_plans(store: Store) -> tuple[str, str]:
    first = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, first.id, login="ana")
    planning.publish(store, first.id)
    objected(store, f"{first.id}-{SITES[0]}", SITES[0], "cantidad", "Entraron seis alumnos.", needs()[0].school)
    store.put_supply([replace(row, as_of=date(2026, 10, 17)) for row in supply(tablets=70)])
    assert isinstance(store.clock, StillClock)
    store.clock.at += timedelta(minutes=1)
    return first.id, proposing.make_plan(store, needs(), **PERIOD).id


def test_it_compares_with_the_last_approved_plan_and_shows_both_reasons(store: Store) -> None:
    first, second = two_plans(store)
    client = signed_in(app_of(store))

    text = page(client, f"/plan/{second}/cambios")
    csv = page(client, f"/plan/{second}/cambios.csv")

    assert f"Del plan {first}, el último aprobado, al plan {second}" in text
    assert "Por qué antes" in text
    assert [word in csv for word in ('"Sale"', '"TOTAL"', '"motivo_ahora"')] == [True] * 3
    assert client.get(f"/plan/{second}/cambios.xlsx").get_data()[:2] == b"PK"
    assert "Ninguna línea cumple" in page(client, f"/plan/{second}/cambios?cambio=nada")


def third_plan(store: Store) -> str:
    store.put_supply([replace(row, as_of=date(2026, 10, 17)) for row in supply(tablets=40)])
    assert isinstance(store.clock, StillClock)
    store.clock.at += timedelta(minutes=1)
    return proposing.make_plan(store, needs(), **PERIOD).id


def test_the_reader_chooses_the_last_approved_or_the_proposal_before_and_the_files_follow(store: Store) -> None:
    (first, second), third = two_plans(store), third_plan(store)
    client = signed_in(app_of(store))
    path = f"/plan/{third}/cambios"

    usual, other = page(client, path), page(client, f"{path}?frente=anterior&cambio=menos")

    assert f"Del plan {first}, el último aprobado, al plan {third}" in usual
    assert f"Del plan {second}, la propuesta anterior (reemplazado), al plan {third}" in other
    assert f'<option value="anterior" selected>La propuesta anterior: {second}</option>' in other
    assert '<input type="hidden" name="frente" value="anterior">' in other
    assert f'href="{path}.csv?frente=anterior"' in other
    files = [
        page(client, f"{path}.csv{asked}") for asked in ("", "?frente=aprobado", "?frente=nada", "?frente=anterior")
    ]
    assert (files[0] == files[1] == files[2], files[0] == files[3]) == (True, False)


def test_where_none_was_approved_it_compares_with_the_proposal_before(store: Store) -> None:
    first = proposing.make_plan(store, needs(), **PERIOD).id
    second = third_plan(store)
    client = signed_in(app_of(store))

    text = page(client, f"/plan/{second}/cambios")

    assert f"Del plan {first}, la propuesta anterior (reemplazado), al plan {second}" in text
    assert ("Comparar con" in text, "Por qué antes" in text) == (False, True)


def test_without_any_plan_before_it_says_so(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD).id
    client = signed_in(app_of(store))

    assert "no hay con qué compararlo" in page(client, f"/plan/{plan}/cambios")
    assert client.get("/plan/otro/cambios").status_code == 404


def test_an_objection_stands_beside_the_line_on_every_page_and_in_the_file(store: Store) -> None:
    _, second = two_plans(store)
    client = signed_in(app_of(store))
    said = "La cantidad no alcanza. «Entraron seis alumnos.» Falta responderle."

    pages = [f"/plan/{second}", f"/plan/{second}/escuela/{needs()[0].school}", f"/plan/{second}.csv"]

    assert [said in page(client, path) for path in pages] == [True] * 3
    assert "Una línea tiene una objeción" in page(client, pages[0])
    assert f'href="/plan/{second}?ver=objecion#ln"' in page(client, pages[0])
    assert "1–1 de 1" in page(client, f"{pages[0]}?ver=objecion")
    assert "Con objeción al plan anterior" in page(client, f"/plan/{second}/aprobar")
