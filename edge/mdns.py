"""What to answer who asks the network for this laptop's name (multicast DNS, RFC 6762): packets in, packets out."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address

PORT, GROUP = 5353, "224.0.0.251"
NAMES = 9
"""Names that are tried, one after the other, where another laptop has the one before: chasqui, chasqui-2 ... -9."""
TTL_S, LEGACY_TTL_S = 120, 10
_A, _AAAA, _NSEC, _ANY = 1, 28, 47, 255
_IN, _TOP = 1, 0x8000
"""The class; in a question its top bit asks for an answer to oneself alone, in an answer it says that it is all."""
_REPLY, _OPCODES = 0x8000, 0x7800
_MOST_QUESTIONS = 32


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked for: a name in small letters, a kind, and whether the answer may go to the asker alone."""

    name: str
    kind: int
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, and whether it goes to the asker alone."""

    packet: bytes
    alone: bool


def local_name(label: str, number: int = 1) -> str:
    """
    Return the name on the network.

    >>> local_name("chasqui"), local_name("Chasqui", 2)
    ('chasqui.local', 'chasqui-2.local')
    """
    return f"{label.lower()}-{number}.local" if number > 1 else f"{label.lower()}.local"


def query(name: str) -> bytes:
    """Return the packet that asks who has *name*."""
    return struct.pack("!6H", 0, 0, 1, 0, 0, 0) + _packed(name) + struct.pack("!2H", _ANY, _IN)


def is_for(packet: bytes, asker: str, name: str) -> bool:
    """
    Tell whether a packet asks for *name*, and the asker may be of the school's network.

    Whoever asks from the internet is told nothing (RFC 6762 §11): the address may be that of somebody else.

    >>> is_for(query("chasqui.local"), "192.168.1.9", "chasqui.local")
    True
    >>> is_for(query("chasqui.local"), "8.8.8.8", "chasqui.local")
    False
    """
    return bool(_asked(packet, name)[1]) and not ip_address(asker).is_global


def reply_to(packet: bytes, name: str, addresses: Sequence[str], *, legacy: bool = False) -> Reply | None:
    """
    Return the answer to a packet; None where it does not ask for *name*, or is no question at all.

    Args:
        addresses: Of *name*; those of the kind that is not there are denied, so that nobody waits for them.
        legacy: Whether the asker is no responder itself (its port is not 5353): it is told as by any name server.
    """
    number, ours = _asked(packet, name)
    if not ours or not addresses:
        return None
    told = announced(name, addresses, kinds={one.kind for one in ours}, number=number if legacy else 0, legacy=legacy)
    if legacy:
        question = _packed(name) + struct.pack("!2H", ours[0].kind, _IN)
        told = told[:4] + struct.pack("!H", 1) + told[6:12] + question + told[12:]
    return Reply(told, alone=legacy or all(one.alone for one in ours))


def announced(
    name: str, addresses: Sequence[str], *, kinds: frozenset[int] | set[int] = frozenset({_ANY}), number: int = 0,
    legacy: bool = False,
) -> bytes:  # fmt: skip
    """Return the packet that says which addresses *name* has, of the *kinds* asked for."""
    packed = [ip_address(one).packed for one in addresses]
    there = {_A if len(one) == 4 else _AAAA for one in packed}
    wanted = there if _ANY in kinds else kinds
    records = [
        _record(name, kind, one, legacy=legacy) for one in packed if (kind := _A if len(one) == 4 else _AAAA) in wanted
    ]
    if there != {_A, _AAAA} and not legacy:
        records.append(_record(name, _NSEC, _only(name, there), legacy=legacy))
    return struct.pack("!6H", number, _REPLY | 0x0400, 0, len(records), 0, 0) + b"".join(records)


def holders(packet: bytes, name: str) -> frozenset[str]:
    """Return the addresses that a packet says *name* has; none where it says nothing of it."""
    try:
        flags, questions, answers = struct.unpack_from("!2xHHH", packet)
        if not flags & _REPLY:
            return frozenset()
        at, found = 12, set()
        for _ in range(min(questions, _MOST_QUESTIONS)):
            at = _name(packet, at)[1] + 4
        for _ in range(min(answers, _MOST_QUESTIONS)):
            told, at = _name(packet, at)
            kind, length = struct.unpack_from("!H6xH", packet, at)
            body, at = packet[at + 10 : at + 10 + length], at + 10 + length
            if told == name.lower() and kind in (_A, _AAAA):
                found.add(str(ip_address(body)))
    except (ValueError, struct.error, IndexError):
        return frozenset()
    return frozenset(found)


def _asked(packet: bytes, name: str) -> tuple[int, list[Question]]:
    """Return the packet's number and its questions for *name*; none where it is no packet of questions."""
    try:
        number, asked = _questions(packet)
    except (ValueError, struct.error, IndexError):
        return 0, []
    return number, [one for one in asked if one.name == name.lower() and one.kind in (_A, _AAAA, _ANY)]


def _questions(packet: bytes) -> tuple[int, list[Question]]:
    number, flags, count = struct.unpack_from("!3H", packet)
    if flags & (_REPLY | _OPCODES):
        raise ValueError("no question")
    at, found = 12, []
    for _ in range(min(count, _MOST_QUESTIONS)):
        name, at = _name(packet, at)
        kind, class_ = struct.unpack_from("!2H", packet, at)
        at += 4
        if class_ & ~_TOP in (_IN, _ANY):
            found.append(Question(name, kind, bool(class_ & _TOP)))
    return number, found


def _name(packet: bytes, at: int) -> tuple[str, int]:
    """Return the name at a place, and the place behind it; a name may go on at an earlier place."""
    labels, behind, earliest = [], 0, at
    while (length := packet[at]) != 0:
        if length >= 0xC0:
            behind = behind or at + 2
            at = struct.unpack_from("!H", packet, at)[0] & 0x3FFF
            # Only ever backwards: else a packet could send us round for ever.
            if at >= earliest:
                raise ValueError("a name that does not go back")
            earliest = at
        else:
            labels.append(packet[at + 1 : at + 1 + length].decode("utf-8", "replace").lower())
            at += 1 + length
    return ".".join(labels), behind or at + 1


def _packed(name: str) -> bytes:
    return b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"


def _record(name: str, kind: int, body: bytes, *, legacy: bool) -> bytes:
    class_, ttl_s = (_IN, LEGACY_TTL_S) if legacy else (_IN | _TOP, TTL_S)
    return _packed(name) + struct.pack("!2HLH", kind, class_, ttl_s, len(body)) + body


def _only(name: str, kinds: set[int]) -> bytes:
    """Return what says that *name* has records of these kinds alone."""
    bits = bytearray(max(kinds) // 8 + 1)
    for kind in kinds:
        bits[kind // 8] |= 0x80 >> kind % 8
    return _packed(name) + bytes([0, len(bits)]) + bytes(bits)
