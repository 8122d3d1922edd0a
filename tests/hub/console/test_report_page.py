"""Figures are written as people read them, and what is not told is never drawn."""

import re
from dataclasses import replace
from datetime import date

import pytest

from hub.console.report_page import MOST_BARS, bars, cell, line
from hub.report import FEW
from hub.store import Store
from shared.ids import SchoolId, SiteId
from shared.school_year import PERU_2026, Week, monday, week_of
from shared.web import Role
from tests.hub.busy_office import inflated
from tests.hub.office import app_of, schools, signed_in


def test_a_bar_is_drawn_of_what_is_told_alone(store: Store) -> None:
    with app_of(store).test_request_context("/"):
        found = bars([("a", 50.0), ("b", FEW), ("c", None), ("d", 100.0)], top=100, column="x_pct")
        many = bars([(str(n), n) for n in range(20)])

    assert [(one["name"], one["width"]) for one in found] == [("a", 37.5), ("d", 75.0)]
    assert len(many) == MOST_BARS


def test_a_share_a_number_and_what_nobody_knows_are_told_apart(store: Store) -> None:
    with app_of(store).test_request_context("/"):
        told = [cell("x_pct", 12.345), cell("x", 1234), cell("x", None), cell("x", FEW)]

    assert told[1:] == ["1,234", "—", "menos de 5"]
    assert told[0].startswith("12.3")


@pytest.mark.parametrize("where", ["/calidad", "/uso", "/equidad"])
def test_each_page_has_its_spreadsheet_and_before_the_first_night_says_so(store: Store, where: str) -> None:
    browser = signed_in(app_of(store, Role.ANALYST))

    assert "Todavía no hay datos" in browser.get(where).text
    inflated(store)
    assert ("<table" in browser.get(where).text) == (where != "/equidad")
    assert browser.get(f"{where}.csv").status_code == 200


def test_two_groups_or_more_are_drawn_beside_their_table(store: Store) -> None:
    more = [
        replace(one, id=SchoolId(f"09992{n:02d}-0"), site=SiteId(f"99{n:04d}"), ugel="Huanta")
        for n, one in enumerate(schools())
    ]
    store.put_schools([*schools(), *more])
    inflated(store)

    page = signed_in(app_of(store, Role.ANALYST)).get("/calidad").text

    assert page.count('<rect class="band"') == 2
    assert '<div class="bars" role="img"' in page


def test_the_use_of_a_resource_is_drawn_week_by_week_beside_its_table(store: Store) -> None:
    inflated(store)

    page = signed_in(app_of(store, Role.ANALYST)).get("/uso").text

    drawing = page[page.index('aria-labelledby="w-t w-d"') :]
    drawing = drawing[: drawing.index("</figure>")]
    table = page[page.index("Semana por semana</caption>") :]
    lines = re.findall(r'<polyline class="seen" points="([^"]*)"', drawing)
    # The line goes on to the last week, on both sides of the vacations.
    assert (len(lines), sum(len(line.split()) for line in lines)) == (2, drawing.count("<circle"))
    assert drawing.count("<circle") == table[: table.index("</table>")].count('<th scope="row">') > 1


def test_a_line_of_weeks_breaks_where_nothing_is_told_and_says_where_there_are_no_classes(store: Store) -> None:
    first = week_of(date(2026, 7, 6))
    rows = [(str(monday(Week(first + at))), value) for at, value in ((0, 120), (1, FEW), (2, 480), (5, 60))]

    with app_of(store).test_request_context("/"):
        found = line(rows, PERU_2026)
        empty = line([], PERU_2026)

    # From 27 July to 7 August are vacations.
    assert [(one["kind"], one.get("v")) for one in found.weeks] == [
        ("seen", 120), ("gap", None), ("seen", 480), ("free", None), ("free", None), ("seen", 60)
    ]  # fmt: skip
    assert found.weeks[3]["note"] == "vacaciones"
    assert (found.top, found.ticks) == (600, [0, 200, 400, 600])
    assert (empty.weeks, empty.ticks) == ([], [0, 1])
