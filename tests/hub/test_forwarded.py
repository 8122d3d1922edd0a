"""What a proxy says is believed of the addresses that were named; what anybody else says changes nothing."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from requests.adapters import HTTPAdapter

from hub.accounts import HubAccounts
from hub.config import Config
from hub.forwarded import UNKNOWN, Caller, caller, networks
from shared import web
from shared.errors import BadInput
from shared.web.security import is_private
from tests.hub.builders import Office
from tests.hub.office import PASSPHRASE, csrf_of
from tests.hub.test_server import port, service
from tests.shared.web.building import hashed

__all__ = ["port"]
NEAR, FAR = "127.0.0.1", "203.0.113.9"
BELIEVED = networks("127.0.0.1 172.30.8.0/24 ::1")
FORGED = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https", "X-Real-IP": "127.0.0.1"}
TOLD = [("x-forwarded-for", FAR), ("x-forwarded-proto", "https")]
addresses = st.ip_addresses().map(str)
claims = st.lists(
    st.tuples(
        st.sampled_from(["x-forwarded-for", "x-forwarded-proto", "x-real-ip", "forwarded", "host"]),
        st.sampled_from(["127.0.0.1", "https", "http", "::1", "127.0.0.1, 127.0.0.1", "", "unknown", "for=127.0.0.1"]),
    ),
    max_size=5,
)


@given(peer=addresses, scheme=st.sampled_from(["http", "https"]), headers=claims)
def test_what_a_stranger_claims_makes_nobody_more_trusted(
    peer: str, scheme: str, headers: list[tuple[str, str]]
) -> None:
    told, plain = (caller(peer, scheme, each, networks("172.30.8.2")) for each in (headers, []))

    assert told in (plain, UNKNOWN)
    assert told == plain or is_private(peer, secure=False)


@given(client=addresses, before=st.lists(addresses, max_size=3))
def test_of_a_proxy_that_adds_to_what_it_was_sent_the_last_word_counts(client: str, before: list[str]) -> None:
    path = [("x-forwarded-for", ", ".join([*before, client])), ("x-forwarded-proto", "http")]

    found = caller(NEAR, "http", path, networks(NEAR))

    assert is_private(found.address, secure=False) <= is_private(client, secure=False)


@pytest.mark.parametrize("headers", [
    [], TOLD[:1], TOLD[1:], [("x-forwarded-for", ""), TOLD[1]], [("x-forwarded-for", "unknown"), TOLD[1]],
    [TOLD[0], ("x-forwarded-proto", "wss")], [("forwarded", f"for={FAR};proto=https")],
])  # fmt: skip
def test_a_proxy_that_says_less_than_all_leaves_its_caller_unknown(headers: list[tuple[str, str]]) -> None:
    assert caller(NEAR, "http", headers, BELIEVED) == UNKNOWN
    assert not is_private(UNKNOWN.address, secure=UNKNOWN.scheme == "https")


@pytest.mark.parametrize(("said", "meant"), [
    ("203.0.113.9:4711", FAR), ("[2001:db8::7]:4711", "2001:db8::7"), ("2001:db8::7", "2001:db8::7"),
    ("::ffff:203.0.113.9", FAR), ("127.0.0.1", NEAR),
])  # fmt: skip
def test_an_address_is_read_with_or_without_its_port(said: str, meant: str) -> None:
    assert caller("::ffff:172.30.8.2", "http", [("x-forwarded-for", said), TOLD[1]], BELIEVED) == (meant, "https")


def test_one_way_in_the_clear_is_in_the_clear() -> None:
    assert caller(NEAR, "http", [*TOLD, ("x-forwarded-proto", "http")], BELIEVED) == Caller(FAR, "http")


@pytest.mark.parametrize("text", ["proxy.example", "127.0.0.1/8", "*", "0.0.0.0/0", "::/0"])
def test_what_is_no_address_or_everybodys_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHASQUI_HUB_PROXY", text)

    with pytest.raises(BadInput, match="CHASQUI_HUB_PROXY"):
        Config.from_env()


class _From(HTTPAdapter):
    """Connections from an address of this machine."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *arguments: object, **more: object) -> None:
        super().init_poolmanager(*arguments, source_address=(self._address, 0), **more)  # type: ignore[no-untyped-call]


