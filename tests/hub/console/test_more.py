"""*Más* and *Análisis* list what one's role may open, and nothing is left that no page leads to."""

import re

import pytest

from hub.console import RULES, VIEWS
from hub.console.view import Group
from hub.store import Store
from shared.web import Role
from tests.hub.office import app_of, page, signed_in

LINE = re.compile(r'<a class="two" href="([^"]+)"><b>([^<]+)</b>')


def lines(store: Store, path: str, role: Role = Role.OPERATOR) -> dict[str, str]:
    return dict(LINE.findall(page(signed_in(app_of(store, role)), path)))


def test_an_operator_finds_what_the_navigation_has_no_room_for(store: Store) -> None:
    wanted = {
        "/reglas": "Reglas del reparto",
        "/historial": "Historial",
        "/invitaciones": "Invitaciones",
        "/usb": "USB",
        "/almacenes": "Almacenes",
        "/mi-cuenta": "Mi cuenta",
    }

    assert lines(store, "/mas").items() >= wanted.items()


def test_an_analyst_is_shown_no_page_that_would_turn_them_away(store: Store) -> None:
    found = set(lines(store, "/mas", Role.ANALYST))

    assert found >= {"/reglas", "/historial", "/almacenes", "/mi-cuenta"}
    assert found.isdisjoint({"/invitaciones", "/usb", "/cuentas", "/claves"})


def test_a_heading_without_a_page_is_not_shown(store: Store) -> None:
    text = page(signed_in(app_of(store, Role.ANALYST)), "/mas")
    open_ = {one.group for view in VIEWS for one in view.listed if Role.ANALYST in RULES[one.endpoint]}

    assert re.findall(r'<h2 id="g\d">([^<]+)</h2>', text) == [one.value for one in Group if one in open_]
    assert Group.INCIDENTS not in open_


def test_analysis_lists_the_forecast(store: Store) -> None:
    assert lines(store, "/analisis")["/pronostico"] == "Pronóstico"


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.ADMIN, Role.ANALYST])
def test_every_page_that_is_listed_opens(store: Store, role: Role) -> None:
    listed = [*lines(store, "/mas", role), *lines(store, "/analisis", role)]
    client = signed_in(app_of(store, role))

    assert listed
    assert {path: client.get(path).status_code for path in listed} == dict.fromkeys(listed, 200)


def test_whatever_is_listed_is_a_page_of_the_console() -> None:
    assert [one.endpoint for view in VIEWS for one in view.listed if one.endpoint not in RULES] == []


def test_the_stick_is_one_click_from_the_schools(store: Store) -> None:
    assert 'href="/usb"' in page(signed_in(app_of(store)), "/")
    assert 'href="/usb"' not in page(signed_in(app_of(store, Role.ANALYST)), "/")


_FIRST = ["/importar", "/almacenes", "/invitaciones", "/", "/salud", "/plan", "/analisis"]
FIRST = {
    Role.ADMIN: ["/mi-cuenta", "/cuentas", "/reglas", *_FIRST],
    Role.OPERATOR: ["/mi-cuenta", *_FIRST],
    Role.ANALYST: ["/mi-cuenta", "/", "/salud", "/analisis"],
}


@pytest.mark.parametrize("role", list(FIRST))
def test_the_help_leads_each_role_through_its_first_steps_and_every_one_opens(store: Store, role: Role) -> None:
    steps = lines(store, "/ayuda", role)
    client = signed_in(app_of(store, role))

    assert list(steps) == FIRST[role]
    assert [name.partition(". ")[0] for name in steps.values()] == [str(at) for at in range(1, len(steps) + 1)]
    assert {path: client.get(path).status_code for path in steps} == dict.fromkeys(steps, 200)


def test_whoever_is_not_signed_in_is_led_nowhere(store: Store) -> None:
    assert "Para empezar" not in page(app_of(store).test_client(), "/ayuda")
