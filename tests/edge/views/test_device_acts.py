"""Repairs, losses and what turned up, through the forms."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shared.devices import Place
from shared.events import Claim
from shared.facts import Device, Loan, Loss, Receipt, Repair, Return
from tests.edge.views.lent_devices import GUARDIAN, lend_one
from tests.edge.views.school import GUIDE, TABLET, School
from tests.edge.views.test_devices import nonce_of, on_hand, sent
from tests.shared.web.building import form_token

REPAIR, LOSE, FIND = "/equipos/reparar", "/equipos/perder", "/equipos/hallar"


@pytest.fixture
def client(school: School) -> FlaskClient:
    school.store.record([Claim(Device(resource=TABLET, serial=serial)) for serial in ("A1", "A2")])
    return school.client("coord")


def act(client: FlaskClient, path: str, serial: str = "A1", **form: str) -> TestResponse:
    return sent(client, path, page=f"{path}?serie={serial}", serie=serial, **{"cuando": "hoy", **form})


def place(school: School, serial: str = "A1") -> Place:
    return next(one.place for one in school.store.devices.all() if one.serial == serial)


def test_a_device_goes_to_be_repaired_and_comes_back(client: FlaskClient, school: School) -> None:
    sent_out = act(school.client("soporte"), REPAIR, que_tiene="no carga")
    away = place(school), on_hand(school)
    back = act(client, REPAIR, accion="vuelve", estado="bueno")

    assert (away, place(school), on_hand(school)) == ((Place.REPAIR, 9), Place.HERE, 10)
    assert "Salió a reparación" in sent_out.text
    assert "no carga" in back.text
    assert "En buen estado" in back.text


def test_a_repair_that_is_sent_twice_does_not_tell_that_the_device_went_away_again(
    client: FlaskClient, school: School
) -> None:
    act(client, REPAIR)
    page = client.get(f"{REPAIR}?serie=A1").text
    form = {"csrf": form_token(page), "vez": nonce_of(page), "serie": "A1", "cuando": "hoy"}
    answers = [
        client.post(REPAIR, data=form | {"accion": "vuelve", "estado": "bueno"}, follow_redirects=True) for _ in "12"
    ]

    assert "Serie A1: Volvió de reparación" in answers[0].text
    assert "Serie A1: Salió a reparación" not in answers[1].text
    assert (place(school), len(school.facts(Repair))) == (Place.HERE, 2)


@pytest.mark.parametrize("day", ["19/06/2026", "01/01/2025"])
def test_nothing_comes_back_from_a_repair_before_it_went(client: FlaskClient, school: School, day: str) -> None:
    act(client, REPAIR, cuando="otro", dia="20/06/2026")
    early = act(client, REPAIR, accion="vuelve", estado="bueno", cuando="otro", dia=day)

    assert (early.status_code, "Está así desde el 20/06/2026" in early.text) == (400, True)
    assert place(school) is Place.REPAIR


def test_what_is_beyond_repair_leaves_for_good_and_once(client: FlaskClient, school: School) -> None:
    act(client, REPAIR)
    act(client, REPAIR, accion="sin_arreglo")

    assert (place(school), on_hand(school)) == (Place.RETIRED, 9)


def test_who_says_nothing_of_a_repair_is_asked_and_nothing_is_recorded(client: FlaskClient, school: School) -> None:
    act(client, REPAIR)
    nothing = act(client, REPAIR)
    how = act(client, REPAIR, accion="vuelve")

    assert ("Diga si volvió o si no tiene arreglo." in nothing.text, "Diga cómo volvió." in how.text) == (True, True)
    assert len(school.facts(Repair)) == 1


def test_a_theft_is_recorded_with_its_report_number_and_not_without(client: FlaskClient, school: School) -> None:
    without = act(client, LOSE, causa="robo")
    told = act(client, LOSE, causa="robo", denuncia="77-2026")

    assert (without.status_code, "Un robo se anota con el número" in without.text) == (400, True)
    assert 'value="robo" checked' in without.text
    assert school.facts(Loss) == [Loss(resource=TABLET, serial="A1", cause="robo", report_number="77-2026")]
    assert ("denuncia 77-2026" in told.text, place(school), on_hand(school)) == (True, Place.STOLEN, 9)


def test_a_report_number_names_nobody(client: FlaskClient, school: School) -> None:
    school.store.people.guardian(GUARDIAN[0], GUARDIAN[1])
    answers = [act(client, LOSE, causa="robo", denuncia=said) for said in (GUARDIAN[1], f"de {GUARDIAN[0]}")]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert school.facts(Loss) == []


@pytest.mark.parametrize(("cause", "at"), [("perdida", Place.LOST), ("danado", Place.RETIRED), ("baja", Place.RETIRED)])
def test_a_lent_device_that_is_lost_ends_its_loan_in_the_same_act(
    client: FlaskClient, school: School, cause: str, at: Place
) -> None:
    lend_one(school.store, "A1")
    asked = client.get(f"{LOSE}?serie=A1").text
    act(client, LOSE, causa=cause)

    assert "Este equipo está prestado." in asked
    assert (len(school.facts(Return)), len(school.facts(Loss)), place(school)) == (1, 1, at)
    assert (school.store.folded.loans(), on_hand(school)) == ([], 9)


def test_units_without_a_serial_are_lost_by_their_number(client: FlaskClient, school: School) -> None:
    answer = sent(client, LOSE, recurso=GUIDE, unidades="4", causa="danado", cuando="hoy")
    wrong = sent(client, LOSE, unidades="cuatro", cuando="hoy")

    assert school.facts(Loss) == [Loss(resource=GUIDE, units=4, cause="danado")]
    assert answer.status_code == 200
    assert "Falta corregir 3 datos." in wrong.text


def test_what_turned_up_is_counted_again(client: FlaskClient, school: School) -> None:
    act(client, LOSE, causa="perdida")
    asked = client.get(f"{FIND}?serie=A1").text
    act(client, FIND)

    assert "¿Apareció A1?" in asked
    assert school.facts(Receipt) == [Receipt(resource=TABLET, units=1, origin="hallado", serials=("A1",))]
    assert (place(school), on_hand(school)) == (Place.HERE, 10)


@pytest.mark.parametrize(
    ("path", "words"),
    [(FIND, "La serie A1 está en la escuela"), (REPAIR, "La serie A2 está prestada")],
)
def test_what_cannot_be_of_a_device_says_so_before_anything_is_written(
    client: FlaskClient, school: School, path: str, words: str
) -> None:
    lend_one(school.store, "A2")

    assert words in client.get(f"{path}?serie={words[9:11]}").text


def test_what_changed_in_another_tab_is_told_beside_the_form(client: FlaskClient, school: School) -> None:
    text = client.get(f"{REPAIR}?serie=A1").text
    school.store.record([Claim(Loan(resource=TABLET, serial="A1"))])
    form = {"csrf": form_token(text), "vez": nonce_of(text), "serie": "A1", "que_tiene": "no carga", "cuando": "hoy"}
    answer = client.post(REPAIR, data=form)

    assert (answer.status_code, school.facts(Repair)) == (400, [])
    assert "La serie A1 está prestada" in answer.text
    assert 'value="no carga"' in answer.text


def test_a_day_that_is_none_is_told(client: FlaskClient, school: School) -> None:
    answer = act(client, LOSE, causa="perdida", cuando="otro", dia="ayer")

    assert (answer.status_code, school.facts(Loss)) == (400, [])
    assert "Escriba la fecha como día/mes/año" in answer.text


def test_the_page_of_a_device_leads_to_what_may_follow(client: FlaskClient, school: School) -> None:
    def offered(login: str) -> list[str]:
        text = school.client(login).get(f"/equipos/{TABLET}/A1").text
        paths = ("/prestar", "/devolver", REPAIR, LOSE, FIND)
        return [path for path in paths if f'href="{path}?' in text]

    here = offered("coord"), offered("soporte")
    lend_one(school.store, "A1")
    lent = offered("coord"), offered("soporte")
    act(client, LOSE, causa="baja")

    assert here == (["/prestar", REPAIR, LOSE], [REPAIR])
    assert lent == (["/devolver", LOSE], [])
    assert offered("coord") == [FIND]


def test_a_form_of_no_device_asks_for_its_serial(client: FlaskClient) -> None:
    for path in (REPAIR, FIND, LOSE):
        token = form_token(client.get(path).text)
        answer = client.post(path, data={"csrf": token, "serie": "ZZ"})
        assert (answer.status_code, "La serie ZZ no está registrada" in answer.text) == (400, True)


@pytest.mark.parametrize("path", [REPAIR, LOSE])
def test_today_is_ticked_before_anybody_chooses_since_that_is_what_is_saved(client: FlaskClient, path: str) -> None:
    assert 'value="hoy" checked' in client.get(f"{path}?serie=A1").text
