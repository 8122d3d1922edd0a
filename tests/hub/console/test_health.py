"""*Salud* says what to do and stops saying it; whoever may not put an alarm away is not offered to."""

import json
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from hub import kept_forecasts, runs, schema
from hub.console.health import _SHORT_STEPS, bars
from hub.database import add
from hub.store import Store
from shared.errors import NotReady
from shared.web import Role
from tests.hub.busy_office import busy_office
from tests.hub.nights import failing
from tests.hub.office import SITES, app_of, csrf_of, heard, page, signed_in


def lost(store: Store) -> None:
    row = {"incarnation": "0" * 16, "seq": 1, "head": "0" * 32, "site": SITES[0], "resource": "tablet", "serial": "",
           "units": 2, "cause": "robo", "report_number": "", "day": None}  # fmt: skip
    with store.begin() as connection:
        add(connection, schema.losses, row)


def test_where_nothing_is_wrong_it_says_so(store: Store) -> None:
    text = page(signed_in(app_of(store)), "/salud")

    assert "No hay nada que atender." in text
    assert "Recibe" in text
    assert "Ninguna todavía" in text


def test_the_records_of_the_lake_are_those_that_status_counts(tmp_path: Path) -> None:
    with closing(busy_office(tmp_path)) as store:
        events, listed = store.totals().events, store.segments(kept_forecasts.KIND)
        text = page(signed_in(app_of(store)), "/salud")

    assert listed
    assert f">{events} registros de las escuelas; " in text


def test_what_happened_is_put_away_by_whoever_looked_into_it(store: Store) -> None:
    lost(store)
    client = signed_in(app_of(store))
    before = page(client, "/salud")
    form = {"csrf": csrf_of(before), "tipo": "loss", "de": SITES[0]}
    after = client.post("/salud/visto", data=form, follow_redirects=True)

    assert "Hay 1 aviso por atender" in before
    assert "Quebrada Honda avisó que perdió equipos" in before
    assert "Anotado. El aviso vuelve si pasa otra vez." in after.text
    assert "No hay nada que atender." in after.text


def test_an_alarm_that_is_gone_cannot_be_put_away(store: Store) -> None:
    client = signed_in(app_of(store))
    form = {"csrf": csrf_of(page(client, "/salud")), "tipo": "loss", "de": SITES[0]}
    answer = client.post("/salud/visto", data=form)

    assert answer.status_code == 409
    assert "Ese aviso ya no está" in answer.text


def test_who_analyses_reads_and_puts_nothing_away(store: Store) -> None:
    lost(store)
    client = signed_in(app_of(store, Role.ANALYST))
    text = page(client, "/salud")

    assert "Quebrada Honda avisó" in text
    assert "Ya se atendió" not in text
    assert "Paquete de soporte" not in text
    assert client.get("/salud/soporte.json").status_code == 403


def test_who_sent_is_counted_by_day(store: Store) -> None:
    for site, days in zip(SITES, (0, 0, 1), strict=False):
        heard(store, site, days)
    text = page(signed_in(app_of(store)), "/salud")

    assert "hoy enviaron 2 de 3 locales" in text
    assert "Entre 0 y 2 por día; hoy, 2." in text


def test_a_night_under_way_shows_the_step_it_is_at(store: Store) -> None:
    client = signed_in(app_of(store))
    with runs.kept(store, runs.NIGHT) as note:
        note("forecast", {"heard": 0.2, "aggregate": 41.4})
        text = page(client, "/salud")

    assert "En marcha" in text
    assert "41 s" in text
    assert '<li aria-current="step">Pronosticar' in text


def test_a_night_before_any_record_is_told_as_one_that_had_nothing_to_work_on(store: Store) -> None:
    with pytest.raises(NotReady):
        failing(store, "allocate", NotReady("Nada."), nothing_yet=lambda _error: True)
    text = page(signed_in(app_of(store)), "/salud")

    assert "Sin registros todavía" in text
    assert "todavía ninguna escuela envió registros" in text
    assert "Falló" not in text


def test_every_step_of_the_night_has_a_short_name() -> None:
    assert _SHORT_STEPS.keys() == runs.STEPS.keys()


def test_what_support_is_sent_is_a_file(store: Store) -> None:
    answer = signed_in(app_of(store)).get("/salud/soporte.json")

    assert "chasqui-soporte.json" in answer.headers["Content-Disposition"]
    assert json.loads(answer.text)["sites"] == {"none": 6}


def test_bars_fill_the_height_and_stand_beside_each_other() -> None:
    days = [date(2026, 10, 1) + timedelta(number) for number in range(4)]
    found = bars([0, 5, 10, 1], days)

    assert [one["h"] for one in found["bars"]] == [0, 35.0, 70.0, 7.0]
    assert all(one["x"] + one["w"] <= other["x"] for one, other in zip(found["bars"], found["bars"][1:], strict=False))
    assert bars([0, 0], days[:2])["most"] == 0
