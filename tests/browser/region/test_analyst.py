"""The jobs of whoever analyses, in a real browser, at a desk and on a phone, without JavaScript of ours."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from hub.doubting import Verdict, looks
from hub.store import Store
from shared.web import Role
from tests.browser.test_school import DESK, PHONE, sign_in
from tests.hub.busy_office import busy_office
from tests.hub.office import app_of, schools

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def region(tmp_path: Path) -> Iterator[tuple[str, Store]]:
    """The address of a region's pages, of which one school recorded tenfold; ``ana`` analyses."""
    store = busy_office(tmp_path)
    server = make_server("127.0.0.1", 0, app_of(store, Role.ANALYST), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", store
    server.shutdown()
    store.close()


@SIZES
def test_the_analyst_finds_what_is_doubted_and_says_what_was_seen(
    browser: Any, region: tuple[str, Store], size: dict[str, int]
) -> None:
    url, store = region
    context = browser.new_context(viewport=size, locale="es-PE")
    page = context.new_page()
    sign_in(page, url, "ana")
    page.get_by_role("navigation").get_by_role("link", name="Análisis").click()
    page.get_by_role("link", name="Uso en revisión").click()
    page.get_by_text("Decir qué se vio").click()
    page.get_by_label("Motivo").fill("El cuaderno dice diez guías por semana.")
    page.get_by_role("button", name="No es cierto").click()

    assert "Vale para los planes que se calculen desde ahora" in page.content()
    assert page.get_by_text("No es cierto: sigue el tope").is_visible()
    (look,) = looks(store).values()
    assert (look.verdict, look.school) == (Verdict.WRONG, schools()[0].id)
    page.goto(f"{url}/historial")
    assert "El cuaderno dice diez guías por semana." in page.content()
    context.close()
