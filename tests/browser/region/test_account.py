"""A telephone is tied to one's account in a real browser, at a desk and on a phone, and opens the door from then on."""

import base64
import hashlib
import hmac
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from hub.accounts import HubAccounts
from hub.app import create_app
from hub.parts import open_parts
from shared import web
from tests.browser.pages import press
from tests.browser.test_accessibility import axe, violations
from tests.browser.test_school import DESK, PHONE
from tests.hub.builders import StillClock
from tests.hub.office import PASSPHRASE, office
from tests.shared.web.building import hashed

__all__ = ["axe"]
HALF_MINUTE = timedelta(seconds=30)


@pytest.fixture
def region(tmp_path: Path) -> Iterator[tuple[str, StillClock]]:
    """The address of an office that asks everybody for a code of their telephone; ``ana`` has tied none yet."""
    clock = StillClock()
    store = office(tmp_path, clock)
    HubAccounts(store).set_credential(web.Credential("ana", web.Role.ADMIN, hashed(PASSPHRASE), b""))
    app = create_app(replace(store.config, second_factor=True), open_parts(store.config, store))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", clock
    server.shutdown()
    store.close()


def telephone(letters: str, clock: StillClock) -> str:
    """Return what a program of codes shows that was given these letters (RFC 6238), written from the standard."""
    secret = base64.b32decode(letters.replace(" ", ""))
    digest = hmac.digest(secret, (int(clock.now().timestamp()) // 30).to_bytes(8, "big"), hashlib.sha1)
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def enter(page: Any, url: str, code: str = "") -> None:
    page.goto(f"{url}/entrar")
    page.fill("#cuenta", "ana")
    page.fill("#clave", PASSPHRASE)
    page.fill("#codigo", code)
    by_enter(page)


def by_enter(page: Any) -> None:
    """Send a form as who uses the keyboard does, and wait for its answer."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_telephone_is_tied_and_asked_for_from_then_on(
    browser: Any, region: tuple[str, StillClock], axe: str, size: dict[str, int]
) -> None:
    url, clock = region
    context = browser.new_context(viewport=size, locale="es-PE", bypass_csp=True)
    page = context.new_page()
    enter(page, url)
    page.goto(f"{url}/historial")
    assert page.url == f"{url}/mi-cuenta"
    assert page.get_by_text("Falta un paso antes de seguir.").is_visible()
    assert page.get_by_role("img", name="Código QR para el teléfono").is_visible()
    faults = violations(page, f"{url}/mi-cuenta", axe)
    letters = page.locator("code").inner_text()

    page.get_by_label("Código que muestra").fill("000000")
    by_enter(page)
    assert page.get_by_text("Ese código no es el que debe mostrar su teléfono ahora.").is_visible()
    assert page.locator("code").inner_text() == letters
    page.get_by_label("Código que muestra").fill(telephone(letters, clock))
    press(page.get_by_role("button", name="Guardar el teléfono"))
    sheet = page.locator("main").inner_text()
    page.goto(f"{url}/historial")
    assert page.url == f"{url}/historial"
    faults += violations(page, f"{url}/mi-cuenta", axe)
    assert page.get_by_text("Le quedan 10 códigos de su hoja.").is_visible()
    assert faults == []

    context.clear_cookies()
    refused, let_in = [], []
    recovery = next(word for word in sheet.split() if len(word) == 11 and word[5] == "-")
    clock.at += HALF_MINUTE
    for code, list_ in (
        ("", refused), (telephone(letters, clock), let_in), (telephone(letters, clock), refused),
        (recovery, let_in), (recovery, refused),
    ):  # fmt: skip
        enter(page, url, code)
        list_.append(page.url == f"{url}/")
        context.clear_cookies()
    assert (refused, let_in) == ([False] * 3, [True] * 2)
    context.close()
