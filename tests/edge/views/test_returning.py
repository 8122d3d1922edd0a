"""Taking back what was lent without a serial, on a page."""

import re

import pytest
from flask.testing import FlaskClient

from shared.events import Claim
from shared.facts import Loan, Return
from tests.edge.views.lent_devices import GUARDIAN
from tests.edge.views.school import TABLET, School
from tests.edge.views.test_devices import nonce_of, on_hand, sent
from tests.shared.web.building import form_token
from tests.shared.web.markup import faults


@pytest.fixture
def client(school: School) -> FlaskClient:
    guardian = school.store.guardians.put(GUARDIAN[0], GUARDIAN[1], learner=school.pupil)
    school.store.record([Claim(Loan(resource=TABLET, units=5, borrower=guardian, learner=school.pupil))])
    return school.client("coord")


def address(client: FlaskClient) -> str:
    """Return where the list of what is out leads to."""
    found = re.search(r'href="(/devolver/unidades/[^"]+)"', client.get("/devolver").text)
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_a_part_comes_back_and_the_list_says_what_stays_lent(client: FlaskClient, school: School) -> None:
    page, before = address(client), on_hand(school)
    asked = client.get(page).text
    answer = sent(client, page, page=page, bueno="2", incompleto="1", cuando="hoy")

    assert ("Están prestadas 5." in asked, GUARDIAN[0] in asked, "Rosa Quispe" in asked) == (True, True, True)
    assert faults(asked) == []
    assert ("Volvieron 3 de Tabletas." in answer.text, "Siguen prestadas 2." in answer.text) == (True, True)
    assert "Tabletas: 2" in answer.text
    assert on_hand(school) == before + 3


def test_more_than_is_lent_or_nothing_or_no_number_is_told_and_what_was_written_stays(
    client: FlaskClient, school: School
) -> None:
    page = address(client)
    more, none, word = (
        sent(client, page, page=page, cuando="hoy", **said)
        for said in ({"bueno": "4", "con_fallas": "2"}, {}, {"bueno": "dos", "incompleto": "1"})
    )

    assert [one.status_code for one in (more, none, word)] == [400, 400, 400]
    assert "Se anotan 6 y están prestadas 5" in more.text
    assert 'value="4"' in more.text
    assert "Escriba cuántas unidades volvieron." in none.text
    assert "«dos» no es una cantidad" in word.text
    assert school.facts(Return) == []


def test_the_same_form_twice_takes_back_once_and_all_of_it_ends_the_loan(client: FlaskClient, school: School) -> None:
    page = address(client)
    text = client.get(page).text
    form = {"csrf": form_token(text), "vez": nonce_of(text), "bueno": "5", "cuando": "hoy"}
    codes = [client.post(page, data=form).status_code for _ in range(2)]

    assert (codes, len(school.facts(Return)), school.store.folded.loans()) == ([302, 302], 1, [])
    assert client.get(page).location == "/devolver"


def test_a_loan_that_there_is_not_leads_to_the_list(client: FlaskClient) -> None:
    for said in ("", "?recurso=tablet&de=zz", "?recurso=nada&de="):
        assert client.get(f"/devolver/unidades/{said}").location == "/devolver"
