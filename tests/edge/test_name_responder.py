"""A laptop's name on a network: real datagrams, by loopback and by this machine's own network."""

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep

import pytest

from edge.mdns import announced, holders, query
from edge.name_responder import NameResponder
from shared.own_addresses import own_addresses
from shared.reachable import ALL_IPV4, working

GROUP = "239.255.77.77"
"""A group of this test's own: the network's own names are let be."""


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as at:
        at.bind(("", 0))
        return int(at.getsockname()[1])


def until(done: Callable[[], object], most_s: float = 8.0) -> bool:
    end = monotonic() + most_s
    while monotonic() < end:
        if done():
            return True
        sleep(0.02)
    return False


@contextmanager
def responder(port: int, *addresses: str) -> Iterator[NameResponder]:
    opened = NameResponder("chasqui", lambda: addresses, group=GROUP, port=port)
    opened.start()
    try:
        yield opened
    finally:
        opened.close()


def ask(port: int, name: str, to: str = "127.0.0.1") -> bytes:
    """Ask as a program that is no responder itself; b"" where nobody answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as at:
        at.settimeout(1)
        at.sendto(query(name), (to, port))
        try:
            return at.recv(9_000)
        except TimeoutError:
            return b""


@pytest.fixture
def own() -> str:
    """An address of this machine on a network that carries a group's datagrams."""
    for address in working(own_addresses(), ALL_IPV4):
        if _carries(address):
            return address
    pytest.skip("no network of this machine carries multicast")


def _carries(address: str) -> bool:
    port = free_port()
    with _member(port, address) as at:
        try:
            at.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
            at.sendto(b"?", (GROUP, port))
            return at.recv(10) == b"?"
        except OSError:
            return False


@contextmanager
def _member(port: int, address: str) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as at:
        at.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "SO_REUSEPORT"):
            at.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        at.bind(("", port))
        at.settimeout(3)
        at.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(GROUP) + socket.inet_aton(address))
        yield at


def test_the_name_is_answered_with_the_address_that_the_asker_reaches() -> None:
    port = free_port()
    with responder(port, "127.0.0.1", "192.168.1.7", "fd00::2") as opened:
        assert until(lambda: opened.name)
        told, other = ask(port, "chasqui.local"), ask(port, "evil.local")

    assert opened.name == ""
    assert (holders(told, "chasqui.local"), other) == ({"127.0.0.1", "fd00::2"}, b"")


def test_nothing_is_answered_where_the_page_is_not_served() -> None:
    port = free_port()
    with responder(port, "192.168.1.7") as opened:
        assert until(lambda: opened.name)

        assert ask(port, "chasqui.local") == b""


def test_a_broken_packet_does_not_end_it() -> None:
    port = free_port()
    with responder(port, "127.0.0.1") as opened, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as at:
        assert until(lambda: opened.name)
        for packet in (b"", b"\xff" * 40, struct.pack("!6H", 0, 0, 9, 0, 0, 0)):
            at.sendto(packet, ("127.0.0.1", port))

        assert ask(port, "chasqui.local")


def test_a_network_hears_the_name_and_may_ask_for_it(own: str) -> None:
    port = free_port()
    with _member(port, own) as phone, responder(port, own) as opened:
        assert until(lambda: opened.name)
        said = _heard(phone)
        phone.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(own))
        phone.sendto(query("chasqui.local"), (GROUP, port))
        again = _heard(phone)

    assert (said, again) == ({own}, {own})


def _heard(phone: socket.socket) -> frozenset[str]:
    """Return the addresses that the next answer gives; questions pass by."""
    while not (found := holders(phone.recv(9_000), "chasqui.local")):
        pass
    return found


def test_a_name_that_another_laptop_has_is_left_to_it(own: str) -> None:
    port = free_port()
    with _member(port, own) as other, responder(port, own) as opened:
        while b"chasqui" not in other.recv(9_000):
            pass
        other.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(own))
        other.sendto(announced("chasqui.local", ["10.9.9.9"]), (GROUP, port))

        assert until(lambda: opened.name)
        assert opened.name == "chasqui-2.local"


def test_a_port_that_cannot_be_shared_leaves_the_laptop_without_a_name() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("", 0))
        with responder(other.getsockname()[1], "127.0.0.1") as opened:
            assert not until(lambda: opened.name, 1.5)
