"""A laptop joins the region anew while its pages stay open: by a command beside it, or in the browser."""

import re
import time
from pathlib import Path

import pytest
import requests

from edge.config import Config
from edge.enrol import init, load_identity
from edge.store import Store
from hub.acts import BY_COMMAND
from hub.enrol import invite
from shared.events import Claim
from sync.enrolment import Invitation
from tests.edge.building import FakeHub, use
from tests.edge.live_node import edge, running
from tests.faults.pair import served
from tests.hub.builders import SITE, Office

PHRASE = "maiz morado en la ladera"


@pytest.fixture
def home(office: Office, tmp_path: Path) -> Path:
    """A node of the site whose invitation is of a hub that is no more, with five facts and an account."""
    letter = tmp_path / "old.json"
    letter.write_bytes(FakeHub().invitation().to_json().replace(FakeHub().invitation().site.encode(), SITE.encode()))
    config = Config(dir=tmp_path / "node")
    init(config, letter)
    with Store(config.database, config.clock) as store:
        store.record([Claim(use()) for _ in range(5)])
    edge(config.dir, "user", "add", "coord", "--role", "coordinator", told=PHRASE + "\n")
    return config.dir


def letter_of(office: Office, url: str, folder: Path) -> tuple[Invitation, Path]:
    found = invite(office.store, office.keys.public, SITE, office.store.schools(), url, by=BY_COMMAND)
    path = folder / "new.json"
    path.write_bytes(found.to_json())
    return found, path


def arrives(office: Office, least: int, within_s: float = 30) -> int:
    until = time.monotonic() + within_s
    while (count := office.store.totals().events) < least and time.monotonic() < until:
        time.sleep(0.1)
    return count


def test_a_command_beside_the_open_node_joins_it_anew_and_everything_is_sent_at_once(
    office: Office, home: Path, tmp_path: Path
) -> None:
    before = load_identity(Config(dir=home)).keys.node_id
    with served(office) as url, running(home) as (node, _):
        _, path = letter_of(office, url, tmp_path)
        done = edge(home, "enrol", "--new-key", "--invitation", str(path))
        count = arrives(office, 5)

        assert node.poll() is None
    after = load_identity(Config(dir=home)).keys.node_id

    assert done.returncode == 0, done.stderr
    assert "Enlazado otra vez" in done.stdout
    assert after.hex() in done.stdout
    assert after != before
    assert count >= 5


def test_an_invitation_of_another_site_changes_nothing_beside_the_open_node(
    office: Office, home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(FakeHub().invitation().to_json().replace(FakeHub().invitation().site.encode(), b"999999"))
    before = (home / "invitation.json").read_bytes()
    with running(home) as (node, _):
        done = edge(home, "enrol", "--invitation", str(path))

        assert node.poll() is None
    assert (done.returncode, "999999" in done.stderr) == (1, True)
    assert (home / "invitation.json").read_bytes() == before


class Coordinator:
    def __init__(self, address: str) -> None:
        self.address, self.browser = address, requests.Session()
        self.post("/entrar", "/entrar", cuenta="coord", clave=PHRASE)

    def post(self, page: str, to: str, files: dict[str, object] | None = None, **fields: str) -> requests.Response:
        token = re.search(r'name="csrf" value="([^"]+)"', self.browser.get(self.address + page, timeout=20).text)
        assert token
        return self.browser.post(self.address + to, data={"csrf": token[1], **fields}, files=files, timeout=60)


def test_a_coordinator_joins_it_anew_in_the_browser(office: Office, home: Path, tmp_path: Path) -> None:
    with served(office) as url, running(home) as (_, address):
        found, path = letter_of(office, url, tmp_path)
        ana = Coordinator(address)
        with path.open("rb") as file:
            look = ana.post("/unir/", "/unir/", {"archivo": file}, forma="archivo")
        unchanged = load_identity(Config(dir=home)).invitation != found
        done = ana.post("/unir/", "/unir/confirmar", invitacion=path.read_text())
        count = arrives(office, 5)

    assert (look.status_code, found.hub.fingerprint() in look.text, unchanged) == (200, True, True)
    assert (done.status_code, "Enlazada otra vez." in done.text) == (200, True)
    assert load_identity(Config(dir=home)).invitation == found
    assert count >= 5
