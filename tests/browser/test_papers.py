"""The papers of a school come out of the browser's printer on A4, nothing cut off."""

import re
from typing import Any

import pytest

from tests.browser.test_school import DESK, sign_in
from tests.edge.views.lent_devices import LENT

PAPERS = (
    "/papeles/acta/000123", "/papeles/empaque/000123", f"/prestar/constancia/tablet/{LENT}", "/exportar/existencias",
    "/exportar/entregas", "/exportar/prestamos", "/exportar/uso?mes=2026-06", "/papeles/ugel?mes=2026-06",
)  # fmt: skip
A4 = (595, 842)
INSIDE = 688
"""CSS pixels between the margins of an A4 sheet: 182 mm."""
WIDEST = "Math.max(...[...document.querySelectorAll('main *')].map(e => e.getBoundingClientRect().right))"


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_is_one_sheet_of_a4(browser: Any, node_url: str, paper: str) -> None:
    page = browser.new_context(viewport=DESK).new_page()
    sign_in(page, node_url, "coord")
    page.goto(node_url + paper)
    pdf = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": INSIDE, "height": 1000})
    widest = page.evaluate(WIDEST)
    page.context.close()
    boxes = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", pdf)

    assert [(round(float(wide)), round(float(tall))) for wide, tall in boxes] == [A4]
    assert round(widest) <= INSIDE
