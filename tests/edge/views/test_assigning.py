"""A teacher assigns materials, and their pupils see them first."""

import gzip
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from msgspec import structs

from edge.assigning import Assignments
from shared.events import Claim
from shared.facts import Use
from shared.resources import Catalogue, Content
from tests.edge.views.school import CATALOGUE, SCHOOL, TALES, School
from tests.edge.views.test_student import listed, of_class
from tests.edge.views.test_teaching import given_to, second_class
from tests.shared.web.building import form_token


def assign(client: FlaskClient, query: str = "", **form: object) -> tuple[int, str]:
    page = client.get("/mi-aula/asignar/").text
    written = {"csrf": form_token(page), "material": TALES, "para": "aula", "hasta": "30/06/2026"} | form
    answer = client.post(f"/mi-aula/asignar/{query}", data=written)
    return answer.status_code, answer.text


def test_what_is_assigned_comes_first_and_stands_once(school: School) -> None:
    listed(school)
    of_class(school, "c0", "c1")
    given_to(school, "profe", school.class_id)
    status, _text = assign(school.client("profe"), material=f"{TALES}/c1")
    page = school.pupil_client().get("/a/materiales").text

    assert status == 302
    assert page.index("Tu docente te pide") < page.index("Pumamanta") < page.index("Para ti") < page.index("Atuqmanta")
    assert page.count("Pumamanta</h") == 1
    assert "Hasta el 30/06." in page


def test_one_pupils_assignment_is_on_nobody_elses_page(school: School) -> None:
    luis = next(row for row in school.store.people.learners() if row.name.startswith("Luis"))
    assign(school.client("coord"), para="algunos", quien=luis.key)

    assert "Tu docente te pide" not in school.pupil_client().get("/a/materiales").text
    assert list(Assignments(school.store.db).of_pupil(luis.person, None)) == [TALES]


def test_it_is_listed_for_the_teacher_and_taken_back(school: School) -> None:
    client = school.client("coord")
    assign(client)
    page = client.get("/mi-aula/asignar/").text
    number = re.search(r'name="quitar" value="(\d+)"', page)
    assert number is not None
    status, _text = assign(client, quitar=number[1])

    assert re.search(r"Relatos en quechua chanka<br>.*toda el aula · hasta el 30/06/2026", page)
    assert status == 302
    assert "Asignado ahora" not in client.get("/mi-aula/asignar/").text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"material": "tablet"}, "Marque qué materiales."),
        ({"para": "algunos"}, "Marque para quién"),
        ({"para": "x"}, "Marque para quién"),
        ({"hasta": "mañana"}, "Escriba la fecha como"),
        ({"hasta": "22/06/2026"}, "Escriba un día desde hoy"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_stays(
    school: School, form: dict[str, str], words: str
) -> None:
    status, text = assign(school.client("coord"), **form)

    assert (status, words in text) == (400, True)
    assert f'value="{form.get("hasta", "30/06/2026")}"' in text
    assert ("material" in form) or re.search(rf'value="{TALES}" checked', text)
    assert Assignments(school.store.db).of_pupil(school.pupil, None) == {}


def test_nothing_is_assigned_to_another_class_or_its_pupils(school: School) -> None:
    other, mate = second_class(school)
    given_to(school, "profe", school.class_id)
    client = school.client("profe")
    Assignments(school.store.db).assign(
        [TALES],
        other,
        until=school.clock.now().date(),
        today=school.clock.now().date(),
        by=b"x",  # type: ignore[list-item]
    )
    [kept] = Assignments(school.store.db).of_class(other, [], None)
    answers = [
        assign(client, f"?aula={other}")[0],
        assign(client, para="algunos", quien=mate.hex())[0],
        assign(client, quitar=str(kept.id))[0],
    ]

    assert answers == [403, 400, 302]
    assert Assignments(school.store.db).of_class(other, [mate], None) == [kept]


def test_the_page_with_thirty_assigned_and_opened_weighs_less_than_fourteen_kilobytes(school: School) -> None:
    names = [f"{one} {two} de la comunidad {n}" for n in range(10) for one, two in (("Cuentos", "largos"), ("Sumas", "y restas"), ("El agua", "y el maíz"))]  # fmt: skip  # noqa: E501
    contents = tuple(Content(id=f"c{n}", name=name, language="quy") for n, name in enumerate(names))
    known = [structs.replace(one, contents=contents if one.id == TALES else ()) for one in CATALOGUE.resources]
    school.store.db.put("catalogue", Catalogue(2, tuple(known)))
    items = [f"{TALES}/{one.id}" for one in contents]
    status, _text = assign(school.client("coord"), material=items)
    uses = [Use(school=SCHOOL, resource=TALES, content=one.id, learner=school.pupil) for one in contents]
    school.store.record([Claim(one) for one in uses])
    client = school.pupil_client()
    page = client.get("/a/materiales", headers={"Accept-Encoding": "gzip"})
    text = gzip.decompress(page.data).decode()
    style = re.search(r'href="([^"]+\.css[^"]*)"', text)
    assert style is not None
    with client.get(style[1], headers={"Accept-Encoding": "gzip"}) as answer:
        looks = answer.get_data()

    assert (status, text.count("<article"), text.count('class="faces"')) == (302, 31, 31)
    assert len(page.data) + len(looks) <= 14 * 1024


def test_it_leaves_the_page_when_its_day_is_over(school: School) -> None:
    assign(school.client("coord"))
    before = school.pupil_client().get("/a/materiales").text
    school.clock.at += timedelta(days=8)
    after = school.pupil_client().get("/a/materiales").text

    assert ("Tu docente te pide" in before, "Tu docente te pide" in after) == (True, False)
