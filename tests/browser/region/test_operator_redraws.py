"""A plan overtaken by a lock is drawn again on its page and signed, in a real browser without JavaScript of ours."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from hub import nightly
from hub.parts import parts
from hub.plan_rows import PlanStatus
from hub.trials import Trials
from tests.browser.pages import press
from tests.browser.region.conftest import Busy
from tests.browser.region.desk import Desk, at_the_desk
from tests.browser.test_school import DESK, PHONE
from tests.hub.office import schools
from tests.hub.regions import GUIDE
from tests.hub.trying import more_stock, put_forecasts

SCHOOL, UNITS = schools()[5].id, 40


@pytest.fixture(scope="module", params=[DESK, PHONE], ids=["desk", "phone"])
def desk(
    request: pytest.FixtureRequest, browser: Any, busy: Busy, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """The desk of an office whose depot has enough, and whose newest plan rests on all that was decided."""
    store = busy(tmp_path_factory.mktemp("region") / "hub")
    more_stock(store, 1000)
    put_forecasts(store)
    nightly.allocate(store)
    with at_the_desk(browser, store, request.param) as opened:
        yield opened
    store.close()


@pytest.fixture
def other(desk: Desk) -> Iterator[threading.Event]:
    """A trial of somebody else that goes on, so that what is asked for after it waits, until the event is set."""
    go = threading.Event()
    with desk.app.app_context():
        trials = Trials(desk.store.config.clock, patience_s=0.0)
        object.__setattr__(parts(), "trials", trials)
    trials.answer("somebody else's", lambda: go.wait(600))
    yield go
    go.set()


def fix(desk: Desk) -> None:
    """Lay down on its page how many guides one school gets."""
    page = desk.open(f"/fijado?escuela={SCHOOL}&recurso={GUIDE}")
    page.get_by_label("Unidades").fill(str(UNITS))
    page.get_by_label("Último día en que vale").fill("2027-12-31")
    page.get_by_label("Motivo").fill("Llegó una sección de otra escuela.")
    desk.press("Fijar la cantidad")


def test_a_plan_that_a_lock_overtook_is_drawn_again_on_its_page_and_signed(desk: Desk, other: threading.Event) -> None:
    old, page = desk.store.plan("latest"), desk.page
    before = page.context.new_page()
    before.goto(f"{desk.url}/plan/{old.id}/aprobar")
    fix(desk)
    desk.open("/plan")
    assert page.get_by_role("link", name="Aprobar el plan").count() == 0
    # Who had its page open still sends it.
    press(before.get_by_role("button", name="Aprobar el plan"))
    assert before.get_by_role("heading", name="No se hizo ningún cambio").is_visible()
    assert before.get_by_text("No se puede firmar así").is_visible()
    before.close()
    desk.open(f"/plan/{old.id}/aprobar")
    assert page.get_by_text("No se puede firmar así").is_visible()
    assert page.get_by_role("button", name="Aprobar el plan").count() == 0
    desk.press("Volver al plan", "link")
    desk.press("Recalcular con lo fijado")
    assert page.get_by_role("heading", name="Se está calculando").is_visible()
    desk.press("Actualizar", "link")
    assert (page.get_by_role("link", name="Actualizar").is_visible(), desk.fits()) == (True, True)
    other.set()
    desk.see_it_done()
    new = desk.store.plan("latest")
    assert page.get_by_text(f"Nueva propuesta: el plan {new.id}.").is_visible()
    assert page.get_by_text("No se puede firmar así").count() == 0
    desk.press("Aprobar el plan", "link")
    desk.press("Aprobar el plan")

    assert page.get_by_text(f"Plan {new.id} aprobado.").is_visible()
    assert [desk.store.plan(one.id).status for one in (old, new)] == [PlanStatus.SUPERSEDED, PlanStatus.APPROVED]
    lines = {(one.school, one.resource): one.units for one in desk.store.plan_lines(new.id)}
    assert lines[SCHOOL, GUIDE] == UNITS
