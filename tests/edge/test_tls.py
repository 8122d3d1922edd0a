"""The staff gets in over TLS from other machines, as themselves, and nothing else gets wider."""

import http.client
import socket
import ssl
import sys
import threading
import urllib.parse
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from edge.app import create_app
from edge.config import Config
from edge.tls import TlsServer, context_of
from shared.errors import NotReady
from shared.web.throttle import FREE_TRIES_ADDRESS
from tests.edge.certificates import NAME, Papers, papers
from tests.edge.views.school import open_school
from tests.shared.web.building import PASSPHRASE, form_token

PHONE, OTHER = "127.0.0.2", "127.0.0.3"
"""Addresses of loopback that are not the laptop's own: what comes from them is another's."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have but one address of loopback")


@dataclass
class Secured:
    """A school's pages over TLS."""

    app: Flask
    server: TlsServer
    papers: Papers
    seen: list[dict[str, Any]]

    def browser(self, address: str = PHONE) -> "Browser":
        return Browser(self, address)


@dataclass
class Browser:
    """A browser on another machine that trusts the school's authority."""

    school: Secured
    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[http.client.HTTPResponse, str]:
        context = ssl.create_default_context(cafile=str(self.school.papers.authority))
        line = http.client.HTTPSConnection(
            "127.0.0.1", self.school.server.port, context=context, source_address=(self.address, 0), timeout=20
        )
        told = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        told |= {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        with closing(line):
            line.request(method, path, body or None, told | headers)
            answer = line.getresponse()
            text = answer.read().decode(errors="replace")
        for said in answer.headers.get_all("Set-Cookie", []):
            name, _, value = said.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer, text

    def sign_in(self, login: str, secret: str = PASSPHRASE) -> http.client.HTTPResponse:
        token = form_token(self.ask("GET", "/entrar")[1])
        form = urllib.parse.urlencode({"csrf": token, "cuenta": login, "clave": secret})
        return self.ask("POST", "/entrar", form)[0]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    return papers(tmp_path_factory.mktemp("papers"))


@pytest.fixture
def school(tmp_path: Path, made: Papers) -> Iterator[Secured]:
    opened = open_school(tmp_path)
    config = Config(
        dir=tmp_path, clock=opened.clock, tls_cert=made.cert, tls_key=made.key, tls_port=0, tls_names=(NAME,)
    )
    app = create_app(config, opened.store)
    inner, seen = app.wsgi_app, list[dict[str, Any]]()

    def noting(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        seen.append(environ)
        return inner(environ, start)

    app.wsgi_app = noting  # type: ignore[method-assign]
    server = TlsServer(app, config)
    yield Secured(app, server, made, seen)
    server.close()
    opened.store.close()


def test_staff_signs_in_from_another_machine_with_a_cookie_for_tls_alone(school: Secured) -> None:
    browser = school.browser()
    answer = browser.sign_in("coord")
    home, text = browser.ask("GET", "/")
    [cookie] = [one for one in answer.headers.get_all("Set-Cookie", []) if "_tls=" in one]

    assert (answer.status, home.status) == (302, 200)
    assert "Cerrar sesión" in text
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert home.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_who_asks_is_the_machine_that_asks_whatever_a_header_says(school: Secured) -> None:
    lies = {"X-Forwarded-For": "10.9.9.9", "Forwarded": "for=10.9.9.9", "X-Forwarded-Proto": "http"}
    school.browser(PHONE).ask("GET", "/entrar", **lies)
    school.browser(OTHER).ask("GET", "/entrar", **lies)

    assert [one["REMOTE_ADDR"] for one in school.seen] == [PHONE, OTHER]
    assert {one["wsgi.url_scheme"] for one in school.seen} == {"https"}


def test_the_listener_behind_answers_nobody_who_did_not_come_over_tls(school: Secured) -> None:
    line = http.client.HTTPConnection("127.0.0.1", school.server._pages.port, timeout=60)
    with closing(line):
        line.request("GET", "/entrar", headers={"X-Forwarded-Proto": "https"})
        answer = line.getresponse()

    assert (answer.status, answer.read(), school.seen) == (403, b"", [])


def test_in_the_clear_staff_is_turned_away_as_ever_and_its_cookie_of_tls_counts_for_nothing(school: Secured) -> None:
    browser = school.browser()
    browser.sign_in("coord")
    client = school.app.test_client()
    told = {"Cookie": "; ".join(f"{name.removesuffix('_tls')}={value}" for name, value in browser.cookies.items())}
    air = {"REMOTE_ADDR": "192.168.1.20"}
    statuses = [client.get(path, environ_base=air, headers=told).status_code for path in ("/", "/entrar", "/envio/")]

    assert statuses == [302, 403, 403]
    assert client.get("/a/", environ_base=air).status_code == 200


def test_whoever_guesses_is_slowed_down_alone(school: Secured) -> None:
    for number in range(FREE_TRIES_ADDRESS):
        guessed = school.browser(PHONE).sign_in(f"nobody{number}", "not the passphrase")
    shut_out = school.browser(PHONE).sign_in("coord")
    other = school.browser(OTHER).sign_in("profe")

    assert guessed.status != 302
    assert shut_out.status != 302
    assert other.status == 302


def test_the_certificates_name_is_answered_and_a_strange_one_is_not(school: Secured) -> None:
    names = (f"{NAME}:{school.server.port}", "evil.example")

    assert [school.browser().ask("GET", "/entrar", Host=name)[0].status for name in names] == [200, 400]


def test_a_file_is_taken_over_no_network(school: Secured) -> None:
    browser = school.browser()
    browser.sign_in("coord")
    answer, text = browser.ask("POST", "/importar/", "x" * 400_000)

    assert answer.status == 413
    assert "demasiado largo" in text


def test_who_speaks_no_tls_hears_nothing(school: Secured) -> None:
    with closing(socket.create_connection(("127.0.0.1", school.server.port), timeout=20)) as plain:
        plain.sendall(b"GET /entrar HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        try:
            heard = plain.recv(100)
        except ConnectionError:
            heard = b""

    assert b"HTTP" not in heard
    assert school.seen == []


def test_a_class_at_once_is_served(school: Secured) -> None:
    with ThreadPoolExecutor(30) as phones:
        statuses = list(phones.map(lambda _: school.browser().ask("GET", "/a/")[0].status, range(60)))

    assert statuses == [200] * 60


def test_closed_it_leaves_neither_thread_nor_port(school: Secured) -> None:
    port = school.server.port
    with closing(socket.create_connection(("127.0.0.1", port))):
        school.browser().ask("GET", "/a/")
        school.server.close()

    assert not [one.name for one in threading.enumerate() if one.name in ("tls", "tls line", "lan")]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_what_is_wrong_with_a_certificate_is_told_and_nobody_is_asked_for_a_phrase(
    tmp_path: Path, made: Papers
) -> None:
    other, closed = papers(tmp_path / "other"), papers(tmp_path / "closed", phrase=b"una frase")
    (tmp_path / "text.pem").write_text("no certificate")
    wrong = {
        (made.cert, None): "Faltan",
        (tmp_path / "none.pem", made.key): "no está ahí",
        (made.cert, other.key): "no sirven juntos",
        (closed.cert, closed.key): "tiene contraseña",
        (tmp_path / "text.pem", made.key): "formato PEM",
    }

    for (cert, key), words in wrong.items():
        with pytest.raises(NotReady, match=words):
            context_of(cert, key)


def test_a_port_that_is_taken_is_told(school: Secured, made: Papers) -> None:
    config = Config(tls_cert=made.cert, tls_key=made.key, tls_host="127.0.0.1", tls_port=school.server.port)

    with pytest.raises(NotReady, match="CHASQUI_EDGE_TLS_PORT"):
        TlsServer(school.app, config)
