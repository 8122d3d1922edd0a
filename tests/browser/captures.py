"""
The pictures of the guides: ``python -m tests.browser.captures docs/capturas``, of a school in which much has happened
and of a region (``tests.browser.region_captures``).

Numbers of the machine on them make two runs differ: they are taken again when a page does.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.browser.region_captures import take_region
from tests.browser.test_home_fits import served
from tests.browser.test_school import DESK, PHONE, sign_in
from tests.edge.views.busy_school import busy_school
from tests.edge.views.school import PICTURES, School

STAFF = {
    "inicio": "/", "registrar": "/registrar?aula={aula}", "cuaderno": "/cuaderno/", "necesidad": "/necesidad/",
    "llegadas": "/llegadas", "pedidos": "/pedidos/", "recibir": "/recepcion/000123", "equipos": "/equipos/",
    "prestar": "/prestar", "existencias": "/existencias/", "mi-aula": "/mi-aula/?aula={aula}", "envio": "/envio/",
    "equipo": "/equipo/", "red": "/red/", "mas": "/mas/",
}  # fmt: skip
"""Of a coordinator's: the file's name and the address."""
PUPILS = {"entrar": "/a/", "figuras": "/a/?aula={aula}&quien={quien}", "materiales": "/a/materiales"}
_QUALITY = 72


def take(folder: Path) -> list[Path]:
    """Take every picture, at the office's screen and a phone's, and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="chasqui-capturas-") as where:
        school = busy_school(Path(where))
        with served(school) as url, _chromium() as browser:
            taken = [one for size in (DESK, PHONE) for one in _staff(browser, url, school, folder, size)]
            taken += _pupils(browser, url, school, folder)
            taken += take_region(browser, Path(where) / "region", folder)
        school.store.close()
    return taken


def _staff(browser: Any, url: str, school: School, folder: Path, size: dict[str, int]) -> Iterator[Path]:
    page = _page(browser, size)
    sign_in(page, url, "coord")
    for name, path in STAFF.items():
        yield _shot(page, url + path.format(aula=school.class_id), folder / f"{name}-{size['width']}.jpg")
    page.context.close()


def _pupils(browser: Any, url: str, school: School, folder: Path) -> list[Path]:
    page, who = _page(browser, PHONE), {"aula": str(school.class_id), "quien": school.pupil.hex()}
    taken = []
    for name, path in PUPILS.items():
        if name == "materiales":
            for picture in PICTURES:
                page.click(f"button[value={picture}]")
        taken.append(_shot(page, url + path.format(**who), folder / f"estudiante-{name}-360.jpg"))
    page.context.close()
    return taken


def _page(browser: Any, size: dict[str, int]) -> Any:
    return browser.new_context(viewport=size, locale="es-PE", java_script_enabled=False).new_page()


def _shot(page: Any, address: str, file: Path) -> Path:
    answer = page.goto(address)
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}")
    page.screenshot(path=file, type="jpeg", quality=_QUALITY)
    return file


@contextmanager
def _chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


if __name__ == "__main__":
    for one in take(Path(sys.argv[1])):
        print(f"{one}: {one.stat().st_size} B")
