"""People at a school's pages, each in a browser of their own, all pressing a button at once."""

import re
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

import requests

from hub.demo.browsing import inputs
from tests.benchmarks.school import Pupil

_MATERIAL = re.compile(r'name="material" value="([^"]+)"')
_STYLESHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
Who = TypeVar("Who")


def wire_bytes(session: requests.Session, address: str) -> tuple[int, bytes]:
    """Return how many bytes the body of an answer was on the wire, and what it says."""
    with session.get(address, stream=True, timeout=30, headers={"Accept-Encoding": "identity"}) as plain:
        text = plain.content
    with session.get(address, stream=True, timeout=30, headers={"Accept-Encoding": "gzip"}) as answer:
        answer.raise_for_status()
        return len(answer.raw.read(decode_content=False)), text


def first_view_bytes(session: requests.Session, url: str, path: str) -> int:
    """Return what a browser that was never here loads for a page: the HTML, and the style sheets it names."""
    total, page = wire_bytes(session, url + path)
    sheets = _STYLESHEET.findall(page.decode())
    return total + sum(wire_bytes(session, url + sheet)[0] for sheet in sheets)


def at_once(people: Sequence[Who], press: Callable[[Who], requests.Response], *, status: int = 302) -> list[float]:
    """Let everybody *press* at the same moment; return how long each waited for the answer, of *status*."""
    start = threading.Barrier(len(people))

    def one(who: Who) -> float:
        start.wait(30)
        began = time.monotonic()
        answer = press(who)
        waited = time.monotonic() - began
        if answer.status_code != status:
            raise RuntimeError(f"{answer.url} answered {answer.status_code}")
        return waited

    with ThreadPoolExecutor(len(people)) as threads:
        return list(threads.map(one, people))


@dataclass(slots=True)
class PupilsBrowser:
    """A pupil at the school's pages."""

    url: str
    pupil: Pupil
    session: requests.Session = field(default_factory=requests.Session)
    form: dict[str, str] = field(default_factory=dict)
    page: str = ""

    def tap_twice(self) -> None:
        """Choose class and name, and tap the first two pictures."""
        self.session.cookies.clear()
        pupil = self.pupil
        self.page = self._get(f"/a/?aula={pupil.class_key}&quien={pupil.key}")
        for picture in pupil.pictures[:2]:
            self.page = self.session.post(f"{self.url}/a/", data=self._with(figura=picture), timeout=60).text

    def sign_in(self) -> requests.Response:
        """Tap the third picture."""
        data = self._with(figura=self.pupil.pictures[2])
        return self.session.post(f"{self.url}/a/", data=data, timeout=60, allow_redirects=False)

    def see_materials(self) -> requests.Response:
        """Open the page of materials."""
        answer = self.session.get(f"{self.url}/a/materiales", timeout=60, allow_redirects=False)
        self.page = answer.text
        return answer

    def open_material(self) -> requests.Response:
        """Press *Abrir* on the first material; the answer comes when the use is on the disk."""
        found = _MATERIAL.search(self.page)
        assert found, "there is no material on the page"
        data = {name: value for name, value in inputs(self.page).items() if name in ("csrf", "vez")}
        data["material"] = found[1]
        return self.session.post(f"{self.url}/a/abrir", data=data, timeout=60, allow_redirects=False)

    def _with(self, **more: str) -> dict[str, str]:
        return {name: value for name, value in inputs(self.page).items() if name} | more

    def _get(self, path: str) -> str:
        answer = self.session.get(self.url + path, timeout=60)
        answer.raise_for_status()
        return answer.text
