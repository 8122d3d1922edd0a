"""The calendar on its page, and the days that are the school's own."""

import re
from datetime import date, timedelta

import pytest

from edge.rows import SchoolRow
from shared.facts import Day
from shared.ids import SchoolId
from shared.school_year import SchoolCalendar, Term
from shared.service import Service
from tests.edge.views.school import SCHOOL, SITE, School, receive
from tests.shared.web.building import form_token
from tests.shared.web.markup import faults

OTHER = SchoolId("0403692-0")
FRIAJE = {"desde": "06/07/2026", "hasta": "10/07/2026", "clases": "no", "causa": "friaje"}


def send(school: School, **form: str) -> tuple[int, str]:
    client = school.client("coord")
    blank = client.get("/calendario/").text
    nonce = re.findall(r'name="vez" value="([^"]+)"', blank)[0]
    answer = client.post("/calendario/", data={"csrf": form_token(blank), "vez": nonce} | form, follow_redirects=True)
    return answer.status_code, answer.text


def day_of(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=number)


def told(school: School) -> list[tuple[date, date, bool, str | None]]:
    facts = [one for one in school.facts(Day) if isinstance(one, Day)]
    return [(day_of(one.first), day_of(one.last), one.open, one.cause) for one in reversed(facts)]


def test_a_week_of_cold_is_closed_and_shown_as_the_schools_own(school: School) -> None:
    status, text = send(school, **FRIAJE)

    assert (status, told(school)) == (200, [(date(2026, 7, 6), date(2026, 7, 10), False, "friaje")])
    assert "Calendario propio: 5 días." in text
    assert "sin clases, por la escuela" in text
    assert "06/07/2026 al 10/07/2026" in text
    assert faults(text) == []


def test_two_weeks_leave_their_weekend_as_it_is(school: School) -> None:
    send(school, **FRIAJE | {"hasta": "17/07/2026"})

    assert [(first.day, last.day) for first, last, *_rest in told(school)] == [(6, 10), (13, 17)]


def test_two_weeks_of_holidays_are_opened_without_their_weekend(school: School) -> None:
    send(school, **FRIAJE | {"desde": "27/07/2026", "hasta": "07/08/2026", "clases": "si", "causa": "recuperacion"})

    assert [(first.day, last.day, is_open) for first, last, is_open, _cause in told(school)] == [
        (27, 31, True), (3, 7, True),
    ]  # fmt: skip


def test_a_saturday_alone_is_opened(school: School) -> None:
    _status, text = send(school, desde="04/07/2026", clases="si", causa="recuperacion")

    assert told(school) == [(date(2026, 7, 4), date(2026, 7, 4), True, "recuperacion")]
    assert ">Sáb</th>" in text


def test_only_the_days_that_change_are_told_and_the_last_word_stands(school: School) -> None:
    send(school, **FRIAJE | {"hasta": ""})
    send(school, **FRIAJE)
    send(school, **FRIAJE | {"clases": "si", "causa": "otro"})
    calendar = school.store.folded.calendar_of(SCHOOL)

    assert [(first.day, last.day, is_open) for first, last, is_open, _cause in told(school)] == [
        (6, 6, False), (7, 10, False), (6, 10, True),
    ]  # fmt: skip
    assert calendar.has_classes(date(2026, 7, 6)) is True


def test_what_the_calendar_says_already_is_not_told_again(school: School) -> None:
    status, text = send(school, **FRIAJE | {"clases": "si"})

    assert (status, "Ya está así en el calendario" in text, told(school)) == (400, True, [])


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"desde": "mañana"}, {"desde"}),
        ({"desde": "06/07/2019"}, {"desde"}),
        ({"desde": "06/07/2029"}, {"desde"}),
        ({"hasta": "03/07/2026"}, {"hasta"}),
        ({"hasta": "30/10/2026"}, {"hasta"}),
        ({"clases": "", "causa": "porque sí"}, {"clases", "causa"}),
        ({"escuela": "9999999-0"}, {"escuela"}),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_what_was_written_stays(
    school: School, changes: dict[str, str], fields: set[str]
) -> None:
    status, text = send(school, **FRIAJE | changes)

    assert (status, told(school)) == (400, [])
    assert set(re.findall(r'<li><a href="#(\w+)">', text)) == fields
    assert f'value="{(FRIAJE | changes)["desde"]}"' in text
    if "causa" not in fields:
        assert 'name="causa" value="friaje" checked' in text


def test_a_form_sent_twice_tells_once(school: School) -> None:
    client = school.client("coord")
    blank = client.get("/calendario/").text
    form = {"csrf": form_token(blank), "vez": "una", **FRIAJE}
    client.post("/calendario/", data=form)
    client.post("/calendario/", data=form | {"clases": "si"})

    assert len(told(school)) == 1


def test_each_service_of_a_building_has_its_own_days(school: School) -> None:
    school.store.site.set(SITE, [SchoolRow(SCHOOL, "Primaria"), SchoolRow(OTHER, "Inicial")])
    status, _text = send(school, **FRIAJE)
    send(school, **FRIAJE | {"escuela": OTHER})

    assert status == 400
    assert [one.school for one in school.store.folded.own_days()] == [OTHER]
    assert "sin clases, por la escuela" not in school.client("profe").get(f"/calendario/?escuela={SCHOOL}").text
    assert "sin clases, por la escuela" in school.client("profe").get(f"/calendario/?escuela={OTHER}").text


def test_a_year_without_a_calendar_says_that_nobody_knows(school: School) -> None:
    text = school.client("profe").get("/calendario/?semana=2027-05-03").text

    assert "Falta el calendario escolar de 2027" in text
    assert "no se sabe" in text
    assert 'name="desde"' not in text


@pytest.mark.parametrize("asked", ["x", "", "9999-12-27"])
def test_a_week_that_is_none_is_this_week(school: School, asked: str) -> None:
    assert "esta semana" in school.client("soporte").get(f"/calendario/?semana={asked}").text


def test_where_the_ugel_has_a_calendar_of_its_own_the_page_says_whose_it_is_and_why(school: School) -> None:
    own = SchoolCalendar(1, "RD 12 de la UGEL", (Term(date(2026, 3, 23), date(2026, 12, 11)),))
    heard = Service(school=SCHOOL, calendar=own, calendar_why="Lluvias en marzo")
    before = school.client("profe").get("/calendario/").text

    receive(school.store, 9, [(SITE, "service", f"service/{SCHOOL}", heard)])
    after = school.client("profe").get("/calendario/").text

    assert "El de la región (" in before
    receive(school.store, 10, [(SITE, "service", f"service/{SCHOOL}", Service(school=SCHOOL, calendar_why="Terminó"))])
    again = school.client("profe").get("/calendario/").text

    assert "El de la región (" in again
    assert "Motivo de la región: «Terminó»" in again
    assert "El de su UGEL (RD 12 de la UGEL)" in after
    assert "Motivo de la región: «Lluvias en marzo»" in after
    assert "23/03" in after
