"""
A bad road between a node and its hub: a TCP proxy with latency, a thin pipe, cuts and flipped bits.

One shared link each way, as a modem has. Every fault is a pure function of (seed, connection, direction, byte
offset), never of how TCP happened to cut the stream, so the same client doing the same thing meets the same faults.
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
    seed: int = 1

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
    """What went over the road so far."""

    bytes_up: int = 0
    bytes_down: int = 0
    connections: int = 0
    requests: int = 0
    cuts: int = 0


@dataclass(slots=True)
class _Link:
    kbps: float
    latency_s: float
    free_at: float = 0.0

    def arrival(self, size: int) -> float:
        """Return when the last of *size* bytes reaches the far end, on the loop's clock."""
        self.free_at = max(time.monotonic(), self.free_at) + (size * 8 / (self.kbps * 1000) if self.kbps else 0.0)
        return self.free_at + self.latency_s


@dataclass(slots=True)
class BadRoad:
    """A running proxy; ``with BadRoad(("127.0.0.1", 8060), Road(kbps=64)) as road: road.url``."""

    upstream: tuple[str, int]
    road: Road = field(default_factory=Road)
    traffic: Traffic = field(default_factory=Traffic)
    port: int = 0
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _thread: threading.Thread | None = None

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

    def _run(self, ready: threading.Event) -> None:
        links = {d: _Link(self.road.kbps, self.road.latency_ms / 1000) for d in ("up", "down")}

        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            number, self.traffic.connections = self.traffic.connections, self.traffic.connections + 1
            connection = _Connection(self, number, links)
            with contextlib.suppress(asyncio.CancelledError, OSError):  # the road itself closes, or an end has gone
                await connection.carry(reader, writer)
            connection.break_off(counted=False)

        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(accept, "127.0.0.1", self.port))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()
        pending = asyncio.all_tasks(self._loop)
        for task in pending:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()


@dataclass(slots=True)
class _Connection:
    proxy: BadRoad
    number: int
    links: dict[str, _Link]
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
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
        breaks_at = self.proxy.road.reset_at(self.number, way)
        queue: asyncio.Queue[tuple[float, bytes] | None] = asyncio.Queue(maxsize=_WINDOW_BYTES // _CHUNK)
        deliver = asyncio.create_task(self._deliver(way, queue, writer))
        offset = 0
        try:
            while data := await reader.read(_CHUNK):
                self._count(way, data)
                if offset + len(data) > breaks_at:
                    self.break_off()
                    return
                arrival = self.links[way].arrival(len(data))
                await queue.put((arrival, self.proxy.road.flip(self.number, way, offset, data)))
                offset += len(data)
            await queue.put(None)
            await deliver
        except OSError:
            self.break_off()
        finally:
            deliver.cancel()

    async def _deliver(
        self, way: Direction, queue: "asyncio.Queue[tuple[float, bytes] | None]", writer: asyncio.StreamWriter
    ) -> None:
        while (item := await queue.get()) is not None:
            arrival, data = item
            await asyncio.sleep(max(0.0, arrival - time.monotonic()))
            writer.write(data)
            await writer.drain()
            if way == "up":
                self.proxy.traffic.bytes_up += len(data)
            else:
                self.proxy.traffic.bytes_down += len(data)
        if writer.can_write_eof():
            writer.write_eof()

    def _count(self, way: Direction, data: bytes) -> None:
        if way == "up":
            self.proxy.traffic.requests += data.count(b" HTTP/1.1\r\n")

    def break_off(self, *, counted: bool = True) -> None:
        """Break both ends with a real RST, as a lost signal does."""
        self.proxy.traffic.cuts += counted
        for writer in self.writers:
            sock = writer.get_extra_info("socket")
            if sock is not None and sock.fileno() >= 0:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()


def _rng(seed: int, *key: object) -> random.Random:
    return random.Random(":".join(map(str, (seed, *key))))
