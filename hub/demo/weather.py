"""
What a bad road does to what goes over it: delays, a thin pipe, breaks, silence, gone hours and flipped bits.

Every fault but the windows is a pure function of (seed, connection, direction, byte offset), never of how TCP happened
to cut the stream, so the same client doing the same thing meets the same faults. Up is from the client to the server.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

Direction = Literal["up", "down"]
Ending = Literal["break", "end", "silence"]
"""A real RST to both sides; an orderly end, as of a body that is too short; nothing more, with the line held open."""


class Fate(NamedTuple):
    """After which byte of a direction something befalls a connection, and what."""

    at: float
    ending: Ending


@dataclass(frozen=True, slots=True)
class Road:
    """What the road does: one-way latency, bits per millisecond each way, mean bytes between resets, flips per KiB."""

    latency_ms: float = 0.0
    kbps: float = 0.0
    up_kbps: float = 0.0
    down_kbps: float = 0.0
    """Where the two ways differ; 0: as ``kbps`` says."""
    reset_mean_bytes: float = 0.0
    flip_prob: float = 0.0
    cut_up_after: int | None = None
    """Reset the first connection after this many bytes upwards."""
    stays_cut: bool = False
    """Whether that cut is the end of the road: every later connection is reset at once."""
    break_prob: float = 0.0
    silent_prob: float = 0.0
    """Shares of the connections that break, or go silent, at some byte before ``span_bytes`` of one direction."""
    span_bytes: int = 16_384
    end_down_after: int | None = None
    """End every connection in good order after this many bytes downwards: answers come too short."""
    up_s: float = 0.0
    down_s: float = 0.0
    """The road is there for *up_s* seconds, gone for *down_s*, and so on from its opening; 0: always there."""
    stalls: bool = False
    """Whether a road that is gone holds what is on it until it is back, instead of breaking it off."""
    seed: int = 1

    def kbps_of(self, way: Direction) -> float:
        """Return the bits per millisecond that go one way; 0 for any number."""
        return (self.up_kbps if way == "up" else self.down_kbps) or self.kbps

    def is_up(self, open_s: float) -> bool:
        """
        Tell whether the road is there, *open_s* seconds after it opened.

        >>> [Road(up_s=3, down_s=9).is_up(at) for at in (2, 4, 13)]
        [True, False, True]
        """
        return not self.down_s or open_s % (self.up_s + self.down_s) < self.up_s

    def next_up(self, open_s: float) -> float:
        """
        Return when, from *open_s* on, the road is there.

        >>> [Road(up_s=3, down_s=9).next_up(at) for at in (2, 4, 13)]
        [2, 12, 13]
        """
        whole = self.up_s + self.down_s
        return open_s if self.is_up(open_s) else (open_s // whole + 1) * whole

    def fate(self, connection: int, way: Direction) -> Fate:
        """Return what befalls this direction of a connection first; nothing, at infinity, where all goes well."""
        return min(self._fates(connection, way), default=Fate(math.inf, "end"))

    def _fates(self, connection: int, way: Direction) -> Iterator[Fate]:
        if self.cut_up_after is not None and connection == 0 and way == "up":
            yield Fate(self.cut_up_after, "break")
        elif self.reset_mean_bytes > 0:
            yield Fate(_rng(self.seed, "reset", connection, way).expovariate(1 / self.reset_mean_bytes), "break")
        if self.end_down_after is not None and way == "down":
            yield Fate(self.end_down_after, "end")
        chances: tuple[tuple[Ending, float], ...] = (("break", self.break_prob), ("silence", self.silent_prob))
        for ending, chance in chances:
            # One draw for the connection: a fate befalls one of its directions.
            rng = _rng(self.seed, ending, connection)
            befalls, in_way = rng.random() < chance, "up" if rng.random() < 0.5 else "down"
            if befalls and in_way == way:
                yield Fate(rng.randrange(self.span_bytes), ending)

    def flip(self, connection: int, way: Direction, offset: int, data: bytes) -> bytes:
        """
        Flip one bit in each chosen KiB block; which ones depends on stream offsets alone.

        >>> road = Road(flip_prob=1.0)
        >>> whole = road.flip(0, "up", 0, bytes(4096))
        >>> whole == b"".join(road.flip(0, "up", at, bytes(512)) for at in range(0, 4096, 512))
        True
        """
        if self.flip_prob <= 0 or not data:
            return data
        changed = bytearray(data)
        for block in range(offset // 1024, (offset + len(data) - 1) // 1024 + 1):
            rng = _rng(self.seed, "flip", connection, way, block)
            if rng.random() < self.flip_prob:
                at, bit = block * 1024 + rng.randrange(1024), 1 << rng.randrange(8)
                if offset <= at < offset + len(data):
                    changed[at - offset] ^= bit
        return bytes(changed)


def _rng(seed: int, *key: object) -> random.Random:
    return random.Random(":".join(map(str, (seed, *key))))
