"""A fleet that comes at once, each by a thin road, and who asks for something small meanwhile."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass

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
from sync.chain import START
from sync.keys import HubPublic, NodeKeys
from sync.reply import decode_reply
from tests.benchmarks.frame import Value, p95
from tests.benchmarks.processes import family_peak_rss_mb
from tests.usage_events import uses

RATE_BYTES_S, PIECE_BYTES = 8_000, 800
"""Eight kB a second, in ten pieces."""
_PROBE_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Fleet:
    """How many send at once, and how many events each."""

    uploads: int
    events: int


@dataclass(frozen=True, slots=True)
class Sender:
    """A node's keys and what it sends."""

    keys: NodeKeys
    bundle: Sealed


def uploads(config: Config, fleet: Fleet) -> dict[str, Value]:
    """Start the hub of *config*, let the whole fleet send to it at once, and return its figures."""
    port = free_port()
    settings = {"CHASQUI_HUB_PORT": str(port), "CHASQUI_HUB_MIN_FREE_MB": "1"}
    with Workshop(config.folder.parent / f"shop-{config.folder.name}", settings) as shop:
        shop.run("chasqui-hub", "init", "--dir", str(config.folder))
        public = read_keys(config).public
        senders, idlers = _enrolled(config, public, fleet.uploads, fleet.events), _enrolled(config, public, 400, 0)
        shop.serve("hub", ["chasqui-hub", "run", "--dir", str(config.folder)], f"http://127.0.0.1:{port}/entrar")
        seconds, acked, small = asyncio.run(_at_once(port, public, senders, idlers))
        rss = family_peak_rss_mb(shop.servers["hub"].pid)
    with closing(Store(config)) as store:
        arrived = store.totals().events
    lost = fleet.uploads - min(acked, arrived // fleet.events)
    return {
        "uploads": fleet.uploads, "bytes": sum(len(one.bundle.data) for one in senders), "seconds": seconds,
        "peak_mb": rss, "lost": lost, "small": len(small), "small_p95_s": p95(small),
    }  # fmt: skip


def _enrolled(config: Config, public: HubPublic, count: int, events: int) -> list[Sender]:
    first = 100_000 if events else 500_000
    schools = [
        School(id=SchoolId(f"{first + n:07d}-0"), site=SiteId(f"{first + n:06d}"), name=f"I.E. {n}")
        for n in range(count)
    ]
    senders = [_sender(public, one, seed, events) for seed, one in enumerate(schools, start=first)]
    with closing(Store(config)) as store:
        store.put_schools([*store.schools(), *schools])
        with store.begin() as connection:
            for school, one in zip(schools, senders, strict=True):
                accept(
                    connection, store.now_s(), node=one.keys.node_id, verify_key=one.keys.verify_key, site=school.site
                )
    return senders


def _sender(public: HubPublic, school: School, seed: int, events: int) -> Sender:
    keys = NodeKeys.generate()
    runs = [Run(Incarnation(seed.to_bytes(8)), 1, list(uses(events, seed, school=school.id)))] if events else []
    return Sender(keys, seal(keys, public, START, runs, feeds={}, site=school.site, enrolment=None))


async def _at_once(
    port: int, public: HubPublic, senders: Sequence[Sender], idlers: Sequence[Sender]
) -> tuple[float, int, list[float]]:
    """Return the seconds of all uploads together, how many were acked whole, and those of each small request."""
    small: list[float] = []
    prober = asyncio.create_task(_probe(port, idlers, small))
    started = time.monotonic()
    acked = await asyncio.gather(*(_upload(port, public, one) for one in senders))
    seconds = time.monotonic() - started
    prober.cancel()
    with suppress(asyncio.CancelledError):
        await prober
    return seconds, sum(acked), small


async def _upload(port: int, public: HubPublic, sender: Sender) -> bool:
    data = sender.bundle.data
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_head("PUT", f"/v1/bundles/{sender.bundle.id}", len(data)))
    for at in range(0, len(data), PIECE_BYTES):
        writer.write(data[at : at + PIECE_BYTES])
        await writer.drain()
        await asyncio.sleep(PIECE_BYTES / RATE_BYTES_S)
    answer = await reader.read()
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        return False
    try:
        return open_ack(decode_reply(body).ack, public, sender.keys.node_id).received == sender.bundle.end
    except SyncError:
        return False


async def _probe(port: int, idlers: Sequence[Sender], small: list[float]) -> None:
    """Ask by turns for something small and send what a node with nothing to say sends, whoever else is served."""
    asking: set[asyncio.Task[None]] = set()
    try:
        for one in idlers:
            id_, data = one.bundle.id, one.bundle.data
            for head, body in (
                (_head("GET", f"/v1/bundles/{id_}", 0), b""), (_head("PUT", f"/v1/bundles/{id_}", len(data)), data),
            ):  # fmt: skip
                asking.add(asyncio.create_task(_ask(port, head + body, small)))
            await asyncio.sleep(_PROBE_EVERY_S)
    finally:
        # Those that are not answered yet count too: they may be the slow ones.
        await asyncio.gather(*asking)


async def _ask(port: int, request: bytes, small: list[float]) -> None:
    at = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    if answer[9:12] not in (b"200", b"404"):
        raise RuntimeError(f"a small request was answered {answer[:80]!r}")
    small.append(time.monotonic() - at)


def _head(method: str, path: str, length: int) -> bytes:
    return (
        f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n".encode()
    )
