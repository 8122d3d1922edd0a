"""The paper register of a week, copied once."""

import re
from datetime import date

import pytest

from edge.rows import SchoolRow
from shared.facts import Unserved, WeeklyTotal
from shared.occurred import Occurred
from shared.school_year import Week
from tests.edge.views.school import GUIDE, SCHOOL, SITE, TABLET, School
from tests.edge.views.test_school_days import OTHER, told
from tests.shared.web.building import form_token

MONDAY = "2026-06-15"
WEEK = Week(2945)


def filled(school: School, address: str = f"/cuaderno/?semana={MONDAY}", **cells: str) -> dict[str, str]:
    page = school.client("profe").get(address).text
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return form | {"cubre": "semana"} | {name.replace("_", "-"): text for name, text in cells.items()}


def post(school: School, form: dict[str, str], login: str = "profe") -> tuple[int, str]:
    client = school.client(login)
    token = form_token(client.get("/cuaderno/").text)
    answer = client.post("/cuaderno/", data=form | {"csrf": token}, follow_redirects=True)
    return answer.status_code, answer.text


def cells(resource: str, days: list[str], missing: str = "") -> dict[str, str]:
    return {f"d-{resource}-{n}": text for n, text in enumerate(days)} | {f"n-{resource}": missing}


def test_a_week_becomes_totals_with_its_peak_and_what_was_missing(school: School) -> None:
    form = filled(school) | cells(TABLET, ["20", "19", "", "0", "18"], "4")
    status, text = post(school, form)

    assert (status, "Semana del 15/06/2026: 1 recurso." in text) == (200, True)
    expected = WeeklyTotal(school=SCHOOL, resource=TABLET, units=57, peak=20, whole_week=True)
    [row] = [row for row in school.store.facts.recent_facts() if isinstance(row.fact, WeeklyTotal)]
    assert (row.fact, row.event.occurred) == (expected, Occurred.in_week(WEEK, "paper"))
    assert school.facts(Unserved) == [Unserved(school=SCHOOL, resource=TABLET, units=4)]


def test_sending_the_register_twice_records_it_once(school: School) -> None:
    form = filled(school) | cells(TABLET, ["1"]) | {"cubre": "parte"}
    for _ in range(2):
        post(school, form)

    assert len(school.facts(WeeklyTotal)) == 1


