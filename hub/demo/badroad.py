"""
A bad road between a node and its hub: a TCP proxy with latency, a thin pipe, cuts, gone hours and flipped bits.

One shared link each way, as a modem has. Every fault but the windows is a pure function of (seed, connection,
direction, byte offset), never of how TCP happened to cut the stream, so the same client doing the same thing meets the
same faults. What went over the link before a cut arrives before the cut does.
"""

import asyncio
import contextlib
import math
import random
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from typing import Literal

Direction = Literal["up", "down"]
_CHUNK = 1_400
_WINDOW_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Road:
    """What the road does: one-way latency, bits per millisecond each way, mean bytes between resets, flips per KiB."""

    latency_ms: float = 0.0
    kbps: float = 0.0
    reset_mean_bytes: float = 0.0
    flip_prob: float = 0.0
    cut_up_after: int | None = None
    """Reset the first connection after this many bytes upwards."""
    stays_cut: bool = False
    """Whether that cut is the end of the road: every later connection is reset at once."""
    up_s: float = 0.0
    down_s: float = 0.0
    """The road is there for *up_s* seconds, gone for *down_s*, and so on from its opening; 0: always there."""
    seed: int = 1

    def is_up(self, open_s: float) -> bool:
        """
        Tell whether the road is there, *open_s* seconds after it opened.

        >>> [Road(up_s=3, down_s=9).is_up(at) for at in (2, 4, 13)]
        [True, False, True]
        """
        return not self.down_s or open_s % (self.up_s + self.down_s) < self.up_s

    def reset_at(self, connection: int, direction: Direction) -> float:
        """Return the byte offset at which this direction of a connection breaks; infinity for never."""
        if self.cut_up_after is not None and connection == 0 and direction == "up":
            return self.cut_up_after
        if self.reset_mean_bytes <= 0:
            return math.inf
        return _rng(self.seed, "reset", connection, direction).expovariate(1 / self.reset_mean_bytes)

    def flip(self, connection: int, direction: Direction, offset: int, data: bytes) -> bytes:
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
            rng = _rng(self.seed, "flip", connection, direction, block)
            if rng.random() < self.flip_prob:
                at, bit = block * 1024 + rng.randrange(1024), 1 << rng.randrange(8)
                if offset <= at < offset + len(data):
                    changed[at - offset] ^= bit
        return bytes(changed)


@dataclass(slots=True)
class Traffic:
    """
    What went over the road so far, in bytes of the TCP streams: all of HTTP, nothing below it.

    Bytes that had crossed the link when the connection broke count too, though they did not arrive.
    """

    bytes_up: int = 0
    bytes_down: int = 0
    connections: int = 0
    requests: int = 0
    cuts: int = 0


@dataclass(slots=True)
class _Link:
    kbps: float
    free_at: float = 0.0

    def crossed(self, size: int) -> float:
        """Return when the last of *size* bytes has gone into the link, on the loop's clock."""
        self.free_at = max(time.monotonic(), self.free_at) + (size * 8 / (self.kbps * 1000) if self.kbps else 0.0)
        return self.free_at


@dataclass(frozen=True, slots=True)
class _Parcel:
    """Bytes on their way, and what comes after them on this connection."""

    crossed_at: float
    data: bytes
    then: Literal["more", "end", "break"] = "more"


