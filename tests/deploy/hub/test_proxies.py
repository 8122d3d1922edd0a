"""A real proxy with TLS before a real hub: people sign in through it, schools' uploads go on where they were cut."""

import os
import re
import resource
import signal
import socket
import ssl
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
import requests

from hub.accounts import HubAccounts
from hub.pages import OF_THE_SERVICE
from shared import web
from sync.bundle import Sealed
from sync.http_road import HttpRoad
from tests.deploy.hub.proxies import LIMITS, free_port, proxy
from tests.edge.certificates import Papers
from tests.hub.builders import Node, Office, StillClock
from tests.hub.conftest import databases, node, office
from tests.hub.office import PASSPHRASE, csrf_of
from tests.hub.test_forwarded import FORGED
from tests.hub.test_pages import pages
from tests.hub.test_server import service
from tests.shared.web.building import hashed
from tests.test_docs import PROJECT
from tests.usage_events import uses

__all__ = ["databases", "node", "office"]

DEBIAN = """\
worker_processes auto;
include /etc/nginx/modules-enabled/*.conf;

events {
	worker_connections 768;
	# multi_accept on;
}
"""
"""How the file of Debian 12 begins; what it includes is read before anything of its events."""


class Front(NamedTuple):
    url: str
    papers: Papers
    plain: int
    accounts: HubAccounts
    kind: str


@pytest.fixture(params=["nginx", "caddy"])
def front(
    request: pytest.FixtureRequest, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Front]:
    """A hub with an account ``ana``, behind a proxy; nobody set up processes for its pages."""
    accounts, port = with_ana(office), free_port()
    monkeypatch.setenv("CHASQUI_HUB_PROXY", "127.0.0.1")
    with proxy(request.param, tmp_path / "proxy", port, free_port()) as (url, made, plain), service(office, port):
        yield Front(url, made, plain, accounts, request.param)


def sign_in(front: Front, secret: str, **headers: str) -> requests.Response:
    with requests.Session() as browser:
        browser.verify, browser.trust_env = str(front.papers.authority), False
        browser.headers.update(headers)
        token = csrf_of(browser.get(f"{front.url}/entrar", timeout=30).text)
        form = {"csrf": token, "cuenta": "ana", "clave": secret}
        return browser.post(f"{front.url}/entrar", data=form, timeout=30, allow_redirects=False)


def test_staff_sign_in_through_it_and_what_they_forge_changes_nothing(front: Front) -> None:
    signed, wrong = sign_in(front, PASSPHRASE), sign_in(front, "otra clave, larga", **{**FORGED, "Forwarded": "for=x"})
    forged = sign_in(front, PASSPHRASE, **{"X-Forwarded-For": "203.0.113.50", "X-Forwarded-Proto": "http"})

    assert [one.status_code for one in (signed, wrong, forged)] == [302, 403, 302]
    assert all("Secure" in one.headers["Set-Cookie"] for one in (signed, forged))
    assert all("Strict-Transport-Security" in one.headers for one in (signed, wrong, forged))
    assert "gzip" not in wrong.headers.get("Content-Encoding", "")


def test_a_wrong_passphrase_is_charged_to_the_true_address(front: Front) -> None:
    sign_in(front, "otra clave, larga", **{"X-Forwarded-For": "203.0.113.50", "X-Real-IP": "203.0.113.51"})

    charged = [front.accounts.throttle(f"address:{one}").failures for one in ("127.0.0.1", "203.0.113.50")]
    assert charged == [1, 0]


def test_what_is_asked_in_the_clear_is_sent_to_tls(front: Front) -> None:
    if front.kind == "caddy":
        pytest.skip("Caddy sends there by itself, from port 80, which tests do not take")

    answer = requests.get(f"http://localhost:{front.plain}/plan?x=1", timeout=30, allow_redirects=False)

    assert (answer.status_code, answer.headers["Location"]) == (301, "https://localhost/plan?x=1")


def test_an_upload_that_was_cut_goes_on_where_it_was_cut(
    front: Front, office: Office, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(front.papers.authority))
    node.record(*uses(4_000))
    bundle = node.bundle()
    half = len(bundle.data) // 2
    send_and_reset(front, bundle, half, office.config.spool_folder / bundle.id)
    held = settled(front, bundle)
    road = HttpRoad(f"{front.url}#publico", hub=node.hub)
    reply = road.deliver(bundle, resume=True)

    assert half * 0.7 < held <= half
    assert reply is not None
    assert road.traffic.bytes_up < len(bundle.data) * 0.8
    assert office.store.totals().events == 4_000


def test_a_thousand_schools_that_are_slow_keep_nobody_out(front: Front) -> None:
    have, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(have, min(4_096, most)), most))
    context, place = ssl.create_default_context(cafile=str(front.papers.authority)), urlsplit(front.url)
    with ExitStack() as slow:
        for number in range(1_000):
            link = socket.create_connection(("127.0.0.1", place.port or 0), 10)
            link = slow.enter_context(context.wrap_socket(link, server_hostname=place.hostname))
            head = f"PUT /v1/bundles/{number:032x}?offset=0&total=20000 HTTP/1.1\r\nHost: {place.netloc}\r\n"
            link.sendall(f"{head}Content-Length: 20000\r\n\r\n".encode() + b"x" * 500)
        one_more = got(front, f"/v1/bundles/{1_000:032x}")

    assert one_more.status_code == 404


