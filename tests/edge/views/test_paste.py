"""Rows pasted from a spreadsheet: previewed, corrected, and then accepted."""

import html
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from edge.rows import SchoolRow
from edge.views.paste import MOST
from shared.facts import WeeklyTotal
from shared.ids import SchoolId
from tests.edge.views.school import SCHOOL, SITE, School
from tests.edge.views.test_importing import send, yes
from tests.shared.web.building import form_token
from tests.shared.web.markup import faults

WEEKLY = "semana\trecurso\tcantidad\r\n2026-W12\tTabletas\t20\r\n"
PEOPLE = "código\tnombre\taula\r\nz9\tQuilla Apoderada Ñaupa\t3° A\r\n"


def paste(client: FlaskClient, text: str, **form: str) -> TestResponse:
    token = form_token(client.get("/importar/pegar").text)
    data = {"csrf": token, "filas": text, **form}
    return client.post("/importar/pegar", data=data, content_type="multipart/form-data")


def written(answer: TestResponse) -> str:
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", answer.text, re.S)
    assert found
    return html.unescape(found[1])


def correct(client: FlaskClient, seen: TestResponse) -> TestResponse:
    digest = re.findall(r'name="resumen" value="(\w+)"', seen.text)[0]
    form = {"csrf": form_token(seen.text), "resumen": digest, "op": "corregir"}
    return client.post("/importar/pegar", data=form)


def test_pasted_rows_are_seen_first_and_written_when_accepted(school: School) -> None:
    client = school.client("coord")
    seen = paste(client, WEEKLY)
    before = school.facts(WeeklyTotal)
    done = yes(client, seen)

    assert (seen.status_code, before) == (200, [])
    assert "Guardar 1 fila" in seen.text
    assert "1 fila nueva." in done.text
    assert [fact.units for fact in school.facts(WeeklyTotal)] == [20]  # type: ignore[attr-defined]
    assert faults(seen.text) == []


def test_a_refused_line_is_told_by_its_number_and_what_was_pasted_is_given_back_to_correct_it(school: School) -> None:
    client = school.client("coord")
    text = WEEKLY + "2026-W12\tcohete\t1\r\n"
    seen = paste(client, text, tipo="weekly", semana_completa="1")
    back = correct(client, seen)
    again = paste(client, written(back).replace("cohete", "Guías de Comunicación 3°"), tipo="weekly")

    assert re.search(r'data-l="Línea">3</th>\s*<td[^>]*>[^<]*cohete', seen.text)
    assert "Corríjalas en lo pegado, o guarde solo las demás." in seen.text
    assert written(back) == text
    assert 'name="tipo" value="weekly" checked' in back.text
    assert 'name="semana_completa" value="1" checked' in back.text
    assert "Guardar 2 filas" in again.text


@pytest.mark.parametrize(
    ("text", "told"),
    [("a\tb\r\n1\t2", "No se reconoce qué archivo es"), (" \r\n", "Pegue las filas"), ("x" * (MOST + 1), "demasiado")],
)
def test_what_cannot_be_read_stays_in_the_field_with_what_to_do(school: School, text: str, told: str) -> None:
    answer = paste(school.client("coord"), text, semana_completa="1")

    assert (answer.status_code, told in answer.text) == (400, True)
    assert written(answer).replace("\r\n", "\n") == text.replace("\r\n", "\n")
    assert 'class="error" id="filas-e"' in answer.text
    assert 'name="semana_completa" value="1" checked' in answer.text
    assert faults(answer.text) == []


def test_the_most_that_a_field_takes_comes_through_whatever_its_letters(school: School) -> None:
    answer = paste(school.client("coord"), "🙂" * MOST)

    assert answer.status_code == 400
    assert len(written(answer)) == MOST


def test_names_that_were_pasted_lie_on_the_disk_only_sealed_and_in_no_page_but_the_field(school: School) -> None:
    client = school.client("coord")
    seen = paste(client, PEOPLE)
    folder = school.store.path.parent
    on_disk = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())

    assert "Q. A. Ñ." in seen.text
    assert "Quilla" not in seen.text
    assert b"Quilla" not in on_disk
    assert "Quilla Apoderada Ñaupa" in written(correct(client, seen))


def test_what_was_saved_already_or_is_another_ones_is_not_given_back(school: School) -> None:
    client, it = school.client("coord"), school.client("soporte")
    seen = paste(client, PEOPLE)
    digest = re.findall(r'name="resumen" value="(\w+)"', seen.text)[0]
    token = form_token(it.get("/importar/").text)
    other = it.post("/importar/pegar", data={"csrf": token, "resumen": digest, "op": "corregir"})
    yes(client, seen)
    late = correct(client, seen)

    assert (other.status_code, "Quilla" in other.text) == (400, False)
    assert (late.status_code, "Péguelo de nuevo" in late.text) == (400, True)


def test_a_file_that_waits_is_not_taken_for_pasted_rows(school: School) -> None:
    client = school.client("coord")
    answer = correct(client, send(client, b"semana;recurso;cantidad\r\n2026-W12;Tabletas;20\r\n"))

    assert (answer.status_code, "Péguelo de nuevo" in answer.text) == (400, True)


def test_rows_of_several_services_ask_which_and_keep_the_answer(school: School) -> None:
    other = SchoolId("0403692-0")
    school.store.site.set(SITE, [SchoolRow(SCHOOL, "I.E. 30999"), SchoolRow(other, "I.E.I. 411")])
    client = school.client("coord")
    answer = paste(client, "a\tb\r\n1\t2", escuela=other)
    back = correct(client, paste(client, WEEKLY, escuela=other))
    which = paste(client, WEEKLY)

    for page in (answer, back):
        assert f'name="escuela" value="{other}" checked' in page.text
    assert re.search(r'id="escuela"[^>]*><legend>.*?</legend><p class="error" id="escuela-e">.*?Elija uno', which.text)
    assert (written(which), "--school" in which.text, 'id="filas-e"' in which.text) == (WEEKLY, False, False)
    assert faults(which.text) == []
