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
from tests.browser.pages import press
from tests.browser.region.conftest import Busy
from tests.browser.test_school import DESK, PHONE, sign_in
from tests.hub.office import app_of, schools

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def region(busy: Busy, tmp_path: Path) -> Iterator[tuple[str, Store]]:
    """The address of a region's pages, of which one school recorded tenfold; ``ana`` analyses."""
    store = busy(tmp_path / "hub")
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
    press(page.get_by_role("navigation").get_by_role("link", name="Análisis"))
    press(page.get_by_role("link", name="Uso en revisión"))
    press(page.get_by_text("Decir qué se vio"))
    page.get_by_label("Motivo").fill("El cuaderno dice diez guías por semana.")
    press(page.get_by_role("button", name="No es cierto"))

    assert "Vale para los planes que se calculen desde ahora" in page.content()
    assert page.get_by_text("No es cierto: sigue el tope").is_visible()
    (look,) = looks(store).values()
    assert (look.verdict, look.school) == (Verdict.WRONG, schools()[0].id)
    page.goto(f"{url}/historial")
    assert "El cuaderno dice diez guías por semana." in page.content()
    context.close()


@SIZES
def test_quality_use_and_who_got_what_are_read_and_taken_along(
    browser: Any, region: tuple[str, Store], size: dict[str, int]
) -> None:
    url, _ = region
    context = browser.new_context(viewport=size, locale="es-PE")
    page = context.new_page()
    sign_in(page, url, "ana")
    for name, heading in (("Calidad de los datos", "Por UGEL"), ("Quién recibió qué", "Ciclo por ciclo")):
        page.goto(f"{url}/analisis")
        press(page.get_by_role("link", name=name))
        assert page.get_by_text(heading).first.is_visible()
        with page.expect_download() as taken:
            press(page.get_by_role("link", name="Descargar CSV"))
        assert Path(taken.value.path()).stat().st_size > 0
    page.goto(f"{url}/uso")
    page.locator("select[name=por]").select_option("ugel")
    press(page.get_by_role("button", name="Ver"))
    assert page.get_by_role("rowheader", name=schools()[0].ugel).first.is_visible()
    context.close()
