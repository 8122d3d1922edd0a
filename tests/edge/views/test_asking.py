"""Asking the region, with the reason that whoever decides reads."""

import re

from shared.facts import Request
from tests.edge.views.school import GUIDE, SCHOOL, School
from tests.edge.views.test_record import use_form
from tests.shared.web.markup import faults

REASON = "Somos más alumnos"


def ask(school: School, **changes: object) -> tuple[int, str]:
    client = school.client("profe")
    blank = client.get("/pedir").text
    form = use_form(school, blank, recurso=GUIDE, cantidad="12", motivo=REASON) | changes
    answer = client.post("/pedir", data=form, follow_redirects=True)
    return answer.status_code, answer.text


def test_a_request_goes_to_the_region_once_and_the_list_shows_it(school: School) -> None:
    client = school.client("profe")
    form = use_form(school, client.get("/pedir").text, recurso=GUIDE, cantidad="12", motivo=REASON)
    for _ in range(2):
        text = client.post("/pedir", data=form, follow_redirects=True).text

    assert school.facts(Request) == [Request(school=SCHOOL, resource=GUIDE, units=12, reason=REASON)]
    assert "<h1>Pedidos y respuestas</h1>" in text
    assert "Guardado a las" in text
    assert "Por enviar" in text


def test_a_request_without_a_reason_is_not_recorded_and_the_rest_is_kept(school: School) -> None:
    status, text = ask(school, motivo=" \r\n ")

    assert (status, school.facts(Request)) == (400, [])
    assert "Cuente en una frase para qué" in text
    assert 'value="12"' in text
    assert f'value="{GUIDE}" checked' in text
    assert faults(text) == []


def test_a_request_tells_all_that_is_wrong_at_once_and_keeps_its_reason(school: School) -> None:
    status, text = ask(school, recurso="", cantidad="0")

    assert (status, "Falta corregir 2 datos." in text) == (400, True)
    assert 'class="error" id="recurso-e"' in text
    assert 'class="error" id="cantidad-e"' in text
    assert f"{REASON}</textarea>" in text


def test_a_quantity_left_empty_is_asked_for_and_not_called_wrong(school: School) -> None:
    status, text = ask(school, cantidad=" ")

    assert (status, "Escriba cuánto: un número entero, por ejemplo 12." in text, "«»" in text) == (400, True, False)


def test_words_that_name_a_pupil_are_asked_about_once_and_pass_when_they_are_meant(school: School) -> None:
    named = "Falta para Rosa Quispe"
    status, text = ask(school, motivo=named)
    asked = school.facts(Request)
    mark = re.search(r'name="s-motivo" value="(\w+)"', text)
    assert mark
    other = ask(school, **{"motivo": "Falta para Quispe Huamán", "s-motivo": mark[1]})
    same = ask(school, **{"motivo": f"{named}\r\n", "s-motivo": mark[1]})

    assert (status, asked, "Parece que nombra a una persona" in text, f"{named}</textarea>" in text) == (
        200, [], True, True,
    )  # fmt: skip
    assert "Parece que nombra" in other[1]
    assert "Guardado a las" in same[1]
    assert len(school.facts(Request)) == 1
    assert faults(text) == []
