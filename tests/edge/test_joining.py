"""A folder without a node: `run` serves the pages on which a person joins it, and then the node's own."""

import re
import subprocess
import time
from pathlib import Path

import pytest
import requests
from msgspec import structs

from edge.config import Config
from edge.enrol import is_node, load_identity
from edge.fresh import Newcomers
from edge.joining import create_joining_app
from edge.store import Store
from sync import folder
from sync.card import card_of
from sync.introduction import Introduction, Served, code_words, key_words
from sync.plugged import Plugged
from tests.edge.building import SCHOOL, SITE, FakeHub
from tests.edge.live_node import running
from tests.sync.hanging import Hanging

INVITATION = FakeHub().invitation()
TOLD = Introduction(INVITATION.hub, INVITATION.url, {SITE: (Served(SCHOOL, INVITATION.school_names[0]),)})
PHRASE = "maiz morado en la ladera"
ACCOUNT = {"cuenta": "Direccion", "nombre": "Ana Quispe", "clave": PHRASE, "clave2": PHRASE}


class Person:
    """Somebody at the laptop's browser, before there is a node."""

    def __init__(self, config: Config, plugged: Plugged | None = None) -> None:
        self.new = Newcomers(config, plugged or Plugged(config.sticks))
        self.browser = create_joining_app(self.new).test_client()

    def get(self, path: str, **more: object) -> "tuple[int, str]":
        answer = self.browser.get(path, **more)
        return answer.status_code, answer.get_data(as_text=True)

    def post(self, path: str, **fields: object) -> "tuple[int, str]":
        token = re.search(r'name="csrf" value="([^"]+)"', self.get("/unir/")[1])
        assert token
        answer = self.browser.post(path, data={"csrf": token[1], **fields})
        said = answer.get_data(as_text=True)
        answer.close()
        return answer.status_code, said


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(dir=tmp_path / "node", sticks=(tmp_path / "usb",))


@pytest.fixture
def person(config: Config) -> Person:
    return Person(config)


def text_of(invitation: object) -> str:
    return invitation.to_json().decode()  # type: ignore[attr-defined, no-any-return]


def test_a_file_is_looked_at_before_anything_is_made(person: Person, config: Config, tmp_path: Path) -> None:
    path = tmp_path / "invitacion.json"
    path.write_bytes(INVITATION.to_json())
    with path.open("rb") as file:
        code, page = person.post("/unir/", forma="archivo", archivo=(file, "invitacion.json"))

    assert (code, "I.E. 38001" in page, INVITATION.hub.fingerprint() in page) == (200, True, True)
    assert not config.dir.exists()


def test_the_text_of_the_qr_is_enough(person: Person) -> None:
    assert "I.E. 38001" in person.post("/unir/", forma="qr", texto=card_of(INVITATION).lower())[1]


def test_words_and_a_stick_that_was_at_the_office_are_enough(person: Person, config: Config) -> None:
    stick = config.sticks[0] / "escuela"
    stick.mkdir(parents=True)
    folder.put_introduction(stick, TOLD.to_json())
    huella, codigo = " ".join(key_words(INVITATION.hub)), " ".join(code_words(INVITATION.code))
    told = {"forma": "palabras", "local": SITE.lstrip("0"), "desde": "", "huella": huella, "codigo": codigo}
    code, page = person.post("/unir/", **told)
    wrong = person.post("/unir/", **told | {"codigo": codigo.replace(codigo.split()[2], "escuelo")})

    assert (code, "I.E. 38001" in page) == (200, True)
    assert (wrong[0], "La palabra 3 del código, «escuelo», no es de la hoja" in wrong[1], huella in wrong[1]) == (
        400,
        True,
        True,
    )


def test_a_stick_that_hangs_keeps_nobody_waiting_who_joins(tmp_path: Path) -> None:
    (stick := tmp_path / "usb" / "COLGADO").mkdir(parents=True)
    folder.put_introduction(stick, TOLD.to_json())
    config, hanging = Config(dir=tmp_path / "node"), Hanging("COLGADO")
    plugged = Plugged([stick.parent], mounts=tmp_path / "none", patience_s=0.2, at=hanging.at)
    person = Person(config, plugged)
    words = {"huella": " ".join(key_words(INVITATION.hub)), "codigo": " ".join(code_words(INVITATION.code))}
    told = {"forma": "palabras", "local": SITE, **words}
    page = person.get("/unir/")[1]
    (nothing, said), (named, why) = (person.post("/unir/", desde=where, **told) for where in ("", str(stick)))
    hanging.answer()
    code, found = person.post("/unir/", desde="", **told)

    assert "un USB que pasó por la oficina" in page
    assert (nothing, f"«{stick}» no responde" in said) == (400, True)
    assert (named, "con http:// o https://" in why) == (400, True)
    assert (code, "I.E. 38001" in found) == (200, True)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"forma": "archivo"}, "Elija el archivo"),
        ({"forma": "qr", "texto": "hola"}, "Ese texto no es el de una hoja"),
        ({"forma": "palabras", "local": SITE, "desde": "", "huella": "a", "codigo": "b"}, "No se ve ningún USB"),
        ({"forma": "palabras", "local": SITE, "desde": "/etc", "huella": "a", "codigo": "b"}, "con http:// o https://"),
        (
            {"forma": "palabras", "local": SITE, "desde": "http://127.0.0.1:1", "huella": "a", "codigo": "b"},
            "No se llega",
        ),
    ],
)
def test_what_is_no_invitation_is_told_and_makes_nothing(
    person: Person, config: Config, fields: dict[str, str], words: str
) -> None:
    code, page = person.post("/unir/", **fields)

    assert (code, words in page) == (400, True)
    assert not config.dir.exists()


