"""A class's cards: drawn and printed in one act, and what was before ends in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from edge.app import create_app
from edge.config import Config
from edge.lan import Lan
from edge.views import cards as cards_view
from shared.web.qr import qr_lines
from tests.edge.test_lan import HOME, HOTSPOT, Served
from tests.edge.views.school import School, open_school
from tests.edge.views.test_lan import _NoName
from tests.edge.views.test_teaching import given_to, second_class
from tests.shared.web.building import form_token


def draw(client: FlaskClient, school: School, kind: str = "figuras", **more: object) -> tuple[int, str]:
    """Draw the cards of the whole class, as its form does."""
    page = client.get(f"/mi-aula/tarjetas/?aula={school.class_id}").text
    nonce = re.search(r'name="vez" value="([^"]+)"', page)
    keys = re.findall(r'name="quien" value="(\w+)"', page)
    form = {"csrf": form_token(page), "vez": nonce and nonce[1], "clase": kind, "quien": keys} | more
    answer = client.post(f"/mi-aula/tarjetas/?aula={school.class_id}", data=form)
    return answer.status_code, answer.text


def sheet_of(text: str, name: str) -> str:
    """Return the card of a pupil on the sheet."""
    found = re.search(rf'<article class="cut"><div><h2>{name}</h2>.*?</article>', text, re.DOTALL)
    assert found is not None
    return found[0]


def test_a_class_is_drawn_and_shown_once_with_each_pupils_pictures(school: School) -> None:
    given_to(school, "profe", school.class_id)
    status, text = draw(school.client("profe"), school)
    card = sheet_of(text, "Rosa Quispe Huamán")

    assert (status, text.count('<article class="cut">')) == (200, 2)
    assert len(re.findall(r"<li>", card)) == 3
    assert "sheets.css" in text


def test_the_pin_of_a_card_signs_in_and_the_pictures_of_before_do_not(school: School) -> None:
    pupil = school.pupil_client()
    _status, text = draw(school.client("coord"), school, "pin")
    found = re.search(r'class="pin">(\d{4})<', sheet_of(text, "Rosa Quispe Huamán"))
    assert found is not None
    client = school.client()
    page = client.get(f"/a/?aula={school.class_id}&quien={school.pupil.hex()}").text
    form = {"csrf": form_token(page), "aula": str(school.class_id), "quien": school.pupil.hex()}
    old = client.post("/a/", data=form | {"van": "sun corn", "figura": "fish"})
    new = client.post("/a/", data=form | {"pin": found[1]})

    assert (old.status_code, new.location) == (403, "/a/materiales")
    assert pupil.get("/a/materiales").location == "/a/?siguiente=/a/materiales"


def test_the_same_form_draws_once_and_says_so(school: School) -> None:
    client = school.client("coord")
    _status, first = draw(client, school, "pin", vez="una-vez")
    secrets = school.store.db.rows("SELECT login, secret FROM credentials ORDER BY login")
    status, again = draw(client, school, "pin", vez="una-vez")

    assert (status, "ya se hicieron una vez" in again) == (409, True)
    assert school.store.db.rows("SELECT login, secret FROM credentials ORDER BY login") == secrets
    assert 'class="pin"' in first
    assert 'class="pin"' not in again


@pytest.mark.parametrize(
    ("form", "words"), [({"quien": []}, "de quiénes son"), ({"clase": "x"}, "Elija figuras o PIN")]
)
def test_what_is_missing_is_said_and_what_was_ticked_stays(school: School, form: dict[str, object], words: str) -> None:
    status, text = draw(school.client("coord"), school, "pin", **form)

    assert (status, words in text) == (400, True)
    assert ("clase" in form) or re.search(r'value="pin" checked', text)
    assert school.store.db.value("SELECT count(*) FROM cards") == 0


def test_no_other_class_is_drawn_for_not_even_by_its_keys(school: School) -> None:
    other, mate = second_class(school)
    given_to(school, "profe", school.class_id)
    client = school.client("profe")
    form = {"csrf": form_token(client.get("/mi-aula/tarjetas/").text), "clase": "pin", "quien": mate.hex()}
    answers = [client.post(f"/mi-aula/tarjetas/{query}", data=form).status_code for query in (f"?aula={other}", "")]

    assert answers == [403, 400]
    assert school.store.db.value("SELECT count(*) FROM cards") == 0


@dataclass
class Network:
    """A school whose network is open."""

    school: School
    lan: Lan
    found: list[str]


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Network]:
    school = open_school(tmp_path)
    config = Config(dir=tmp_path, clock=school.clock)
    found = [HOME]
    lan = Lan(config, school.store.db, found=lambda: tuple(found), named=_NoName)  # type: ignore[arg-type]
    lan.start(Served())
    lan.open()
    school.app = create_app(config, school.store, lan=lan)
    yield Network(school, lan, found)
    school.store.close()


def test_the_qr_lines_a_card_bears_the_schools_address(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def noted(text: str) -> tuple[int, str]:
        told.append(text)
        return qr_lines(text)

    monkeypatch.setattr(cards_view, "qr_lines", noted)
    _status, text = draw(network.school.client("coord"), network.school)

    assert len(set(told)) == 2
    assert all(re.fullmatch(rf"http://{HOME}:\d+/a/t/[\w-]{{22}}", one) for one in told)
    assert text.count('class="qr"') == 2
    assert not any(one.rpartition("/")[2] in text for one in told)


def test_without_a_network_cards_have_no_qr_and_the_page_says_so_before(school: School) -> None:
    client = school.client("coord")
    page = client.get("/mi-aula/tarjetas/").text
    _status, text = draw(client, school)

    assert "Saldrán sin código QR." in page
    assert 'class="qr"' not in text


def test_the_sheet_of_a_large_class_weighs_less_than_a_hundred_kilobytes(network: Network) -> None:
    people, class_id = network.school.store.people, network.school.class_id
    for number in range(28):
        people.add_person("learner", f"María Fernanda Condori Huamán {number}", code=f"m{number}", class_id=class_id)
    _status, text = draw(network.school.client("coord"), network.school)

    assert text.count('class="qr"') == 30
    assert len(text.encode()) <= 100 * 1024


def test_when_the_address_changes_home_asks_for_the_cards_again_and_the_class_says_which(network: Network) -> None:
    school, task = network.school, "Imprima otra vez las tarjetas de 3° A"
    given_to(school, "profe", school.class_id)
    draw(school.client("coord"), school)
    before = school.client("profe").get("/mas/").text
    network.found[:] = [HOTSPOT]
    homes = {login: school.client(login).get("/mas/").text for login in ("coord", "profe", "soporte")}
    page = school.client("profe").get(f"/mi-aula/tarjetas/?aula={school.class_id}").text
    draw(school.client("profe"), school)

    assert task not in before
    assert {login: task in text for login, text in homes.items()} == {"coord": True, "profe": True, "soporte": False}
    assert f"/mi-aula/tarjetas/?aula={school.class_id}" in homes["profe"]
    assert f"El QR de 2 tarjetas lleva a http://{HOME}:8071, que ya no responde." in page
    assert task not in school.client("profe").get("/mas/").text


def test_a_closed_network_asks_for_no_cards(network: Network) -> None:
    draw(network.school.client("coord"), network.school)
    network.found[:] = [HOTSPOT]
    network.lan.close()

    assert "Imprima otra vez las tarjetas" not in network.school.client("coord").get("/mas/").text


def test_the_cards_of_several_classes_are_one_task(network: Network) -> None:
    school = network.school
    other, _ = second_class(school)
    client = school.client("coord")
    draw(client, school)
    page = client.get(f"/mi-aula/tarjetas/?aula={other}").text
    form = {"csrf": form_token(page), "clase": "pin", "quien": re.findall(r'name="quien" value="(\w+)"', page)}
    client.post(f"/mi-aula/tarjetas/?aula={other}", data=form | {"vez": "otra"})
    network.found[:] = [HOTSPOT]
    text = client.get("/mas/").text

    assert text.count("Imprima otra vez las tarjetas de sus aulas") == 1
    assert "Imprima otra vez las tarjetas de 3° A" not in text


def test_a_card_tells_the_name_beside_the_address_which_older_phones_need(network: Network) -> None:
    _status, text = draw(network.school.client("coord"), network.school)

    assert f"http://{HOME}:8071 · http://chasqui.local:8071" in sheet_of(text, "Rosa Quispe Huamán")
