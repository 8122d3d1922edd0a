"""
What must hold on a phone of 360 pixels and on an upright sheet.

Words of a chart stand apart, what saves leaves room for the form, what is touched is large enough, a table fits paper.
"""

from itertools import pairwise
from pathlib import Path
from typing import Any

from msgspec import structs

from shared.resources import ResourceKind
from shared.school_year import Week
from tests.browser.test_home_fits import served
from tests.browser.test_school import PHONE, sign_in
from tests.edge.views.busy_school import busy_school
from tests.edge.views.school import GUIDE, School, forecast, open_school

DAYS = """[...document.querySelectorAll('.chart text')].map(e => [e.textContent, e.getBoundingClientRect()])
.filter(([, r]) => r.width).map(([t, r]) => [t, r.left, r.right, r.top, r.bottom])"""
BAR = "document.querySelector('main .bar').getBoundingClientRect().height"
LOW = """[...document.querySelectorAll('.fold a')].map(e => e.getBoundingClientRect().height).filter(h => h < 43.5)"""
TABS = """[...document.querySelectorAll('.tabbar a')].map(e => { const range = document.createRange();
range.selectNodeContents(e); const r = range.getBoundingClientRect(); return [r.left, r.right] })"""
APART = 6.0
A4 = {"width": 688, "height": 1017}
"""What the margins leave of a sheet, in CSS pixels."""
WIDER = "document.documentElement.scrollWidth - innerWidth"
Place = tuple[str, float, float, float, float]


def on_a_phone(browser: Any, school: School, address: str, measure: str) -> Any:
    context = browser.new_context(viewport=PHONE, locale="es-PE")
    page = context.new_page()
    with served(school) as url:
        sign_in(page, url, "coord")
        page.goto(f"{url}{address}")
        measured = page.evaluate(measure)
    context.close()
    return measured


def overlap(one: Place, other: Place) -> bool:
    return one[1] < other[2] + APART and other[1] < one[2] + APART and one[3] < other[4] and other[3] < one[4]


def test_the_words_of_a_chart_over_a_long_vacation_stand_apart(browser: Any, tmp_path: Path) -> None:
    school = open_school(tmp_path)
    short = forecast(GUIDE, ResourceKind.CONSUMABLE, 2.6)
    weeks = tuple(Week(short.origin + n) for n in (1, 2, 3, 15, 16, 17, 18, 19, 20))
    school.store.forecasts.keep([structs.replace(short, weeks=weeks)])
    found = on_a_phone(browser, school, f"/necesidad/{GUIDE}", DAYS)
    school.store.close()

    assert sum(place[0].strip()[:2].isdigit() for place in found) >= 4
    assert [(a[0], b[0]) for at, a in enumerate(found) for b in found[:at] if overlap(a, b)] == []
    assert [place for place in found if place[1] < 0.0 or place[2] > PHONE["width"]] == []


def test_the_bar_that_saves_takes_a_tenth_of_the_screen_at_most(browser: Any, tmp_path: Path) -> None:
    school = open_school(tmp_path)
    tall = on_a_phone(browser, school, "/contar", BAR)
    school.store.close()

    assert 44 <= tall <= PHONE["height"] / 10


def test_what_is_touched_in_a_table_and_in_the_tabs_is_large_enough_and_apart(browser: Any, tmp_path: Path) -> None:
    school = open_school(tmp_path)
    low = on_a_phone(browser, school, "/existencias/", LOW)
    tabs = on_a_phone(browser, school, "/registrar", TABS)
    school.store.close()

    assert low == []
    assert [(a, b) for (_, a), (b, _) in pairwise(tabs) if b - a < APART] == []


def test_on_paper_a_table_is_a_table_and_no_page_is_wider_than_the_sheet(browser: Any, tmp_path: Path) -> None:
    school = busy_school(tmp_path)
    context = browser.new_context(viewport=A4, locale="es-PE")
    page = context.new_page()
    with served(school) as url:
        sign_in(page, url, "coord")
        page.emulate_media(media="print")
        found = {
            path: _printed(page, url + path) for path in ("/llegadas", "/necesidad/", "/existencias/", "/cuaderno/")
        }
    context.close()
    school.store.close()

    assert found == dict.fromkeys(found, (0, "table-row"))


def _printed(page: Any, address: str) -> tuple[int, str]:
    page.goto(address)
    return page.evaluate(WIDER), page.evaluate("getComputedStyle(document.querySelector('.fold tbody tr')).display")
