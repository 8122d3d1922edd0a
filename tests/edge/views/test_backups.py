"""The copy on a stick, on its page: chosen, sealed, verified, and asked for again after a month."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from edge.app import create_app
from edge.backup_file import restore
from edge.config import Config
from edge.enrol import init
from edge.stick_copies import FOLDER, copies_on
from edge.stick_times import begin_waiting
from edge.store import Store
from tests.edge.building import FakeHub
from tests.edge.views.school import furnish
from tests.shared.web.building import SteppedClock, form_token, sign_in

PHRASE = "maiz morado en la ladera"


@dataclass
class Laptop:
    """A node with its keys, its pages, and a stick in it."""

    config: Config
    store: Store
    stick: Path
    clock: SteppedClock

    def client(self, login: str = "coord") -> FlaskClient:
        client = create_app(self.config, self.store).test_client()
        assert sign_in(client, login) == 302
        return client

    def copy(self, **fields: str) -> tuple[int, str]:
        client = self.client()
        data = {"csrf": form_token(client.get("/equipo/copia/").text), "usb": str(self.stick), "frase": PHRASE}
        answer = client.post("/equipo/copia/", data=data | fields, follow_redirects=True)
        return answer.status_code, answer.text


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    clock, sticks = SteppedClock(), tmp_path / "media"
    (sticks / "MI USB" / "CHASQUI").mkdir(parents=True)
    config = Config(dir=tmp_path / "node", clock=clock, sticks=(sticks,))
    (tmp_path / "invitation.json").write_bytes(FakeHub().invitation().to_json())
    init(config, tmp_path / "invitation.json")
    store = Store(config.database, clock)
    furnish(store)
    return Laptop(config, store, sticks / "MI USB", clock)


def test_the_stick_that_is_in_is_found_and_chosen(laptop: Laptop) -> None:
    text = laptop.client().get("/equipo/copia/").text

    assert re.search(rf'value="{laptop.stick}" checked', text)
    assert "sin copias todavía" in text


def test_a_copy_is_made_verified_and_can_be_restored(laptop: Laptop, tmp_path: Path) -> None:
    code, text = laptop.copy()
    [copy] = copies_on(laptop.stick)
    done = restore(Config(dir=tmp_path / "new", clock=laptop.clock), copy.path, PHRASE)

    assert (code, "La copia está completa" in text, "leída de vuelta" in text) == (200, True, True)
    assert done.events == laptop.store.records.count()
    assert "La última:" in laptop.client().get("/equipo/").text
    assert "tiene 1 copia" in laptop.client().get("/equipo/copia/").text


def test_several_clicks_make_one_copy_and_all_say_that_it_is_complete(laptop: Laptop) -> None:
    with ThreadPoolExecutor(2) as clicks:
        told = [*clicks.map(lambda _: laptop.copy(vez="v1"), "12"), laptop.copy(vez="v1")]
    other = laptop.copy(vez="v2")

    assert [(code, "La copia está completa" in text) for code, text in told] == [(200, True)] * 3
    assert (other[0], "ya existe" in other[1], len(copies_on(laptop.stick))) == (400, True, 1)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"frase": "corta"}, "12 letras o más"),
        ({"usb": "/no/hay"}, "No se encuentra el USB"),
        ({"usb": ""}, "No se encuentra el USB"),
        ({"usb": "", "carpeta": "media"}, "No se encuentra el USB"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_stays(laptop: Laptop, fields: dict[str, str], words: str) -> None:
    code, text = laptop.copy(**fields)

    assert (code, words in text) == (400, True)
    assert f'value="{fields.get("frase", PHRASE)}"' in text
    assert not (laptop.stick / FOLDER).exists()


def test_a_stick_that_cannot_be_written_is_told(laptop: Laptop) -> None:
    (laptop.stick / FOLDER).write_bytes(b"")
    code, text = laptop.copy()

    assert (code, "no deja escribir" in text) == (400, True)


def test_a_month_without_a_copy_is_a_task_for_whoever_may_make_one(laptop: Laptop) -> None:
    begin_waiting(laptop.store.db)
    before = laptop.client().get("/mas/").text
    laptop.clock.pass_s(31 * 86_400)
    asked = [laptop.client(login).get("/mas/").text for login in ("coord", "soporte", "profe")]
    laptop.copy()

    assert "Haga una copia en USB" not in before
    assert ["Haga una copia en USB" in text for text in asked] == [True, True, False]
    assert "Haga una copia en USB" not in laptop.client().get("/mas/").text
