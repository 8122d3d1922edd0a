"""Lending a device to a guardian through the forms, and taking it back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from edge.loan_papers import LoanPaper
from shared.checklist import answers_in
from shared.devices import Place
from shared.events import Claim
from shared.facts import Device, Loan, Return
from tests.edge.views.lent_devices import DUE, GUARDIAN, lend_one
from tests.edge.views.school import TABLET, School
from tests.edge.views.test_devices import nonce_of, on_hand, sent
from tests.shared.web.building import form_token

LEND, BACK = f"/prestar?serie=A1&recurso={TABLET}", "/devolver?serie=A1"
NAME, DNI, PHONE = GUARDIAN
WHOLE = {
    "serie": "A1", "dni": DNI, "nombre": NAME, "telefono": PHONE, "hasta": "18/12/2026", "c-caja": "si",
    "c-enciende": "no", "chip": "8951", "huella": "si", "observaciones": "Una raya", "cuando": "hoy",
}  # fmt: skip


@pytest.fixture
def client(school: School) -> FlaskClient:
    school.store.record([Claim(Device(resource=TABLET, serial=serial)) for serial in ("A1", "A2")])
    return school.client("coord")


def lent(client: FlaskClient, school: School, **changes: str) -> TestResponse:
    return sent(client, "/prestar", page=LEND, **{**WHOLE, "estudiante": school.pupil.hex(), **changes})


def test_a_device_is_lent_to_a_guardian_for_a_learner_with_what_was_looked_at(
    client: FlaskClient, school: School
) -> None:
    answer = lent(client, school)
    [loan] = school.facts(Loan)
    [one] = [one for one in school.store.devices.all() if one.place is Place.LENT]

    assert answer.request.path == f"/equipos/{TABLET}/A1"
    assert (NAME in answer.text, "Rosa Quispe" in answer.text) == (True, True)
    assert isinstance(loan, Loan)
    assert answers_in(loan.checks) == {"caja": True, "enciende": False}
    assert (one.learner, one.due) == (school.pupil, (date(2026, 12, 18) - date(1970, 1, 1)).days)
    assert one.holder is not None
    paper = LoanPaper(chip="8951", fingerprint=True, notes="Una raya")
    assert school.store.papers.last(TABLET, "A1", one.holder) == paper
    assert school.store.guardians.phone(one.holder) == PHONE
    assert [row.person for row in school.store.guardians.learners(one.holder)] == [school.pupil]


def test_the_end_of_the_school_year_is_offered(client: FlaskClient) -> None:
    assert 'name="hasta" type="text" value="18/12/2026"' in client.get(LEND).text


def test_whoever_signed_before_needs_their_dni_alone(client: FlaskClient, school: School) -> None:
    lent(client, school)
    again = sent(client, "/prestar", page="/prestar?serie=A2", **{**WHOLE, "serie": "A2", "nombre": "", "telefono": ""})

    assert again.status_code == 200
    assert len({one.holder for one in school.store.devices.all()}) == 1


def test_a_dni_of_somebody_of_another_name_is_asked_about_and_changes_nobody(
    client: FlaskClient, school: School
) -> None:
    lent(client, school)
    other = sent(client, "/prestar", page="/prestar?serie=A2", **{**WHOLE, "serie": "A2", "nombre": "Otra Persona"})

    assert other.status_code == 400
    assert f"Ese DNI ya es de {NAME}" in other.text
    assert [row.name for row in school.store.people.guardians()] == [NAME]


def test_all_that_is_wrong_is_told_at_once_and_what_was_written_stays(client: FlaskClient, school: School) -> None:
    answer = lent(client, school, dni="123", estudiante="nadie", hasta="mañana", cuando="otro", dia="ayer")

    assert (answer.status_code, school.facts(Loan)) == (400, [])
    assert "Falta corregir 4 datos." in answer.text
    assert all(f'value="{said}"' in answer.text for said in ("123", NAME, PHONE, "mañana", "8951"))
    assert 'name="c-enciende" value="no" checked' in answer.text
    assert "Una raya</textarea>" in answer.text


def test_a_loan_does_not_end_before_it_begins(client: FlaskClient, school: School) -> None:
    answer = lent(client, school, hasta="01/06/2026")

    assert "El préstamo terminaría antes de empezar" in answer.text
    assert school.facts(Loan) == []


@pytest.mark.parametrize("year", [2010, 2098])
def test_a_wrong_clock_stops_no_loan_and_no_return(client: FlaskClient, school: School, year: int) -> None:
    school.clock.at = school.clock.at.replace(year=year)
    signed_in = school.client("coord")
    lent(signed_in, school)
    answer = sent(signed_in, "/devolver", page=BACK, serie="A1", estado="bueno", cuando="hoy")

    assert (answer.status_code, len(school.facts(Loan)), len(school.facts(Return))) == (200, 1, 1)


def test_a_clock_that_was_ahead_when_it_was_lent_stops_no_return(client: FlaskClient, school: School) -> None:
    now = school.clock.at
    school.clock.at = now.replace(year=2027)
    lent(school.client("coord"), school, hasta="18/12/2027")
    school.clock.at = now
    answer = sent(school.client("coord"), "/devolver", page=BACK, serie="A1", estado="bueno", cuando="ayer")

    assert (answer.status_code, len(school.facts(Return))) == (200, 1)


def test_a_stranger_without_a_name_signs_nothing(client: FlaskClient, school: School) -> None:
    answer = lent(client, school, nombre="")

    assert "Escriba el nombre de quien se lleva el equipo" in answer.text
    assert school.store.people.guardians() == []


def test_two_tabs_lend_one_serial_once_and_the_second_is_told_since_when(client: FlaskClient, school: School) -> None:
    text, other = client.get(LEND).text, client.get(LEND).text
    form = {**WHOLE, "csrf": form_token(text), "vez": nonce_of(text)}
    first = client.post("/prestar", data=form)
    second = client.post("/prestar", data={**form, "vez": nonce_of(other), "dni": "40888837", "nombre": "Otra Persona"})

    assert (first.status_code, second.status_code, len(school.facts(Loan))) == (302, 400, 1)
    assert "La serie A1 está prestada desde el 23/06/2026. Anote primero la devolución." in second.text
    assert 'value="Otra Persona"' in second.text
    assert [row.name for row in school.store.people.guardians()] == [NAME]


def test_twenty_tabs_at_once_lend_one_serial_once(client: FlaskClient, school: School) -> None:
    texts = [client.get(LEND).text for _ in range(20)]
    forms = [
        {**WHOLE, "csrf": form_token(text), "vez": nonce_of(text), "dni": f"408888{n:02}", "nombre": f"Persona {n}"}
        for n, text in enumerate(texts)
    ]
    clients = [school.client("coord") for _ in range(4)]
    for n, one in enumerate(clients):
        forms[n]["csrf"] = form_token(one.get(LEND).text)
    with ThreadPoolExecutor(4) as pool:
        sending = [pool.submit(one.post, "/prestar", data=forms[n]) for n, one in enumerate(clients)]
        codes = sorted(one.result().status_code for one in sending)

    assert (codes, len(school.facts(Loan))) == ([302, 400, 400, 400], 1)
    assert len(school.store.people.guardians()) == 1


def test_the_same_form_twice_lends_once(client: FlaskClient, school: School) -> None:
    text = client.get(LEND).text
    form = {**WHOLE, "csrf": form_token(text), "vez": nonce_of(text)}
    codes = [client.post("/prestar", data=form).status_code for _ in range(2)]

    assert (codes, len(school.facts(Loan))) == ([302, 302], 1)


def test_what_cannot_be_lent_says_why_before_anything_is_written(client: FlaskClient, school: School) -> None:
    lent(client, school)

    assert "La serie A1 está prestada" in client.get("/prestar?serie=a1").text
    assert "La serie ZZ no está registrada" in client.get("/prestar?serie=ZZ").text
    assert client.post("/prestar", data={"csrf": form_token(client.get("/prestar").text)}).status_code == 400


def test_a_device_comes_back_from_whoever_had_it(client: FlaskClient, school: School) -> None:
    lent(client, school)
    before = on_hand(school)
    answer = sent(client, "/devolver", page=BACK, serie="A1", estado="bueno", **{"c-completo": "si", "cuando": "hoy"})
    [back] = school.facts(Return)

    assert isinstance(back, Return)
    assert (back.condition, answers_in(back.checks), back.borrower is not None) == ("bueno", {"completo": True}, True)
    assert (school.store.folded.loans(), on_hand(school)) == ([], before + 1)
    assert answer.request.path == "/devolver"
    assert "Serie A1 devuelta" in answer.text


def test_nothing_comes_back_before_it_was_lent(client: FlaskClient, school: School) -> None:
    lent(client, school, cuando="otro", dia="20/06/2026")
    early, same = (
        sent(client, "/devolver", page=BACK, serie="A1", estado="bueno", cuando="otro", dia=day)
        for day in ("19/06/2026", "20/06/2026")
    )

    assert (early.status_code, "Está así desde el 20/06/2026" in early.text) == (400, True)
    assert ('value="19/06/2026"' in early.text, 'value="bueno" checked' in early.text) == (True, True)
    assert (same.status_code, len(school.facts(Return))) == (200, 1)


@pytest.mark.parametrize("due", ["31/12/9999", "01/01/2062"])
def test_a_loan_that_would_last_for_decades_has_a_figure_wrong(client: FlaskClient, school: School, due: str) -> None:
    answer = lent(client, school, hasta=due)

    assert (answer.status_code, "Revise el año" in answer.text, school.facts(Loan)) == (400, True, [])


def test_what_comes_back_with_a_fault_leads_to_its_own_page(client: FlaskClient, school: School) -> None:
    lent(client, school)
    answer = sent(client, "/devolver", page=BACK, serie="A1", estado="no_funciona", cuando="hoy")

    assert answer.request.path == f"/equipos/{TABLET}/A1"
    assert "No funciona" in answer.text


def test_a_return_says_how_it_came_back_and_keeps_what_was_ticked(client: FlaskClient, school: School) -> None:
    lent(client, school)
    answer = sent(client, "/devolver", page=BACK, serie="A1", **{"c-completo": "no", "cuando": "otro", "dia": "x"})

    assert (answer.status_code, school.facts(Return)) == (400, [])
    assert "Falta corregir 2 datos." in answer.text
    assert 'name="c-completo" value="no" checked' in answer.text


def test_what_is_not_lent_does_not_come_back(client: FlaskClient) -> None:
    assert "No se puede devolver lo que no está prestado" in client.get(BACK).text
    refused = client.post(
        "/devolver", data={"csrf": form_token(client.get(BACK).text), "serie": "A1", "estado": "bueno"}
    )
    assert refused.status_code == 400


def test_what_is_out_is_listed_the_earliest_due_first_with_the_telephone_of_who_is_late(
    client: FlaskClient, school: School
) -> None:
    lent(client, school)
    lend_one(school.store, "A2")
    text = client.get("/devolver").text

    assert text.index("A2</a>") < text.index("A1</a>")
    assert "venció el 19/06/2026" in text
    assert text.count(f"Teléfono: {PHONE}") == 1


def test_an_overdue_loan_is_a_task_of_home_until_it_is_back(client: FlaskClient, school: School) -> None:
    before = "Pedir que devuelvan lo prestado" in client.get("/").text
    lend_one(school.store, "A2")
    home = client.get("/").text
    sent(client, "/devolver", page="/devolver?serie=A2", serie="A2", estado="bueno", cuando="hoy")

    assert (before, "1 préstamo vencido" in home, "venció el 19/06/2026" in home) == (False, True, True)
    assert "Pedir que devuelvan lo prestado" not in client.get("/").text
    assert "Pedir que devuelvan lo prestado" not in school.client("profe").get("/").text
    assert (date(2026, 6, 23) - date(1970, 1, 1)).days > DUE


def test_support_reads_where_a_device_is_and_not_who_has_it(client: FlaskClient, school: School) -> None:
    lent(client, school)
    support = school.client("soporte")
    pages = support.get("/equipos/").text + support.get(f"/equipos/{TABLET}/A1").text

    assert ("Prestado" in pages, NAME in pages, "Rosa Quispe" in pages) == (True, False, False)


def test_whoever_was_erased_is_told_to_be_so(client: FlaskClient, school: School) -> None:
    lent(client, school)
    [guardian] = school.store.people.guardians()
    school.store.erase(guardian.person)

    assert "alguien cuyos datos se borraron" in client.get(f"/equipos/{TABLET}/A1").text
