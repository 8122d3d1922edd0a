"""The jobs of whoever administers the region, in a real browser, at a desk and on a phone, without our JavaScript."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from hub import weighing
from hub.computers import computers
from hub.fairness import DEFAULT_WEIGHTS
from hub.rows import NodeState
from hub.store import Store
from shared.web import Role
from tests.browser.pages import press
from tests.browser.region.conftest import Busy
from tests.browser.test_accessibility import axe, violations
from tests.browser.test_school import DESK, PHONE, sign_in
from tests.hub.busy_office import with_a_stick
from tests.hub.office import SITES, app_of, schools
from tests.hub.parts import computers as of_computers
from tests.hub.parts import efficiency as of_efficiency
from tests.hub.parts import importing as of_imports
from tests.hub.parts import one_school as of_schools

__all__ = ["axe"]
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
PADRON = (
    "COD_MOD;ANEXO;CEN_EDU;D_NIV_MOD;D_DREUGEL;TALUMNO\n"
    "0999101;0;Quebrada Honda;Primaria;UGEL HUAMANGA;44\n0999120;0;Escuela nueva;Inicial;UGEL HUAMANGA;9\n"
)


@pytest.fixture
def region(busy: Busy, tmp_path: Path) -> Iterator[tuple[str, Store]]:
    """The address of a region's pages, where everything has happened; ``ana`` administers."""
    store = busy(tmp_path / "hub")
    server = make_server("127.0.0.1", 0, with_a_stick(app_of(store, Role.ADMIN)), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", store
    server.shutdown()
    store.close()


def opened(browser: Any, url: str, size: dict[str, int]) -> Any:
    page = browser.new_context(viewport=size, locale="es-PE").new_page()
    sign_in(page, url, "ana")
    return page


@SIZES
def test_a_padron_goes_in_after_its_difference_was_seen(
    browser: Any, region: tuple[str, Store], size: dict[str, int], tmp_path: Path
) -> None:
    url, store = region
    file = tmp_path / "padron marzo.csv"
    file.write_text(PADRON, encoding="utf-8")
    page = opened(browser, url, size)
    press(page.get_by_role("navigation").get_by_role("link", name="Más"))
    press(page.get_by_role("link", name="Importar"))
    page.locator("#archivo").set_input_files(file)
    press(page.get_by_role("button", name="Ver la diferencia"))

    assert page.get_by_text("estudiantes: «21» → 44").is_visible() or "→ <b" in page.content()
    assert {one.id: one.students for one in store.schools()}[schools()[0].id] == 21
    page.get_by_label("Motivo").fill("Padrón de marzo.")
    press(page.get_by_role("button", name="Aplicar lo que se ve"))
    assert "1 fila nueva. 1 cambiada." in page.content()
    assert {one.id: one.students for one in store.schools()}[schools()[0].id] == 44
    page.context.close()


@SIZES
def test_a_school_is_corrected_with_a_reason(browser: Any, region: tuple[str, Store], size: dict[str, int]) -> None:
    url, store = region
    page = opened(browser, url, size)
    press(page.get_by_role("link", name=schools()[0].id))
    page.get_by_label("Estudiantes").fill("47")
    page.get_by_label("Motivo").first.fill("Llamó la dirección.")
    press(page.get_by_role("button", name="Guardar la corrección"))

    assert "estudiantes: 21 → 47. Llamó la dirección." in page.content()
    assert {one.id: one.students for one in store.schools()}[schools()[0].id] == 47
    page.context.close()


@SIZES
def test_a_site_is_invited_and_a_stolen_computer_revoked(
    browser: Any, region: tuple[str, Store], size: dict[str, int]
) -> None:
    url, store = region
    page = opened(browser, url, size)
    page.goto(f"{url}/invitaciones")
    page.get_by_label("Código del local").fill(SITES[4])
    page.get_by_label("Dirección de la central").fill("http://10.0.0.2:8060")
    press(page.get_by_role("button", name="Emitir la invitación"))
    assert SITES[4] in page.content()
    page.goto(f"{url}/equipos?q={SITES[0]}")
    press(page.get_by_role("link", name="Dar de baja"))
    page.get_by_label("Motivo").fill("Se la robaron.")
    press(page.get_by_role("button", name="Dar de baja"))

    assert "Computadora dada de baja" in page.content()
    (state,) = [one.state for one in computers(store, (), ()) if one.site == SITES[0]]
    assert state is NodeState.REVOKED
    page.context.close()


@SIZES
def test_a_weight_is_changed_and_its_difference_is_told(
    browser: Any, region: tuple[str, Store], size: dict[str, int], tmp_path: Path
) -> None:
    url, store = region
    before = weighing.current(store)
    told = json.loads(DEFAULT_WEIGHTS.read_text(encoding="utf-8"))
    told |= {"version": before.version + 1, "language": {**told["language"], "quy": 125}}
    file = tmp_path / "pesos.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    page = opened(browser, url, size)
    page.goto(f"{url}/reglas")
    page.locator("#pesos").set_input_files(file)
    press(page.get_by_role("button", name="Ver qué cambia"))
    assert weighing.current(store) == before
    page.locator("#motivo_pesos").fill("Acuerdo de la mesa EIB.")
    press(page.get_by_role("button", name="Guardar los pesos"))

    assert weighing.current(store).language["quy"] == 125
    assert "Acuerdo de la mesa EIB." in page.content()
    assert page.get_by_text("125").first.is_visible()
    page.context.close()


@SIZES
def test_efficiency_is_read_by_depot_and_taken_along(
    browser: Any, region: tuple[str, Store], size: dict[str, int]
) -> None:
    url, _store = region
    page = opened(browser, url, size)
    press(page.get_by_role("navigation").get_by_role("link", name="Análisis"))
    press(page.get_by_role("link", name="Eficiencia del reparto"))
    page.get_by_label("Agrupar por").select_option("ugel")
    press(page.get_by_role("button", name="Ver"))
    with page.expect_download() as download:
        press(page.get_by_role("link", name="Descargar CSV"))

    assert "Días y parte aceptada" in page.content()
    assert "Huamanga" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    page.context.close()


@SIZES
def test_no_page_of_administration_breaks_a_rule_of_access(
    browser: Any, region: tuple[str, Store], axe: str, size: dict[str, int]
) -> None:
    url, store = region
    parts = (of_imports, of_schools, of_computers, of_efficiency)
    paths = [path for part in parts for path in part.examples(store)]
    context = browser.new_context(viewport=size, bypass_csp=True)
    page = context.new_page()
    sign_in(page, url, "ana")
    found = {path: violations(page, url + path, axe) for path in paths}
    context.close()

    assert {path: wrong for path, wrong in found.items() if wrong} == {}
