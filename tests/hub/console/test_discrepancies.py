"""What schools did not accept, on its page: solved by units, taken back, filtered, as a spreadsheet."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from hub import schema
from hub.database import add
from hub.discrepancies import discrepancies
from hub.store import Store
from shared.facts import DeliveryLine
from shared.web import Role
from tests.hub.databases import Databases
from tests.hub.forms import forms_of
from tests.hub.office import app_of, csrf_of, line, office, page, signed_in
from tests.hub.regions import GUIDE, TABLET
from tests.hub.sent import sent

pytestmark = pytest.mark.databases
PATH = "/entregas/diferencias"


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    """A region of whose two shipments one line each was not accepted whole; one proof names its paper and its room."""
    opened = office(tmp_path, databases=databases)
    one, two = sent(opened)
    tablets = DeliveryLine(resource=TABLET, shipped=10, accepted=10, serials=("SN-0001",))
    proofs = [
        (one, [line(GUIDE, 20, 4, "no_llego"), tablets]),
        (two, [line(GUIDE, 20), line(TABLET, 10, 1, "golpeado")]),
    ]
    for number, (shipment, lines) in enumerate(proofs):
        row = {"incarnation": f"{number:016x}", "seq": 1, "head": "0" * 32, "site": shipment.site,
               "decision": shipment.decision, "pecosa": shipment.pecosa, "day": None, "acta": "0042-2026",
               "kept_in": "seco_con_llave", "lines": msgspec.json.encode(lines)}  # fmt: skip
        with opened.begin() as connection:
            add(connection, schema.deliveries, row)
    yield opened
    opened.close()


def form_of(store: Store, resource: str, **more: str) -> dict[str, str]:
    one = next(one for one in discrepancies(store) if one.resource == resource)
    told = {"pecosa": one.pecosa, "recurso": resource, "que": "lost", "unidades": "1", "motivo": "Cayó al río."}
    return told | more


def test_a_line_is_solved_by_units_and_taken_back(store: Store) -> None:
    client = signed_in(app_of(store))
    token = csrf_of(page(client, PATH))
    there = form_of(store, GUIDE, que="returned", unidades="3", almacen="Huamanga", dia="2026-10-17")
    answer = client.post(f"{PATH}/resolver", data={"csrf": token, **there})
    solved, depot = page(client, PATH), page(client, "/almacenes")
    client.post(f"{PATH}/deshacer", data={"csrf": token, **form_of(store, GUIDE, numero="1", motivo="Era otra.")})
    after = page(client, PATH)

    assert answer.status_code == 302
    assert "Cerrar sesión" in solved
    assert "Volvió al almacén: 3" in solved
    assert "faltan 1" in solved
    assert "Volvió de una escuela" in depot
    assert "+3" in depot
    assert "Se deshizo:" in after
    assert "(guia), 3: Volvió al almacén. «Cayó al río.»" in page(client, "/historial")
    assert "por resolver otra vez. «Era otra.»" in page(client, "/historial")


def test_a_part_that_is_solved_twice_by_two_presses_is_solved_once(store: Store) -> None:
    client = signed_in(app_of(store))
    text, asked = page(client, PATH), form_of(store, GUIDE)
    forms = [one.fields for one in forms_of(text, PATH) if one.action == f"{PATH}/resolver"]
    shown = next(one for one in forms if one["recurso"] == GUIDE)
    twice = [client.post(f"{PATH}/resolver", data={"csrf": csrf_of(text), **shown, **asked}) for _ in range(2)]

    assert [one.status_code for one in twice] == [302, 409]
    assert "quedan 3 por resolver" in twice[1].text
    assert next(one.open for one in discrepancies(store) if one.resource == GUIDE) == 3


def test_what_cannot_be_kept_stays_in_its_fields_on_top(store: Store) -> None:
    client = signed_in(app_of(store))
    token = csrf_of(page(client, PATH))
    bad = form_of(store, TABLET, unidades="7", motivo="Nadie lo vio.")
    answer = client.post(f"{PATH}/resolver", data={"csrf": token, **bad})

    assert answer.status_code == 400
    assert "de 1 a 1" in answer.text
    assert "Nadie lo vio." in answer.text
    assert 'value="7"' in answer.text
    assert answer.text.index("El Mirador") < answer.text.index("Quebrada Honda")


def test_a_line_is_found_by_school_office_state_and_way(store: Store) -> None:
    client = signed_in(app_of(store))
    client.post(f"{PATH}/resolver", data={"csrf": csrf_of(page(client, PATH)), **form_of(store, TABLET)})

    def found(query: str) -> list[str]:
        text = page(client, f"{PATH}?{query}")
        return [name for name in ("Quebrada Honda", "El Mirador") if f'<th scope="row">{name}' in text]

    assert found("estado=resuelta") == found("que=lost") == found("q=mirador") == ["El Mirador"]
    assert found("estado=por-resolver") == ["Quebrada Honda"]
    assert found("ugel=Huamanga") == ["Quebrada Honda", "El Mirador"]
    assert found("ugel=Cangallo") == []


def test_who_analyses_reads_and_cannot_solve(store: Store) -> None:
    client = signed_in(app_of(store, Role.ANALYST))
    text = page(client, PATH)
    form = {"csrf": csrf_of(page(client, "/entregas")), **form_of(store, TABLET)}

    assert "Guardar" not in text
    assert [client.post(f"{PATH}/{way}", data=form).status_code for way in ("resolver", "deshacer")] == [403, 403]


def test_the_spreadsheet_has_a_row_for_each_thing_said(store: Store) -> None:
    client = signed_in(app_of(store))
    token = csrf_of(page(client, PATH))
    for units in ("1", "2"):
        client.post(f"{PATH}/resolver", data={"csrf": token, **form_of(store, GUIDE, unidades=units)})
    rows = [line.split(";") for line in client.get(f"{PATH}.csv").get_data(as_text=True).splitlines()[1:]]

    assert [(row[8], row[9], row[10]) for row in rows] == [
        ("1", '"Se dio por perdido"', "1"), ("1", '"Se dio por perdido"', "2"), ("1", '""', '""'),
    ]  # fmt: skip


def test_the_paper_the_room_and_the_serials_of_a_proof_are_shown(store: Store) -> None:
    client = signed_in(app_of(store))
    listed, way = page(client, "/entregas"), page(client, f"/entregas/{discrepancies(store)[0].pecosa}")

    assert "Acta 0042-2026" in listed
    assert "Se guarda en: Ambiente seco y con llave" in listed
    assert "Diferencias (2)" in listed
    assert "0042-2026" in way
    assert "SN-0001" in way
    assert "Ver la diferencia" in way
