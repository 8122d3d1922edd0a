"""Devices and loans through a browser that runs no script, at the school's laptop and on a phone."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.pages import press
from tests.browser.test_school import DESK, PHONE, WIDEST, sign_in


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, browser: Any, node_url: str) -> Iterator[Any]:
    context = browser.new_context(viewport=request.param, locale="es-PE", java_script_enabled=False)
    opened = context.new_page()
    sign_in(opened, node_url, "coord")
    yield opened
    context.close()


def scan(page: Any, serial: str) -> None:
    """Type as a scanner does: the figures, and Enter."""
    page.locator("input#serie").fill(serial)
    page.locator("input#serie").press("Enter")


def register(page: Any, node_url: str, *serials: str) -> None:
    """Register devices that were here, one scan after another."""
    page.goto(f"{node_url}/equipos/nuevo")
    page.get_by_role("radio", name="Ya estaba en la escuela").check()
    page.get_by_role("radio", name="Tabletas").check()
    for serial in serials:
        scan(page, serial)
        assert f"Serie {serial} registrada" in page.get_by_role("status").inner_text()


def named(request: pytest.FixtureRequest, letter: str) -> str:
    return f"{letter}-{request.node.callspec.id}".upper()


def test_one_scan_registers_a_device_and_the_next_needs_no_more(
    page: Any, node_url: str, request: pytest.FixtureRequest
) -> None:
    first, second = named(request, "R1"), named(request, "R2")
    register(page, node_url, first, second)
    page.goto(f"{node_url}/equipos/")
    scan(page, second.lower().replace("-", "'"))

    assert page.get_by_role("heading", level=1).inner_text() == second
    assert page.get_by_text("En la escuela").first.is_visible()


def test_a_device_is_lent_signed_for_and_comes_back(page: Any, node_url: str, request: pytest.FixtureRequest) -> None:
    serial = named(request, "L1")
    register(page, node_url, serial)
    page.goto(f"{node_url}/prestar")
    scan(page, serial)
    page.get_by_label("DNI del apoderado").fill("40777737")
    page.get_by_label("Nombres y apellidos").fill("Saturnina Apoderada Prueba")
    page.get_by_label("¿Para qué estudiante?").select_option(label="Rosa Quispe Huamán")
    page.get_by_role("group", name="Enciende y se puede entrar").get_by_role("radio", name="Sí").check()
    press(page.get_by_role("button", name="Guardar préstamo"))
    lent = page.locator("main").inner_text()
    press(page.get_by_role("link", name="Constancia para firmar"))
    sheet = page.locator("main").inner_text()
    page.goto(f"{node_url}/devolver")
    scan(page, serial)
    page.get_by_role("radio", name="En buen estado").check()
    press(page.get_by_role("button", name="Guardar devolución"))

    assert "Saturnina Apoderada Prueba" in lent
    assert ("40777737" in sheet, "Rosa Quispe Huamán" in sheet, serial in sheet) == (True, True, True)
    assert f"Serie {serial} devuelta" in page.get_by_role("status").inner_text()


def test_a_lent_device_that_is_stolen_needs_its_report(
    page: Any, node_url: str, request: pytest.FixtureRequest
) -> None:
    serial = named(request, "S1")
    register(page, node_url, serial)
    page.goto(f"{node_url}/prestar?serie={serial}")
    page.get_by_label("DNI del apoderado").fill("40777738")
    page.get_by_label("Nombres y apellidos").fill("Otra Apoderada Prueba")
    press(page.get_by_role("button", name="Guardar préstamo"))
    press(page.get_by_role("link", name="Se perdió, lo robaron"))
    page.get_by_role("radio", name="Robo").check()
    press(page.get_by_role("button", name="Guardar"))
    asked = page.get_by_role("alert").inner_text()
    page.get_by_label("Número de la denuncia").fill("77-2026")
    press(page.get_by_role("button", name="Guardar"))

    assert "Un robo se anota con el número" in asked
    assert "Robado" in page.locator("main").inner_text()


def test_devices_are_counted_by_one_scan_after_another(
    page: Any, node_url: str, request: pytest.FixtureRequest
) -> None:
    serials = [named(request, f"C{n}") for n in range(3)]
    register(page, node_url, *serials)
    page.goto(f"{node_url}/contar/series?recurso=tablet")
    for serial in serials[:2]:
        scan(page, serial)
    seen = page.locator("main").inner_text()
    press(page.get_by_role("button", name="Guardar conteo"))

    assert "Leídas: 2" in seen
    assert serials[2] in seen.split("ver")[1]
    assert "En la escuela: 2." in page.get_by_role("status").inner_text()


def test_no_page_of_devices_is_wider_than_the_screen(browser: Any, node_url: str) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    sign_in(page, node_url, "coord")
    paths = (
        "/equipos/",
        "/devolver",
        "/existencias/",
        "/prestar/constancia/tablet/HGA1-002",
        "/equipos/tablet/HGA1-002",
    )
    wide = {}
    for path in paths:
        page.goto(node_url + path)
        wide[path] = page.evaluate(WIDEST)
    context.close()

    assert wide == dict.fromkeys(paths, 0)