@dataclass(slots=True)
class BadRoad:
    """A running proxy; ``with BadRoad(("127.0.0.1", 8060), Road(kbps=64)) as road: road.url``."""

    upstream: tuple[str, int]
    road: Road = field(default_factory=Road)
    traffic: Traffic = field(default_factory=Traffic)
    port: int = 0
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _thread: threading.Thread | None = None
    _opened_at: float = 0.0
    _live: "set[_Connection]" = field(default_factory=set)

    @property
    def url(self) -> str:
        """The address at which the road begins."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "BadRoad":
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="bad-road", daemon=True)
        self._thread.start()
        if not ready.wait(10):
            raise TimeoutError("the bad road did not open in 10 s")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        if self._thread:
            self._thread.join(10)

    def is_up(self) -> bool:
        """Tell whether the road is there now."""
        gone = self.road.stays_cut and self.traffic.cuts > 0
        return not gone and self.road.is_up(time.monotonic() - self._opened_at)

    def _run(self, ready: threading.Event) -> None:
        links = {way: _Link(self.road.kbps) for way in ("up", "down")}

        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            number, self.traffic.connections = self.traffic.connections, self.traffic.connections + 1
            connection = _Connection(self, number, links)
            self._live.add(connection)
            with contextlib.suppress(asyncio.CancelledError, OSError):  # the road itself closes, or an end has gone
                await connection.carry(reader, writer)
            connection.break_off(counted=False)
            self._live.discard(connection)

        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(accept, "127.0.0.1", self.port))
        self.port = server.sockets[0].getsockname()[1]
        self._opened_at = time.monotonic()
        watch = self._loop.create_task(self._watch())
        ready.set()
        self._loop.run_forever()
        server.close()
        watch.cancel()
        pending = asyncio.all_tasks(self._loop)
        for task in pending:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _watch(self) -> None:
        """Break what is open when the road goes."""
        while self.road.down_s:
            await asyncio.sleep(0.02)
            if not self.is_up():
                for connection in list(self._live):
                    connection.break_off()


@dataclass(slots=True, eq=False)
class _Connection:
    proxy: BadRoad
    number: int
    links: dict[str, _Link]
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    broken: bool = False

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        if not self.proxy.is_up():
            self.break_off()
            return
        try:
            up_reader, up_writer = await asyncio.open_connection(*self.proxy.upstream)
        except OSError:
            self.break_off()
            return
        self.writers.append(up_writer)
        await asyncio.sleep(2 * self.proxy.road.latency_ms / 1000)
        await asyncio.gather(self._pipe("up", reader, up_writer), self._pipe("down", up_reader, writer))
        for each in self.writers:
            each.close()
            await each.wait_closed()

    async def _pipe(self, way: Direction, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read, delay, deliver; several chunks are in flight at once, as on a real link."""
        queue: asyncio.Queue[_Parcel] = asyncio.Queue(maxsize=_WINDOW_BYTES // _CHUNK)
        await asyncio.gather(self._take_in(way, reader, queue), self._deliver(way, queue, writer))

    async def _take_in(self, way: Direction, reader: asyncio.StreamReader, queue: "asyncio.Queue[_Parcel]") -> None:
        link, breaks_at, offset = self.links[way], self.proxy.road.reset_at(self.number, way), 0
        while data := await self._read(reader):
            whole = offset + len(data) <= breaks_at
            kept = data if whole else data[: int(breaks_at) - offset]
            self._count_requests(way, data)
            flipped = self.proxy.road.flip(self.number, way, offset, kept)
            await queue.put(_Parcel(link.crossed(len(kept)), flipped, "more" if whole else "break"))
            offset += len(kept)
            if not whole:
                return
        await queue.put(_Parcel(link.crossed(0), b"", "end"))

    async def _read(self, reader: asyncio.StreamReader) -> bytes:
        try:
            return await reader.read(_CHUNK)
        except OSError:
            self.break_off()
            return b""

    async def _deliver(self, way: Direction, queue: "asyncio.Queue[_Parcel]", writer: asyncio.StreamWriter) -> None:
        latency_s, then = self.proxy.road.latency_ms / 1000, "more"
        while then == "more":
            parcel = await queue.get()
            then = parcel.then
            if not self.broken:
                await asyncio.sleep(max(0.0, parcel.crossed_at + latency_s - time.monotonic()))
            self._count_bytes(way, parcel)
            if self.broken:
                continue
            try:
                writer.write(parcel.data)
                await writer.drain()
                if then == "end" and writer.can_write_eof():
                    writer.write_eof()
            except OSError:
                self.break_off()
            if then == "break":
                self.break_off()

    def _count_bytes(self, way: Direction, parcel: _Parcel) -> None:
        if parcel.crossed_at > time.monotonic():
            return
        if way == "up":
            self.proxy.traffic.bytes_up += len(parcel.data)
        else:
            self.proxy.traffic.bytes_down += len(parcel.data)

    def _count_requests(self, way: Direction, data: bytes) -> None:
        if way == "up":
            self.proxy.traffic.requests += data.count(b" HTTP/1.1\r\n")

    def break_off(self, *, counted: bool = True) -> None:
        """Break both ends with a real RST, as a lost signal does."""
        self.proxy.traffic.cuts += counted and not self.broken
        self.broken = True
        for writer in self.writers:
            sock = writer.get_extra_info("socket")
            if sock is not None and sock.fileno() >= 0:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()


def _rng(seed: int, *key: object) -> random.Random:
    return random.Random(":".join(map(str, (seed, *key))))
