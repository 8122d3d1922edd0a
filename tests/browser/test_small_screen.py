"""What must hold on a phone of 360 pixels: words of a chart stand apart, and what saves leaves room for the form."""

from pathlib import Path
from typing import Any

from msgspec import structs

from shared.resources import ResourceKind
from shared.school_year import Week
from tests.browser.test_home_fits import served
from tests.browser.test_school import PHONE, sign_in
from tests.edge.views.school import GUIDE, School, forecast, open_school

DAYS = """[...document.querySelectorAll('.chart text')].map(e => [e.textContent, e.getBoundingClientRect()])
.filter(([, r]) => r.width).map(([t, r]) => [t, r.left, r.right, r.top, r.bottom])"""
BAR = "document.querySelector('main .bar').getBoundingClientRect().height"
APART = 6.0
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
