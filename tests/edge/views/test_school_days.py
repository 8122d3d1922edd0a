"""Which days have classes here, and what is late by them."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from edge.own_calendar import OwnCalendar, days_between
from edge.rows import SchoolRow
from edge.views.school_days import is_due
from shared.events import Claim
from shared.facts import Day
from shared.ids import SchoolId
from shared.school_year import PERU_2026
from tests.edge.views.school import SCHOOL, SITE, School

EPOCH = date(1970, 1, 1)
OTHER = SchoolId("0403692-0")
TODAY = date(2026, 6, 23)
DAYS = st.dates(date(2026, 3, 16), date(2026, 12, 18))


def told(school: School, first: date, last: date, *, is_open: bool = False, of: SchoolId = SCHOOL) -> None:
    days = (first - EPOCH).days, (last - EPOCH).days
    school.store.record([Claim(Day(school=of, first=days[0], last=days[1], open=is_open, cause="friaje"))])


@given(DAYS, DAYS, st.integers(0, 20))
def test_nothing_becomes_late_on_a_day_without_classes(last: date, first: date, length: int) -> None:
    closed = dict.fromkeys(days_between(first, first + timedelta(days=length)), False)
    calendar = OwnCalendar(PERU_2026, closed)
    due = [day for day in days_between(last, last + timedelta(days=120)) if is_due(last, 30, calendar, day)]

    assert due
    assert calendar.has_classes(due[0]) is not False
    assert (due[0] - last).days > 30
    assert due == days_between(due[0], last + timedelta(days=120))


def test_the_page_says_that_today_has_no_classes_and_why(school: School) -> None:
    told(school, TODAY, TODAY)
    text = school.client("coord").get("/").text

    assert "Martes 23 de junio de 2026 · hoy sin clases: friaje" in text
    assert "hoy sin clases: friaje" in school.client("profe").get("/registrar").text


def test_a_day_that_the_school_opened_is_told(school: School) -> None:
    told(school, TODAY, TODAY, is_open=True)

    assert "Martes 23 de junio de 2026 · hoy hay clases" in school.client("coord").get("/").text


def test_a_count_is_not_asked_for_while_the_school_is_closed(school: School) -> None:
    school.clock.pass_s(31 * 86_400)
    client = school.client("coord")
    before = client.get("/").text
    told(school, date(2026, 7, 24), date(2026, 7, 24))

    assert "recursos sin conteo en 30 días" in before
    assert "recursos sin conteo en 30 días" not in client.get("/").text


def test_in_a_building_of_two_services_one_that_is_closed_closes_nothing(school: School) -> None:
    school.store.site.set(SITE, [SchoolRow(SCHOOL, "Primaria"), SchoolRow(OTHER, "Inicial")])
    told(school, TODAY, TODAY)

    assert "hoy sin clases" not in school.client("coord").get("/").text
