"""The jobs of an operator in a real browser without JavaScript, at an office's screen and on a phone, in Spanish."""

import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hub import nightly, proposing
from hub.discrepancies import discrepancies
from hub.request_answers import request_answers
from hub.rounds import EVERYBODY
from hub.rows import QUIET_DAYS
from tests.browser.pages import press
from tests.browser.region.desk import Desk, at_the_desk
from tests.browser.test_school import DESK, PHONE
from tests.hub.asked import asked
from tests.hub.builders import OTHER_SITE, SITE, StillClock, node_of, open_office, uses
from tests.hub.office import PERIOD, SITES, needs, schools
from tests.hub.regions import GUIDE
from tests.hub.trying import put_forecasts

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


def test_a_plan_is_approved_and_published(desk: Desk) -> None:
    plan = proposing.make_plan(desk.store, needs(), **PERIOD)
    desk.open(f"/plan/{plan.id}")
    desk.press("Aprobar el plan", "link")
    desk.press("Aprobar el plan")
    desk.press("Publicar el plan", "link")
    desk.press("Publicar el plan")

    assert {row.id: row.status for row in desk.store.plans()}[plan.id] == "published"
    assert [one for one in desk.store.shipments() if one.pecosa.startswith(plan.id)]


def test_a_quantity_is_locked_for_a_school_with_its_reason_and_what_the_depot_lacks_is_asked_once(desk: Desk) -> None:
    page = desk.open(f"/fijado?escuela={schools()[4].id}&recurso=guia")
    page.select_option("#cuanto", "min")
    page.fill("[name=unidades]", "10")
    page.fill("[name=hasta]", "2026-12-31")
    page.fill("[name=motivo]", "Abrió una sección.")
    desk.press("Fijar la cantidad")
    assert "no hay un lote de 10: mientras no llegue más, el plan no le enviará nada." in page.content()
    desk.press("Sí, fijar así")

    assert "Abrió una sección." in page.content()
    assert "Fijado con el número" in page.content()


def test_a_change_is_tried_and_nothing_is_written(desk: Desk) -> None:
    put_forecasts(desk.store)
    nightly.allocate(desk.store)
    before, page = len(desk.store.plans()), desk.open("/plan/y-si")
    page.select_option("select[name=recurso]", "tablet")
    page.fill("[name=unidades]", "+20")
    desk.press("Probar")
    desk.see_it_done()

    assert page.get_by_role("heading", name="¿Qué pasaría?").count()
    assert len(desk.store.plans()) == before


def test_a_shipment_is_said_to_have_left(desk: Desk) -> None:
    one = next(row for row in desk.store.shipment_rows() if row.gone is None and not row.confirmed)
    page = desk.open(f"/entregas/{one.pecosa}")
    page.fill("[name=dia]", one.left.isoformat())
    page.fill("[name=con]", "Camión CD-456")
    desk.press("Guardar la salida")

    assert "Camión CD-456" in page.content()
    assert {row.pecosa: row.gone and row.gone.carrier for row in desk.store.shipment_rows()}[one.pecosa]


def test_a_request_is_answered_in_words(desk: Desk) -> None:
    # What came before the plan that was published is decided by it.
    asked(desk.store, SITES[3], GUIDE, 25, reason="Se mojaron.", seq=9, days_ago=0)
    before, page = len(request_answers(desk.store)), desk.open("/pedidos?estado=responder")
    press(page.locator("details summary").first)
    page.locator("textarea[name=respuesta]").first.fill("Van en la próxima entrega.")
    desk.press("Guardar respuesta")

    assert len(request_answers(desk.store)) == before + 1
    assert "Van en la próxima entrega." in desk.open("/pedidos").content()


def test_what_was_not_accepted_is_solved(desk: Desk) -> None:
    one = next(row for row in discrepancies(desk.store) if row.open)
    page = desk.open("/entregas/diferencias?estado=por-resolver")
    press(page.locator("details summary", has_text="Resolver").first)
    form = page.locator("form", has=page.locator("select[name=que]")).nth(1)
    form.locator("select[name=que]").select_option("lost")
    form.locator("[name=motivo]").fill("Se mojó en el camino.")
    press(form.get_by_role("button", name="Guardar"))

    after = {(row.pecosa, row.resource): row.open for row in discrepancies(desk.store)}
    assert after[one.pecosa, one.resource] < one.open
    assert "Se mojó en el camino." in page.content()


def test_a_computer_that_is_stopped_is_accepted_with_its_reason(desk: Desk) -> None:
    node = desk.store.waiting()[0].node
    page = desk.open("/detenidos?tipo=bundle")
    desk.press("Aceptar el equipo", "link")
    page.fill("[name=motivo]", "Es la laptop nueva; llamé a la escuela.")
    desk.press("Aceptar el equipo")

    assert node not in {row.node for row in desk.store.waiting()}
    assert "Es la laptop nueva" in desk.open("/historial").content()


@SIZES
def test_a_usb_round_is_prepared_and_what_it_brings_is_read(browser: Any, tmp_path: Path, size: dict[str, int]) -> None:
    clock = StillClock()
    office = open_office(tmp_path / "hub", clock=clock)
    quiet, sender = node_of(office, b"a"), node_of(office, b"b", OTHER_SITE)
    for name, node in (("a", quiet), ("b", sender)):
        node.record(*uses(2), name=name)
    office.take(quiet.bundle())
    clock.at += timedelta(days=QUIET_DAYS + 2)
    file = tmp_path / "envio"
    file.write_bytes(sender.bundle().data)
    with at_the_desk(browser, office.store, size) as desk:
        desk.open("/")
        desk.press("Ronda de USB", "link")
        sheet = desk.page.content()
        page = desk.open("/usb")
        page.set_input_files("#archivos", str(file))
        page.select_option("#ronda-archivos", EVERYBODY)
        desk.press("Recibir los archivos")
        told = page.content()
        with page.expect_download() as answers:
            desk.press("Descargar las respuestas", "link")
        names = zipfile.ZipFile(answers.value.path()).namelist()
    office.close()

    assert SITE in sheet
    assert "Llegaron 2 registros nuevos" in told
    assert len([name for name in names if sender.keys.node_id.hex() in name]) >= 1
