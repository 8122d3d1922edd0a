"""A network whose portal takes every connection and answers every request: it is never taken for the hub."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest

from edge.agenda import HURRY_S
from edge.agent import Agent
from edge.models_store import ModelFiles
from edge.road_watch import RoadWatch
from edge.uplink import Uplink
from hub.demo.badroad import BadRoad
from sync.http_road import HttpRoad
from tests.edge.building import FakeClock
from tests.faults.pair import School, free_port, new_school, school, served
from tests.hub.builders import Office

PAGE = b"<!DOCTYPE html><html><body>Bienvenido: acepte las condiciones</body></html>"
LOOK_S = 3


@dataclass
class Portal:
    """An HTTP server on a port that answers whatever is asked with a page, or leads to one."""

    port: int
    status: int
    asked: list[str] = field(default_factory=list)

    @contextmanager
    def up(self) -> Iterator[None]:
        asked, status = self.asked, self.status

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.rfile.read(int(self.headers.get("Content-Length", "0")))
                self.send_response(status)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(PAGE)))
                if status == 302:
                    self.send_header("Location", "http://10.0.0.1/entrar")
                self.end_headers()
                self.wfile.write(PAGE)

            def do_PUT(self) -> None:
                self.do_GET()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        with ThreadingHTTPServer(("127.0.0.1", self.port), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.02,))
            thread.start()
            yield
            server.shutdown()
            thread.join(20)


@dataclass
class Laptop:
    """A node whose network, route and time are told."""

    one: School
    clock: FakeClock
    url: str
    network: str = "wlan0/10.0.0.1/5f"
    route: bool = True

    def __post_init__(self) -> None:
        one, parts = self.one, urlsplit(self.url)
        files, road = ModelFiles(one.config.models), lambda: HttpRoad(self.url, timeout_s=(2, 5))
        one.agent = Agent(
            one.store, one.identity, files, road, clock=self.clock, rng=Random(1), network=lambda: self.network
        )
        self.uplink = Uplink(one.agent, one.store, lambda: (parts.hostname or "", parts.port or 0), Random(1))
        self.watch = RoadWatch(one.agent, lambda: (), lambda: self.route, self.uplink)

    def live(self, seconds: int, *, flaps: bool = False) -> int:
        """Look and send as a node does, for so long; return how many attempts it made."""
        attempts = 0
        for at in range(0, seconds, LOOK_S):
            self.route = not flaps or at // 30 % 2 == 0
            self.watch.look()
            if self.uplink._knocking is not None:
                self.uplink._knocking.join(30)
            attempts += self.one.agent.tick_if_due() is not None
            self.clock.pass_s(LOOK_S)
        self.route = True
        return attempts


@pytest.fixture
def home(office: Office, tmp_path: Path) -> Path:
    return new_school(office, tmp_path / "node")


@contextmanager
def laptop(home: Path, port: int) -> Iterator[Laptop]:
    clock = FakeClock()
    with school(home, f"http://127.0.0.1:{port}", clock=clock) as one:
        one.record(3)
        yield Laptop(one, clock, f"http://127.0.0.1:{port}")


@pytest.mark.parametrize("status", [200, 302, 403, 511])
def test_a_portal_is_asked_once_an_attempt_and_attempts_become_rare_whatever_the_route_does(
    home: Path, status: int
) -> None:
    portal = Portal(free_port(), status)
    with laptop(home, portal.port) as node, portal.up():
        attempts = node.live(3_600, flaps=True)
        row = node.one.store.logbook.attempts(1)[0]

        assert len(portal.asked) == attempts <= 16
        assert (row.outcome, row.reason, "portal" in row.text) == ("off", "another", True)
        assert "abra el navegador" in row.next_step
        assert node.one.store.outbox.pending() > 0


def test_a_portal_that_comes_and_goes_is_not_knocked_at_and_keeps_its_back_off(home: Path) -> None:
    portal = Portal(free_port(), 200)
    with laptop(home, portal.port) as node:
        with portal.up():
            node.live(600)
        node.live(1_800)
        shut = node.one.agent.reached.cut_off
        node.clock.pass_s(60)
        before, waits = len(portal.asked), node.one.agent.due_in_s()
        with portal.up():
            attempts = node.live(int(waits) // LOOK_S * LOOK_S)

        assert (shut, node.one.agent.reached.behind_portal, waits > 60) == (True, True, True)
        assert (attempts, len(portal.asked)) == (0, before)


def test_another_network_or_a_person_ends_the_wait_and_the_hub_is_reached(office: Office, home: Path) -> None:
    portal = Portal(free_port(), 200)
    with laptop(home, portal.port) as node:
        with portal.up():
            node.live(1_200)
            waits = node.one.agent.due_in_s()
            node.one.agent.request()
            by_hand = node.live(LOOK_S)
        node.clock.pass_s(HURRY_S)
        with served(office) as url, BadRoad(("127.0.0.1", urlsplit(url).port or 0), port=portal.port):
            stays = node.live(LOOK_S)
            node.network = "usb0/192.168.42.129/77"
            elsewhere = node.live(LOOK_S)
            row = node.one.store.logbook.attempts(1)[0]

        assert (waits > 60, by_hand, stays, elsewhere) == (True, 1, 0, 1)
        assert (row.outcome, node.one.agent.reached.behind_portal) == ("ok", False)
