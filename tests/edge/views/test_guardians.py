"""The list of guardians, and erasing one: refused with the reason while something is lent to them."""

import pytest
from flask.testing import FlaskClient

from edge.lending import given_back
from shared.ids import Pseudonym
from tests.edge.views.lent_devices import GUARDIAN, lend_one
from tests.edge.views.school import TABLET, School
from tests.shared.web.building import form_token
from tests.shared.web.markup import faults

PATH = "/escuela/apoderados/"
NAME, DNI, PHONE = GUARDIAN


@pytest.fixture
def who(school: School) -> Pseudonym:
    """A guardian who has a device."""
    lend_one(school.store, "A1")
    [row] = school.store.people.guardians()
    return row.person


def give_back(school: School) -> None:
    state = school.store.devices.one((TABLET, "A1"))
    assert state is not None
    school.store.record(given_back(state, condition="bueno"))


def asked(client: FlaskClient, who: Pseudonym) -> str:
    return client.get(f"{PATH}borrar?quien={who.hex()}").text


def test_the_list_tells_what_each_has_and_leads_to_their_data(school: School, who: Pseudonym) -> None:
    client = school.client("coord")
    text = client.get(PATH).text
    sheet = client.get(f"/escuela/datos/persona?quien={who.hex()}").text

    assert [word in text for word in (NAME, "1 unidad", "Luis Ccorimanya Sulca")] == [True] * 3
    assert f"/escuela/datos/persona?quien={who.hex()}" in text
    assert (PHONE in sheet, f'href="{PATH}"' in sheet) == (True, True)
    assert faults(text) == []


def test_who_has_a_device_is_not_erased_and_the_page_says_what_and_where_to_take_it_back(
    school: School, who: Pseudonym
) -> None:
    client = school.client("coord")
    text = asked(client, who)
    form = {"csrf": form_token(client.get("/mi-cuenta/").text), "quien": who.hex()}
    answer = client.post(f"{PATH}borrar", data=form)

    assert "Todavía no se puede borrar" in text
    assert "/devolver?serie=A1&amp;recurso=tablet" in text
    assert (answer.status_code, "Anote antes la devolución" in answer.text) == (400, True)
    assert school.store.people.person(who) is not None


def test_who_has_nothing_is_erased_and_the_loan_stays_of_nobody(school: School, who: Pseudonym) -> None:
    give_back(school)
    client = school.client("coord")
    text = asked(client, who)
    form = {"csrf": form_token(text), "quien": who.hex()}
    answer = client.post(f"{PATH}borrar", data=form, follow_redirects=True)
    history = client.get(f"/equipos/{TABLET}/A1").text

    assert "Queda 1 préstamo, que ya terminó" in text
    assert ("Datos borrados." in answer.text, NAME in answer.text) == (True, False)
    assert ("alguien cuyos datos se borraron" in history, NAME in history) == (True, False)
    assert client.get(f"{PATH}borrar?quien={who.hex()}").status_code == 404
    assert school.store.audit.newest(1)[0].subject == who.hex()


def test_nobody_else_is_erased_here_and_no_one_but_the_coordinator_may(school: School, who: Pseudonym) -> None:
    teacher = school.client("profe")
    form = {"csrf": form_token(teacher.get("/aula/").text), "quien": who.hex()}

    assert school.client("coord").get(f"{PATH}borrar?quien={school.pupil.hex()}").status_code == 404
    assert [teacher.get(PATH).status_code, teacher.post(f"{PATH}borrar", data=form).status_code] == [403, 403]
    assert school.client("coord").get(f"{PATH}borrar").location == PATH
