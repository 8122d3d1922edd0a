"""The coordinator makes classes, renames them and removes an empty one; nothing written is lost on an error."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.edge.views.busy_school import SECOND, busy_school
from tests.edge.views.school import SCHOOL, School
from tests.shared.web.building import form_token
from tests.shared.web.markup import faults

PATH = "/escuela/aulas/"


def post(client: FlaskClient, **form: str) -> TestResponse:
    token = form_token(client.get(PATH).text)
    return client.post(PATH, data={"csrf": token, **form}, follow_redirects=True)


def names(school: School) -> list[str]:
    return [row.name for row in school.store.people.classes()]


def test_the_list_tells_how_many_pupils_each_class_has_and_leads_to_them(school: School) -> None:
    text = school.client("coord").get(PATH).text

    assert f'href="/escuela/estudiantes/?aula={school.class_id}"' in text
    assert "2 estudiantes" in text
    assert ("Sin aula" in text, "Ya no están" in text, faults(text)) == (False, False, [])


def test_a_class_is_made_renamed_and_removed_and_the_history_says_by_whom(school: School) -> None:
    client = school.client("coord")
    made = post(client, op="crear", nombre="4° B")
    new = next(row.id for row in school.store.people.classes() if row.name == "4° B")
    asked = client.get(f"{PATH}?cambiar={new}").text
    post(client, op="cambiar", aula=str(new), nombre="4° C")
    renamed = names(school)
    gone = post(client, op="quitar", aula=str(new))
    acts = school.store.audit.newest(9)

    assert "Aula creada." in made.text
    assert 'value="4° B"' in asked
    assert (renamed, names(school)) == (["3° A", "4° C"], ["3° A"])
    assert "Aula quitada." in gone.text
    assert [act.kind for act in acts] == ["class-removed", "class-renamed", "class-added"]
    assert {act.office for act in acts} == {"coordinator"}
    assert len({act.login for act in acts}) == 1
    assert acts[0].login != ""


@pytest.mark.parametrize(("name", "words"), [("", "Escriba el nombre del aula"), ("3° a", "Ya hay un aula «3° A»")])
def test_what_was_written_stays_in_the_form_with_what_is_wrong_beside_it(school: School, name: str, words: str) -> None:
    answer = post(school.client("coord"), op="crear", nombre=name)

    assert answer.status_code == 400
    assert f'value="{name}"' in answer.text
    assert words in answer.text
    assert 'aria-describedby="nombre-e' in answer.text
    assert faults(answer.text) == []


def test_a_class_that_is_not_empty_is_not_removed_and_has_no_button_for_it(school: School) -> None:
    client = school.client("coord")
    answer = post(client, op="quitar", aula=str(school.class_id))

    assert answer.status_code == 400
    assert "todavía hay alguien" in answer.text
    assert 'value="quitar"' not in client.get(PATH).text
    assert names(school) == ["3° A"]


@pytest.mark.parametrize("form", [{"op": "nada"}, {"op": "cambiar", "aula": "x", "nombre": "4°"}, {"op": "quitar"}])
def test_a_form_of_nothing_changes_nothing(school: School, form: dict[str, str]) -> None:
    assert post(school.client("coord"), **form).status_code == 400
    assert names(school) == ["3° A"]


def test_where_several_services_share_the_laptop_one_is_chosen(tmp_path: Path) -> None:
    school = busy_school(tmp_path)
    client = school.client("coord")
    none = post(client, op="crear", nombre="4 años")
    post(client, op="crear", nombre="4 años", escuela=SECOND)
    post(client, op="crear", nombre="4 años", escuela=SCHOOL)
    found = [row.school for row in school.store.people.classes() if row.name == "4 años"]
    school.store.close()

    assert (none.status_code, 'value="4 años"' in none.text) == (400, True)
    assert "Elija el servicio educativo." in none.text
    assert sorted(found) == [SCHOOL, SECOND]
