"""The coordinator keeps the lists of pupils by hand: add, correct, move, leave; nothing written is lost."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from edge.rows import LearnerRow
from edge.views.asked_once import mark
from tests.edge.views.school import School
from tests.shared.web.building import form_token
from tests.shared.web.markup import faults

PATH = "/escuela/estudiantes/"


def post(client: FlaskClient, path: str, **form: str | list[str]) -> TestResponse:
    token = form_token(client.get("/escuela/aulas/").text)
    return client.post(path, data={"csrf": token, **form}, follow_redirects=True)


def add(client: FlaskClient, school: School, name: str, code: str = "", **more: str) -> TestResponse:
    return post(client, f"{PATH}nuevo", nombre=name, codigo=code, aula=str(school.class_id), **more)


def named(school: School) -> list[str]:
    return [row.name for row in school.store.people.learners()]


def row_of(school: School) -> LearnerRow:
    row = school.store.people.learner(school.pupil)
    assert row is not None
    return row


def test_a_pupil_is_added_to_a_class_and_another_one_right_after(school: School) -> None:
    client = school.client("coord")
    form = client.get(f"{PATH}nuevo?aula={school.class_id}").text
    listed = add(client, school, "Ana Tineo", "71000001", op="listo")
    again = add(client, school, "Beto Tineo", op="otro")

    assert f'value="{school.class_id}" selected' in form
    assert "Estudiante agregado." in listed.text
    assert "Ana Tineo" in listed.text
    assert again.request.path == f"{PATH}nuevo"
    assert named(school) == ["Ana Tineo", "Beto Tineo", "Luis Ccorimanya Sulca", "Rosa Quispe Huamán"]


def test_a_namesake_is_asked_about_once_and_never_refused(school: School) -> None:
    client = school.client("coord")
    asked = add(client, school, "rosa quispe  huamán")
    before = named(school)
    sure = add(client, school, "rosa quispe  huamán", otro=mark("rosa quispe huamán"))

    assert (asked.status_code, len(before), len(named(school))) == (200, 2, 3)
    assert "Ya hay alguien con ese nombre (3° A)" in asked.text
    assert 'value="rosa quispe  huamán"' in asked.text
    assert f'name="otro" value="{mark("rosa quispe huamán")}"' in asked.text
    assert "Estudiante agregado." in sure.text


def test_a_yes_to_one_namesake_is_none_to_another(school: School) -> None:
    client = school.client("coord")
    asked = add(client, school, "Luis Ccorimanya Sulca", otro=mark("Rosa Quispe Huamán"))

    assert ("Ya hay alguien con ese nombre" in asked.text, len(named(school))) == (True, 2)


def test_two_clicks_add_one_pupil(school: School) -> None:
    client, name = school.client("coord"), "Rosa Quispe Huamán"
    answers = [add(client, school, name, vez="v1", otro=mark(name)) for _ in range(2)]
    refused = add(client, school, "", vez="v2")
    corrected = add(client, school, "Ana Tineo", vez="v2")

    assert [answer.status_code for answer in (*answers, refused, corrected)] == [200, 200, 400, 200]
    assert named(school) == ["Ana Tineo", "Luis Ccorimanya Sulca", name, name]


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ({"nombre": "\u200b\u202e", "codigo": "9"}, "nombre", "Escriba el nombre del estudiante."),
        ({"nombre": " ", "codigo": "9"}, "nombre", "Escriba el nombre del estudiante."),
        ({"nombre": "Otra", "codigo": "L1"}, "codigo", "ya es de Luis Ccorimanya Sulca"),
        ({"nombre": "Otra", "codigo": "9", "aula": "77"}, "aula", "Elija el aula."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_form_keeps_the_rest(
    school: School, form: dict[str, str], field: str, words: str
) -> None:
    answer = post(school.client("coord"), f"{PATH}nuevo", **{"aula": str(school.class_id), **form})

    assert answer.status_code == 400
    assert words in answer.text
    assert f'id="{field}-e"' in answer.text
    assert f'value="{form["codigo"]}"' in answer.text
    assert faults(answer.text) == []
    assert len(named(school)) == 2


def test_a_name_is_corrected_and_the_pictures_still_work(school: School) -> None:
    client = school.client("coord")
    shown = client.get(f"{PATH}uno?quien={school.pupil.hex()}").text
    done = post(client, f"{PATH}uno", quien=school.pupil.hex(), nombre="Rosa Quispe Poma", codigo="71000002")
    row = row_of(school)

    assert 'value="Rosa Quispe Huamán"' in shown
    assert f'href="/aula/borrar/?quien={school.pupil.hex()}"' in shown
    assert "Datos corregidos." in done.text
    assert (row.name, row.code) == ("Rosa Quispe Poma", "71000002")
    assert school.pupil_client().get("/a/materiales").status_code == 200


def test_a_correction_that_cannot_be_keeps_what_was_written(school: School) -> None:
    answer = post(school.client("coord"), f"{PATH}uno", quien=school.pupil.hex(), nombre="Rosa", codigo="l1")

    assert answer.status_code == 400
    assert 'value="l1"' in answer.text
    assert "ya es de Luis" in answer.text
    assert row_of(school).name == "Rosa Quispe Huamán"


def test_the_ticked_ones_move_to_another_class_and_the_page_follows_them(school: School) -> None:
    client = school.client("coord")
    post(client, "/escuela/aulas/", op="crear", nombre="4° A")
    fourth = next(row.id for row in school.store.people.classes() if row.name == "4° A")
    moved = post(
        client, f"{PATH}?aula={school.class_id}", op="mover", a=str(fourth), quien=[school.pupil.hex(), "nadie"]
    )

    assert "1 estudiante pasó a su aula." in moved.text
    assert moved.request.args["aula"] == str(fourth)
    assert row_of(school).class_name == "4° A"
    assert [row.learners for row in school.store.people.classes()] == [1, 1]


@pytest.mark.parametrize(
    ("form", "words"), [({"a": "1"}, "Marque a quién, en la lista."), ({"quien": "?", "a": ""}, "Elija el aula.")]
)
def test_a_move_of_nobody_or_to_nowhere_is_said_and_the_ticks_stay(
    school: School, form: dict[str, str], words: str
) -> None:
    form = {name: school.pupil.hex() if value == "?" else value for name, value in form.items()}
    answer = post(school.client("coord"), f"{PATH}?aula={school.class_id}", op="mover", **form)

    assert answer.status_code == 400
    assert words in answer.text
    assert (f'value="{school.pupil.hex()}" checked' in answer.text) is ("quien" in form)
    assert faults(answer.text) == []


def test_leaving_is_asked_about_ends_the_open_session_and_can_be_taken_back(school: School) -> None:
    client, pupil = school.client("coord"), school.pupil_client()
    path, who = f"{PATH}?aula={school.class_id}", school.pupil.hex()
    asked = post(client, path, op="salir", quien=who)
    still = len(named(school))
    left = post(client, path, op="salir", quien=who, seguro="1")
    gone = client.get(f"{PATH}?aula=fuera").text
    shut_out = pupil.get("/a/materiales").status_code
    post(client, f"{PATH}?aula=fuera", op="mover", a=str(school.class_id), quien=who)

    assert "¿Se fue de la escuela 1 estudiante?" in asked.text
    assert (still, f'value="{who}" checked' in asked.text) == (2, True)
    assert "1 estudiante ya no está en las listas." in left.text
    assert "Rosa Quispe Huamán" in gone
    assert shut_out == 302
    assert row_of(school).class_name == "3° A"


def test_who_left_may_be_erased_from_the_list_of_those_who_left(school: School) -> None:
    client, who = school.client("coord"), school.pupil.hex()
    post(client, f"{PATH}?aula={school.class_id}", op="salir", quien=who, seguro="1")
    address = f"/aula/borrar/?quien={who}"
    linked = address in client.get(f"{PATH}?aula=fuera").text
    asked = client.get(address).text
    post(client, "/aula/borrar/", quien=who)

    assert linked
    assert 'href="/escuela/estudiantes/?aula=fuera"' in asked
    assert school.store.class_lists.departed() == []


def test_without_classes_the_page_says_what_to_do_first(school: School) -> None:
    client = school.client("coord")
    school.store.db.write("UPDATE people SET class_id = NULL")
    school.store.db.write("DELETE FROM classes")
    loose = client.get(f"{PATH}?aula=-").text
    school.store.db.write("DELETE FROM people WHERE role = 'learner'")
    empty = client.get(PATH).text

    assert "Rosa Quispe Huamán" in loose
    assert "Todavía no hay aulas" in empty
    assert (faults(loose), faults(empty)) == ([], [])


def test_nobody_named_leads_back_and_somebody_unknown_is_not_found(school: School) -> None:
    client = school.client("coord")

    assert client.get(f"{PATH}uno").location == PATH
    assert client.get(f"{PATH}uno?quien=ab").status_code == 404
    assert post(client, f"{PATH}?aula={school.class_id}", op="nada", quien=school.pupil.hex()).status_code == 400


def test_no_name_stands_in_an_address_a_cookie_or_the_history(school: School) -> None:
    client = school.client("coord")
    answer = client.post(
        f"{PATH}nuevo",
        data={
            "csrf": form_token(client.get("/escuela/aulas/").text),
            "nombre": "Ana Tineo",
            "codigo": "71000001",
            "aula": str(school.class_id),
        },
    )

    assert answer.status_code == 302
    assert [part for part in ("Ana", "Tineo", "71000001") if part in str(answer.headers)] == []
    assert "Ana" not in str(school.store.audit.newest(9))
