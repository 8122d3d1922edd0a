"""The page of the laptop itself, and what home says of its copies."""

import re

import pytest

from edge.copies_kept import copies
from edge.daily_copies import copy_noting
from edge.power import PowerLog
from shared.errors import NotReady
from tests.edge.test_daily_copies import refuse
from tests.edge.views.school import School
from tests.shared.web.building import form_token

FIGURE = r"<dt>Última copia</dt><dd>([^<]+)</dd>"


def test_home_tells_how_old_the_last_copy_is(school: School) -> None:
    client = school.client("coord")
    before = re.findall(FIGURE, client.get("/").text)
    school.store.db.put("copy_trouble", "")
    copy = client.post("/equipo/copiar", data={"csrf": form_token(client.get("/equipo/").text)}, follow_redirects=True)
    school.clock.pass_s(600)

    assert "está completa" in copy.text
    assert (before, re.findall(FIGURE, client.get("/").text)) == (["todavía ninguna"], ["hace 10 minutos"])
    assert len(copies(school.store.path)) == 1


def test_a_copy_that_cannot_be_made_is_told_with_its_reason(school: School) -> None:
    with pytest.raises(NotReady):
        copy_noting(school.store.db, refuse)
    text = school.client("soporte").get("/equipo/").text

    assert "La última no se pudo hacer." in text
    assert "No se puede." in text


def test_the_button_tells_why_no_copy_was_made(school: School) -> None:
    client = school.client("soporte")
    school.store.db.write("DELETE FROM incarnations")
    answer = client.post("/equipo/copiar", data={"csrf": form_token(client.get("/equipo/").text)})

    assert (answer.status_code, "No se hizo la copia." in answer.text) == (409, True)
    assert "el registro tiene huecos" in answer.text


def test_it_names_nobody(school: School) -> None:
    text = school.client("coord").get("/equipo/").text

    assert not [name for name in ("Rosa", "Quispe", "Ccorimanya") if name in text]


def test_it_lists_the_openings_that_nobody_closed(school: School) -> None:
    power = PowerLog(school.store.db)
    power.begin()
    school.clock.pass_s(180)
    power.alive()
    power.begin()
    client = school.client("soporte")

    assert "estuvo abierto 3 minutos" in client.get("/equipo/").text
    assert "<dt>Cortes en 30 días</dt><dd>1</dd>" in client.get("/equipo/").text
