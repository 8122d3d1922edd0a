"""Whatever answers in the hub's place, or does not: the attempt ends, says why, and the next one is scheduled."""

import contextlib
import random
import socket
import sqlite3
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from hub.demo.badroad import BadRoad
from hub.demo.weather import Road as Weather
from shared.events import Claim
from shared.ids import Pseudonym
from sync.http_road import HttpRoad
from tests.edge.building import use
from tests.faults.pair import School, held_by, new_school, school, served
from tests.hub.builders import Office

Answer = Callable[[socket.socket], None]
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
OK = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"


@pytest.fixture
def home(office: Office, tmp_path: Path) -> Path:
    return new_school(office, tmp_path / "node")


@contextlib.contextmanager
def answering(answer: Answer) -> Iterator[str]:
    """Listen on a port and treat each connection as *answer* says."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                with contextlib.suppress(OSError):
                    connection, _ = server.accept()
                    with connection, contextlib.suppress(OSError):
                        connection.settimeout(5)
                        answer(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        over.set()
        thread.join(20)


def says(head: str, body: bytes = b"", **headers: str) -> Answer:
    usual = {"Content-Length": str(len(body)), "Connection": "close"}
    lines = [f"HTTP/1.1 {head}", *(f"{name}: {value}" for name, value in (usual | headers).items())]

    def answer(connection: socket.socket) -> None:
        line, _ = _read_request(connection)
        knows_nothing = line.startswith("GET") and head[:3] in ("202", "409")
        connection.sendall(NOT_FOUND if knows_nothing else "\r\n".join([*lines, "", ""]).encode() + body)

    return answer


def _read_request(connection: socket.socket) -> tuple[str, bytes]:
    got = b""
    while b"\r\n\r\n" not in got:
        got += connection.recv(65_536)
    head, _, body = got.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-l")), 0
    )
    while len(body) < length:
        body += connection.recv(65_536)
    return head.split(b"\r\n")[0].decode(), body


def drips_a_header(connection: socket.socket) -> None:
    _read_request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Wait: ")
    _drip(connection)


def drips_a_body(connection: socket.socket) -> None:
    _read_request(connection)
    connection.sendall(OK % 1_000_000)
    _drip(connection)


def _drip(connection: socket.socket) -> None:
    for _ in range(600):
        connection.sendall(b"a")
        time.sleep(0.05)


def hangs_up(connection: socket.socket) -> None:
    connection.recv(10)


def talks_nonsense(connection: socket.socket) -> None:
    _read_request(connection)
    connection.sendall(b"\x16\x03\x01 SSH-2.0 hola\r\n\r\n")


def promises_more(connection: socket.socket) -> None:
    _read_request(connection)
    connection.sendall(OK % 5_000 + b"corto")


PORTAL = b"<html><body>Bienvenido al WiFi municipal: acepte las condiciones</body></html>"
ANSWERS: dict[str, tuple[Answer, str, str]] = {
    "HTTP 500": (says("500 Oops", b"Traceback"), "off", "ocupada"),
    "HTTP 503 with a time": (says("503 Busy", b"", **{"Retry-After": "30"}), "off", "ocupada"),
    "HTTP 507": (says("507 Full"), "off", "no tiene espacio"),
    "HTTP 403 in words": (says("403 No", '{"error": "Ese código ya se usó."}'.encode()), "err", "ya se usó"),
    "bad JSON": (says("202 Accepted", b'{"held": '), "off", "no se entiende"),
    "more held than there is": (says("409 Conflict", b'{"held": 99999999}'), "off", "no se entiende"),
    "a captive portal's page": (says("200 OK", PORTAL, **{"Content-Type": "text/html"}), "off", "portal"),
    "a captive portal's redirect": (says("302 Found", PORTAL, Location="http://10.0.0.1/login"), "off", "portal"),
    "an empty answer": (says("200 OK"), "off", "portal"),
    "another protocol": (talks_nonsense, "off", "camino"),
    "a closed connection": (hangs_up, "off", "camino"),
    "a short body": (promises_more, "off", "camino"),
    "a header that drips": (drips_a_header, "off", "camino"),
    "a body that drips": (drips_a_body, "off", "camino"),
}


def many_learners(count: int) -> list[Claim]:
    """Return uses that do not compress: 8 bytes of each are drawn at random."""
    rng = random.Random(3)
    return [Claim(use(learner=Pseudonym(rng.randbytes(8)))) for _ in range(count)]


def check(one: School, outcome: str, words: str) -> None:
    """Make an attempt; check what it says, and that there is a next one."""
    row = one.agent.tick()
    shown = one.store.logbook.attempts(1)[0]

    assert (row.outcome, words in row.text) == (outcome, True), row.text
    assert (shown.text, bool(shown.next_step)) == (row.text, True)
    assert row.next_at is not None
    assert 0 < one.agent.due_in_s() <= 3_600
    assert one.store.outbox.pending() == one.store.records.count() > 0


@pytest.mark.parametrize("name", ANSWERS)
def test_whatever_answers_the_reason_is_told_and_a_next_attempt_is_scheduled(home: Path, name: str) -> None:
    answer, outcome, words = ANSWERS[name]
    with answering(answer) as url:
        road = HttpRoad(url, timeout_s=(2, 5), answer_s=1.0)
        with school(home, road=road) as one:
            one.record(2)
            check(one, outcome, words)


@pytest.mark.parametrize(
    "url",
    ["http://no-hay-tal-nombre.invalid", "http://127.0.0.1:9", "http://", "ftp://oficina", "http://[::1", "https://."],
)
def test_a_name_that_does_not_resolve_or_an_address_that_is_none_is_a_closed_road(home: Path, url: str) -> None:
    with school(home, url) as one:
        one.record(2)
        check(one, "off", "No hay camino")


def test_a_certificate_that_nobody_vouches_for_is_a_closed_road(home: Path, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*make, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def answer(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(1)

    with answering(answer) as url, school(home, url.replace("http:", "https:")) as one:
        one.record(2)
        check(one, "off", "no muestra la clave de la oficina")


def test_a_database_locked_by_another_program_ends_the_attempt_and_not_the_agent(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.database.BUSY_S", 0.05)
    with answering(says("500 Oops")) as url, school(home, url) as one:
        one.record(2)
        other = sqlite3.connect(one.store.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        row = one.agent.tick()
        other.execute("ROLLBACK")
        other.close()

        assert (row.outcome, row.reason) == ("err", "busy")
        assert row.next_step
        assert one.agent.due_in_s() > 0
        check(one, "off", "ocupada")


def test_a_connection_reset_every_eight_kilobytes_brings_everything_in_the_end(office: Office, home: Path) -> None:
    with served(office) as url:
        host, port = url.removeprefix("http://").split(":")
        with BadRoad((host, int(port)), Weather(reset_mean_bytes=8_192, seed=3)) as road, school(home, road.url) as one:
            one.store.record(many_learners(4_000))
            rows = [one.agent.tick() for _ in range(60) if one.store.outbox.pending()]

            assert road.traffic.cuts > 0
            assert all(row.next_at is not None for row in rows)
            assert one.store.outbox.pending() == 0
            assert held_by(office) == one.bodies()


def test_bits_flipped_on_the_way_bring_no_wrong_record(office: Office, home: Path) -> None:
    with served(office) as url:
        host, port = url.removeprefix("http://").split(":")
        with BadRoad((host, int(port)), Weather(flip_prob=0.2, seed=5)) as road, school(home, road.url) as one:
            one.store.record(many_learners(3_000))
            for _ in range(60):
                if one.store.outbox.pending():
                    one.agent.tick()

        with school(home, url) as one:
            one.agent.tick()
            assert one.store.outbox.pending() == 0
            assert held_by(office) == one.bodies()


def test_a_reply_lost_after_the_hub_committed_comes_again_and_adds_no_rows(office: Office, home: Path) -> None:
    lost: list[bytes] = []
    with served(office) as url:

        def drops_the_reply(connection: socket.socket) -> None:
            line, body = _read_request(connection)
            method, path, _ = line.split()
            answer = requests.request(method, url + path, data=body, timeout=20)
            if method == "PUT":
                lost.append(answer.content)
            else:
                connection.sendall(OK % len(answer.content) + answer.content)

        with answering(drops_the_reply) as deaf, school(home, deaf) as one:
            one.record(9)
            check(one, "off", "No hay camino")
            committed = office.store.totals()
        with school(home, url) as one:
            row = one.agent.tick()

            assert (row.outcome, row.sent, one.store.outbox.pending()) == ("ok", 9, 0)
            assert len(lost) > 1
            assert set(lost) == {lost[0]}
            assert (committed.events, committed.segments) == (10, 1)
            assert office.store.totals() == committed
