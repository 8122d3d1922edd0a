"""Which address of its own the hub tells to who opens it, and to a school."""

from pathlib import Path

import pytest

from hub.config import Config
from hub.forwarded import networks
from hub.own_url import only_for_itself, url_for_schools, url_to_open

HERE = ("127.0.0.1", "10.1.2.3", "192.168.1.20", "fd00::2", "::1")


def config(host: str, *, tls: bool = False, proxy: str = "") -> Config:
    return Config(Path("hub"), host=host, port=8361, tls=tls, proxies=networks(proxy))


@pytest.mark.parametrize(
    ("host", "tls", "url"),
    [
        ("127.0.0.1", False, "http://127.0.0.1:8361"),
        ("192.168.1.20", True, "https://192.168.1.20:8361"),
        ("0.0.0.0", True, "https://10.1.2.3:8361"),
        ("0.0.0.0", False, "http://127.0.0.1:8361"),
        ("::", True, "https://[fd00::2]:8361"),
        ("::", False, "http://[::1]:8361"),
        ("central.ugel.gob.pe", True, "https://central.ugel.gob.pe:8361"),
    ],
)
def test_what_is_told_can_be_opened_and_is_never_every_address(host: str, tls: bool, url: str) -> None:
    assert url_to_open(config(host, tls=tls), lambda: HERE) == url


def test_without_a_network_what_listens_everywhere_is_opened_here() -> None:
    assert url_to_open(config("0.0.0.0", tls=True), lambda: ("127.0.0.1",)) == "https://127.0.0.1:8361"


def test_a_school_is_told_an_address_on_the_network_or_none() -> None:
    told = [url_for_schools(config(host, tls=True), lambda: HERE) for host in ("0.0.0.0", "192.168.1.20", "127.0.0.1")]

    assert told == ["https://10.1.2.3:8361", "https://192.168.1.20:8361", ""]


def test_behind_a_proxy_the_hub_does_not_know_its_address() -> None:
    assert url_for_schools(config("0.0.0.0", proxy="172.16.0.0/12"), lambda: HERE) == ""


def test_a_hub_that_only_its_own_computer_reaches_says_so() -> None:
    hosts = ("127.0.0.1", "localhost", "::1", "0.0.0.0", "192.168.1.20")

    assert [only_for_itself(config(host)) for host in hosts] == [True, True, True, False, False]
    assert not only_for_itself(config("127.0.0.1", proxy="127.0.0.1"))
