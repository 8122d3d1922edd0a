"""The page that lists everything."""

import re

import pytest

from edge.acts import BY_COMMAND
from tests.edge.views.school import School


def test_what_waits_is_listed_before_the_pages(quiet_school: School) -> None:
    text = quiet_school.client("coord").get("/mas/").text

    assert text.index("Recibir la PECOSA 000123") < text.index("Registrar uso")


def test_nobody_is_shown_a_page_that_is_not_theirs(quiet_school: School) -> None:
    quiet_school.store.codes_once.draw("profe", BY_COMMAND, subject="")
    teacher, keeper = (quiet_school.client(login).get("/mas/").text for login in ("profe", "soporte"))

    assert ("Cuaderno de la semana" in teacher, "Contar lo que hay" in teacher) == (True, False)
    assert ("Cuaderno de la semana" in keeper, "Importar" in keeper) == (False, True)
    assert "Pendiente" not in teacher


@pytest.mark.parametrize("login", ["coord", "profe", "soporte"])
def test_no_heading_stands_without_a_page(quiet_school: School, login: str) -> None:
    sections = quiet_school.client(login).get("/mas/").text.split('<h2 id="g')[1:]

    assert sections
    assert all('class="two"' in section for section in sections)


def test_more_is_a_place_of_the_navigation_and_lit_on_its_page(quiet_school: School) -> None:
    text = quiet_school.client("coord").get("/mas/").text

    assert re.findall(r'href="([^"]+)" aria-current="page"', text) == ["/mas/"]
