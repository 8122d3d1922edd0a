"""What an operator does about what leaves the depots, in a real browser without JavaScript, at desk and phone sizes."""

from hub.discrepancies import discrepancies
from tests.browser.pages import press
from tests.browser.region.desk import Desk


def test_what_one_truck_takes_is_written_down_together(desk: Desk) -> None:
    before = {row.pecosa for row in desk.store.shipment_rows() if row.gone}
    page = desk.open("/entregas")
    desk.press("Anotar salidas", "link")
    page.locator("select[name=almacen]").select_option("Huamanga")
    desk.press("Filtrar")
    desk.press("Marcar las", "link")
    page.get_by_label("Con quién").fill("Camión AB-321")
    desk.press("Anotar la salida de lo marcado")

    left = {row.pecosa for row in desk.store.shipment_rows() if row.gone and row.gone.carrier == "Camión AB-321"}
    assert left
    assert not left & before
    assert page.get_by_text("Cada escuela lo sabe después de su próximo envío.").is_visible()
    assert desk.fits()


def test_a_line_that_nobody_can_confirm_is_closed_and_the_page_says_what_it_was(desk: Desk) -> None:
    one = next(row for row in desk.store.shipment_rows() if len(row.pending) > 1 and not row.closed)
    page = desk.open(f"/entregas/{one.pecosa}")
    press(page.locator("details summary", has_text="Cerrar lo que nadie confirma"))
    form = page.locator("details form")
    form.get_by_role("checkbox").first.check()
    form.get_by_label("Qué fue").select_option("lost")
    form.get_by_label("Motivo").fill("Se cayó el puente.")
    desk.press("Cerrar lo marcado")

    after = desk.store.shipment_row(one.pecosa)
    assert after is not None
    assert (len(after.pending), after.closed) == (len(one.pending) - 1, one.pending[0][1])
    assert page.get_by_role("heading", name="Lo que la oficina cerró sin acta").is_visible()
    assert page.get_by_text("Se cayó el puente.").is_visible()
    assert [row.resource for row in discrepancies(desk.store, pecosa=one.pecosa)] == [one.pending[0][0]]
    assert desk.fits()


def test_of_a_line_only_what_a_paper_says_is_closed_and_the_rest_waits_on(desk: Desk) -> None:
    one = next(row for row in desk.store.shipment_rows() if row.pending and row.pending[0][1] > 1 and not row.closed)
    resource, units = one.pending[0]
    page = desk.open(f"/entregas/{one.pecosa}")
    press(page.locator("details summary", has_text="Cerrar lo que nadie confirma"))
    form = page.locator("details form")
    form.get_by_role("checkbox").first.check()
    assert form.get_by_label("Unidades").first.input_value() == str(units)
    form.get_by_label("Unidades").first.fill(str(units - 1))
    form.get_by_label("Qué fue").select_option("arrived")
    form.get_by_label("Motivo").fill("Acta en papel de la directora.")
    assert desk.fits()
    desk.press("Cerrar lo marcado")

    after = desk.store.shipment_row(one.pecosa)
    assert after is not None
    assert (dict(after.pending)[resource], after.closed) == (1, units - 1)
    assert desk.fits()
