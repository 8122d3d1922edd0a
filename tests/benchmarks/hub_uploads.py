"""A fleet that comes at once, each by a thin road, and who asks for something small meanwhile."""

import asyncio
import ssl
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlsplit

from hub.config import Config
from hub.demo.processes import Workshop, free_port
from hub.enrol import accept
from hub.keyfiles import read_keys
from hub.region_rows import School
from hub.store import Store
from shared.errors import SyncError
from shared.ids import Incarnation, SchoolId, SiteId
from sync.ack import open_ack
from sync.bundle import Run, Sealed, seal
from sync.bundle import Sender as SendingNode
from sync.chain import START
from sync.keys import HubPublic, NodeKeys
from sync.reply import decode_reply
from tests.benchmarks.frame import Value, p95
from tests.benchmarks.processes import family_peak_rss_mb
from tests.deploy.hub.proxies import NAME, proxy
from tests.usage_events import uses

RATE_BYTES_S, PIECE_BYTES = 8_000, 1_400
"""Eight kB a second, in pieces as large as a packet carries."""
_PROBE_EVERY_S = 0.1
_IDLERS = 400
"""Nodes with nothing to say, one after the other and from the first again."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """How many send at once, with how many events: each size with its share in a hundred."""

    uploads: int
    sizes: tuple[tuple[int, int], ...]

    def events(self) -> list[int]:
        """
        Return how many events each has to send, those of one size spread among the others.

        >>> Fleet(4, ((50, 300), (49, 600), (1, 1_500))).events()
        [300, 300, 600, 300]
        """
        of_hundred = [events for share, events in self.sizes for _ in range(share)]
        return [of_hundred[n * 37 % 100] for n in range(self.uploads)]


@dataclass(frozen=True, slots=True)
class Way:
    """Where the fleet sends: to the hub itself, or to a proxy before it that speaks TLS."""

    port: int
    tls: ssl.SSLContext | None = None

    async def open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect."""
        name = NAME if self.tls else None
        return await asyncio.open_connection("127.0.0.1", self.port, ssl=self.tls, server_hostname=name)


@contextmanager
def way_to(port: int, through: str, folder: Path) -> Iterator[Way]:
    """Give the way to the hub at a port, *through* nginx where it is said."""
    if not through:
        yield Way(port)
        return
    with proxy(through, folder, port, port) as (url, papers, _):
        yield Way(urlsplit(url).port or 0, ssl.create_default_context(cafile=str(papers.authority)))


@dataclass(frozen=True, slots=True)
class Sender:
    """A node's keys and what it sends."""

    keys: NodeKeys
    bundle: Sealed


@dataclass(slots=True)
class Course:
    """What was seen while the fleet sent."""

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    """Of each upload that was acked whole, from its last byte to the ack."""
    asked_again: int = 0
    """How often a sender was told that all of its bundle is held, and asked for the ack without a byte of it."""
    small: list[float] = field(default_factory=list)
    open: int = 0
    most_open: int = 0


def uploads(config: Config, fleet: Fleet, through: str = "") -> dict[str, Value]:
    """Start the hub of *config*, let the whole fleet send to it at once, and return its figures."""
    port, events = free_port(), fleet.events()
    settings = {"CHASQUI_HUB_PORT": str(port), "CHASQUI_HUB_MIN_FREE_MB": "1", "CHASQUI_HUB_DATABASE": config.database}
    settings |= {"CHASQUI_HUB_PROXY": "127.0.0.1"} if through else {}
    with Workshop(config.folder.parent / f"shop-{config.folder.name}", settings) as shop:
        shop.run("chasqui-hub", "init", "--dir", str(config.folder))
        public = read_keys(config).public
        senders, idlers = _enrolled(config, public, events), _enrolled(config, public, [0] * _IDLERS)
        shop.serve("hub", ["chasqui-hub", "run", "--dir", str(config.folder)], f"http://127.0.0.1:{port}/entrar")
        with way_to(port, through, config.folder.parent / "proxy") as way:
            course = asyncio.run(_at_once(way, public, senders, idlers))
        rss = family_peak_rss_mb(shop.servers["hub"].pid)
    with closing(Store(config)) as store:
        arrived = store.totals().events
    # Every event is counted, and every sender has its ack.
    lost = max(fleet.uploads - len(course.waits), 0 if arrived == sum(events) else 1)
    return {
        "uploads": fleet.uploads, "at_once": course.most_open, "events": arrived,
        "bytes": sum(len(one.bundle.data) for one in senders), "seconds": course.seconds,
        "ack_p95_s": p95(course.waits), "asked_again": course.asked_again,
        "peak_mb": rss, "lost": lost,
        "small": len(course.small), "small_p95_s": p95(course.small),
    }  # fmt: skip


