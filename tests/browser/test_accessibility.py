"""Every page through axe-core, large, small and dark, and by keyboard alone."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from hub.store import Store
from tests.browser.test_school import DESK, PHONE, sign_in
from tests.edge.parts import BROWSED
from tests.hub.busy_office import busy_office, with_a_stick
from tests.hub.office import app_of

AXE = Path(__file__).resolve().parents[2] / "build" / "axe" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
TRIALS = ("/plan/y-si", "/plan/y-si?recurso=guia&unidades=10")
REGION = ("/", "/plan", *TRIALS, "/historial", "/reglas", "/entregas", "/usb", "/usb/1", "/invitaciones", "/mas",
          "/detenidos", "/entregas/diferencias", "/almacenes", "/pedidos")  # fmt: skip
FOCUS = """() => { const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e);
const outline = s.outlineStyle === "none" ? 0 : parseFloat(s.outlineWidth);
return {tag: e.tagName, top: r.top, bottom: r.bottom, outline: outline, tall: innerHeight} }"""


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.is_file():
        pytest.skip("needs axe-core: make browser fetches it where npm is (apt-get install -y npm)")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Store]]:
    """The address of a region's pages, where everything has happened."""
    store = busy_office(tmp_path_factory.mktemp("region"))
    server = make_server("127.0.0.1", 0, with_a_stick(app_of(store)), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", store
    server.shutdown()
    store.close()


def violations(page: Any, address: str, axe: str) -> list[str]:
    """Return what axe-core finds wrong with a page: rule and place."""
    page.goto(address)
    page.evaluate(axe)
    # At its end nothing lies half under the bar that saves, which goes along as one scrolls.
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    found = page.evaluate(RUN, list(RULES))["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESK, "light"), (PHONE, "light"), (DESK, "dark")], ids=["desk", "phone", "dark"]
)
def test_no_page_of_the_school_breaks_a_rule_of_access(
    browser: Any, node_url: str, axe: str, size: dict[str, int], scheme: str
) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    pupils = ["/a/", "/a/?aula=1", "/a/tarjeta", "/entrar"]
    found = {path: violations(page, node_url + path, axe) for path in pupils}
    sign_in(page, node_url, "coord")
    found |= {path: violations(page, node_url + path, axe) for path in BROWSED}
    context.close()

    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESK, "light"), (PHONE, "light"), (DESK, "dark")], ids=["desk", "phone", "dark"]
)
def test_no_page_of_the_region_breaks_a_rule_of_access(
    browser: Any, region: tuple[str, Store], axe: str, size: dict[str, int], scheme: str
) -> None:
    url, store = region
    newest = store.plans()[0].id
    node = store.waiting()[0].node
    paths = ("/", "/plan", *TRIALS, f"/plan/{newest}/escuela/0999101-0", "/entregas", f"/equipos/{node}/aceptar",
             "/ayuda", "/usb", "/usb/1", "/invitaciones", "/mas", "/analisis", "/detenidos", "/entregas/diferencias",
             "/almacenes", "/pedidos")  # fmt: skip
    context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    sign_in(page, url, "ana")
    found = {path: violations(page, url + path, axe) for path in paths}
    context.close()

    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_whatever_is_focused_by_keyboard_is_marked_and_in_sight(browser: Any, node_url: str) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    sign_in(page, node_url, "coord")
    page.goto(f"{node_url}/registrar?aula=1")
    seen = []
    for _ in range(25):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUS))
    context.close()

    focused = [one for one in seen if one["tag"] != "BODY"]
    assert len(focused) > 20
    assert [one for one in focused if one["outline"] < 2] == []
    assert [one for one in focused if not 0 <= one["top"] <= one["bottom"] <= one["tall"]] == []


def test_nothing_scrolls_sideways_at_320_pixels(browser: Any, node_url: str, region: tuple[str, Store]) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    sign_in(page, node_url, "coord")
    sign_in(page, region[0], "ana")
    addresses = [node_url + path for path in BROWSED] + [region[0] + path for path in REGION]
    wide = []
    for address in addresses:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0:
            wide.append(address)
    context.close()

    assert wide == []


def test_a_word_wider_than_a_phone_breaks_in_titles_and_on_sheets(browser: Any, region: tuple[str, Store]) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    sign_in(page, region[0], "ana")
    page.goto(f"{region[0]}/usb")
    page.evaluate("document.querySelector('h1').textContent = 'KINGSTON'.repeat(8)")
    titled = page.evaluate("document.documentElement.scrollWidth")
    page.evaluate("document.querySelector('link[media=print]').media = 'all'")
    page.evaluate("document.querySelector('main').className = 'sheet'")
    cells = f"<table><tr><th>Región<td>http://{'central' * 8}</table>"
    page.evaluate("cells => document.querySelector('main').innerHTML = cells", cells)
    printed = page.evaluate("document.documentElement.scrollWidth")
    context.close()

    assert (titled, printed) == (320, 320)
