"""A day at a school, through a browser that runs no script."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.pages import press
from tests.edge.parts import BROWSED
from tests.shared.web.building import PASSPHRASE

DESK, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 640}
# JavaScript runs here only because the measuring itself is a script; the pages have none.
WIDEST = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TALLEST = "document.documentElement.scrollHeight - innerHeight"
TOO_SMALL = """[...document.querySelectorAll("main button:not(.vh), main .btn, main select, .nav a, .tick")]
.filter(e => { const r = e.getBoundingClientRect(); return r.width > 1 && r.height < 43.5 }).map(e => e.outerHTML)"""


@pytest.fixture
def page(browser: Any, node_url: str) -> Any:
    context = browser.new_context(viewport=DESK, locale="es-PE", java_script_enabled=False)
    opened = context.new_page()
    sign_in(opened, node_url, "coord")
    yield opened
    context.close()


def sign_in(page: Any, node_url: str, login: str) -> None:
    page.goto(f"{node_url}/entrar")
    page.fill("#cuenta", login)
    page.fill("#clave", PASSPHRASE)
    press(page.locator("main button.go"))


def test_a_teacher_records_a_class(page: Any, node_url: str) -> None:
    page.goto(f"{node_url}/registrar?aula=1")
    page.get_by_role("radio", name="Tabletas").check()
    press(page.get_by_role("button", name="Uno más"))
    press(page.get_by_role("button", name="Guardar 2 usos"))

    said = page.get_by_role("status").inner_text()
    assert "2 usos de Tabletas" in said
    assert "1 pedido sin atender de Tabletas" in said


def test_the_coordinator_confirms_a_delivery_with_a_rejection(page: Any, node_url: str) -> None:
    page.goto(node_url)
    press(page.get_by_role("link", name="Confirmar recepción"))
    for name, accepted, rejected in (("Tabletas", "17", "1"), ("Guías de Comunicación 3°", "5", "0")):
        page.get_by_label(f"{name}, aceptado").fill(accepted)
        page.get_by_label(f"{name}, rechazado").fill(rejected)
    page.get_by_label("Tabletas, motivo del rechazo").select_option("No enciende")
    page.get_by_label("Entregó").fill("Juan Transportista")
    page.get_by_label("N.° de acta").fill("012-2026")
    page.get_by_role("radio", name="Ambiente seco y con llave").check()
    # A scanner ends each serial with Enter: in this field it begins a line and sends nothing.
    page.locator("#s-tablet").press_sequentially("hga1-4x\nhga1-5x\n")
    page.get_by_label("Algunos no tienen serie que se lea").check()
    press(page.get_by_role("button", name="Confirmar recepción"))

    assert page.get_by_role("heading", level=1).inner_text() == "Recepción confirmada"
    assert page.get_by_text("Series: HGA1-4X, HGA1-5X").is_visible()
    page.goto(node_url)
    assert page.get_by_text("Nada por ahora").is_visible()


def test_a_week_of_the_paper_register_is_copied(page: Any, node_url: str) -> None:
    page.goto(f"{node_url}/cuaderno/?semana=2026-06-08")
    page.get_by_label("Tabletas, Lun 8").fill("20")
    page.get_by_label("Tabletas, Mar 9").fill("17")
    page.get_by_role("radio", name="Esta es toda la semana").check()
    press(page.get_by_role("button", name="Guardar la semana"))

    assert "Semana del 08/06/2026: 1 recurso" in page.get_by_role("status").inner_text()
    assert page.get_by_role("row", name="Tabletas").get_by_text("37").is_visible()


def test_a_file_is_seen_before_it_is_saved(page: Any, node_url: str) -> None:
    rows = "semana;recurso;cantidad\n2026-W12;Tabletas;20\n2026-W12;cohete;1\n"
    page.goto(f"{node_url}/importar/")
    page.locator("#archivo").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    press(page.get_by_role("button", name="Revisar"))
    refused = page.get_by_text("no tiene «cohete»").is_visible()
    press(page.get_by_role("button", name="Guardar 1 fila buena"))

    assert refused
    assert "1 fila nueva." in page.get_by_role("status").inner_text()


def test_sending_without_a_road_stays_calm(page: Any, node_url: str) -> None:
    page.goto(f"{node_url}/envio/")
    press(page.get_by_role("button", name="Enviar ahora"))

    assert "Se está intentando ahora" in page.get_by_role("status").inner_text()
    assert page.get_by_text("Todo está guardado aquí").is_visible()


def test_what_waits_is_copied_to_a_stick(page: Any, node_url: str, tmp_path: Path) -> None:
    page.goto(f"{node_url}/envio/")
    press(page.get_by_text("Usar otra carpeta"))
    page.get_by_label("Carpeta del USB").fill(str(tmp_path))
    press(page.get_by_role("button", name="Copiar y recoger"))

    assert page.get_by_role("status").is_visible()
    assert list((tmp_path / "CHASQUI" / "up").iterdir())
    assert page.get_by_text("Esperando confirmación").first.is_visible()


def test_a_pupil_gets_in_by_pictures(browser: Any, node_url: str) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{node_url}/a/")
    for name in ("3° A", "Rosa Q.", "Sol", "Maíz", "Pez"):
        press(page.get_by_role("button", name=name))
    press(page.get_by_role("button", name="Relatos en quechua chanka"))
    press(page.get_by_role("button", name="Sí"))

    assert "Gracias" in page.get_by_role("status").inner_text()
    context.close()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_no_page_scrolls_sideways_or_has_small_targets(browser: Any, node_url: str, size: dict[str, int]) -> None:
    context = browser.new_context(viewport=size)
    page = context.new_page()
    sign_in(page, node_url, "coord")
    for address in BROWSED:
        page.goto(node_url + address)

        assert page.evaluate(WIDEST) <= 0, address
        assert page.evaluate(TOO_SMALL) == [], address
    context.close()


def test_home_fits_the_laptops_screen(browser: Any, node_url: str) -> None:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    sign_in(page, node_url, "coord")

    assert page.evaluate(TALLEST) <= 0
    context.close()


HIDDEN = """() => { const e = document.activeElement, bar = document.querySelector(".bar");
if (!e || !bar || e === document.body || bar.contains(e) || !e.closest("main")) return "";
const box = e.getBoundingClientRect(), top = bar.getBoundingClientRect().top;
return box.height > 1 && box.bottom > top + 1 && box.top < bar.getBoundingClientRect().bottom ? e.outerHTML : ""; }"""


@pytest.mark.parametrize("path", ["/cuaderno/", "/registrar", "/contar"])
def test_what_takes_the_focus_on_a_phone_is_not_under_the_bar(browser: Any, node_url: str, path: str) -> None:
    context = browser.new_context(viewport=PHONE, locale="es-PE")
    page = context.new_page()
    sign_in(page, node_url, "coord")
    page.goto(f"{node_url}{path}")
    hidden = []
    for _ in range(60):
        page.keyboard.press("Tab")
        hidden.append(page.evaluate(HIDDEN))
    context.close()

    assert not [one for one in hidden if one]
