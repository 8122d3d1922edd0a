"""How many bytes a road carried, and what that took of the line."""

import io
from dataclasses import dataclass, field

from shared.errors import DayUsedUp
from sync.room import Room

SEGMENT_BYTES = 1_200
"""What a packet carries at least, but the last one of a request or an answer."""
_PACKET = 72
"""IPv6, TCP and its times; IPv4 takes 20 less."""
_OPENED = 8 * (_PACKET + 8)
"""Packets that open a connection and close it."""
_TLS_OPENED = 6_000
_TLS_PACKET = 40
_HEADERS = 400
"""What the headers of a request and of its answer come to."""
_BROKEN = 1_460 + _PACKET
"""Of a request that broke off, what was under way crossed the line, and nobody saw it arrive."""


def line_bytes(carried: int, *, requests: int = 1, connections: int = 1, breaks: int = 0, tls: bool = False) -> int:
    """
    Return what *carried* bytes of HTTP take of a line, as whoever sells it counts: at most, as long as nothing is lost.

    Each packet brings at least SEGMENT_BYTES and is acknowledged by another; each request, and each answer, has one
    that is not full. What a line loses and carries again, nobody can see from here.

    >>> line_bytes(281), line_bytes(10_000)
    (1353, 12224)
    """
    packets = -(-carried // SEGMENT_BYTES) + 2 * requests
    framing = packets * (2 * _PACKET + (_TLS_PACKET if tls else 0))
    return carried + framing + connections * (_OPENED + (_TLS_OPENED if tls else 0)) + breaks * _BROKEN


@dataclass(slots=True)
class Traffic:
    """What a road carried so far, headers included, in bytes and HTTP requests."""

    bytes_up: int = 0
    bytes_down: int = 0
    requests: int = 0
    connections: int = 0
    """That were opened..."""
    breaks: int = 0
    """...and requests that broke off."""
    early: int = field(default=0, repr=False, compare=False)
    """1 where a connection was begun before any request: it costs the line as much, whether one uses it or not."""
    tls: bool = field(default=False, repr=False, compare=False)
    most: int | None = field(default=None, repr=False, compare=False)
    """What ``on_line`` may come to; None: anything."""
    room: Room = field(default_factory=Room, repr=False, compare=False)
    """How large an answer may be asked for."""

    @property
    def on_line(self) -> int:
        """What all this took of the line: see ``line_bytes``."""
        return line_bytes(
            self.bytes_up + self.bytes_down,
            requests=self.requests,
            connections=self.connections + self.early,
            breaks=self.breaks,
            tls=self.tls,
        )

    @property
    def left(self) -> int | None:
        """How many bytes of the line may still be taken; None: any number."""
        return None if self.most is None else max(0, self.most - self.on_line)

    def to_come(self, carried: int) -> int:
        """Return what a request that carries so many bytes, and opens a connection, will take of the line."""
        return line_bytes(carried + _HEADERS, connections=1 - self.early, tls=self.tls)

    def check(self, coming: int = 0) -> None:
        """
        Check that *coming* more bytes of the line may be taken, or any at all.

        Raises:
            DayUsedUp: They may not.
        """
        left = self.left
        if left is not None and (left == 0 or coming > left):
            raise DayUsedUp("Hoy ya se usaron los datos que este equipo puede gastar en un día. Sigue mañana.")

    def since(self, before: "Traffic") -> "Traffic":
        """
        Return what was carried after *before*, an earlier copy of this.

        >>> Traffic(9, 8, 2, 1).since(Traffic(5, 0, 1))
        Traffic(bytes_up=4, bytes_down=8, requests=1, connections=1, breaks=0)
        """
        return Traffic(
            self.bytes_up - before.bytes_up,
            self.bytes_down - before.bytes_down,
            self.requests - before.requests,
            self.connections - before.connections,
            self.breaks - before.breaks,
            self.early,
            self.tls,
        )


class Counted(io.BytesIO):
    """A request's body that counts what was taken from it: after a cut, only part of it was sent."""

    def __init__(self, data: bytes, traffic: Traffic) -> None:
        super().__init__(data)
        self._traffic = traffic

    def read(self, size: int | None = -1) -> bytes:
        """Give the next *size* bytes, and count them."""
        data = super().read(size)
        self._traffic.bytes_up += len(data)
        return data
