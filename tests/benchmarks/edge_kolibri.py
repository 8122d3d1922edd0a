"""The peer Kolibri 0.19 as a school's own server: what it takes, and how long a class waits at it."""

import re
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

from hub.demo.processes import free_port
from tests.benchmarks.frame import say
from tests.benchmarks.peer_kolibri import PASSWORD, USER, installed
from tests.benchmarks.processes import tree_mb
from tests.benchmarks.visitors import at_once, wire_bytes

_SCRIPT = Path(__file__).with_name("kolibri") / "school.py"
_ASSET = re.compile(r'(?:src|href)="([^"]+\.(?:js|css)[^"]*)"')
_PASSWORD = "puna quinua rio"
_FIRST, _READY = "/es-es/auth/", "/api/public/info/"


@dataclass(frozen=True, slots=True)
class KolibriSchool:
    """Its programs, its data, and the one document that its learners open."""

    programs: Path
    home: Path
    document: Mapping[str, str]
    """What names it where a session of use begins."""
    facility: str

    @property
    def installed_mb(self) -> float:
        """Return what its environment holds."""
        return tree_mb(self.programs.parent / "lib")

    def command(self, port: int) -> tuple[Sequence[str], Mapping[str, str]]:
        """Return the server's command and its environment."""
        start = [str(self.programs / "kolibri"), "start", "--foreground", "--port", str(port)]
        return [*start, "--zip-port", str(free_port())], _of(self.home)


def ready_at(port: int) -> str:
    """Return the address that answers once it serves."""
    return f"http://127.0.0.1:{port}{_READY}"


def kolibri_school(folder: Path, people: int) -> KolibriSchool | None:
    """Install it where it is not yet, and make a school in *folder*; None, and a word why, where that fails."""
    programs = installed("edge")
    if programs is None:
        return None
    home = folder / "kolibri"
    given = ["--superusername", USER, "--superuserpassword", PASSWORD, "--preset", "nonformal"]
    try:
        subprocess.run(
            [str(programs / "kolibri"), "manage", "provisiondevice", "--facility", "Escuela", *given, "--language_id",
             "es-es", "--noinput"], env=_of(home), check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        made = subprocess.run(
            [str(programs / "python"), str(_SCRIPT), str(people)], env=_of(home), check=True, capture_output=True,
            text=True, timeout=300,
        )  # fmt: skip
    except subprocess.CalledProcessError as error:
        say(f"edge: kolibri is left out: its school could not be made: {str(error.stderr)[-300:]}")
        return None
    node, content, channel, facility = made.stdout.split()[-4:]
    document = {"node_id": node, "content_id": content, "channel_id": channel, "kind": "document"}
    return KolibriSchool(programs, home, document, facility)


def _of(home: Path) -> dict[str, str]:
    return {"KOLIBRI_HOME": str(home), "PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8"}


def first_page_bytes(url: str) -> int:
    """Return what a browser that was never here loads for the page to sign in: HTML, scripts and style sheets."""
    with requests.Session() as stranger:
        total, page = wire_bytes(stranger, url + _FIRST)
        assets = dict.fromkeys(_ASSET.findall(page.decode()))
        return total + sum(wire_bytes(stranger, one if one.startswith("http") else url + one)[0] for one in assets)


@dataclass(slots=True)
class LearnersBrowser:
    """A learner at Kolibri's pages."""

    url: str
    school: KolibriSchool
    name: str
    session: requests.Session = field(default_factory=requests.Session)

    def arrive(self) -> None:
        """Open the page to sign in, without a session of before."""
        self.session.cookies.clear()
        self.see_page().raise_for_status()

    def see_page(self) -> requests.Response:
        """Open a page of theirs, the HTML alone."""
        return self.session.get(self.url + _FIRST, timeout=120)

    def sign_in(self) -> requests.Response:
        """Send name and password."""
        told = {"username": self.name, "password": _PASSWORD, "facility": self.school.facility}
        return self._post("/api/auth/session/", told)

    def open_document(self) -> requests.Response:
        """Begin a session of use with the document, which is written down before the answer."""
        return self._post("/api/logger/trackprogress/", self.school.document)

    def _post(self, path: str, told: Mapping[str, str]) -> requests.Response:
        token = next((one.value or "" for one in self.session.cookies if "csrf" in one.name), "")
        return self.session.post(self.url + path, json=told, headers={"X-CSRFToken": token}, timeout=120)


def class_at_work(url: str, school: KolibriSchool, crowd: int, rounds: int) -> dict[str, list[float]]:
    """Return how long each of *crowd* learners waited, by what for."""
    browsers = [LearnersBrowser(url, school, f"alumno{number}") for number in range(crowd)]
    waits: dict[str, list[float]] = {"signin": [], "page": [], "write": []}
    steps: Sequence[tuple[str, Callable[[LearnersBrowser], requests.Response]]] = (
        ("signin", LearnersBrowser.sign_in),
        ("page", LearnersBrowser.see_page),
        ("write", LearnersBrowser.open_document),
    )
    with _closing(browsers):
        for _ in range(rounds):
            for browser in browsers:
                browser.arrive()
            for what, press in steps:
                waits[what] += at_once(browsers, press, status=200)
    return waits


@contextmanager
def _closing(browsers: Sequence[LearnersBrowser]) -> Iterator[None]:
    try:
        yield
    finally:
        for browser in browsers:
            browser.session.close()
