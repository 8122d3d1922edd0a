"""The page of the school's network, and the poster."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from edge.app import create_app
from edge.config import Config
from edge.lan import Lan
from shared.errors import NotReady
from shared.web.qr import qr_of
from tests.edge.test_lan import HOME, HOTSPOT, Served
from tests.edge.views.school import School, open_school
from tests.shared.web.building import form_token, sign_in

AIR = {"REMOTE_ADDR": "192.168.1.20"}


@dataclass
class Network:
    """A school whose door to the network can be opened, and what it has of addresses."""

    school: School
    found: list[str]
    served: Served
    lan: Lan
    app: object

    def client(self, login: str = "soporte") -> FlaskClient:
        client: FlaskClient = self.app.test_client()  # type: ignore[attr-defined]
        if login:
            assert sign_in(client, login) == 302
        return client

    def post(self, path: str, **form: str) -> str:
        client = self.client()
        token = form_token(client.get("/red/").text)
        answer = client.post(path, data={"csrf": token, **form}, follow_redirects=True)
        return f"{answer.status_code} {answer.text}"


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Network]:
    school = open_school(tmp_path)
    found, served = [HOME], Served()
    config = Config(dir=tmp_path, clock=school.clock)
    lan = Lan(config, school.store.db, found=lambda: tuple(found), named=_NoName)
    lan.start(served)
    yield Network(school, found, served, lan, create_app(config, school.store, lan=lan))
    school.store.close()


class _NoName:
    """Says a name at once, on no network."""

    def __init__(self, label: str, _addresses: object) -> None:
        self.name = f"{label}.local"

    def start(self) -> None:
        """Begin."""

    def close(self) -> None:
        """End."""


def test_support_opens_and_closes_the_door_from_the_page(network: Network) -> None:
    before = network.client().get("/red/").text
    opened = network.post("/red/", op="abrir")
    there = network.served.open_at[:]
    closed = network.post("/red/", op="cerrar")

    assert "La red está cerrada" in before
    assert ("La red está abierta" in opened, there) == (True, ["0.0.0.0:8071"])
    assert ("La red está cerrada" in closed, network.served.open_at) == (True, [])


def test_a_port_that_is_taken_is_said_on_the_page_and_on_home(network: Network) -> None:
    network.served.refuses = True
    text = network.post("/red/", op="abrir")

    assert text.startswith("409 ")
    assert "El puerto lo usa otro programa." in text
    assert "Los estudiantes no pueden entrar por la red." in network.client().get("/").text
    assert "no pueden entrar por la red" not in network.client("profe").get("/").text


def test_every_address_port_and_name_is_on_the_page(network: Network) -> None:
    network.found[:] = ["127.0.0.1", HOTSPOT, HOME, "fd00::2"]
    network.post("/red/", op="abrir")
    text = network.client().get("/red/").text

    assert re.findall(r"<b>(http://[^<]+)</b>", text) == [
        f"http://{HOTSPOT}:8071", f"http://{HOME}:8071", "http://chasqui.local:8071", "http://localhost:8070",
    ]  # fmt: skip


def test_the_poster_bears_the_best_address_in_letters_and_as_a_code_and_nobodys_name(network: Network) -> None:
    network.post("/red/", op="abrir")
    text = network.client().get("/red/afiche").text

    assert re.findall(r'<p class="addr">([^<]+)', text) == [f"http://{HOME}:8071"]
    assert qr_of(f"http://{HOME}:8071/")[1] in text
    assert "http://chasqui.local:8071" in text
    assert [name for name in ("Quispe", "Sulca", "Coord", "Soporte", "Profe") if name in text] == []


def test_a_poster_of_another_address_that_works_may_be_chosen_and_of_no_other(network: Network) -> None:
    network.found[:] = [HOME, HOTSPOT]
    network.post("/red/", op="abrir")
    client = network.client()
    pages = [
        client.get(f"/red/afiche?direccion=http://{host}").text for host in (f"{HOTSPOT}:8071", "evil.example", "")
    ]

    assert [re.findall(r'<p class="addr">([^<]+)', one)[0] for one in pages] == [
        f"http://{HOTSPOT}:8071", f"http://{HOME}:8071", f"http://{HOME}:8071",
    ]  # fmt: skip
    assert "evil" not in pages[1]


def test_the_poster_is_asked_for_until_it_hangs_and_again_when_the_address_changes(network: Network) -> None:
    def asked() -> list[str]:
        return re.findall(r"Imprima [\w ]+afiche[\w ]*", network.client("coord").get("/mas/").text)

    closed = asked()
    network.post("/red/", op="abrir")
    first = asked()
    noted = network.post("/red/afiche", direccion=f"http://{HOME}:8071")
    hangs = asked()
    network.found[:] = [HOTSPOT]
    again = asked()
    network.post("/red/afiche", direccion=f"http://{HOTSPOT}:8071")

    assert noted.startswith("200 ")
    assert (closed, first, hangs, again, asked()) == (
        [], ["Imprima el afiche del aula"], [], ["Imprima otra vez el afiche"], [],
    )  # fmt: skip


def test_home_shows_the_task_and_it_still_names_what_no_longer_works(network: Network) -> None:
    network.post("/red/", op="abrir")
    network.post("/red/afiche", direccion=f"http://{HOME}:8071")
    network.found[:] = [HOTSPOT]

    assert f"Con http://{HOME}:8071 ya no se entra" in network.client().get("/mas/").text
    assert "Imprima otra vez" not in network.client("profe").get("/mas/").text


@pytest.mark.parametrize("url", ["", "http://evil.example:8071", f"http://{HOTSPOT}:8071"])
def test_a_poster_that_does_not_work_is_not_noted(network: Network, url: str) -> None:
    network.post("/red/", op="abrir")

    assert network.post("/red/afiche", direccion=url).startswith("400 ")
    assert network.lan.printed == ""


def test_without_a_network_the_poster_says_what_to_do(network: Network) -> None:
    network.post("/red/", op="abrir")
    network.found[:] = ["127.0.0.1"]

    assert "Todavía no hay dirección que poner." in network.client().get("/red/afiche").text
    assert "no está en ninguna red" in network.client().get("/red/").text


@pytest.mark.parametrize("name", ["chasqui.local", "CHASQUI.local:8071", "chasqui-2.local:8071", "chasqui-9.local"])
def test_the_name_on_the_network_is_ours(network: Network, name: str) -> None:
    answer = network.client("").get("/", headers={"Host": name}, environ_overrides=AIR)

    assert (answer.status_code, answer.location) == (302, "/a/")


@pytest.mark.parametrize("name", ["evil", "evil.local", "chasqui.local.evil", "x.chasqui.local", "chasqui-10.local"])
def test_any_other_name_is_refused(network: Network, name: str) -> None:
    assert network.client("").get("/a/", headers={"Host": name}, environ_overrides=AIR).status_code == 400


def test_without_a_name_of_its_own_the_laptop_answers_to_none(network: Network) -> None:
    config = Config(dir=network.school.store.path.parent, clock=network.school.clock, lan_name="")
    client = create_app(config, network.school.store).test_client()

    assert client.get("/a/", headers={"Host": "chasqui.local"}).status_code == 400


@pytest.mark.parametrize("path", ["/red/", "/red/afiche", "/entrar", "/envio/"])
def test_staff_who_come_by_the_name_are_told_to_use_the_laptop(network: Network, path: str) -> None:
    client = network.client("coord")
    answer = client.get(path, headers={"Host": "chasqui.local:8071"}, environ_overrides=AIR)

    assert answer.status_code == 403
    assert "solo desde la laptop" in answer.text


def test_the_staffs_own_way_in_is_shown_or_what_stands_in_it(network: Network) -> None:
    closed = network.client().get("/red/").text
    network.lan._secured = network.served
    opened = network.client().get("/red/").text
    network.lan._secured, network.lan.secure_trouble = None, NotReady("No se puede leer el certificado.")
    home, page = network.client("coord").get("/").text, network.client().get("/red/").text

    assert "El personal no puede entrar por la red:" in closed
    assert f"https://{HOME}:8443" in opened
    assert "El personal no puede entrar por la red:" not in opened
    for text in (home, page):
        assert "No se puede leer el certificado." in text
