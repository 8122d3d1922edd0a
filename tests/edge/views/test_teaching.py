"""A teacher's own class on the page, and nobody else's."""

import re
from datetime import date

import pytest

from edge.teaching import Teaching
from shared.events import Claim
from shared.facts import Feedback, Use
from shared.ids import Pseudonym
from shared.occurred import Occurred
from tests.edge.views.school import GUIDE, SCHOOL, TALES, School
from tests.shared.web.building import form_token


def given_to(school: School, login: str, *class_ids: int) -> None:
    """Let a teacher teach in classes."""
    person = school.store.db.value("SELECT person FROM credentials WHERE login = ?", login)
    for class_id in class_ids:
        Teaching(school.store.db, school.store.people).set_teachers(class_id, [person])


def second_class(school: School) -> tuple[int, Pseudonym]:
    """Make another class, with a pupil in it."""
    other = school.store.people.add_class(SCHOOL, "4° A")
    pupil = school.store.people.add_person("learner", "Nilda Otra", code="n1", school=SCHOOL, class_id=other)
    return other, pupil


@pytest.mark.parametrize(("login", "own", "others"), [("coord", 200, 200), ("profe", 200, 403), ("soporte", 403, 403)])
def test_who_sees_which_class(school: School, login: str, own: int, others: int) -> None:
    other, _pupil = second_class(school)
    given_to(school, "profe", school.class_id)
    client = school.client(login)
    answers = [client.get(f"/mi-aula/?aula={one}") for one in (school.class_id, other)]

    assert [answer.status_code for answer in answers] == [own, others]
    assert ("Nilda Otra" in answers[1].text) is (others == 200 and "Nilda" in answers[1].text)
    assert "Nilda Otra" not in answers[0].text


def test_a_teacher_without_a_class_sees_nobody(school: School) -> None:
    second_class(school)
    text = school.client("profe").get("/mi-aula/").text

    assert "Todavía no tiene un aula" in text
    assert not re.search(r"Nilda|Rosa|Luis|3° A|4° A", text)


def test_a_class_tells_who_used_what_in_which_week_and_who_nothing(school: School) -> None:
    given_to(school, "profe", school.class_id)
    for day in (date(2026, 6, 8), date(2026, 6, 9)):
        school.store.record(
            [Claim(Use(school=SCHOOL, resource=TALES, learner=school.pupil, content="c1"), Occurred.on(day))]
        )
    text = school.client("profe").get("/mi-aula/").text
    row = re.search(r'<th scope="row">Rosa Quispe Huamán</th>(.*?)</tr>', text, re.DOTALL)

    assert row is not None
    assert re.search(r'data-l="Semana del 08/06"><span>Relatos en quechua chanka \(2\)', row[1])
    assert re.search(r"Sin ningún uso en estas semanas:</b> Luis Ccorimanya Sulca\.", text)


def test_older_weeks_are_a_step_away_and_no_day_leads_into_the_future(school: School) -> None:
    for day in (date(2026, 6, 22), date(2026, 5, 11)):
        school.store.record([Claim(Use(school=SCHOOL, resource=TALES, learner=school.pupil), Occurred.on(day))])
    client = school.client("coord")
    texts = [client.get(f"/mi-aula/?{one}").text for one in ("", "hasta=2099-01-01", "hasta=ayer", "hasta=2026-05-28")]
    weeks = [re.findall(r'<th scope="col">Semana del (\d\d/\d\d)', text) for text in texts]

    assert weeks == [["01/06", "08/06", "15/06", "22/06"]] * 3 + [["04/05", "11/05", "18/05", "25/05"]]
    assert ["Semanas siguientes" in text for text in texts] == [False, False, False, True]
    assert 'href="/mi-aula/?aula=1&amp;hasta=2026-05-25#uso"' in texts[0]
    assert 'href="/mi-aula/?aula=1&amp;hasta=2026-06-22#uso"' in texts[3]


def test_the_part_of_the_need_is_said_to_be_a_part_and_no_forecast(school: School) -> None:
    other, mate = second_class(school)
    uses = [Use(school=SCHOOL, resource=GUIDE, learner=who, units=n) for who, n in ((school.pupil, 3), (mate, 1))]
    school.store.record([Claim(one) for one in uses])
    client = school.client("coord")
    texts = [client.get(f"/mi-aula/?aula={one}").text for one in (school.class_id, other)]
    found = [
        re.search(r"Guías de Comunicación 3°</th>.*?(\d+ de \d+ unidades)<.*?<b>([\w ]+)</b>", text) for text in texts
    ]

    assert [one and one.groups() for one in found] == [
        ("3 de 4 unidades", "18 unidades"),
        ("1 de 4 unidades", "6 unidades"),
    ]
    assert all("No es otro pronóstico" in text for text in texts)


def test_the_faces_of_a_class_are_its_own(school: School) -> None:
    other, mate = second_class(school)
    given = [Feedback(school=SCHOOL, resource=TALES, score=score, learner=who) for who, score in ((mate, 1), (mate, 3))]
    school.store.record([Claim(one) for one in given])
    client = school.client("coord")
    texts = [client.get(f"/mi-aula/?aula={one}").text for one in (school.class_id, other)]

    assert "Nadie de esta aula puso una cara todavía." in texts[0]
    assert re.search(r'data-l="Sí">1</td><td [^>]*data-l="Más o menos">0</td><td [^>]*data-l="No">0<', texts[1])


def test_the_coordinator_says_who_teaches_and_the_teacher_sees_that_class_at_once(school: School) -> None:
    other, _pupil = second_class(school)
    teacher, client = school.client("profe"), school.client("coord")
    page = client.get(f"/mi-aula/?aula={other}").text
    key = re.search(r'name="docente" value="(\w+)"', page)
    assert key is not None
    form = {"csrf": form_token(page), "docente": key[1]}
    answer = client.post(f"/mi-aula/docentes?aula={other}", data=form, follow_redirects=True)

    assert "cada docente ve su aula y ninguna otra" in answer.text
    assert "Nilda Otra" in teacher.get("/mi-aula/").text
    assert teacher.get(f"/mi-aula/?aula={school.class_id}").status_code == 403


def test_a_teacher_with_a_class_renews_no_other_pupils_way_in(school: School) -> None:
    other, mate = second_class(school)
    client = school.client("profe")
    before = client.get(f"/aula/?aula={other}").status_code
    given_to(school, "profe", school.class_id)
    data = {"csrf": form_token(client.get("/aula/").text), "quien": mate.hex()}
    answers = [client.get(f"/aula/?aula={other}"), client.post(f"/aula/?aula={other}", data=data)]

    assert (before, [answer.status_code for answer in answers]) == (200, [403, 403])
    assert client.post("/aula/", data=data).status_code == 404
