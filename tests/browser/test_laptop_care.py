"""A laptop looked after through a browser without JavaScript: copied to a stick, moved, filled, told to support."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import requests

from edge.store import Store
from tests.browser.pages import press
from tests.browser.test_school import DESK, PHONE, WIDEST, sign_in
from tests.edge.building import FakeHub
from tests.edge.live_node import edge, running
from tests.edge.packing import RELEASE, lay_out, pack_of
from tests.edge.views.school import PICTURES, TALES, furnish
from tests.shared.web.building import PASSPHRASE, SteppedClock

PHRASE = "maiz morado en la ladera"
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def laptop(tmp_path: Path) -> Path:
    """A furnished school beside a stick of the office's, both in the folder that is returned."""
    invitation = tmp_path / "invitation.json"
    invitation.write_bytes(FakeHub(release=RELEASE).invitation().to_json())
    assert edge(tmp_path / "node", "init", "--invitation", str(invitation)).returncode == 0
    with closing(Store(tmp_path / "node" / "node.db", SteppedClock())) as store:
        furnish(store)
    lay_out(tmp_path / "media" / "MI USB" / "CHASQUI" / "packs" / "relatos", pack_of(resource=TALES))
    return tmp_path


@contextmanager
def opened(browser: Any, laptop: Path, size: dict[str, int], node: str = "node") -> Iterator[tuple[Any, str]]:
    with running(laptop / node, CHASQUI_EDGE_STICKS=str(laptop / "media")) as (_, url):
        context = browser.new_context(viewport=size, locale="es-PE", java_script_enabled=False, accept_downloads=True)
        try:
            yield context.new_page(), url
        finally:
            context.close()


@SIZES
def test_a_copy_goes_to_a_stick_in_five_clicks_and_another_laptop_goes_on_from_it(
    browser: Any, laptop: Path, size: dict[str, int]
) -> None:
    with opened(browser, laptop, size) as (page, url):
        sign_in(page, url, "coord")
        page.goto(f"{url}/mas/")
        press(page.get_by_role("link", name="Copia en USB"))
        page.get_by_label("2. Escriba una frase").fill(PHRASE)
        press(page.get_by_role("button", name="Copiar y revisar"))
        page.get_by_role("heading", name="La copia está completa").wait_for()
        assert page.evaluate(WIDEST) == 0
        press(page.get_by_role("link", name="Ya lo saqué"))
        assert "Última copia" in page.locator("main").inner_text()
    with opened(browser, laptop, size, node="another") as (page, url):
        page.goto(f"{url}/restaurar/")
        page.get_by_label("Frase de la copia").fill(PHRASE)
        page.get_by_label("Cuenta de quien coordina").fill("coord")
        page.get_by_label("Clave de esa cuenta").fill(PASSPHRASE)
        assert page.evaluate(WIDEST) == 0
        press(page.get_by_role("button", name="Restaurar aquí"))
        page.get_by_role("heading", name="Esta laptop ya es la de la escuela").wait_for(timeout=60_000)
        _open_for(page, url)
        sign_in(page, url, "coord")
        assert "I.E. 38001" in page.locator("main").inner_text()


@SIZES
def test_a_pack_comes_from_a_stick_and_a_pupil_opens_what_it_holds(
    browser: Any, laptop: Path, size: dict[str, int]
) -> None:
    with opened(browser, laptop, size) as (page, url):
        sign_in(page, url, "soporte")
        page.goto(f"{url}/paquetes/")
        press(page.get_by_role("button", name=re.compile("Copiar a esta laptop.*Relatos")))
        for _ in range(50):
            page.goto(f"{url}/paquetes/")
            if not page.get_by_text("Se está copiando o revisando").count():
                break
        assert page.get_by_role("link", name="Relatos en quechua chanka").count()
        assert page.evaluate(WIDEST) == 0
        page.goto(f"{url}/compatibilidad/")
        assert page.get_by_role("heading", level=1).count() == 1
        page.context.clear_cookies()
        _enter_as_a_pupil(page, url)
        press(page.get_by_role("button", name=re.compile("Abrir.*Relatos")).first)
        page.wait_for_load_state()
        assert page.get_by_text("zorro").count()
        assert page.evaluate(WIDEST) == 0


def _open_for(page: Any, url: str) -> None:
    """Wait until the pages of the school took the place of those of a fresh laptop."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(requests.RequestException):
            if 'id="cuenta"' in requests.get(f"{url}/entrar", timeout=5).text:
                return
        time.sleep(0.2)
    pytest.fail(page.content())


def _enter_as_a_pupil(page: Any, url: str) -> None:
    page.goto(f"{url}/a/")
    press(page.locator("form button[name=aula]").first)
    press(page.get_by_role("button", name=re.compile("Rosa")).first)
    for picture in PICTURES:
        press(page.locator(f"button[value={picture}]"))


def test_support_is_sent_a_file_that_was_read_before(browser: Any, laptop: Path) -> None:
    with opened(browser, laptop, DESK) as (page, url):
        sign_in(page, url, "soporte")
        page.goto(f"{url}/equipo/soporte/")
        shown = page.locator("main pre").inner_text()
        with page.expect_download() as saving:
            press(page.get_by_role("button", name="Guardar el archivo"))
        # Free memory and space go on from one reading to the next.
        sent, read = json.loads(Path(saving.value.path()).read_text()), json.loads(shown)
        assert (sent.keys(), sent["program"]) == (read.keys(), read["program"])
