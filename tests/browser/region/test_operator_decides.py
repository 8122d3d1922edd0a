"""What an operator decides and puts right, in a real browser without JavaScript, at a desk and on a phone."""

import re
from datetime import datetime, timedelta

from hub import limits, locking, proposing
from hub.accounts import HubAccounts
from hub.answers import answers
from hub.discrepancies import discrepancies
from hub.incidents import Wrote, incident
from hub.plan_rows import PlanStatus
from shared.acts import Actor
from shared.clock import LIMA
from shared.web import Credential, Role
from tests.browser.pages import press
from tests.browser.region.desk import Desk
from tests.browser.test_papers import A4, INSIDE, WIDEST
from tests.hub.office import PASSPHRASE, PERIOD, SITES, needs, schools
from tests.hub.regions import TABLET
from tests.shared.web.building import hashed

# Of a table that may be wider than its place: what of it is out of sight.
HIDDEN = "[...document.querySelectorAll('.scroll')].map(one => one.scrollWidth - one.clientWidth)"


def there(desk: Desk) -> int:
    """Return how many tablets the depot has to give."""
    return next(row.units for row in desk.store.supply() if row.resource == TABLET)


def test_the_map_has_a_mark_of_each_school_that_has_a_place_and_what_it_says_is_in_the_list(desk: Desk) -> None:
    page = desk.open("/")
    drawn = page.get_by_role("img", name="Escuelas con laptop, por su lugar")
    marks = [one for one in drawn.locator("use title").all_text_contents() if one]

    assert drawn.is_visible()
    assert len(marks) == 5
    assert f"{schools()[2].name}: Sin contacto" in marks
    assert all(page.get_by_role("rowheader", name=one.partition(":")[0]).count() for one in marks)


def test_an_objection_is_answered_and_the_answer_is_shown_beside_it(desk: Desk) -> None:
    before, page = len(answers(desk.store)), desk.open("/entregas")
    press(page.locator("details summary", has_text="Responder").first)
    page.locator("textarea[name=respuesta]").first.fill("Van seis más en la próxima entrega.")
    desk.press("Guardar respuesta")

    assert len(answers(desk.store)) == before + 1
    assert "Van seis más en la próxima entrega." in page.locator("main").inner_text()


def test_what_a_depot_has_is_adjusted_with_its_reason(desk: Desk) -> None:
    before, page = there(desk), desk.open("/almacenes")
    page.get_by_label("Recurso").select_option(TABLET)
    page.get_by_label("Entran o salen").select_option("sale")
    page.get_by_label("Unidades").fill("2")
    page.get_by_label("Motivo").fill("Se mojaron en el almacén.")
    desk.press("Guardar el ajuste")

    assert there(desk) == before - 2
    assert page.get_by_text("Se mojaron en el almacén.").is_visible()


def test_a_lock_is_lifted_with_its_reason(desk: Desk) -> None:
    before, page = len(locking.standing(desk.store)), desk.open("/fijado")
    desk.press("Levantar", "link")
    page.get_by_label("Motivo").fill("La sección cerró.")
    desk.press("Levantar lo fijado")

    assert len(locking.standing(desk.store)) == before - 1
    assert page.get_by_text("no cuenta desde el próximo cálculo").is_visible()
    assert "La sección cerró." in desk.open("/fijado?ver=todo").content()


def test_what_was_said_of_a_difference_is_undone(desk: Desk) -> None:
    (one,) = [row for row in discrepancies(desk.store) if row.holding and row.rejected]
    page = desk.open(f"/entregas/diferencias?estado=resuelta&q={one.pecosa}")
    press(page.locator("details summary", has_text="Deshacer").first)
    page.get_by_label("Motivo").first.fill("No era de esta entrega.")
    desk.press("Deshacer")

    after = {(row.pecosa, row.resource): row for row in discrepancies(desk.store)}[one.pecosa, one.resource]
    assert (after.open, list(after.holding)) == (one.open + 1, [])
    assert page.get_by_text("Otra vez por resolver.").is_visible()


def test_the_sheet_of_a_pecosa_is_read_whole(desk: Desk) -> None:
    one = min(desk.store.shipments(), key=lambda row: row.pecosa)
    page = desk.open(f"/entregas/{one.pecosa}")
    desk.press("Imprimir la PECOSA", "link")

    assert page.get_by_role("heading", level=1).inner_text().replace("\n", " ") == f"PECOSA {one.pecosa}"
    assert page.get_by_text("Recibe: nombre, firma y fecha").is_visible()
    assert page.evaluate(HIDDEN) == [0]


def test_what_a_plan_changes_is_read_by_kind_and_taken_along(desk: Desk) -> None:
    plan = proposing.make_plan(desk.store, needs(), **PERIOD)
    page = desk.open(f"/plan/{plan.id}")
    desk.press("Qué cambia", "link")
    page.get_by_label("Ver").select_option("menos")
    desk.press("Filtrar")
    moves = page.locator("td[data-l=Cambio]").all_inner_texts()
    file = desk.take("Descargar CSV")

    assert {one.split("\n")[-1].strip() for one in moves} == {"Recibe menos"}
    assert "TOTAL" in file.read_text(encoding="utf-8-sig")


