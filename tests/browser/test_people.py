"""Lists, accounts and a duty through a browser without JavaScript, on a laptop and on a phone."""

from typing import Any

import pytest

from tests.browser.pages import press
from tests.browser.test_school import DESK, PHONE, WIDEST, sign_in
from tests.shared.web.building import PASSPHRASE

NEW = "llama vicuña puma condor"
SIZES = pytest.mark.parametrize(("size", "mark"), [(DESK, "a"), (PHONE, "b")], ids=["desk", "phone"])


@pytest.fixture
def page(browser: Any, node_url: str, size: dict[str, int]) -> Any:
    context = browser.new_context(viewport=size, locale="es-PE", java_script_enabled=False)
    opened = context.new_page()
    sign_in(opened, node_url, "coord")
    yield opened
    context.close()


def status(page: Any) -> str:
    return str(page.get_by_role("status").first.inner_text())


@SIZES
def test_a_class_is_made_a_pupil_added_moved_and_gone(page: Any, node_url: str, mark: str) -> None:
    page.goto(f"{node_url}/escuela/aulas/")
    page.get_by_label("Nombre del aula").fill(f"6° {mark}")
    page.get_by_label("Nombre del aula").press("Enter")
    made = status(page)
    page.goto(f"{node_url}/escuela/estudiantes/nuevo?aula=1")
    page.get_by_label("Nombres y apellidos").fill(f"Wayra Prueba {mark}")
    page.get_by_label("Nombres y apellidos").press("Enter")
    page.get_by_role("checkbox", name=f"Wayra Prueba {mark}").check()
    page.get_by_label("Pasan al aula").select_option(f"6° {mark}")
    press(page.get_by_role("button", name="Pasarlos"))
    moved = status(page)
    page.get_by_role("checkbox", name=f"Wayra Prueba {mark}").check()
    press(page.get_by_role("button", name="Se fueron de la escuela"))
    press(page.get_by_role("button", name="Sí, se fue"))

    assert ("Aula creada" in made, "1 estudiante pasó a su aula." in moved) == (True, True)
    assert "ya no está en las listas" in status(page)
    assert page.evaluate(WIDEST) == 0


@SIZES
def test_an_account_is_made_its_codes_printed_on_one_page_and_one_lets_in(
    browser: Any, page: Any, node_url: str, size: dict[str, int], mark: str
) -> None:
    login = f"eva{mark}"
    page.goto(f"{node_url}/escuela/cuentas/")
    page.get_by_label("Nombre de la persona").fill(f"Eva {mark}")
    page.get_by_role("radio", name="Docente").check()
    page.get_by_label("Nombre de la cuenta").fill(login)
    page.locator("#nueva").fill(NEW)
    page.locator("#suya").fill(PASSPHRASE)
    press(page.get_by_role("button", name="Crear la cuenta"))
    press(page.get_by_role("button", name=f"Cambiar Eva {mark}"))
    page.locator("#suya").fill(PASSPHRASE)
    press(page.get_by_role("button", name="Imprimir códigos de emergencia"))
    codes = page.locator("ol li").all_inner_texts()
    paper = page.pdf(prefer_css_page_size=True)
    context = browser.new_context(viewport=size, locale="es-PE", java_script_enabled=False)
    other = context.new_page()
    other.goto(f"{node_url}/entrar")
    press(other.get_by_role("link", name="Entrar con un código de emergencia"))
    other.get_by_label("Cuenta").fill(login)
    other.get_by_label("Código de la hoja").fill(codes[0].replace("-", " ").lower())
    other.get_by_label("Clave nueva").fill("otra clave muy larga")
    press(other.get_by_role("button", name="Entrar", exact=True))

    assert (len(codes), paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ")) == (10, 1)
    assert "Le quedan 9 códigos." in status(other)
    context.close()


@SIZES
def test_a_duty_is_handed_over_and_the_history_is_whole(page: Any, node_url: str, mark: str) -> None:
    page.goto(f"{node_url}/escuela/cuentas/")
    page.get_by_label("Nombre de la persona").fill(f"Sale {mark}")
    page.get_by_role("radio", name="Coordinación").check()
    page.get_by_label("Nombre de la cuenta").fill(f"sale{mark}")
    page.locator("#nueva").fill(NEW)
    page.locator("#suya").fill(PASSPHRASE)
    press(page.get_by_role("button", name="Crear la cuenta"))
    page.goto(f"{node_url}/escuela/cargo/")
    page.get_by_role("radio", name=f"Sale {mark} · Coordinación").check()
    page.get_by_role("radio", name="Ya no trabaja aquí").check()
    page.get_by_label("Nombre de la persona nueva").fill(f"Entra {mark}")
    page.get_by_label("Nombre de su cuenta").fill(f"entra{mark}")
    page.locator("#nueva").fill(NEW)
    page.locator("#suya").fill(PASSPHRASE)
    press(page.get_by_role("button", name="Entregar el cargo"))

    assert page.get_by_role("heading", level=1).inner_text() == "Historial"
    assert page.get_by_text("El historial está entero").is_visible()
    assert page.get_by_text("Empezó en un cargo").first.is_visible()
    assert page.evaluate(WIDEST) == 0
