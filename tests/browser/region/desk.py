"""A browser without JavaScript in which somebody of the region's office is signed in."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask
from werkzeug.serving import make_server

from hub.store import Store
from shared.web import Role
from tests.browser.pages import press
from tests.hub.office import PASSPHRASE, app_of

WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OUT = """[...document.querySelectorAll('.card')].filter(one => one.scrollWidth > one.clientWidth + 1)
.map(one => one.textContent.trim().slice(0, 60))"""
"""The cards out of which something sticks."""


class Desk(NamedTuple):
    """A signed-in browser at a region in which everything has happened."""

    page: Any
    url: str
    store: Store
    app: Flask

    def open(self, path: str) -> Any:
        """Open a page that is there and that scrolls down only; return it."""
        answer = self.page.goto(f"{self.url}{path}")
        assert answer.status == 200
        assert self.fits()
        return self.page

    def fits(self) -> bool:
        """Tell whether the page at which the browser is scrolls down only, and nothing sticks out of its cards."""
        return bool(self.page.evaluate(WIDE) <= 0 and self.page.evaluate(OUT) == [])

    def press(self, name: str, role: str = "button") -> None:
        """Press the first button, or link, of that name."""
        press(self.page.get_by_role(role, name=name).first)

    def see_it_done(self) -> None:
        """Ask for the page again for as long as it says that what was asked of it is being reckoned."""
        while self.page.get_by_role("link", name="Actualizar").count():
            self.press("Actualizar", "link")

    def take(self, name: str) -> Path:
        """Press the first link of that name, and return the file that it gives."""
        with self.page.expect_download() as taken:
            self.press(name, "link")
        return Path(taken.value.path())

    def sign_in(self, login: str) -> None:
        """Sign in, with the passphrase of everybody."""
        self.page.goto(f"{self.url}/entrar")
        self.page.fill("#cuenta", login)
        self.page.fill("#clave", PASSPHRASE)
        press(self.page.locator("main button.go"))


@contextmanager
def at_the_desk(browser: Any, store: Store, size: dict[str, int], role: Role = Role.OPERATOR) -> Iterator[Desk]:
    """Serve a region over HTTP, and sign ``ana`` in, who has a *role*."""
    app = app_of(store, role)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context(viewport=size, locale="es-PE", java_script_enabled=False, accept_downloads=True)
    desk = Desk(context.new_page(), f"http://127.0.0.1:{server.server_port}", store, app)
    desk.sign_in("ana")
    try:
        yield desk
    finally:
        context.close()
        server.shutdown()
