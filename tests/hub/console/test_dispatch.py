"""One shipment on its page: its steps, the form of its leaving, and its PECOSA on paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.console.dispatch import steps_of
from hub.dispatching import Said, dispatch
from hub.rows import ShipmentRow
from hub.store import Store
from shared.acts import Actor
from shared.web import Role
from tests.hub.forms import forms_of
from tests.hub.office import app_of, csrf_of, delivered, line, office, page, signed_in
from tests.hub.sent import sent

ANA = Actor("ana", "Operación regional")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A region that published a plan today."""
    opened = office(tmp_path)
    sent(opened)
    yield opened
    opened.close()


def first(store: Store) -> ShipmentRow:
    return min(store.shipment_rows(), key=lambda row: row.pecosa)


def test_who_operates_writes_down_that_it_left_and_everybody_reads_it(store: Store) -> None:
    row, client = first(store), signed_in(app_of(store))
    path = f"/entregas/{row.pecosa}"
    before = page(client, path)
    form = {"csrf": csrf_of(before), "dia": row.left.isoformat(), "con": "Camión AB-1"}
    answer = client.post(f"{path}/salida", data=form)
    after, listed = page(client, path), page(client, "/entregas")

    assert "falta anotar la salida" in before
    assert answer.status_code == 302
    assert "17/10/2026, con Camión AB-1" in after
    assert "Motivo del cambio" in after
    assert listed.count("Camión AB-1") == 1


def test_what_cannot_be_kept_stays_in_its_field_with_the_reason(store: Store) -> None:
    row, client = first(store), signed_in(app_of(store))
    path = f"/entregas/{row.pecosa}"
    form = {"csrf": csrf_of(page(client, path)), "dia": "2026-10-01", "con": "Camión AB-1"}
    answer = client.post(f"{path}/salida", data=form)

    assert answer.status_code == 400
    assert "antes de la orden de salida" in answer.text
    assert 'value="Camión AB-1"' in answer.text
    assert first(store).gone is None


def test_who_saw_an_older_page_does_not_undo_what_a_colleague_wrote_down(store: Store) -> None:
    row, client = first(store), signed_in(app_of(store))
    path = f"/entregas/{row.pecosa}"
    said = [Said(day=row.left, carrier=carrier, why="Era otro camión.") for carrier in ("UGEL", "Camión AB-1")]
    dispatch(store, row.pecosa, said[0], by=ANA)
    (shown,) = [one.fields for one in forms_of(page(client, path), path) if one.action == f"{path}/salida"]
    form = {"csrf": csrf_of(page(client, path)), **shown, "quedo": "1", "motivo": "Se dañó el camión."}
    dispatch(store, row.pecosa, said[1], by=ANA)
    late = client.post(f"{path}/salida", data=form)
    gone = first(store).gone
    (shown,) = [one.fields for one in forms_of(late.text, path) if one.action == f"{path}/salida"]
    again = client.post(f"{path}/salida", data=form | {"visto": shown["visto"]})

    assert gone is not None
    assert (late.status_code, gone.carrier) == (409, "Camión AB-1")
    assert "Otra persona anotó algo de esta salida" in late.text
    assert "Se dañó el camión." in late.text
    assert (again.status_code, first(store).gone) == (302, None)


def test_who_analyses_reads_the_page_and_cannot_write(store: Store) -> None:
    row, client = first(store), signed_in(app_of(store, Role.ANALYST))
    text = page(client, f"/entregas/{row.pecosa}")
    answer = client.post(f"/entregas/{row.pecosa}/salida", data={"csrf": csrf_of(page(client, "/entregas"))})

    assert "Guardar la salida" not in text
    assert answer.status_code == 403


def test_the_sheet_lists_what_goes_line_by_line_with_its_total(store: Store) -> None:
    row = max(store.shipment_rows(), key=lambda row: len(row.lines))
    text = page(signed_in(app_of(store)), f"/entregas/{row.pecosa}/hoja")

    assert f'<h1>PECOSA <span class="nowrap">{row.pecosa}</span></h1>' in text
    assert text.count('class="hand"') == len(row.lines)
    assert f'<td class="n" data-l="Unidades">{sum(units for _, units in row.lines)}</td>' in text
    assert "Recibe: nombre, firma y fecha" in text


def test_a_number_that_nobody_gave_has_no_page(store: Store) -> None:
    assert signed_in(app_of(store)).get("/entregas/nada").status_code == 404


def test_a_proof_that_comes_before_anybody_said_that_it_left_is_told_as_such(store: Store) -> None:
    row = first(store)
    delivered(store, row.decision, row.site, row.pecosa, [line(*one) for one in row.lines])
    text = page(signed_in(app_of(store)), f"/entregas/{row.pecosa}")

    assert "nadie anotó el día" in text
    assert "Confirmada por la escuela" in text


def test_the_step_that_a_shipment_waits_for_is_marked(store: Store) -> None:
    with app_of(store).test_request_context("/"):
        assert [step for _words, _more, step in steps_of(first(store), [])] == ["done", "now", ""]


