"""The page that takes a file in: seen first, then accepted, and just that file."""

import logging
import re
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from edge.rows import SchoolRow
from shared.facts import Use, WeeklyTotal
from shared.ids import SchoolId
from tests.edge.importers.exports import export, session
from tests.edge.importers.rosters import package, zipped
from tests.edge.importers.test_kolibri_users import user, users
from tests.edge.views.school import SCHOOL, SITE, School
from tests.shared.web.building import form_token

WEEKLY = b"semana;recurso;cantidad\r\n2026-W12;Tabletas;20\r\n"


def send(client: FlaskClient, data: bytes, name: str = "archivo.csv", **form: str) -> TestResponse:
    token = form_token(client.get("/importar/").text)
    return client.post("/importar/", data={"csrf": token, "archivo": (BytesIO(data), name), **form})


def yes(client: FlaskClient, seen: TestResponse, **changes: str) -> TestResponse:
    digest = re.findall(r'name="resumen" value="(\w+)"', seen.text)[0]
    op = re.findall(r'name="op" value="(\w+)"', seen.text)
    form = {"csrf": form_token(seen.text), "resumen": digest, "op": op[0] if op else "todo"}
    return client.post("/importar/aceptar", data=form | changes, follow_redirects=True)


def test_a_preview_writes_nothing_and_accepting_it_writes_what_was_seen(school: School) -> None:
    client = school.client("coord")
    before = school.store.records.count()
    seen = send(client, export(session(), session("ana")))
    between = school.store.records.count()
    done = yes(client, seen)

    assert (seen.status_code, between) == (200, before)
    assert "Sesiones de Kolibri" in seen.text
    assert "Guardar 2 filas" in seen.text
    assert "2 filas nuevas." in done.text
    assert len([fact for fact in school.facts(Use) if fact.content]) == 2  # type: ignore[attr-defined]


def test_the_same_file_again_has_nothing_to_save(school: School) -> None:
    client = school.client("soporte")
    yes(client, send(client, WEEKLY))
    again = send(client, WEEKLY)

    assert "No hay nada nuevo que guardar." in again.text
    assert 'name="op"' not in again.text


def test_a_register_may_be_taken_as_whole_weeks(school: School) -> None:
    client = school.client("coord")
    yes(client, send(client, WEEKLY, semana_completa="1"))

    assert [fact.whole_week for fact in school.facts(WeeklyTotal)] == [True]  # type: ignore[attr-defined]


def test_refused_lines_are_listed_and_the_good_ones_go_in_only_by_their_own_button(school: School) -> None:
    client = school.client("coord")
    seen = send(client, WEEKLY + b"2026-W12;cohete;1\r\n")
    plain = yes(client, seen, op="todo")
    before = school.facts(WeeklyTotal)
    yes(client, send(client, WEEKLY + b"2026-W12;cohete;1\r\n"))

    assert "Guardar 1 fila buena" in seen.text
    assert "el catálogo de la región no tiene «cohete»" in seen.text
    assert (plain.status_code, before) == (400, [])
    assert len(school.facts(WeeklyTotal)) == 1


def test_only_the_file_that_was_seen_can_be_accepted(school: School) -> None:
    client = school.client("coord")
    seen = send(client, WEEKLY)
    send(client, WEEKLY.replace(b"20\r", b"90\r"))
    refused = yes(client, seen)

    assert (refused.status_code, school.facts(WeeklyTotal)) == (400, [])
    assert "Elíjalo de nuevo" in refused.text


def test_nobody_accepts_what_another_one_saw(school: School) -> None:
    coord, it = school.client("coord"), school.client("soporte")
    seen = send(coord, WEEKLY)
    digest = re.findall(r'name="resumen" value="(\w+)"', seen.text)[0]
    form = {"csrf": form_token(it.get("/importar/").text), "resumen": digest, "op": "todo"}

    assert it.post("/importar/aceptar", data=form).status_code == 400


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"a,b\n1,2\n", "No se reconoce qué archivo es"), (b"", "está vacío"), (b"\0\1\2" * 99, "No se importó nada")],
)
def test_a_file_that_is_nothing_known_is_refused_in_words(school: School, data: bytes, told: str) -> None:
    answer = send(school.client("coord"), data)

    assert (answer.status_code, told in answer.text) == (400, True)


