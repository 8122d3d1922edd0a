"""The pictures of the region's guide, of an office in which much happened: ``tests.browser.captures`` takes them."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from werkzeug.serving import make_server

from hub import nightly
from hub.store import Store
from shared.web import Role
from tests.browser.test_school import DESK, PHONE
from tests.hub.busy_office import busy_office, with_a_stick
from tests.hub.office import PASSPHRASE, app_of
from tests.hub.parts import calendars, exports
from tests.hub.parts.importing import begun
from tests.hub.parts.stopped import refused
from tests.hub.trying import put_forecasts

OFFICE = {
    "escuelas": "/", "plan": "/plan", "entregas": "/entregas",
    "diferencias": "/entregas/diferencias", "pedidos": "/pedidos", "almacenes": "/almacenes",
    "salud": "/salud", "incidente": "/incidentes/2", "fijado": "/fijado#ls", "ronda": "/escuelas/ronda",
    "almacen": "/almacenes#aj", "invitaciones": "/invitaciones", "equipos": "/equipos",
    "pecosa": "/entregas/{pecosa}/hoja", "salidas": "/entregas/salidas?marcar=1", "cierre": "/entregas/{waits}#cierre",
}  # fmt: skip
ADMIN = {
    "cuentas": "/cuentas", "importar": "/importar/revisar", "reglas": "/reglas", "catalogo": "/catalogo",
    "recurso": "/catalogo/tablet", "calendarios": "/calendarios",
}  # fmt: skip
ANALYST = {
    "calidad": "/calidad", "uso": "/uso", "equidad": "/equidad", "eficiencia": "/eficiencia",
    "pronostico": "/pronostico", "revision": "/uso-en-revision", "exportar": "/exportar",
}  # fmt: skip
"""Of each role: the file's name, after ``region-``, and the address."""
ROLES = {Role.OPERATOR: OFFICE, Role.ADMIN: ADMIN, Role.ANALYST: ANALYST}
LATER = {"y-si": "/plan/y-si?recurso=tablet&unidades=%2B20", "detenidos": "/detenidos"}
"""
Of an operator's, once there is a forecast of everything and files of a stick were not taken: with them the plan, and
what is stopped, of the other pictures are others.
"""
_QUALITY = 65


def take_region(browser: Any, where: Path, folder: Path) -> list[Path]:
    """Take every picture of the region's pages, at the office's screen and a phone's, and return the files."""
    store = busy_office(where)
    begun(store, Role.ADMIN)
    for part in (calendars, exports):
        part.examples(store)
    taken = [one for role, pages in ROLES.items() for one in _of_role(browser, store, role, pages, folder)]
    put_forecasts(store)
    nightly.allocate(store)
    refused(store)
    taken += _of_role(browser, store, Role.OPERATOR, LATER, folder)
    store.close()
    return taken


def _of_role(browser: Any, store: Store, role: Role, pages: Mapping[str, str], folder: Path) -> Iterator[Path]:
    with _served(store, role) as url:
        for size in (DESK, PHONE):
            page = browser.new_context(viewport=size, locale="es-PE", java_script_enabled=False).new_page()
            _sign_in(page, url)
            named = {
                "pecosa": min(one.pecosa for one in store.shipments()),
                "waits": max(row.pecosa for row in store.shipment_rows() if row.pending),
            }
            for name, path in pages.items():
                yield _shot(page, url + path.format(**named), folder / f"region-{name}-{size['width']}.jpg")
            page.context.close()


@contextmanager
def _served(store: Store, role: Role) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, with_a_stick(app_of(store, role)), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def _sign_in(page: Any, url: str) -> None:
    page.goto(f"{url}/entrar")
    page.fill("#cuenta", "ana")
    page.fill("#clave", PASSPHRASE)
    page.click("main button.go")


def _shot(page: Any, address: str, file: Path) -> Path:
    answer = page.goto(address)
    while page.get_by_text("Se está calculando").count():
        answer = page.goto(address)
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}")
    page.screenshot(path=file, type="jpeg", quality=_QUALITY)
    return file
