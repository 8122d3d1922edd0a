"""The duty is handed over on one page: the old session ends at the next click, the region is told, nothing is lost."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shared.facts import Duty
from tests.edge.views.school import School
from tests.shared.web.building import PASSPHRASE, form_token, sign_in
from tests.shared.web.leftovers import said
from tests.shared.web.markup import faults

PATH = "/escuela/cargo/"
NEW = "llama vicuña puma condor"


def key(school: School, login: str) -> str:
    return next(row.person.hex() for row in school.store.staff.accounts() if row.login == login)


def hand_over(client: FlaskClient, school: School, **form: str) -> TestResponse:
    token = form_token(client.get(PATH).text)
    usual = {
        "deja": f"{key(school, 'coord')} coordinator", "luego": "fuera", "nombre": "Luz Poma", "cuenta": "luz",
        "nueva": NEW, "suya": PASSPHRASE,
    }  # fmt: skip
    return client.post(PATH, data={"csrf": token, **usual, **form})


def test_the_form_begins_with_who_is_signed_in_and_offers_the_staff(school: School) -> None:
    page = school.client("coord").get(PATH).text

    assert f'value="{key(school, "coord")} coordinator" checked' in page
    assert "Profe (Docente)" in page
    assert faults(page) == []


def test_the_old_coordinators_open_session_is_over_at_the_next_click_and_the_new_one_is_in(school: School) -> None:
    client, elsewhere = school.client("coord"), school.client("coord")
    done = hand_over(client, school)
    after = [one.get("/contar").status_code for one in (client, elsewhere)]

    assert (done.status_code, after) == (302, [302, 302])
    assert client.post("/contar", data={}).status_code in (400, 403)
    assert sign_in(school.client(), "coord") == 403
    assert school.client("profe").get("/contar").status_code == 403
    heir = school.client()
    assert sign_in(heir, "luz", NEW) == 302
    assert heir.get("/contar").status_code == 200
    assert len(school.facts(Duty)) == 2


def test_a_teacher_takes_it_and_the_coordinator_goes_on_as_a_teacher(school: School) -> None:
    client = school.client("coord")
    teacher = school.client("profe")
    hand_over(client, school, toma=key(school, "profe"), luego="docente", nombre="", cuenta="", nueva="")

    assert teacher.get("/mas/").status_code == 302
    assert school.client("profe").get("/contar").status_code == 200
    assert school.client("coord").get("/contar").status_code == 403
    text = said(school.client("profe").get("/escuela/historial/").text)
    mark = school.store.audit.newest(1)[0].hash[:16]
    assert f"Profe · Coordinación · marca {mark}" in text
    assert ("Dejó un cargo" in text, "Coord · Coordinación" in text, "Empezó en un cargo" in text) == (True,) * 3


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ({"suya": "no es esta clave"}, "suya", "Esa no es su clave."),
        ({"deja": ""}, "deja", "Elija quién deja el cargo."),
        ({"luego": "nada"}, "luego", "Elija qué hace después."),
        ({"nombre": " "}, "toma", "Elija quién toma el cargo"),
        ({"cuenta": "profe"}, "cuenta", "Ya hay una cuenta con ese nombre."),
        ({"cuenta": ""}, "cuenta", "nombre de cuenta corto"),
        ({"nueva": "corta"}, "nueva", "La clave necesita 10 caracteres"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_changes(
    school: School, form: dict[str, str], field: str, words: str
) -> None:
    client = school.client("coord")
    answer = hand_over(client, school, **form)

    assert answer.status_code == 400
    assert words in answer.text
    assert f'id="{field}-e"' in answer.text
    assert f'value="{form.get("nombre", "Luz Poma")}"' in answer.text
    assert (NEW in answer.text, faults(answer.text)) == (False, [])
    assert client.get("/contar").status_code == 200
    assert ([row.login for row in school.store.staff.accounts()], school.facts(Duty)) == (
        ["coord", "profe", "soporte"],
        [],
    )


def test_to_oneself_nothing_is_handed_over(school: School) -> None:
    answer = hand_over(school.client("coord"), school, toma=key(school, "coord"))

    assert (answer.status_code, "son la misma persona" in answer.text) == (400, True)


def test_a_change_of_duty_waits_to_be_sent_and_names_nobody(school: School) -> None:
    client = school.client("coord")
    hand_over(client, school, toma=key(school, "profe"), luego="docente", nombre="", cuenta="", nueva="")
    text = said(school.client("profe").get("/envio/").text)

    assert "Cambio de cargo" in text
    assert "Coord" not in text.replace("Coordinación", "")
