"""The page of the program: who sees what, what is begun, and how it is told that a version did not work."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from edge.app import create_app
from edge.config import Config
from edge.program.found import Updates
from edge.program.launcher import read_state, write_state
from edge.program.updating import update
from sync.keys import HubPublic, ReleaseKey
from sync.plugged import Plugged
from sync.program_package import Package
from tests.edge.program.packages import HUB, OLD, builder, installed, package
from tests.edge.views.school import open_school
from tests.shared.web.building import form_token, sign_in


@dataclass
class Laptop:
    """A school's pages on a laptop where the program was installed, and a stick in it."""

    app: Flask
    program: Path
    usb: Path
    updates: Updates

    def client(self, login: str = "soporte") -> FlaskClient:
        client = self.app.test_client()
        assert sign_in(client, login) == 302
        return client

    def look(self, login: str = "soporte") -> str:
        return self.client(login).get("/programa/").text

    def post(self, path: str = "/programa/", **form: str) -> str:
        client = self.client()
        token = form_token(client.get("/programa/").text)
        answer = client.post(path, data={"csrf": token, **form}, follow_redirects=True)
        return f"{answer.status_code} {answer.text}"

    def chosen(self) -> dict[str, str]:
        """Return what the button of the first package sends."""
        page = self.look()
        path, sha256 = re.search(r'name="archivo" value="([^"]+)"', page), re.search(r'name="suma" value="(\w+)"', page)
        assert path
        assert sha256
        return {"archivo": path[1], "suma": sha256[1]}


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    (tmp_path / "node").mkdir()
    school = open_school(tmp_path / "node")
    program, usb = installed(tmp_path / "un programa"), tmp_path / "usbs" / "MI USB"
    (usb / "CHASQUI").mkdir(parents=True)
    config = Config(dir=tmp_path / "node", clock=school.clock)
    app = create_app(config, school.store, plugged=Plugged((usb.parent,), mounts=tmp_path / "none"))

    def take(program: Path, file: Path, hub: HubPublic) -> Package:
        return update(program, file, hub, run=builder(program))

    updates = app.extensions["program"] = Updates(program, lambda: HUB, take=take)
    yield Laptop(app, program, usb, updates)
    updates.wait(20)
    school.store.close()


def test_what_was_not_installed_from_a_bundle_is_told_that_it_cannot_be_updated_here(laptop: Laptop) -> None:
    laptop.app.extensions["program"] = Updates(None, lambda: HUB)
    page = laptop.look()

    assert "no se instaló con el paquete" in page
    assert "En el USB" not in page


def test_without_a_stick_it_says_what_to_do(laptop: Laptop) -> None:
    page = laptop.look("coord")

    assert "Está la versión 0.1.0" in page
    assert "Conecte el USB" in page


def test_only_what_may_be_taken_has_a_button_and_the_rest_says_why(laptop: Laptop) -> None:
    package(laptop.usb, "0.3.0")
    package(laptop.usb, "0.0.1")
    package(laptop.usb, "0.9.0", key=ReleaseKey.generate())
    page = laptop.look()

    assert page.count('name="suma"') == 1
    assert "aquí ya está la 0.1.0" in page
    assert "La firma no corresponde" in page
    assert "MI USB" in page


def test_a_click_makes_the_version_and_puts_it_on_trial(laptop: Laptop) -> None:
    package(laptop.usb)
    answer = laptop.post(**laptop.chosen())
    laptop.updates.wait(20)

    assert "se está preparando" in answer
    assert read_state(laptop.program)["trial"]
    assert "se cierra y se abre solo con la versión nueva" in laptop.look()


def test_a_package_that_is_gone_meanwhile_is_told(laptop: Laptop) -> None:
    file = package(laptop.usb)
    chosen = laptop.chosen()
    file.unlink()

    answer = laptop.post(**chosen)
    assert answer.startswith("409")
    assert "ya no está" in answer


def test_one_that_could_not_be_made_is_told_with_why(laptop: Laptop) -> None:
    file = package(laptop.usb)
    chosen = laptop.chosen()
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    laptop.post(**chosen)
    laptop.updates.wait(20)

    assert "El paquete está dañado" in laptop.look()
    assert read_state(laptop.program)["current"] == OLD


@pytest.mark.parametrize(
    ("why", "words"), [("exit code 1", "se cerró al arrancar"), ("copy", "copiar antes"), ("starts", "tres arranques")]
)
def test_a_version_that_did_not_start_is_told_wherever_one_is_until_somebody_says_so(
    laptop: Laptop, why: str, words: str
) -> None:
    state = read_state(laptop.program)
    write_state(laptop.program, {**state, "told": {"refused": "0.2.0-abcd", "why": why}})
    home, page = laptop.client("coord").get("/").text, laptop.look()
    teacher = laptop.client("profe").get("/").text
    laptop.post("/programa/visto")

    assert words in page
    assert "La versión 0.2.0 no sirvió" in home
    assert "La versión 0.2.0" not in teacher
    assert "La versión 0.2.0" not in laptop.look()