def test_the_kind_that_was_chosen_says_what_is_missing(school: School) -> None:
    answer = send(school.client("coord"), b"a,b\n1,2\n", tipo="weekly")

    assert "faltan las columnas semana, recurso, cantidad" in answer.text


def test_what_was_chosen_stays_when_a_file_is_refused(school: School) -> None:
    other = SchoolId("0403692-0")
    school.store.site.set(SITE, [SchoolRow(SCHOOL, "I.E. 30999"), SchoolRow(other, "I.E.I. 411")])
    chosen = {"tipo": "weekly", "escuela": other, "semana_completa": "1"}
    answer = send(school.client("coord"), b"a,b\n1,2\n", **chosen)

    assert answer.status_code == 400
    assert [f'name="{name}" value="{value}" checked' in answer.text for name, value in chosen.items()] == [True] * 3


def test_without_a_file_the_page_asks_for_one(school: School) -> None:
    client = school.client("coord")
    answer = client.post("/importar/", data={"csrf": form_token(client.get("/importar/").text)})

    assert (answer.status_code, "Elija un archivo." in answer.text) == (400, True)


def test_people_come_in_and_their_whole_names_are_not_on_the_page(
    school: School, caplog: pytest.LogCaptureFixture
) -> None:
    client = school.client("coord")
    with caplog.at_level(logging.DEBUG):
        seen = send(client, users(user("nueva", id_="7")), "Rosa Quispe.csv")
        bad = send(client, users(user("otra", kind="REY")), "Rosa Quispe.csv")
        yes(client, send(client, zipped(package()), "roster.zip"))

    assert "R. Q." in seen.text
    assert "Rosa" not in seen.text + bad.text + caplog.text
    assert {"Luz Ramos", "Eva, María Soto"} <= {row.name for row in school.store.people.staff()}


def test_nothing_of_an_upload_stays_after_it_was_accepted_or_given_up(school: School) -> None:
    client, folder = school.client("coord"), school.store.path.with_name("uploads")
    seen = send(client, WEEKLY)
    waiting = len(list(folder.iterdir()))
    yes(client, seen)
    send(client, WEEKLY.replace(b"20\r", b"30\r"))
    client.get("/importar/")

    assert (waiting, list(folder.iterdir())) == (1, [])


def test_nothing_of_an_upload_stays_after_signing_out(school: School) -> None:
    client, folder = school.client("coord"), school.store.path.with_name("uploads")
    seen = send(client, WEEKLY)
    waiting = len(list(folder.iterdir()))
    client.post("/salir", data={"csrf": form_token(seen.text)})

    assert (waiting, list(folder.iterdir())) == (1, [])


def test_a_file_beyond_the_bound_is_refused_and_other_forms_stay_small(school: School) -> None:
    client, teacher = school.client("coord"), school.client("profe")
    big = b"x" * (17 * 1_048_576)
    head = b'--q\r\nContent-Disposition: form-data; name="archivo"; filename="a.csv"\r\n\r\n'
    kind = "multipart/form-data; boundary=q"

    assert client.post("/importar/", data=head + big + b"\r\n--q--\r\n", content_type=kind).status_code == 413
    for browser, address, status in ((client, "/pedir", 413), (teacher, "/importar/", 403)):
        sent = head + big[:500_000] + b"\r\n--q--\r\n"
        assert browser.post(address, data=sent, content_type=kind).status_code == status


def test_real_users_are_previewed_and_taken(school: School, real_data: Path) -> None:
    client = school.client("coord")
    seen = send(client, (real_data / "kolibri" / "users.es-419.csv").read_bytes())
    yes(client, seen)

    assert "Guardar 118 filas" in seen.text
    assert len([row for row in school.store.people.learners() if row.school == SCHOOL]) == 114 + 2