def test_the_guide_says_how_nginx_of_debian_comes_to_have_room_for_them(tmp_path: Path) -> None:
    wanted = LIMITS.findall((PROJECT / "deploy" / "proxy" / "nginx.conf").read_text("utf-8"))
    guide = (PROJECT / "docs" / "instalar.md").read_text("utf-8")
    main, more = tmp_path / "nginx.conf", tmp_path / "90-chasqui.conf"
    main.write_text(DEBIAN)
    lines = re.findall(r"^(?:sudo sed|echo) .*worker_.*$", guide, re.MULTILINE)
    for line in lines:
        here = line.replace("sudo ", "").replace("/etc/nginx/nginx.conf", str(main))
        subprocess.run(["sh", "-c", here.replace("/etc/nginx/modules-enabled/90-chasqui.conf", str(more))], check=True)

    assert len(wanted) == len(lines) == 2
    assert main.read_text() == DEBIAN.replace("worker_connections 768;", wanted[0])
    assert more.read_text() == f"{wanted[1]}\n"


@pytest.mark.parametrize("kind", ["nginx", "caddy"])
def test_pages_go_to_their_processes_and_what_lives_in_the_service_goes_to_it(
    kind: str, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHASQUI_HUB_PROXY", "127.0.0.1")
    accounts, port, asked = with_ana(office), free_port(), [f"{one}x" for one in OF_THE_SERVICE]
    with (
        pages(office.store) as running,
        proxy(kind, tmp_path / "proxy", port, urlsplit(running.url).port or 0) as (url, made, plain),
    ):
        front = Front(url, made, plain, accounts, kind)
        signed = sign_in(front, PASSPHRASE)
        without = [got(front, path).status_code for path in (*asked, "/healthz", "/readyz", "/ayuda")]
        with service(office, port):
            beside = [got(front, path).status_code for path in (*asked, "/healthz", "/readyz", "/ayuda")]

    assert signed.status_code == 302
    assert without == [502] * (len(without) - 1) + [200]
    # 421 is what the pages say of what is not theirs.
    assert not {421, 502} & set(beside)


@pytest.mark.parametrize("kind", ["nginx", "caddy"])
def test_where_the_processes_of_the_pages_end_the_service_goes_on_with_the_same_session(
    kind: str, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHASQUI_HUB_PROXY", "127.0.0.1")
    monkeypatch.setenv("CHASQUI_HUB_SECOND_FACTOR", "0")
    accounts, port = with_ana(office), free_port()
    # Each begins to count from a moment that it is told, the service later than they: here no session is of its future.
    assert isinstance(office.config.clock, StillClock)
    office.config.clock.at -= timedelta(minutes=30)
    with ExitStack() as all_, pages(office.store) as running:
        way = proxy(kind, tmp_path / "proxy", port, urlsplit(running.url).port or 0)
        url, made, plain = all_.enter_context(way)
        all_.enter_context(service(office, port))
        front = Front(url, made, plain, accounts, kind)
        cookies = sign_in(front, PASSPHRASE).cookies.get_dict()
        before = got(front, "/", **cookies)
        os.kill(running.pid, signal.SIGTERM)
        os.waitid(os.P_PID, running.pid, os.WEXITED | os.WNOWAIT)
        after = got(front, "/", **cookies)

    assert [one.status_code for one in (before, after)] == [200, 200]
    assert all("Cerrar sesión" in one.text for one in (before, after))


def with_ana(office: Office) -> HubAccounts:
    accounts = HubAccounts(office.store)
    accounts.set_credential(web.Credential("ana", web.Role.OPERATOR, hashed(PASSPHRASE), b""))
    return accounts


def got(front: Front, path: str, **cookies: str) -> requests.Response:
    """Ask through the proxy, and follow nothing."""
    return requests.get(
        front.url + path, cookies=cookies, timeout=60, verify=str(front.papers.authority), allow_redirects=False
    )


def send_and_reset(front: Front, bundle: Sealed, count: int, spooled: Path) -> None:
    """Send the first *count* bytes of a bundle over TLS; once most arrived, break off as a lost signal does."""
    place, total = urlsplit(front.url), len(bundle.data)
    context = ssl.create_default_context(cafile=str(front.papers.authority))
    head = f"PUT /v1/bundles/{bundle.id}?offset=0&total={total} HTTP/1.1\r\nHost: {place.netloc}\r\n"
    with context.wrap_socket(
        socket.create_connection(("127.0.0.1", place.port or 0), 10), server_hostname=place.hostname
    ) as link:
        link.sendall(f"{head}Content-Length: {total}\r\n\r\n".encode() + bundle.data[:count])
        for _ in range(400):
            if spooled.exists() and spooled.stat().st_size > count * 0.7:
                break
            time.sleep(0.05)
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def settled(front: Front, bundle: Sealed) -> int:
    """Return what is held of a bundle once the broken connection was noticed."""
    held = 0
    for _ in range(40):
        answer = requests.get(f"{front.url}/v1/bundles/{bundle.id}", timeout=60, verify=str(front.papers.authority))
        held = int(answer.json()["held"]) if answer.status_code == 200 else 0
        if held:
            break
        time.sleep(0.1)
    return held