def test_a_whole_week_replaces_and_a_part_adds(school: School) -> None:
    seen = []
    for units, covers in (("5", "parte"), ("7", "parte"), ("9", "semana"), ("8", "semana")):
        post(school, filled(school) | cells(GUIDE, [units]) | {"cubre": covers})
        rows = school.store.folded.weeks()[SCHOOL, GUIDE]
        seen.append(next(row.units for row in rows if row.week == WEEK))

    assert seen == [5, 12, 9, 8]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({f"d-{TABLET}-0": "x"}, "«x» no es una cantidad"),
        ({f"d-{TABLET}-0": "501"}, "entre 0 y 500"),
        ({f"d-{TABLET}-0": "5", "cubre": ""}, "Diga si es la semana completa"),
        ({}, "Escriba al menos una cantidad"),
        ({f"d-{TABLET}-0": "5", "escuela": "9999999-0"}, "Elija el servicio educativo"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_written_stays(school: School, changes: dict[str, str], told: str) -> None:
    status, text = post(school, filled(school) | {f"d-{GUIDE}-1": ""} | changes)

    assert (status, told in text, school.facts(WeeklyTotal)) == (400, True, [])
    for name, value in changes.items():
        if name.startswith("d-"):
            assert f'name="{name}" inputmode="numeric" value="{value}"' in text


def test_all_that_is_wrong_with_a_week_is_told_at_once_each_beside_its_row(school: School) -> None:
    wrong = {f"d-{TABLET}-0": "x", f"n-{GUIDE}": "501", "cubre": "", "escuela": "9999999-0"}
    status, text = post(school, filled(school) | wrong)

    assert (status, "Falta corregir 4 datos." in text) == (400, True)
    assert f'<a href="#d-{TABLET}-0">Tabletas, Lun 15: «x» no es una cantidad' in text
    assert "<span>Lun 15: «x» no es una cantidad" in text
    assert "<span>pidieron y no había: Escriba un número entre" in text
    assert all(f'class="error" id="{field}-e"' in text for field in (f"d-{TABLET}-0", f"n-{GUIDE}", "cubre"))
    assert f'value="x" aria-label="Tabletas, Lun 15" aria-invalid="true" aria-describedby="d-{TABLET}-0-e"' in text


def test_a_week_of_noughts_for_what_was_missing_says_nothing(school: School) -> None:
    status, text = post(school, filled(school) | {f"n-{TABLET}": "0"})

    assert (status, "Escriba al menos una cantidad" in text) == (400, True)


def test_days_without_classes_cannot_be_written(school: School) -> None:
    page = school.client("profe").get("/cuaderno/?semana=2026-04-01").text

    assert f'name="d-{TABLET}-2"' in page
    assert f'name="d-{TABLET}-3"' not in page
    assert "sin clases" in page


def test_a_week_of_holidays_by_the_calendar_can_be_written_all_the_same(school: School) -> None:
    page = school.client("profe").get("/cuaderno/?semana=2026-05-18").text

    assert "Semana sin clases" in page
    assert f'name="d-{TABLET}-4"' in page


def test_a_day_that_the_school_closed_cannot_be_written_and_is_said_where_it_was(school: School) -> None:
    form = filled(school) | cells(TABLET, ["20", "19"])
    told(school, date(2026, 6, 15), date(2026, 6, 15))
    page = school.client("profe").get(f"/cuaderno/?semana={MONDAY}").text
    status, text = post(school, form)

    assert f'name="d-{TABLET}-0"' not in page
    assert f'name="d-{TABLET}-1"' in page
    assert (status, "Hay cantidades en un día sin clases." in text) == (400, True)
    assert school.facts(WeeklyTotal) == []


def test_a_week_that_the_school_closed_takes_no_uses_and_says_where_to_open_it(school: School) -> None:
    told(school, date(2026, 6, 15), date(2026, 6, 19))
    page = school.client("profe").get(f"/cuaderno/?semana={MONDAY}").text

    assert "Semana sin clases" in page
    assert f'name="d-{TABLET}-' not in page
    assert f'href="/calendario/?semana={MONDAY}"' in page
    assert f'name="n-{TABLET}"' in page


def test_a_saturday_that_the_school_opened_is_a_day_of_the_week(school: School) -> None:
    told(school, date(2026, 6, 20), date(2026, 6, 20), is_open=True)
    address = f"/cuaderno/?semana={MONDAY}"
    page = school.client("profe").get(address).text
    post(school, filled(school, address) | cells(TABLET, ["1", "", "", "", "", "6"]))

    assert "Sáb 20" in page
    assert "Dom 21" not in page
    assert school.facts(WeeklyTotal)[0].units == 7  # type: ignore[attr-defined]


def test_in_a_building_of_two_services_the_one_that_was_open_is_written_and_the_other_is_not(school: School) -> None:
    school.store.site.set(SITE, [SchoolRow(SCHOOL, "Primaria"), SchoolRow(OTHER, "Inicial")])
    told(school, date(2026, 6, 15), date(2026, 6, 15))
    of_one = {of: filled(school) | cells(TABLET, ["20"]) | {"escuela": of} for of in (SCHOOL, OTHER)}
    answers = {of: post(school, form)[0] for of, form in of_one.items()}

    assert answers == {SCHOOL: 400, OTHER: 200}
    assert [fact.school for fact in school.facts(WeeklyTotal)] == [OTHER]  # type: ignore[attr-defined]


@pytest.mark.parametrize("asked", ["2026-07-06", "x", "", "2019-01-01"])
def test_a_week_to_come_or_none_at_all_is_this_week(school: School, asked: str) -> None:
    page = school.client("profe").get(f"/cuaderno/?semana={asked}").text

    assert 'name="semana" value="2026-06-22"' in page
    assert "Siguiente" not in page


def test_what_is_recorded_already_stands_beside_the_grid(school: School) -> None:
    post(school, filled(school) | cells(TABLET, ["20", "17"]))

    assert re.search(r"Ya anotado\"><b>37</b>", school.client("profe").get(f"/cuaderno/?semana={MONDAY}").text)