def _enrolled(config: Config, public: HubPublic, events: Sequence[int]) -> list[Sender]:
    first = 100_000 if any(events) else 500_000
    schools = [
        School(id=SchoolId(f"{first + n:07d}-0"), site=SiteId(f"{first + n:06d}"), name=f"I.E. {n}")
        for n in range(len(events))
    ]
    # Sealed ahead, on every processor: what is measured is the hub.
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        seeds = range(first, first + len(events))
        made = list(pool.map(partial(_sealed, public), schools, seeds, events, chunksize=8))
    senders = [Sender(NodeKeys.from_seed(seed), bundle) for seed, bundle in made]
    with closing(Store(config)) as store:
        store.put_schools([*store.schools(), *schools])
        with store.begin() as connection:
            for school, one in zip(schools, senders, strict=True):
                accept(
                    connection, store.now_s(), node=one.keys.node_id, verify_key=one.keys.verify_key, site=school.site
                )
    return senders


def _sealed(public: HubPublic, school: School, seed: int, events: int) -> tuple[bytes, Sealed]:
    keys = NodeKeys.generate()
    runs = [Run(Incarnation(seed.to_bytes(8)), 1, list(uses(events, seed, school=school.id)))] if events else []
    return keys.seed, seal(SendingNode(keys, public, school.site), START, runs)


async def _at_once(way: Way, public: HubPublic, senders: Sequence[Sender], idlers: Sequence[Sender]) -> Course:
    course = Course()
    prober = asyncio.create_task(_probe(way, idlers, course.small))
    started = time.monotonic()
    await asyncio.gather(*(_upload(way, public, one, course) for one in senders))
    course.seconds = time.monotonic() - started
    prober.cancel()
    with suppress(asyncio.CancelledError):
        await prober
    return course


async def _upload(way: Way, public: HubPublic, sender: Sender, course: Course) -> None:
    data, path = sender.bundle.data, f"/v1/bundles/{sender.bundle.id}"
    reader, writer = await way.open()
    course.open += 1
    course.most_open = max(course.most_open, course.open)
    writer.write(_head("PUT", path, len(data)))
    begun = time.monotonic()
    for at in range(0, len(data), PIECE_BYTES):
        writer.write(data[at : at + PIECE_BYTES])
        await writer.drain()
        # By the clock: whoever was late with one piece is not late with all after it.
        await asyncio.sleep(begun + (at + PIECE_BYTES) / RATE_BYTES_S - time.monotonic())
    sent = time.monotonic()
    answer = await reader.read()
    writer.close()
    course.open -= 1
    while answer.startswith(b"HTTP/1.1 202"):
        course.asked_again += 1
        answer = await _answer(way, _head("PUT", f"{path}?offset={len(data)}&total={len(data)}", 0))
    if _is_acked(answer, public, sender):
        course.waits.append(time.monotonic() - sent)


def _is_acked(answer: bytes, public: HubPublic, sender: Sender) -> bool:
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        return False
    try:
        return open_ack(decode_reply(body).ack, public, sender.keys.node_id).received == sender.bundle.end
    except SyncError:
        return False


async def _probe(way: Way, idlers: Sequence[Sender], small: list[float]) -> None:
    """Ask by turns for something small and send what a node with nothing to say sends, whoever else is served."""
    asking: set[asyncio.Task[None]] = set()
    try:
        for one in cycle(idlers):
            id_, data = one.bundle.id, one.bundle.data
            for head, body in (
                (_head("GET", f"/v1/bundles/{id_}", 0), b""), (_head("PUT", f"/v1/bundles/{id_}", len(data)), data),
            ):  # fmt: skip
                asking.add(asyncio.create_task(_ask(way, head + body, small)))
            await asyncio.sleep(_PROBE_EVERY_S)
    finally:
        # Those that are not answered yet count too: they may be the slow ones.
        await asyncio.gather(*asking)


async def _answer(way: Way, request: bytes) -> bytes:
    reader, writer = await way.open()
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return answer


async def _ask(way: Way, request: bytes, small: list[float]) -> None:
    at = time.monotonic()
    answer = await _answer(way, request)
    if answer[9:12] not in (b"200", b"404"):
        raise RuntimeError(f"a small request was answered {answer[:80]!r}")
    small.append(time.monotonic() - at)


def _head(method: str, path: str, length: int) -> bytes:
    return (
        f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n".encode()
    )
