"""A teacher asks for a pupil; the coordinator answers or passes it on; the words never travel."""

import re

import pytest
from flask.testing import FlaskClient

from shared.events import Claim
from shared.facts import Request
from tests.edge.views.school import SCHOOL, TABLET, School
from tests.edge.views.test_teaching import given_to, second_class
from tests.shared.web.building import form_token

WHY = "Comparte una entre tres y se queda atrás."


@pytest.fixture
def teacher(school: School) -> FlaskClient:
    given_to(school, "profe", school.class_id)
    return school.client("profe")


def ask(client: FlaskClient, school: School, **form: str) -> tuple[int, str]:
    page = client.get("/mi-aula/pedir").text
    nonce = re.search(r'name="vez" value="([^"]+)"', page)
    written = {
        "csrf": form_token(page), "vez": nonce[1] if nonce else "x", "quien": school.pupil.hex(), "recurso": TABLET,
        "cantidad": "1", "causa": "no_alcanza", "motivo": WHY,
    } | form  # fmt: skip
    answer = client.post("/mi-aula/pedir", data=written)
    return answer.status_code, answer.text


def answer(client: FlaskClient, op: str, **form: str) -> tuple[int, str]:
    page = client.get("/mi-aula/pedidos").text
    number, units = re.search(r'name="pedido" value="(\d+)"', page), re.search(r'name="unidades".*?value="(\d+)"', page)
    written = {
        "csrf": form_token(page), "pedido": number[1] if number else "0", "op": op, "respuesta": "",
        "unidades": units[1] if units else "",
    } | form  # fmt: skip
    got = client.post("/mi-aula/pedidos", data=written)
    return got.status_code, got.text


def test_the_coordinator_is_asked_on_home_answers_and_the_teacher_reads_it(
    school: School, teacher: FlaskClient
) -> None:
    assert ask(teacher, school)[0] == 302
    client = school.client("coord")
    home = client.get("/").text
    page = client.get("/mi-aula/pedidos").text
    status, _text = answer(client, "responder", respuesta="Hay una en el almacén: pídala el lunes.")

    assert "Responda 1 pedido de docente" in home
    assert all(words in page for words in ("Rosa Quispe Huamán", WHY, "No alcanza para todos", "Profe"))
    assert status == 302
    assert "Hay una en el almacén: pídala el lunes." in teacher.get("/mi-aula/pedir").text
    assert "Responda" not in client.get("/").text
    assert school.facts(Request) == []


def test_what_is_passed_on_holds_the_pupils_number_the_cause_and_the_units_and_no_word(
    school: School, teacher: FlaskClient
) -> None:
    ask(teacher, school)
    status, _text = answer(school.client("coord"), "pasar", respuesta="Va a la región.")

    assert status == 302
    assert school.facts(Request) == [
        Request(school=SCHOOL, resource=TABLET, units=1, learner=school.pupil, cause="no_alcanza")
    ]
    page = teacher.get("/mi-aula/pedir").text
    assert ("Pedido a la región" in page, "Va a la región." in page) == (True, True)


def test_an_open_request_is_not_lost_under_the_pupils(school: School, teacher: FlaskClient) -> None:
    told = Request(school=SCHOOL, resource=TABLET, units=12, reason="Entraron doce alumnos nuevos.")
    school.store.record([Claim(told)])
    ask(teacher, school)
    client = school.client("coord")
    page = client.get("/mi-aula/pedidos").text
    answer(client, "pasar")

    assert "Ya hay un pedido abierto de 12 unidades" in page
    newest = school.facts(Request)[0]
    assert newest == Request(
        school=SCHOOL, resource=TABLET, units=13, reason=told.reason, learner=school.pupil, cause="no_alcanza"
    )


def test_what_was_answered_is_not_passed_on_in_another_window(school: School, teacher: FlaskClient) -> None:
    ask(teacher, school)
    client = school.client("coord")
    first = answer(client, "pasar")
    again = answer(client, "pasar", pedido="1", unidades="1")

    assert (first[0], again[0]) == (302, 400)
    assert len(school.facts(Request)) == 1


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"quien": ""}, "Elija para quién es."),
        ({"recurso": "nada"}, "Elija el recurso."),
        ({"cantidad": "0"}, "Escriba un número entre 1 y 100."),
        ({"causa": "x"}, "Elija la causa."),
        ({"motivo": " "}, "Cuente en una frase"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_stays(
    school: School, teacher: FlaskClient, form: dict[str, str], words: str
) -> None:
    status, text = ask(teacher, school, **form)

    assert (status, words in text) == (400, True)
    assert "motivo" in form or WHY in text
    assert "quien" in form or f'value="{school.pupil.hex()}" checked' in text
    assert school.store.db.value("SELECT count(*) FROM pupil_requests") == 0


@pytest.mark.parametrize(
    ("op", "form", "words"),
    [
        ("responder", {"respuesta": " "}, "Escriba la respuesta"),
        ("pasar", {"unidades": "dos", "respuesta": "ya va"}, "no es una cantidad"),
    ],
)
def test_an_answer_that_lacks_something_keeps_what_was_written(
    school: School, teacher: FlaskClient, op: str, form: dict[str, str], words: str
) -> None:
    ask(teacher, school)
    status, text = answer(school.client("coord"), op, **form)

    assert (status, words in text) == (400, True)
    assert ("unidades" not in form) or ("ya va" in text and 'value="dos"' in text)


def test_nobody_asks_for_a_pupil_of_another_class_or_sees_what_another_teacher_asked(
    school: School, teacher: FlaskClient
) -> None:
    other, mate = second_class(school)
    statuses = [ask(teacher, school, quien=mate.hex())[0], teacher.get(f"/mi-aula/pedir?aula={other}").status_code]
    ask(school.client("coord"), school, motivo="Lo pide otra persona.")

    assert statuses == [404, 403]
    assert "Lo pide otra persona." not in teacher.get("/mi-aula/pedir").text
    assert teacher.get("/mi-aula/pedidos").status_code == 403


def test_for_a_pupil_who_left_it_is_answered_and_not_passed_on(school: School, teacher: FlaskClient) -> None:
    ask(teacher, school)
    school.store.db.write("UPDATE people SET role = '', class_id = NULL WHERE person = ?", school.pupil)
    client = school.client("coord")
    page = client.get("/mi-aula/pedidos").text
    passed, answered = answer(client, "pasar", unidades="1"), answer(client, "responder", respuesta="Se mudó.")

    assert "Pasar a la región" not in page
    assert (passed[0], answered[0]) == (400, 302)
    assert school.facts(Request) == []
