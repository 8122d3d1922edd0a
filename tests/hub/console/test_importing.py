"""The page of imports: a file, its difference, the reason, and what the region holds afterwards."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient

from hub import districts
from hub.console.importing import UPLOAD_BYTES
from hub.drafts import MAX_BYTES
from hub.region_rows import SupplyRow
from hub.store import Store
from shared.acts import Actor
from shared.ids import ResourceId
from shared.web import Role
from tests.hub.office import app_of, csrf_of, page, signed_in

PADRON = (
    "COD_MOD;ANEXO;CEN_EDU;D_NIV_MOD;D_DREUGEL;TALUMNO\n"
    "0999101;0;Quebrada Honda;Primaria;UGEL HUAMANGA;44\n"
    "0999120;0;Escuela nueva;Inicial;UGEL HUAMANGA;9\n"
)
GUIDES = {"guia-com-3": 3_000, "guia-mat-5": 2_000}
STOCK = "depot;resource;units\nHuamanga;tablet;9\n"


def brought(client: FlaskClient, text: str, name: str = "padron.csv", **more: str) -> str:
    form = {"csrf": csrf_of(page(client, "/importar")), "archivo": (BytesIO(text.encode()), name), **more}
    return client.post("/importar", data=form, follow_redirects=True).text


def hidden(text: str, name: str) -> str:
    return text.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]


def applied(client: FlaskClient, text: str, **more: str) -> tuple[int, str]:
    form = {"csrf": csrf_of(text), "resumen": hidden(text, "resumen"), "region": hidden(text, "region"), **more}
    answer = client.post("/importar/aplicar", data={"motivo": "Padrón de marzo.", **form}, follow_redirects=True)
    return answer.status_code, answer.text


@pytest.fixture
def admin(store: Store) -> FlaskClient:
    return signed_in(app_of(store, Role.ADMIN))


def test_a_padron_shows_what_changes_and_changes_it_with_a_reason(store: Store, admin: FlaskClient) -> None:
    text = brought(admin, PADRON)
    before = {one.id: one.students for one in store.schools()}

    assert before["0999101-0"] == 21
    assert 'estudiantes: <q lang="es">21</q> → <b lang="es">44</b>' in text
    assert "Escuela nueva" in text
    assert "No está en el archivo; sigue" in text
    status, after = applied(admin, text)
    assert status == 200
    assert "1 fila nueva. 1 cambiada." in after
    assert "Padrón de marzo." in after
    assert {one.id: one.students for one in store.schools()}["0999101-0"] == 44
    assert "espera su respuesta" not in after


def test_a_part_of_a_depot_s_stock_shows_what_the_rest_had_and_how_much_would_be_gone(
    store: Store, admin: FlaskClient
) -> None:
    store.put_supply([SupplyRow(depot="Huamanga", resource=ResourceId(name), units=n) for name, n in GUIDES.items()])

    text = brought(admin, STOCK, "stock.csv")

    assert "Se quedarían sin existencias: 5,000 unidades de 2 recursos." in text
    assert "unidades: <q>3,000</q> → <b>sin existencias</b>" in text
    assert ";3000;" in admin.get("/importar/revisar.csv").text
    assert admin.get("/importar/revisar.csv").text.count('"sin existencias"') == 2


def test_a_whole_stock_list_says_nothing_of_what_would_be_gone(store: Store, admin: FlaskClient) -> None:
    store.put_supply([SupplyRow(depot="Huamanga", resource=ResourceId("tablet"), units=3)])

    assert "sin existencias" not in brought(admin, STOCK, "stock.csv")


QUINTILES = "codmod;anexo;quintil;fuente;anio\n0999101;0;1;MIDIS;2024\n"


@pytest.mark.parametrize("year", ["02024" + "9" * 20, "02024", "9" * 25, "9" * 5_000, "1889", "²024"])
def test_a_year_that_is_not_four_figures_is_refused_and_nothing_waits(admin: FlaskClient, year: str) -> None:
    form = {"csrf": csrf_of(page(admin, "/importar")), "archivo": (BytesIO(QUINTILES.encode()), "quintiles.csv")}
    answer = admin.post("/importar", data={**form, "tipo": "quintiles", "anio": year})

    assert answer.status_code == 400
    assert "El año se escribe con cuatro cifras" in answer.text
    assert admin.get("/importar/revisar").status_code == 302


MADE_UP = "COD_MOD;ANEXO;CEN_EDU;ENERGIA;SIMULADO\n0999101;0;Quebrada Honda;solar;students coverage altitude_m colour\n"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", ("matrícula, energía eléctrica", "matrícula, cobertura, altitud en m, colour", "Solar")),
        ("en", ("enrolment, electric power", "enrolment, coverage, altitude in m, colour", "Solar")),
    ],
)
def test_what_was_made_up_is_told_in_words_and_no_codes(
    admin: FlaskClient, language: str, words: tuple[str, ...]
) -> None:
    admin.set_cookie("idioma", language)
    text = brought(admin, MADE_UP)
    table = admin.get("/importar/revisar.csv").text

    assert all(one in text for one in words)
    assert f"<q>{words[0]}</q> → <b>{words[1]}</b>" in text
    assert "students" not in text + table
    assert all(f'"{one}"' in table for one in words[:2])


def test_the_whole_difference_is_a_spreadsheet_too(admin: FlaskClient) -> None:
    brought(admin, PADRON.replace(";44\n", ";1044\n") + "0999121;0;;Inicial;UGEL HUAMANGA;9\n")
    rows = admin.get("/importar/revisar.csv").get_data(as_text=True)

    assert '"Cambia";"0999101-0";"Quebrada Honda";"estudiantes";21;1044' in rows
    assert '"Rechazada";4;' in rows


def test_money_in_the_difference_is_a_plain_number_of_the_unit_that_its_name_tells(store: Store) -> None:
    client = signed_in(app_of(store, Role.ADMIN))
    text = brought(client, "site;zone;trip_cost\n999101;Sur;1200.50\n", "roads.csv")
    rows = client.get("/importar/revisar.csv").get_data(as_text=True)

    assert "S/ 1,200.50" in text
    assert '"costo del viaje (S/)";"—";1200.5' in rows


def test_refused_lines_are_told_and_the_rest_goes_in_only_when_that_is_said(store: Store, admin: FlaskClient) -> None:
    text = brought(admin, PADRON + "0999121;0;;Inicial;UGEL HUAMANGA;9\n")

    assert "no tiene nombre" in text
    status, again = applied(admin, text)
    assert status == 409
    assert "Hay líneas rechazadas" in again
    assert applied(admin, again, sin_rechazadas="1")[0] == 200
    assert "0999120-0" in {one.id for one in store.schools()}


def test_a_region_that_changed_shows_its_new_difference_and_keeps_the_reason(store: Store, admin: FlaskClient) -> None:
    text = brought(admin, PADRON)
    store.put_supply([])
    with store.begin() as connection:
        store.put_version(connection, "quintiles", 1, b"[]")
    status, again = applied(admin, text)

    assert status == 409
    assert "La región cambió" in again
    assert ">Padrón de marzo.</textarea>" in again
    assert applied(admin, again)[0] == 200


def test_what_was_imported_or_left_is_not_imported_twice(admin: FlaskClient) -> None:
    text = brought(admin, PADRON)
    applied(admin, text)
    status, again = applied(admin, text)

    assert status == 400
    assert "ya no está aquí" in again
    assert admin.get("/importar/revisar").status_code == 302


def test_the_same_file_again_says_that_nothing_changes(admin: FlaskClient) -> None:
    applied(admin, brought(admin, PADRON))
    text = brought(admin, PADRON)

    assert "Aplicar lo que se ve" not in text
    assert "No está en el archivo; sigue" in text


def test_no_file_and_no_kind_keep_what_was_chosen(admin: FlaskClient) -> None:
    token = csrf_of(page(admin, "/importar"))
    empty = admin.post("/importar", data={"csrf": token, "tipo": "supply"})
    other = brought(admin, "nombre;nota\nAna;1\n", fuente="INEI")

    assert empty.status_code == 400
    assert "Elija un archivo." in empty.text
    assert '<option value="supply" selected>' in empty.text
    assert "No se reconoce de qué es" in other
    assert 'value="INEI"' in other


def test_who_runs_the_depots_brings_in_stock_and_no_schools(store: Store) -> None:
    client = signed_in(app_of(store))

    assert "que importa Administración" in brought(client, PADRON)
    text = brought(client, STOCK, "stock.csv")
    assert "Se quita" in text
    assert applied(client, text)[0] == 200
    assert {row.resource: row.units for row in store.supply()} == {"tablet": 9}


def test_a_file_that_waits_is_of_nobody_who_may_not_bring_it_in_any_more(store: Store, admin: FlaskClient) -> None:
    text = brought(admin, PADRON)
    client = signed_in(app_of(store, Role.OPERATOR))
    form = {"resumen": hidden(text, "resumen"), "region": hidden(text, "region"), "motivo": "Ya."}

    assert "padron.csv" not in page(client, "/importar")
    assert client.get("/importar/revisar").status_code == 302
    assert client.get("/importar/revisar.csv").status_code == 302
    csrf = csrf_of(page(client, "/importar"))
    assert client.post("/importar/aplicar", data={"csrf": csrf, **form}).status_code == 400
    assert "0999120-0" not in {one.id for one in store.schools()}


def test_points_of_districts_that_were_brought_in_leave_the_page_as_it_is(store: Store, admin: FlaskClient) -> None:
    point = districts.Point(ubigeo="050101", lat=-13.16, lon=-74.22, name="Ayacucho")
    districts.bring(store, [point], why="INEI.", by=Actor("ana", "Administración"))

    assert "Nada todavía" in page(admin, "/importar")
    assert "nuevas 1" in page(admin, "/historial")


def test_a_file_a_little_over_the_limit_is_refused_whole(admin: FlaskClient) -> None:
    csrf = csrf_of(page(admin, "/importar")).encode()
    parts = b'--q\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + csrf + b"\r\n"
    parts += b'--q\r\nContent-Disposition: form-data; name="archivo"; filename="padron.csv"\r\n\r\n'
    sent = parts + PADRON.encode().ljust(MAX_BYTES + 1, b"#") + b"\r\n--q--\r\n"
    answer = admin.post("/importar", data=sent, content_type="multipart/form-data; boundary=q")

    assert (answer.status_code, "pasa de 32 MB" in answer.text) == (400, True)
    assert "padron.csv" not in page(admin, "/importar")


def test_who_analyses_imports_nothing(store: Store) -> None:
    client = signed_in(app_of(store, Role.ANALYST))

    assert client.get("/importar").status_code == 403


def test_a_file_that_is_too_large_is_not_read(admin: FlaskClient) -> None:
    head = b'--q\r\nContent-Disposition: form-data; name="archivo"; filename="a.csv"\r\n\r\n'
    sent = head + b"x" * UPLOAD_BYTES + b"\r\n--q--\r\n"

    assert admin.post("/importar", data=sent, content_type="multipart/form-data; boundary=q").status_code == 413
