"""A real hub that takes sealed bundles of several nodes at once."""

import secrets
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from hub.acts import BY_COMMAND
from hub.config import Config
from hub.demo.processes import Workshop, free_port
from hub.enrol import invite
from hub.keyfiles import read_keys
from hub.region_rows import School
from hub.store import Store
from shared.events import canonical
from shared.ids import Incarnation, SchoolId, SiteId
from sync.ack import open_ack
from sync.bundle import Run, Sealed, seal
from sync.bundle import Sender as SendingNode
from sync.chain import START, Position, next_head
from sync.enrolment import proof
from sync.http_road import HttpRoad
from sync.keys import HubPublic, NodeKeys
from tests.benchmarks.frame import Value, p95
from tests.benchmarks.processes import family_peak_rss_mb
from tests.usage_events import uses


@dataclass(frozen=True, slots=True)
class Load:
    """How much is sent: each node sends *bundles* of *events* each, one after the other."""

    nodes: int
    bundles: int
    events: int
    every_s: float = 0.0
    """Each node sends one in so many seconds, the nodes spread over them; 0: as soon as the one before is acked."""
    first: int = 100_000
    """The number of the first node's school: no two loads of a hub share one."""

    @property
    def all_events(self) -> int:
        """How many events that are, all together."""
        return self.nodes * self.bundles * self.events


@dataclass(frozen=True, slots=True)
class Sender:
    """A node's keys and its log in bundles."""

    keys: NodeKeys
    bundles: Sequence[Sealed]


def ingest(config: Config, load: Load, steady: Load) -> dict[str, Value]:
    """Start the hub of *config*, send it *load* at once and then *steady*, and return its figures."""
    port = free_port()
    settings = {"CHASQUI_HUB_PORT": str(port), "CHASQUI_HUB_DATABASE": config.database, "CHASQUI_HUB_MIN_FREE_MB": "1"}
    with Workshop(config.folder.parent / f"shop-{config.folder.name}", settings) as shop:
        shop.run("chasqui-hub", "init", "--dir", str(config.folder))
        public = read_keys(config).public
        senders, later = _senders(config, public, load), _senders(config, public, steady)
        shop.serve("hub", ["chasqui-hub", "run", "--dir", str(config.folder)], f"http://127.0.0.1:{port}/entrar")
        spent, seconds = _send(senders, public, f"http://127.0.0.1:{port}")
        waits, lasted = _send(later, public, f"http://127.0.0.1:{port}", steady.every_s)
        rss = family_peak_rss_mb(shop.servers["hub"].pid)
    with closing(Store(config)) as store:
        arrived = store.totals().events
    if arrived != load.all_events + steady.all_events:
        raise RuntimeError(f"{arrived} events arrived: not what was sent")
    return {
        "bundles_per_s": len(spent) / seconds, "events_per_s": load.all_events / seconds, "p95_s": p95(spent),
        "rss_mb": rss, "nodes": load.nodes, "bundles": len(spent), "events": load.all_events,
        "steady_due_per_s": steady.nodes / steady.every_s, "steady_bundles_per_s": len(waits) / lasted,
        "steady_p95_s": p95(waits), "steady_bundles": len(waits), "steady_events": steady.all_events,
    }  # fmt: skip


def _senders(config: Config, public: HubPublic, load: Load) -> list[Sender]:
    schools = [
        School(id=SchoolId(f"{n:07d}-0"), site=SiteId(f"{n:06d}"), name=f"I.E. {n}")
        for n in range(load.first, load.first + load.nodes)
    ]
    with closing(Store(config)) as store:
        store.put_schools([*store.schools(), *schools])
        return [
            _sender(
                public, one, invite(store, public, one.site, [one], "http://127.0.0.1", by=BY_COMMAND).code, seed, load
            )
            for seed, one in enumerate(schools, start=load.first)
        ]


def _sender(public: HubPublic, school: School, code: str, seed: int, load: Load) -> Sender:
    keys, incarnation = NodeKeys.generate(), Incarnation(secrets.token_bytes(8))
    enrolment = proof(code, keys.verify_key, school.site)
    records = uses(load.bundles * load.events, seed, school=school.id)
    base, bundles = START, []
    for first in range(0, len(records), load.events):
        part = records[first : first + load.events]
        run = Run(incarnation, first + 1, list(part))
        bundles.append(seal(SendingNode(keys, public, school.site, enrolment), base, [run]))
        head = base.head
        for fields in part:
            head = next_head(head, canonical(fields))
        base = Position(incarnation, first + len(part), head)
    return Sender(keys, bundles)


def _send(senders: Sequence[Sender], public: HubPublic, url: str, every_s: float = 0.0) -> tuple[list[float], float]:
    """Return the seconds of each delivery, from when it was due on, and those of all of them together."""
    spent: list[float] = []
    failed: list[str] = []
    ready = threading.Barrier(len(senders) + 1)

    def deliver(number: int, sender: Sender) -> None:
        road = HttpRoad(url)
        ready.wait()
        begun = time.monotonic() + number / len(senders) * every_s
        for turn, bundle in enumerate(sender.bundles):
            # From when it was due: whoever is late because the one before was slow counts as late.
            at = begun + turn * every_s if every_s else time.monotonic()
            time.sleep(max(0.0, at - time.monotonic()))
            reply = road.deliver(bundle)
            spent.append(time.monotonic() - at)
            if reply is None or open_ack(reply.ack, public, sender.keys.node_id).received != bundle.end:
                failed.append(bundle.id)

    threads = [threading.Thread(target=deliver, args=named) for named in enumerate(senders)]
    for thread in threads:
        thread.start()
    ready.wait()
    started = time.monotonic()
    for thread in threads:
        thread.join()
    if failed or len(spent) != sum(len(one.bundles) for one in senders):
        raise RuntimeError(f"{len(failed)} bundles were not acked whole")
    return spent, time.monotonic() - started
