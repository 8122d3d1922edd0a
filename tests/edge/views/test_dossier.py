"""A person's data on a sheet and as a file, for the coordinator alone; and how long the data of who left is kept."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from edge.acts import BY_COMMAND
from edge.erased_since import erase_again_beside
from edge.retention import kept_months
from edge.store import Store
from shared.events import Claim
from shared.facts import Use
from tests.edge.views.school import SCHOOL, TABLET, School
from tests.shared.web.building import form_token
from tests.shared.web.leftovers import said
from tests.shared.web.markup import faults

PATH = "/escuela/datos/"


def post(client: FlaskClient, path: str, **form: str) -> TestResponse:
    token = form_token(client.get(PATH).text)
    return client.post(path, data={"csrf": token, **form}, follow_redirects=True)


def test_the_sheet_tells_who_it_is_what_is_held_and_what_was_recorded(school: School) -> None:
    school.store.record([Claim(Use(school=SCHOOL, resource=TABLET, learner=school.pupil, seconds=60))])
    page = school.client("coord").get(f"{PATH}persona?quien={school.pupil.hex()}").text
    text = said(page)

    for words in ("Rosa Quispe Huamán", "r1", "3° A", "Manera de entrar", "1 uso de Tabletas", school.pupil.hex()):
        assert words in text
    assert ("Luis" in text, faults(page)) == (False, [])


def test_the_file_has_it_all_its_name_tells_nobody_and_the_history_says_that_it_was_given(school: School) -> None:
    client = school.client("coord")
    answer = post(client, f"{PATH}persona", quien=school.pupil.hex())
    told = json.loads(answer.data)

    assert told["tablas"]["people"][0]["sealed_name"] == "Rosa Quispe Huamán"
    assert "secret" not in told["tablas"]["credentials"][0]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="datos.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Rosa" not in str(answer.headers)
    last = school.store.audit.newest(1)[0]
    assert (last.kind, last.subject) == ("data-shown", school.pupil.hex())


@pytest.mark.parametrize("login", ["profe", "soporte"])
def test_nobody_but_the_coordinator_sees_it(school: School, login: str) -> None:
    client = school.client(login)
    token = form_token(client.get("/mi-cuenta/").text)

    assert client.get(f"{PATH}persona?quien={school.pupil.hex()}").status_code == 403
    form = {"csrf": token, "quien": school.pupil.hex()}
    assert client.post(f"{PATH}persona", data=form).status_code == 403


def test_the_data_of_the_staff_and_of_nobody_is_not_found(school: School) -> None:
    client = school.client("coord")
    teacher = next(row for row in school.store.people.staff() if row.role == "teacher")

    assert [client.get(f"{PATH}persona?quien={key}").status_code for key in (teacher.key, "ab", "zz")] == [404] * 3
    assert client.get(f"{PATH}persona").location == "/escuela/estudiantes/"


def test_how_long_is_set_on_the_page_and_who_left_stands_with_their_day(school: School) -> None:
    client = school.client("coord")
    school.store.class_lists.leave([school.pupil], school.store.days.today(), BY_COMMAND)
    before = client.get(PATH).text
    done = post(client, PATH, meses="12")

    assert "se fue el 23/06/2026 · se borra desde el 23/06/2028" in before
    assert "se borra desde el 23/06/2027" in done.text
    assert f'href="{PATH}persona?quien={school.pupil.hex()}"' in before
    assert (kept_months(school.store), faults(before)) == (12, [])


@pytest.mark.parametrize("text", ["", "muchos", "241", "-1"])
def test_what_is_no_number_of_months_is_said_beside_the_field_and_stays_there(school: School, text: str) -> None:
    answer = post(school.client("coord"), PATH, meses=text)

    assert (answer.status_code, f'value="{text}"' in answer.text, 'id="meses-e"' in answer.text) == (400, True, True)
    assert (kept_months(school.store), faults(answer.text)) == (24, [])


def test_a_wrong_clock_is_said_and_who_is_due_too(school: School) -> None:
    client = school.client("coord")
    school.store.class_lists.leave([school.pupil], school.store.days.today(), BY_COMMAND)
    post(client, PATH, meses="1")
    school.clock.pass_s(40 * 86_400)
    soon = school.client("coord").get(PATH).text
    school.clock.pass_s(40 * 365 * 86_400)
    wrong = school.client("coord").get(PATH).text

    assert "1 persona se borra en la próxima hora." in soon
    assert "mientras tanto no se borra a nadie" in wrong


def test_after_a_restore_home_asks_who_was_erased_since_until_somebody_said_that_nobody_is_left(school: School) -> None:
    client = school.client("coord")
    before = client.get("/").text
    with_none = client.get(PATH).text
    erase_again_beside(school.store.db, Path("/nowhere/else"))
    asked, page = client.get("/").text, client.get(PATH).text
    post(client, f"{PATH}copia", op="nadie")

    task = "Borre otra vez a quien ya se borró"
    assert asked.index(task) < asked.index("Recibir la PECOSA")
    assert [task in text for text in (before, asked, client.get("/").text)] == [False, True, False]
    assert ["Carpeta anterior" in text for text in (with_none, page)] == [False, True]
    assert faults(page) == []


def test_the_folder_of_the_laptop_before_erases_again_all_whom_it_tells(school: School, tmp_path: Path) -> None:
    before = tmp_path / "before"
    before.mkdir()
    school.store.db.rows("VACUUM INTO ?", str(before / "node.db"))
    with Store(before / "node.db", school.clock) as other:
        other.erase(school.pupil)
    erase_again_beside(school.store.db, Path("/nowhere/else"))
    client = school.client("coord")
    wrong = [post(client, f"{PATH}copia", op="borrar", carpeta=text) for text in ("", "algo", str(tmp_path / "no"))]
    done = post(client, f"{PATH}copia", op="borrar", carpeta=str(before))

    assert [(one.status_code, 'id="carpeta-e"' in one.text) for one in wrong] == [(400, True)] * 3
    assert f'value="{tmp_path / "no"}"' in wrong[2].text
    assert ("Borrada otra vez: 1 persona" in done.text, "Carpeta anterior" in done.text) == (True, False)
    assert [row.name for row in school.store.people.learners()] == ["Luis Ccorimanya Sulca"]
    assert school.store.audit.newest(1)[0].office == "coordinator"