def test_joining_makes_the_node_and_an_account_that_enters(person: Person, config: Config) -> None:
    code, page = person.post("/unir/confirmar", invitacion=text_of(INVITATION), **ACCOUNT)
    with Store(config.database, config.clock) as store:
        roles = store.db.rows("SELECT login, role FROM credentials")

    assert (code, "Ya está enlazada" in page, "direccion" in page) == (200, True, True)
    assert load_identity(config).invitation == INVITATION
    assert roles == [("direccion", "coordinator")]
    assert person.new.done.is_set()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"clave2": "otra clave cualquiera"}, "Las dos claves no son iguales"),
        ({"clave": "corta", "clave2": "corta"}, "10 caracteres"),
        ({"cuenta": " "}, "Escriba un nombre de cuenta corto"),
        ({"cuenta": "Ana Quispe"}, "sin espacios"),
    ],
)
def test_an_account_that_could_not_enter_makes_no_node_and_keeps_what_was_written(
    person: Person, config: Config, change: dict[str, str], words: str
) -> None:
    code, page = person.post("/unir/confirmar", invitacion=text_of(INVITATION), **ACCOUNT | change)

    assert (code, words in page, "Ana Quispe" in page) == (400, True, True)
    assert not is_node(config)
    assert not person.new.done.is_set()


def test_a_folder_of_another_site_stays_as_it_was(person: Person, config: Config) -> None:
    person.post("/unir/confirmar", invitacion=text_of(INVITATION), **ACCOUNT)
    (config.dir / "invitation.json").unlink()
    other = structs.replace(INVITATION, site="999999")
    code, page = Person(config).post("/unir/confirmar", invitacion=text_of(other), **ACCOUNT)

    assert (code, "999999" in page, is_node(config)) == (400, True, False)


def test_only_this_laptops_browser_is_let_in_and_only_with_its_own_form(person: Person, config: Config) -> None:
    forged = person.browser.post("/unir/confirmar", data={"invitacion": text_of(INVITATION), **ACCOUNT})
    from_the_lan = person.get("/unir/", environ_overrides={"REMOTE_ADDR": "192.168.1.7"})
    rebound = person.get("/unir/", headers={"Host": "evil.example"})
    by_address = person.get("/unir/", headers={"Host": "192.168.1.2:8070"})

    assert (forged.status_code, from_the_lan[0], rebound[0], by_address[0]) == (400, 403, 400, 400)
    assert not config.dir.exists()


@pytest.mark.parametrize("path", ["/", "/entrar", "/a/", "/registrar", "/nada"])
def test_whatever_is_asked_for_joining_comes_first(person: Person, path: str) -> None:
    answer = person.browser.get(path)

    assert (answer.status_code, answer.location) == (302, "/unir/")


def form_to_enter(node: "subprocess.Popen[bytes]", browser: requests.Session, address: str) -> str:
    """Return the secret of the form on which one signs in, once it is there: between the two nobody answers."""
    until = time.monotonic() + 180
    while node.poll() is None and time.monotonic() < until:
        try:
            shown = browser.get(address + "/entrar", timeout=60).text
        except requests.RequestException:
            shown = ""
        form = re.search(r'name="csrf" value="([^"]+)"', shown)
        if form and "current-password" in shown:
            return form[1]
        time.sleep(0.1)
    pytest.fail(f"the pages of the node did not come; it ended with {node.poll()}")


def test_run_in_a_fresh_folder_asks_for_the_invitation_and_then_serves_the_node(tmp_path: Path) -> None:
    home = tmp_path / "fresh"
    with running(home) as (node, address), requests.Session() as browser:
        asked = browser.get(address + "/", timeout=60)
        token = re.search(r'name="csrf" value="([^"]+)"', asked.text)
        assert token
        fields = {"csrf": token[1], "invitacion": text_of(INVITATION), **ACCOUNT}
        joined = browser.post(address + "/unir/confirmar", data=fields, timeout=30)
        # The pages are another server's now, to which no connection is open.
        with requests.Session() as again:
            account = {"csrf": form_to_enter(node, again, address), "cuenta": "direccion", "clave": PHRASE}
            entered = again.post(address + "/entrar", data=account, timeout=60)

        assert node.poll() is None
    assert "Enlazar esta computadora con su escuela" in asked.text
    assert (joined.status_code, "Ya está enlazada" in joined.text) == (200, True)
    assert (entered.status_code, "Cerrar sesión" in entered.text) == (200, True)