def test_where_there_are_several_services_none_is_chosen_and_a_file_that_names_none_is_refused(school: School) -> None:
    other = SchoolId("0000012-1")
    school.store.site.set(SITE, [SchoolRow(SCHOOL, "39003"), SchoolRow(other, "39003")])
    client = school.client("coord")
    form = client.get("/importar/").text
    refused = send(client, WEEKLY)
    seen = send(client, WEEKLY, escuela=other)

    assert not re.search(r'name="escuela"[^>]*checked', form)
    assert (refused.status_code, f"39003 ({other})" in refused.text) == (400, True)
    assert ('id="escuela-e"' in refused.text, 'id="archivo-e"' in refused.text) == (True, False)
    assert f"Servicio 39003 ({other}): filas que se le anotan, 1." in seen.text


@pytest.mark.parametrize("page", ["/registrar?aula=-", "/cuaderno/", "/pedir"])
def test_no_page_chooses_one_of_several_services_by_itself(school: School, page: str) -> None:
    school.store.site.set(SITE, [SchoolRow(SCHOOL, "39003"), SchoolRow(SchoolId("0000012-1"), "39003")])
    text = school.client("coord").get(page).text

    assert 'name="escuela"' in text
    assert not re.search(r'name="escuela"[^>]*checked', text)


def test_a_file_of_which_nothing_can_be_used_offers_no_saving_of_the_rest(school: School) -> None:
    seen = send(school.client("coord"), b"semana;recurso;cantidad\r\n2026-W12;nada de esto;20\r\n")

    assert "Hay filas que no se pueden usar." in seen.text
    assert "o guarde solo las demás" not in seen.text


def test_uses_of_kolibri_are_shown_by_the_titles_of_the_file(school: School) -> None:
    seen = send(school.client("coord"), export(session()))

    assert "1 uso de mate, 3° · a, b" in seen.text.casefold()
    assert "8592645f" not in seen.text


def test_a_channel_keeps_on_every_page_the_name_that_its_file_gave_it(school: School) -> None:
    client = school.client("coord")
    yes(client, send(client, export(session())))

    for page in ("/envio/", "/registrar"):
        assert "mate, 3°" in client.get(page).text.casefold(), page
        assert "8592645f" not in client.get(page).text
    assert "mate, 3°" not in client.get("/pedir").text.casefold()


BOMB = zipped({"a.csv": b"0" * 40_000_000})


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"Recurso;16/03/2026;23/03/2026\r\ntablet;20;25\r\n", "una columna por semana"),
        (b"Semana;tablet;lector\r\n2026-W12;20;3\r\n", "una columna por recurso"),
        ("Semana;Recurso;Cantidad\r\nDel 16 al 20 de marzo de 2026;tablet;5\r\n".encode("utf-16"), "Guardar 1 fila"),
        (b"Semana;Recurso;Cantidad\r\nSemana 12;tablet;5\r\n", "no dice desde cuándo cuenta"),
        (b"Semana;Recurso;Cantidad\r\n2026-W12;tablet;1.500\r\n", "puede tener separador de miles"),
        (b"Semana;Recurso;Cantidad\r\n03/02/2026;tablet;5\r\n", "se leyó el día primero"),
        (b"Semana;Recurso;Cantidad\r\n3/16/2026;tablet;5\r\n", "trae el mes antes del día"),
        (b"DNI;nombre\r\n234567;Rosa\r\n", "Se restituyeron ceros a la izquierda en DNI. Filas: 1 (línea 2)"),
        (b"", "está vacío"),
        (BOMB, "demasiado grande"),
        (b"%PDF-1.7", "es un PDF"),
    ],
)
def test_files_of_other_hands_are_read_or_told_of_on_the_page(school: School, data: bytes, told: str) -> None:
    before = school.store.records.count()
    seen = send(school.client("coord"), data)

    assert told in seen.text
    assert seen.status_code in (200, 400)
    assert school.store.records.count() == before