def closing(store: Store, text: str) -> dict[str, str]:
    """Return the form that closes what nobody confirms, as the page shows it, filled in."""
    path = f"/entregas/{first(store).pecosa}"
    shown = next(one.fields for one in forms_of(text, path) if one.action == f"{path}/cerrar")
    lines = dict(re.findall(r'name="(linea:[^"]+)" value="(\d+)"', text))
    assert not set(lines) & set(shown)
    assert [shown[name.replace("linea", "unidades")] for name in lines] == list(lines.values())
    return {
        "csrf": csrf_of(text),
        **shown,
        **lines,
        "que": "stayed",
        "almacen": "Huamanga",
        "porque": "Se cayó el puente.",
    }


def test_what_nobody_confirms_is_closed_from_its_page_and_shown_among_the_differences(store: Store) -> None:
    path, client = f"/entregas/{first(store).pecosa}", signed_in(app_of(store))
    form = closing(store, page(client, path))
    del form["linea:guia"]
    answer = client.post(f"{path}/cerrar", data=form)
    after, listed = page(client, path), page(client, "/entregas")
    rest = client.post(f"{path}/cerrar", data=closing(store, after))
    over, differing, depot = page(client, path), page(client, "/entregas/diferencias"), page(client, "/almacenes")

    assert (answer.status_code, rest.status_code) == (302, 302)
    assert "Tabletas: 10 por confirmar" not in after
    assert ": 20 por confirmar" in after
    assert "Diferencias (" not in listed
    assert ("Cerrada por la oficina" in over, "Cerrar lo marcado" in over) == (True, False)
    assert over.count("No salió del almacén, ") == 2
    assert "Tabletas: No salió del almacén, 10" in over
    assert differing.count("No salió del almacén:") == 2
    assert "10 sin confirmar" in differing
    assert "No llegó a salir" in depot
    assert "Diferencia resuelta" in page(client, "/historial")


def test_what_a_paper_says_of_a_part_is_closed_and_the_rest_can_be_closed_otherwise(store: Store) -> None:
    path, client = f"/entregas/{first(store).pecosa}", signed_in(app_of(store))
    form = {**closing(store, page(client, path)), "que": "arrived", "unidades:tablet": "7"}
    answer = client.post(f"{path}/cerrar", data=form)
    after = page(client, path)
    rest = client.post(f"{path}/cerrar", data={**closing(store, after), "que": "lost"}, follow_redirects=True).text

    assert answer.status_code == 302
    assert "Tabletas: Llegó, según un acta en papel, 7" in after
    assert "Tabletas: 3 por confirmar" in after
    assert "Tabletas: Se dio por perdido, 3" in rest
    assert "Cerrada por la oficina" in rest


@pytest.mark.parametrize("units", ["11", "0", "", "siete"])
def test_units_that_cannot_be_stay_in_their_field_with_how_many_can(store: Store, units: str) -> None:
    path, client = f"/entregas/{first(store).pecosa}", signed_in(app_of(store))
    answer = client.post(f"{path}/cerrar", data={**closing(store, page(client, path)), "unidades:tablet": units})
    (field,) = re.findall(r'name="unidades:tablet"[^>]*', answer.text)

    assert answer.status_code == 400
    assert "De «Tabletas» escriba cuántas unidades, de 1 a 10" in answer.text
    assert f'value="{units}"' in field


def test_what_is_undone_of_a_closing_is_on_its_way_again_and_says_so(store: Store) -> None:
    path, client = f"/entregas/{first(store).pecosa}", signed_in(app_of(store))
    client.post(f"{path}/cerrar", data=closing(store, page(client, path)))
    shown = page(client, "/entregas/diferencias")
    forms = [one.fields for one in forms_of(shown, "/") if one.action == "/entregas/diferencias/deshacer"]
    back = {"csrf": csrf_of(shown), **forms[0], "motivo": "Sí salió."}
    after = client.post("/entregas/diferencias/deshacer", data=back, follow_redirects=True).text

    assert "Otra vez por confirmar, en «Entregas»." in after
    assert after.count("No salió del almacén:") == 1
    assert "por confirmar otra vez. «Sí salió.»" in page(client, "/historial")


def test_what_cannot_be_closed_stays_in_its_fields_with_the_reason(store: Store) -> None:
    path, client = f"/entregas/{first(store).pecosa}", signed_in(app_of(store))
    form = closing(store, page(client, path))
    empty = client.post(f"{path}/cerrar", data={**form, "porque": " "})
    client.post(f"{path}/cerrar", data={name: text for name, text in form.items() if name != "linea:guia"})
    again = client.post(f"{path}/cerrar", data=form)

    assert (empty.status_code, again.status_code) == (400, 409)
    assert 'value="stayed" selected' in empty.text
    assert "otra persona anotó algo" in again.text
    assert "Se cayó el puente." in again.text


def test_who_analyses_closes_nothing(store: Store) -> None:
    path, client = f"/entregas/{first(store).pecosa}", signed_in(app_of(store, Role.ANALYST))
    text = page(client, path)
    answer = client.post(
        f"{path}/cerrar",
        data={"csrf": csrf_of(text), "que": "lost", "porque": "x", "linea:guia": "20", "unidades:guia": "20"},
    )

    assert "Cerrar lo marcado" not in text
    assert answer.status_code == 403
