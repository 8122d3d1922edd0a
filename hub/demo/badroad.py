"""
A bad road between a node and its hub: a TCP proxy that does to what goes over it what a ``Road`` says.

One shared link each way, as a modem has. What went over the link before a break arrives before the break does. The one
bad road of the demonstration, the tests and the benchmarks.
"""

import asyncio
import contextlib
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from typing import Literal

from hub.demo.weather import Direction, Ending, Road

_CHUNK = 1_400
_WINDOW_BYTES = 65_536


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
    road: Road
    opened_at: float
    free_at: float = 0.0

    def crossed(self, size: int) -> float:
        """Return when the last of *size* bytes has gone into the link, on the loop's clock."""
        starts_at = self._there(max(time.monotonic(), self.free_at))
        self.free_at = starts_at + (size * 8 / (self.kbps * 1000) if self.kbps else 0.0)
        return self._there(self.free_at)

    def _there(self, at: float) -> float:
        return self.opened_at + self.road.next_up(at - self.opened_at) if self.road.stalls else at


@dataclass(frozen=True, slots=True)
class _Parcel:
    """Bytes on their way, and what comes after them on this connection."""

    crossed_at: float
    data: bytes
    then: Literal["more"] | Ending = "more"


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
        """Tell whether the road takes anybody now."""
        gone = self.road.stays_cut and self.traffic.cuts > 0
        return not gone and (self.road.stalls or self.road.is_up(time.monotonic() - self._opened_at))

    def _run(self, ready: threading.Event) -> None:
        self._opened_at = time.monotonic()
        ways: tuple[Direction, ...] = ("up", "down")
        links = {way: _Link(self.road.kbps_of(way), self.road, self._opened_at) for way in ways}

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
        while self.road.down_s and not self.road.stalls:
            await asyncio.sleep(0.02)
            if not self.is_up():
                for connection in list(self._live):
                    connection.break_off()


@dataclass(slots=True, eq=False)
class _Connection:
    proxy: BadRoad
    number: int
    links: dict[Direction, _Link]
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
        link, fate, offset = self.links[way], self.proxy.road.fate(self.number, way), 0
        while data := await self._read(reader):
            whole = offset + len(data) <= fate.at
            kept = data if whole else data[: int(fate.at) - offset]
            self._count_requests(way, data)
            flipped = self.proxy.road.flip(self.number, way, offset, kept)
            await queue.put(_Parcel(link.crossed(len(kept)), flipped, "more" if whole else fate.ending))
            offset += len(kept)
            if not whole:
                if fate.ending == "silence":
                    await self._swallow(reader)
                return
        await queue.put(_Parcel(link.crossed(0), b"", "end"))

    async def _swallow(self, reader: asyncio.StreamReader) -> None:
        """Take whatever comes and say nothing, until who sends it has had enough."""
        while await self._read(reader):
            pass
        self.break_off(counted=False)

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
