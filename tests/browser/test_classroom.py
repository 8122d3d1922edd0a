"""A class through a browser without JavaScript: cards on paper, and a pupil who comes in by one."""

import re
from typing import Any

import pytest

from tests.browser.pages import press
from tests.browser.test_school import DESK, PHONE, sign_in


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_cards_are_printed_and_the_pin_on_one_lets_its_pupil_in(
    browser: Any, node_url: str, size: dict[str, int]
) -> None:
    context = browser.new_context(viewport=size, locale="es-PE", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, node_url, "coord")
    page.goto(f"{node_url}/mi-aula/tarjetas/")
    page.get_by_role("radio", name="PIN de 4 números").check()
    page.get_by_role("checkbox", name="Rosa Quispe Huamán").uncheck()
    press(page.get_by_role("button", name="Hacer y mostrar"))
    card = page.locator("article", has_text="Luis Ccorimanya Sulca")
    pin = card.locator(".pin").inner_text()
    paper = page.pdf(prefer_css_page_size=True)
    context.close()

    phone = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = phone.new_page()
    page.goto(f"{node_url}/a/")
    for name in ("3° A", "Luis C."):
        press(page.get_by_role("button", name=name))
    page.get_by_label("¿Tienes un PIN?").fill(pin)
    press(page.get_by_role("button", name="Entrar con PIN"))

    assert "Hola, Luis C." in page.get_by_role("heading", level=1).inner_text()
    assert len(re.findall(rb"/Type /Page\b", paper)) == 1
    assert b"/MediaBox [0 0 594.95996 841.91998]" in paper or re.search(rb"/MediaBox \[0 0 59[45]\S* 84[12]", paper)
    phone.close()
