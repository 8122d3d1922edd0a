"""Codes typed into the form of a use, by a scanner or by hand."""

import pytest

from edge.rows import LearnerRow
from edge.views.record import UseForm, _with
from edge.views.typed_codes import Scanned
from shared.events import Claim
from shared.facts import Device, Loan, Use
from tests.edge.views.school import GUIDE, SCHOOL, TABLET, School
from tests.edge.views.test_record import use_form
from tests.shared.web.building import form_token
from tests.shared.web.markup import faults

SERIAL = "HGA1-4X"
OLD_TABLET = "hga1'4x"


def scan(school: School, code: str, **changes: object) -> tuple[int, str]:
    client = school.client("profe")
    form = use_form(school, client.get("/registrar").text, recurso="", codigo=code, no_atendidos="0") | changes
    answer = client.post("/registrar", data=form)
    return answer.status_code, answer.text


def rosa(school: School) -> LearnerRow:
    return next(row for row in school.store.people.learners(school.class_id) if row.code == "r1")


def lent(school: School) -> None:
    device = Device(resource=TABLET, serial=SERIAL)
    loan = Loan(resource=TABLET, serial=SERIAL, borrower=school.pupil)
    school.store.record([Claim(device), Claim(loan)])


@pytest.mark.parametrize("code", [GUIDE, GUIDE.upper(), f" {GUIDE.replace('-', chr(39))} "])
def test_the_code_of_a_resource_chooses_it_and_records_nothing(school: School, code: str) -> None:
    before = len(school.facts(Use))
    status, text = scan(school, code)

    assert (status, len(school.facts(Use))) == (200, before)
    assert f'name="recurso" value="{GUIDE}" checked' in text
    assert "Elegido: Guías de Comunicación 3°." in text
    assert 'id="codigo" name="codigo" type="text" value=""' in text
    assert faults(text) == []


def test_a_serial_chooses_its_resource_and_whoever_has_it(school: School) -> None:
    lent(school)
    status, text = scan(school, OLD_TABLET)

    assert (status, "Elegido: Tabletas HGA1-4X, Rosa Quispe Huamán." in text) == (200, True)
    assert f'name="recurso" value="{TABLET}" checked' in text
    assert f'name="quien" value="{rosa(school).key}" checked' in text
    assert "1 de 2 marcados" in text


def test_pupils_are_picked_one_by_one_and_an_empty_field_records_just_those(school: School) -> None:
    client = school.client("profe")
    before = len(school.facts(Use))
    form = use_form(school, client.get("/registrar").text, codigo="R1", no_atendidos="0")
    picked = client.post("/registrar", data=form).text
    assert 'name="de_a_uno" value="1"' in picked
    again = form | {"quien": [rosa(school).key], "codigo": "", "de_a_uno": "1", "csrf": form_token(picked)}
    saved = client.post("/registrar", data=again, follow_redirects=True)

    assert "1 de 2 marcados" in picked
    assert len(school.facts(Use)) == before + 1
    assert school.facts(Use)[0].learner == school.pupil  # type: ignore[attr-defined]
    assert "autofocus" in saved.text


def test_a_pupil_scanned_twice_is_picked_once(school: School) -> None:
    _status, text = scan(school, "r1", quien=[rosa(school).key], de_a_uno="1")

    assert "1 de 2 marcados" in text


@pytest.mark.parametrize("code", ["nada", "99", "coord"])
def test_a_code_of_nothing_is_said_beside_its_field_and_all_else_stays(school: School, code: str) -> None:
    status, text = scan(school, code, minutos="90", recurso=TABLET)

    assert (status, "no es un recurso, ni una serie registrada" in text) == (400, True)
    assert f'name="codigo" type="text" value="{code}"' in text
    assert 'class="error" id="codigo-e"' in text
    assert 'name="minutos" value="90" checked' in text
    assert "2 de 2 marcados" in text


def test_a_pupil_of_another_class_is_not_picked_and_the_class_is_said(school: School) -> None:
    other = school.store.people.add_class(SCHOOL, "4° A")
    school.store.people.add_person("learner", "Zoila Pérez", code="z1", school=SCHOOL, class_id=other)
    client = school.client("profe")
    page = client.get(f"/registrar?aula={school.class_id}").text
    answer = client.post("/registrar", data=use_form(school, page, codigo="z1"))

    assert (answer.status_code, "Ese estudiante es de 4° A. Elija esa aula arriba." in answer.text) == (400, True)
    assert "Zoila" not in answer.text


def test_a_code_with_blanks_is_found_as_it_was_given(school: School) -> None:
    row = school.store.people.add_person(
        "learner", "Zoila Pérez", code="3 A 7", school=SCHOOL, class_id=school.class_id
    )
    status, text = scan(school, "3 a 7")

    assert (status, "1 de 3 marcados" in text) == (200, True)
    assert f'name="quien" value="{row.hex()}" checked' in text


def test_the_code_of_somebody_who_is_no_pupil_picks_nobody(school: School) -> None:
    school.store.people.guardian("Máxima Oré", "40999999")
    status, text = scan(school, "40999999")

    assert (status, "no es de un estudiante" in text, "Máxima" in text) == (400, True, False)


def test_a_pupil_of_no_class_is_told_to_go_without_a_list(school: School) -> None:
    school.store.people.add_person("learner", "Zoila Pérez", code="z1", school=SCHOOL)

    assert "no está en ninguna aula" in scan(school, "z1")[1]


def test_a_serial_of_two_resources_is_told_by_hand(school: School) -> None:
    school.store.record([Claim(Device(resource=TABLET, serial="7")), Claim(Device(resource=GUIDE, serial="7"))])
    status, text = scan(school, "7")

    assert (status, "Guías de Comunicación 3°, Tabletas" in text) == (400, True)


def test_a_resource_keeps_who_is_ticked() -> None:
    form = UseForm("", "", learners=["a", "b"], code="x")

    assert _with(form, Scanned("", TABLET)) == UseForm("", "", resource=TABLET, learners=["a", "b"])