def test_a_large_plan_wants_the_signatures_of_two_offices(desk: Desk) -> None:
    eva = Actor("eva", "Administración")
    HubAccounts(desk.store).set_credential(Credential("eva", Role.ADMIN, hashed(PASSPHRASE), b""))
    limits.set_limit(desk.store, units=1, devices=1, why="Prueba de dos firmas.", by=eva)
    plan = proposing.make_plan(desk.store, needs(), **PERIOD)
    page = desk.open(f"/plan/{plan.id}")
    assert page.get_by_text("Este plan necesita dos firmas.").is_visible()
    desk.press("Aprobar el plan", "link")
    desk.press("Aprobar el plan")
    assert page.get_by_text("Su firma está.").is_visible()
    assert page.get_by_role("link", name="Publicar el plan").count() == 0

    page.context.clear_cookies()
    desk.sign_in("eva")
    desk.open(f"/plan/{plan.id}/aprobar")
    desk.press("Aprobar el plan")
    desk.press("Publicar el plan", "link")
    desk.press("Publicar el plan")
    page.context.clear_cookies()
    desk.sign_in("ana")

    row = desk.store.plan(plan.id)
    assert (row.status, {one.login for one in row.approvals}) == (PlanStatus.PUBLISHED, {"ana", "eva"})


def test_a_plan_is_rejected_with_its_reason(desk: Desk) -> None:
    plan = proposing.make_plan(desk.store, needs(), **PERIOD)
    page = desk.open(f"/plan/{plan.id}")
    desk.press("Rechazar el plan", "link")
    page.get_by_label("Motivo").fill("Falta el conteo de dos locales.")
    desk.press("Rechazar el plan")

    assert desk.store.plan(plan.id).status is PlanStatus.REJECTED
    assert "Falta el conteo de dos locales." in desk.open("/historial").content()


def noted(desk: Desk, noticed: datetime) -> int:
    """Note an incident of two sites on its page, and return its number."""
    page = desk.open("/mas")
    desk.press("Incidentes con datos", "link")
    page.get_by_label("Qué pasó").fill("Se perdió un USB con envíos.")
    page.get_by_label("Cuándo se notó").fill(f"{noticed.astimezone(LIMA):%Y-%m-%dT%H:%M}")
    page.get_by_label("Locales que puede tocar").fill(f"{SITES[0]} {SITES[2]}")
    desk.press("Anotar el incidente")
    return int(page.url.rpartition("/")[2])


def write(desk: Desk, kind: str, words: str) -> None:
    desk.page.get_by_role("radio", name=kind).check()
    desk.page.get_by_label("En una o dos frases").fill(words)
    desk.press("Anotar")


def test_an_incident_is_noted_added_to_and_closed_and_says_how_many_hours_are_left(desk: Desk) -> None:
    number, page = noted(desk, desk.store.clock.now() - timedelta(hours=2)), desk.page
    assert page.get_by_text("Quedan 46 de 48 horas.").is_visible()
    assert page.get_by_role("rowheader", name="Quebrada Honda").is_visible()
    write(desk, "Qué se hizo", "Se dio de baja el equipo.")
    write(desk, "A quién se avisó", "A la dirección, por oficio.")
    assert desk.fits()
    write(desk, "Cómo terminó", "Apareció, sellado.")

    kinds = [one.kind for one in incident(desk.store, number).entries]
    assert kinds == [Wrote.DONE, Wrote.TOLD, Wrote.CLOSED]
    assert page.get_by_text("Incidente cerrado. Imprima su informe y guárdelo.").is_visible()
    assert page.get_by_role("button", name="Anotar").count() == 0
    assert "Cerrado" in desk.open("/incidentes").locator("tr", has_text=f"Incidente {number}").inner_text()


def test_the_report_of_an_incident_is_one_sheet_of_a4(desk: Desk) -> None:
    number, page = noted(desk, desk.store.clock.now()), desk.page
    write(desk, "A quién se avisó", "A la UGEL, por teléfono.")
    desk.press("Informe en A4", "link")
    assert desk.fits()
    assert page.get_by_role("heading", level=1).inner_text() == f"Informe del incidente {number}"
    said = page.locator("main").inner_text()
    boxes = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    size = page.viewport_size
    page.emulate_media(media="print")
    page.set_viewport_size({"width": INSIDE, "height": 1000})
    widest, tools = page.evaluate(WIDEST), page.get_by_role("link", name="Volver al incidente")
    assert not tools.is_visible()
    page.emulate_media(media="screen")
    page.set_viewport_size(size)

    assert [one in said for one in ("Se perdió un USB", "Quebrada Honda", "A la UGEL, por teléfono.")] == [True] * 3
    assert "Recibió: nombre, firma y fecha" in said
    assert [(round(float(wide)), round(float(tall))) for wide, tall in boxes] == [A4]
    assert round(widest) <= INSIDE
