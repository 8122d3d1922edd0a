"""Packets of multicast DNS, read and written."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.mdns import announced, holders, is_for, local_name, query, reply_to

NAME, OWN = "chasqui.local", ["192.168.1.7", "fd00::2"]
A, AAAA, TXT, PTR, NSEC, ANY = 1, 28, 16, 12, 47, 255
ALONE = 0x8000


def packed(name: str) -> bytes:
    return b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"


def asked(*questions: tuple[str, int, int], number: int = 0, flags: int = 0) -> bytes:
    body = b"".join(packed(name) + struct.pack("!2H", kind, class_) for name, kind, class_ in questions)
    return struct.pack("!6H", number, flags, len(questions), 0, 0, 0) + body


def kinds_in(packet: bytes, at: int = 12) -> list[int]:
    """Return the kinds of the records of an answer to our name, in order."""
    found = []
    while at < len(packet):
        at += len(packed(NAME))
        kind, length = struct.unpack_from("!H6xH", packet, at)
        at += 10 + length
        found.append(kind)
    return found


@pytest.mark.parametrize(("kind", "told"), [(A, {"192.168.1.7"}), (AAAA, {"fd00::2"}), (ANY, set(OWN))])
def test_who_asks_for_the_name_is_told_the_addresses_of_that_kind(kind: int, told: set[str]) -> None:
    found = reply_to(asked((NAME, kind, 1)), NAME, OWN)

    assert found is not None
    assert (holders(found.packet, NAME), found.alone) == (told, False)


@pytest.mark.parametrize("name", ["CHASQUI.local", "Chasqui.LOCAL"])
def test_capitals_make_no_other_name(name: str) -> None:
    assert reply_to(asked((name, A, 1)), NAME, OWN) is not None


@pytest.mark.parametrize(
    "packet",
    [
        asked(("evil.local", A, 1)),
        asked((f"x.{NAME}", A, 1)),
        asked((NAME, TXT, 1)),
        asked((NAME, PTR, 1)),
        asked((NAME, A, 3)),
        asked((NAME, A, 1), flags=0x8400),
        asked((NAME, A, 1), flags=0x2800),
        asked(),
        b"",
    ],
)
def test_nobody_is_answered_who_asks_for_anything_else(packet: bytes) -> None:
    assert reply_to(packet, NAME, OWN) is None


def test_who_wants_the_answer_alone_gets_it_alone() -> None:
    found = reply_to(asked((NAME, A, 1 | ALONE)), NAME, OWN)

    assert found is not None
    assert found.alone


def test_an_asker_that_is_no_responder_is_told_as_by_any_name_server() -> None:
    found = reply_to(asked((NAME, A, 1), number=4711), NAME, OWN, legacy=True)

    assert found is not None
    assert struct.unpack_from("!6H", found.packet) == (4711, 0x8400, 1, 1, 0, 0)
    assert found.packet[12:].startswith(packed(NAME) + struct.pack("!2H", A, 1))
    assert (holders(found.packet, NAME), found.alone) == ({"192.168.1.7"}, True)
    kind, class_, ttl_s = struct.unpack_from("!2HL", found.packet, 12 + 2 * len(packed(NAME)) + 4)
    assert (kind, class_, ttl_s) == (A, 1, 10)


def test_that_there_is_no_address_of_a_kind_is_said_so_that_nobody_waits() -> None:
    found = reply_to(asked((NAME, AAAA, 1)), NAME, ["192.168.1.7"])

    assert found is not None
    assert kinds_in(found.packet) == [NSEC]
    # Window 0, one byte, of which the second bit is the kind A.
    assert found.packet.endswith(packed(NAME) + bytes([0, 1, 0x40]))


def test_without_an_address_nothing_is_said() -> None:
    assert reply_to(asked((NAME, A, 1)), NAME, []) is None


def test_what_is_announced_is_read_back() -> None:
    assert holders(announced(NAME, OWN), NAME) == set(OWN)
    assert holders(announced("other.local", OWN), NAME) == holders(query(NAME), NAME) == frozenset()


@given(st.binary(max_size=80))
def test_no_packet_whatever_it_holds_stops_us(packet: bytes) -> None:
    head = struct.pack("!6H", 0, 0, 2, 0, 0, 0)
    for one in (packet, head + packet):
        reply_to(one, NAME, OWN)
        holders(struct.pack("!6H", 0, 0x8400, 1, 2, 0, 0) + packet, NAME)


def test_a_name_that_points_at_itself_is_no_name() -> None:
    assert reply_to(struct.pack("!6H", 0, 0, 1, 0, 0, 0) + b"\xc0\x0c" + struct.pack("!2H", A, 1), NAME, OWN) is None


def test_a_name_may_go_on_at_an_earlier_place() -> None:
    first = packed(NAME) + struct.pack("!2H", TXT, 1)
    packet = struct.pack("!6H", 0, 0, 2, 0, 0, 0) + first + b"\xc0\x0c" + struct.pack("!2H", A, 1)

    assert reply_to(packet, NAME, OWN) is not None


@given(st.integers(2, 9))
def test_every_name_that_is_tried_is_a_name_of_its_own(number: int) -> None:
    assert local_name("chasqui", number) not in (local_name("chasqui"), local_name("chasqui", number - 1))


@pytest.mark.parametrize(
    ("asker", "name", "answered"),
    [
        ("192.168.1.9", "chasqui.local", True),
        ("169.254.3.3", "CHASQUI.local", True),
        ("100.64.0.9", "chasqui.local", True),
        ("8.8.8.8", "chasqui.local", False),
        ("192.168.1.9", "printer.local", False),
    ],
)
def test_only_who_may_be_of_the_same_network_and_asks_for_the_name_is_answered(
    asker: str, name: str, answered: bool
) -> None:
    assert is_for(query(name), asker, "chasqui.local") is answered


@given(st.binary(max_size=80))
def test_no_packet_whatever_breaks_the_look_at_it(packet: bytes) -> None:
    assert is_for(packet, "192.168.1.9", "chasqui.local") in (True, False)