@contextmanager
def asking(address: str, headers: dict[str, str]) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.mount("http://", _From(address))
        session.headers.update(headers)
        yield session


def got(url: str, address: str = NEAR, **headers: str) -> requests.Response:
    with asking(address, {name.replace("_", "-"): value for name, value in headers.items()}) as session:
        return session.get(f"{url}/entrar", timeout=30)


@pytest.fixture
def outside() -> str:
    """An address of this machine that is not loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address but loopback")
        found: str = probe.getsockname()[0]
    return found


def test_a_forged_header_from_elsewhere_changes_nothing_at_a_real_hub(
    office: Office, port: int, outside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHASQUI_HUB_HOST", "0.0.0.0")
    monkeypatch.setenv("CHASQUI_HUB_PROXY", NEAR)
    with service(office, port):
        url = f"http://{outside}:{port}"
        plain, forged = got(url, outside), got(url, outside, **FORGED)

    assert (plain.status_code, forged.status_code) == (403, 403)
    assert "https://" in plain.text
    assert plain.text == forged.text
    assert "Strict-Transport-Security" not in forged.headers


def test_a_proxy_that_nobody_named_lets_nobody_in_as_if_they_sat_at_the_machine(office: Office, port: int) -> None:
    with service(office, port) as url:
        direct, relayed, forged = got(url), got(url, X_Forwarded_For=FAR), got(url, **FORGED)

    assert (direct.status_code, relayed.status_code, forged.status_code) == (200, 403, 403)
    assert "CHASQUI_HUB_PROXY" in relayed.text


@pytest.fixture
def accounts(office: Office) -> HubAccounts:
    kept = HubAccounts(office.store)
    kept.set_credential(web.Credential("ana", web.Role.OPERATOR, hashed(PASSPHRASE), b""))
    return kept


def enter(url: str, secret: str, client: str = FAR) -> requests.Response:
    """Sign in from *client* through a proxy at 127.0.0.2 that speaks TLS with it."""
    with asking("127.0.0.2", {"X-Forwarded-For": client, "X-Forwarded-Proto": "https"}) as session:
        asked = session.get(f"{url}/entrar", timeout=30)
        form = {"csrf": csrf_of(asked.text), "cuenta": "ana", "clave": secret}
        # By hand: the cookie is Secure, and this half of the way is not.
        cookies = {"Cookie": "; ".join(f"{one.name}={one.value}" for one in asked.cookies)}
        return session.post(f"{url}/entrar", data=form, headers=cookies, timeout=30, allow_redirects=False)


def test_behind_the_proxy_that_was_named_staff_sign_in_over_tls_and_never_in_the_clear(
    office: Office, accounts: HubAccounts, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHASQUI_HUB_PROXY", "127.0.0.2")
    with service(office, port) as url:
        signed = enter(url, PASSPHRASE)
        half, silent = got(url, "127.0.0.2", X_Forwarded_For=FAR), got(url, "127.0.0.2")

    assert signed.status_code == 302
    assert "Strict-Transport-Security" in signed.headers
    assert "Secure" in signed.headers["Set-Cookie"]
    assert (half.status_code, silent.status_code) == (403, 403)


def test_a_wrong_passphrase_is_charged_to_who_tried_it_and_not_to_the_proxy(
    office: Office, accounts: HubAccounts, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHASQUI_HUB_PROXY", "127.0.0.2")
    with service(office, port) as url:
        tried = enter(url, "otra clave, larga", client="203.0.113.66")

    charged = [accounts.throttle(f"address:{one}").failures for one in ("203.0.113.66", "127.0.0.2", "")]
    assert tried.status_code in (403, 429)
    assert charged == [1, 0, 0]
