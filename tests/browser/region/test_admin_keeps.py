"""What whoever administers keeps in order, in a real browser without JavaScript, at a desk and on a phone."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hub import limits, staff, ugel_calendars
from hub.invited import open_invitations
from shared.school_year import PERU_2026
from shared.web import Role
from tests.browser.pages import press
from tests.browser.region.conftest import Busy
from tests.browser.region.desk import Desk, at_the_desk
from tests.browser.test_school import DESK, PHONE
from tests.hub.office import PASSPHRASE, SITES, schools
from tests.hub.regions import TABLET

READ = ("/v1/plan", "/v1/health", "/v1/exports/schools.csv", "/metrics")
"""An address of each permission that a token can have, that of plans first."""


@pytest.fixture(scope="module", params=[DESK, PHONE], ids=["desk", "phone"])
def desk(
    request: pytest.FixtureRequest, browser: Any, busy: Busy, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    store = busy(tmp_path_factory.mktemp("region") / "hub")
    with at_the_desk(browser, store, request.param, Role.ADMIN) as opened:
        yield opened
    store.close()


def asked_with(desk: Desk, token: str) -> list[int]:
    """Return with which status each of ``READ`` answers a program that says this token."""
    return [status_of(f"{desk.url}{path}", token) for path in READ]


def status_of(url: str, token: str) -> int:
    asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def put_out_of_service(desk: Desk, school: str, why: str, *, into: str = "") -> None:
    page = desk.open(f"/escuelas/{school}")
    page.get_by_label("Se junta con").fill(into)
    page.get_by_label("Motivo").last.fill(why)
    desk.press("Poner fuera de servicio")


def test_a_resource_of_the_catalogue_is_changed_as_a_new_version_with_its_reason(desk: Desk) -> None:
    before, page = desk.store.catalogue(), desk.open("/catalogo")
    press(page.locator(f"a[href$='/catalogo/{TABLET}']"))
    page.get_by_label("Lote", exact=True).fill("7")
    page.get_by_label("Motivo").first.fill("Vienen en cajas de siete.")
    desk.press("Guardar una versión nueva")

    after = desk.store.catalogue()
    assert (after.version, after.by_id()[TABLET].lot) == (before.version + 1, 7)
    assert page.get_by_text("Vienen en cajas de siete.").is_visible()
    press(page.locator("details summary", has_text="1 cambio").first)
    assert page.get_by_text("lote: 5 → 7").is_visible()


def test_a_ugel_is_given_its_calendar_after_its_days_were_seen(desk: Desk, tmp_path: Path) -> None:
    told = json.loads(msgspec.json.encode(PERU_2026)) | {"version": 1, "source": "RD 77-2026-UGEL"}
    told["terms"][-1]["last"] = "2026-12-22"
    file = tmp_path / "huamanga.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    page = desk.open("/calendarios")
    page.locator("select[name=ugel]").first.select_option("Huamanga")
    page.locator("#archivo").set_input_files(file)
    desk.press("Ver qué cambia")
    assert ugel_calendars.in_force(desk.store) == {}
    page.get_by_label("Motivo").first.fill("Recuperan la semana de lluvias.")
    desk.press("Guardar el calendario")

    assert ugel_calendars.in_force(desk.store)["Huamanga"].source == "RD 77-2026-UGEL"
    assert page.get_by_text("Calendario de Huamanga guardado, versión 1.").is_visible()
    assert "Recuperan la semana de lluvias." in page.locator("main").inner_text()


def test_an_account_is_opened_given_another_role_and_closed(desk: Desk) -> None:
    page = desk.open("/cuentas")
    page.get_by_label("Nombre de la cuenta").fill("rosa")
    page.locator("#rol").select_option(Role.ANALYST.value)
    page.get_by_label("Primera clave").fill(PASSPHRASE)
    desk.press("Abrir la cuenta")
    opened = staff.named(desk.store, "rosa")
    page.locator("#rol").select_option(Role.OPERATOR.value)
    desk.press("Cambiar la función")
    changed = staff.named(desk.store, "rosa")
    desk.press("Cerrar la cuenta")

    assert (opened and opened.role, changed and changed.role) == (Role.ANALYST, Role.OPERATOR)
    assert page.get_by_text("Cuenta «rosa» cerrada.").is_visible()
    assert staff.named(desk.store, "rosa") is None
    page.context.clear_cookies()
    desk.sign_in("rosa")
    assert page.url.endswith("/entrar")
    desk.sign_in("ana")


def test_a_code_that_nobody_used_is_withdrawn_with_its_reason(desk: Desk) -> None:
    page = desk.open("/invitaciones")
    page.get_by_label("Código del local").fill(SITES[4])
    page.get_by_label("Dirección de la central").fill("http://10.0.0.2:8060")
    desk.press("Emitir la invitación")
    given = [one.site for one in open_invitations(desk.store)]
    desk.open("/invitaciones")
    desk.press("Retirar", "link")
    page.get_by_label("Motivo").fill("Se perdió la hoja.")
    desk.press("Retirar")

    assert SITES[4] in given
    assert SITES[4] not in [one.site for one in open_invitations(desk.store)]
    assert "Se perdió la hoja." in desk.open("/historial").content()


def test_the_limit_of_one_signature_is_changed_with_its_reason(desk: Desk) -> None:
    page = desk.open("/reglas")
    page.get_by_label("Unidades").fill("8,000")
    page.get_by_label("Equipos").fill("300")
    page.locator("#motivo").fill("Acuerdo del comité.")
    desk.press("Guardar el límite")

    now = limits.current(desk.store)
    assert (now.units, now.devices) == (8_000, 300)
    assert page.get_by_text("Hasta 8,000 unidades y 300 equipos basta una firma.").is_visible()
    assert "Acuerdo del comité." in page.locator("main").inner_text()


def test_a_program_s_token_opens_what_was_chosen_and_nothing_else_until_it_is_taken_back(desk: Desk) -> None:
    page = desk.open("/mas")
    desk.press("Claves de programas", "link")
    page.get_by_label("Qué programa es").fill("Tablero")
    page.get_by_label("Los planes y sus líneas").check()
    page.get_by_label("Cuánto vale").select_option("30")
    desk.press("Dar la clave")
    token = page.get_by_label("Clave", exact=True).input_value()
    assert desk.fits()
    asked = asked_with(desk, token)
    desk.press("Ya la copié", "link")
    assert page.locator("tr", has_text="Tablero").get_by_text("Los planes y sus líneas").is_visible()
    desk.press("Retirar Tablero", "link")
    desk.press("Retirar la clave")

    assert asked == [200, 403, 403, 403]
    assert asked_with(desk, token) == [401] * len(READ)
    assert page.get_by_text("La clave de «Tablero» ya no vale.").is_visible()
    assert "Retirada" in desk.open("/claves?ver=todo").locator("tr", has_text="Tablero").inner_text()
    assert "«Tablero»: retirada." in desk.open("/historial").content()


def test_a_school_is_closed_and_another_merged_and_every_page_says_so(desk: Desk) -> None:
    one, merged, closed = schools()[:3]
    put_out_of_service(desk, closed.id, "Se fueron las familias.")
    told = desk.page.locator("main").inner_text()
    put_out_of_service(desk, merged.id, "Comparten el local nuevo.", into=one.id)

    assert desk.page.get_by_role("link", name=f"Se juntó con {one.id}.").is_visible()
    assert ("Fuera de servicio desde el" in told, "Se fueron las familias." in told) == (True, True)
    rows = desk.open("/escuelas/fuera").locator("tbody tr").all_inner_texts()
    assert [(merged.name in row, closed.name in row, one.id in row) for row in sorted(rows)] == [
        (True, False, True),
        (False, True, False),
    ]
    served = desk.open("/").locator("main").inner_text()
    assert [each.name in served for each in (one, merged, closed)] == [True, False, False]
    assert "las escuelas" in desk.open("/plan").get_by_text("No se puede firmar así").inner_text()
    assert "Comparten el local nuevo." in desk.open("/historial").content()


def test_a_school_that_was_closed_is_in_service_again_with_its_reason(desk: Desk) -> None:
    gone = schools()[5]
    put_out_of_service(desk, gone.id, "Cerró el año pasado.")
    desk.page.get_by_label("Motivo").last.fill("Volvió a abrir en marzo.")
    desk.press("Poner en servicio")

    assert desk.page.get_by_text("En servicio otra vez.", exact=True).is_visible()
    assert "Volvió a abrir en marzo." in desk.page.locator("main").inner_text()
    assert gone.name in desk.open("/").locator("main").inner_text()
