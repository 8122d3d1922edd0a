"""What stands together on the region's pages and sheets is legible: nothing is cut, covered or printed over."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from hub.store import Store
from shared.ids import SchoolId, SiteId
from shared.web import Role
from tests.browser.region.conftest import Busy
from tests.browser.region.desk import at_the_desk
from tests.browser.test_school import DESK, PHONE
from tests.hub.busy_office import inflated
from tests.hub.office import schools

PLACES = """[...document.querySelectorAll('.bars b, .bars text')].map(e => { const range = document.createRange();
range.selectNodeContents(e); const r = range.getBoundingClientRect();
return [e.textContent, r.left, r.right, r.top, r.bottom] })"""
LINES = """selector => [...document.querySelectorAll(selector)].map(e => { const range = document.createRange();
range.selectNodeContents(e); return new Set([...range.getClientRects()].map(r => Math.round(r.top))).size })"""
HEAVY = """document.querySelectorAll('tbody tr').forEach(row => { const cells = row.querySelectorAll('td.n');
cells[1].textContent = '45.600'; cells[2].textContent = '12,345.600' })"""
"""The catalogue of the tests weighs nothing."""
RING_PX = 5
"""What the ring around a field takes beyond it."""
HINTS = """[...document.querySelectorAll('label > .hint')].map(e => { const hint = e.getBoundingClientRect(),
field = e.parentElement.nextElementSibling.getBoundingClientRect(); return [hint.height, field.top - hint.bottom] })"""
LONG = "quechua del este de Apurímac"
Place = tuple[str, float, float, float, float]


@pytest.fixture
def store(busy: Busy, tmp_path: Path) -> Iterator[Store]:
    opened = busy(tmp_path / "hub")
    yield opened
    opened.close()


def overlap(one: Place, other: Place) -> bool:
    return one[1] < other[2] and other[1] < one[2] and one[3] < other[4] and other[3] < one[4]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_names_of_a_chart_are_not_printed_over_its_figures(
    browser: Any, store: Store, size: dict[str, int]
) -> None:
    more = [
        replace(one, id=SchoolId(f"09992{n:02d}-0"), site=SiteId(f"99{n:04d}"), ugel=LONG)
        for n, one in enumerate(schools())
    ]
    store.put_schools([*store.every_school(), *more])
    inflated(store)
    with at_the_desk(browser, store, size, Role.ANALYST) as desk:
        found = desk.open("/calidad").evaluate(PLACES)

    assert LONG in [place[0] for place in found]
    assert [(a[0], b[0]) for a, b in combinations(found, 2) if overlap(a, b)] == []
    assert [place for place in found if place[1] < 0 or place[2] > size["width"]] == []


def test_the_hint_of_a_field_is_clear_of_the_ring_around_it(browser: Any, store: Store) -> None:
    with at_the_desk(browser, store, {"width": 1366, "height": 768}, Role.ANALYST) as desk:
        page = desk.open("/uso-en-revision")
        page.get_by_text("Decir qué se vio").first.click()
        found = [away for height, away in page.evaluate(HINTS) if height]

    assert found
    assert min(found) >= RING_PX


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_no_number_of_a_pecosa_is_broken_over_two_lines(browser: Any, store: Store, size: dict[str, int]) -> None:
    pecosa = next(row.pecosa for row in store.shipment_rows() if row.pending)
    with at_the_desk(browser, store, size) as desk:
        listed = desk.open("/entregas").evaluate(LINES, "td[data-l=PECOSA] a")
        page = desk.open(f"/entregas/{pecosa}/hoja")
        page.evaluate(HEAVY)
        sheet = page.evaluate(LINES, "td.n")

    assert set(listed) == set(sheet) == {1}
