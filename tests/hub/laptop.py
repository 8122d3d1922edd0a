"""A real node's store beside a hub: what it recorded is sent as it would be, and both can be compared."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from edge.store import Store
from hub import enrol
from hub.streams import from_the_start
from shared.events import Claim
from shared.ids import ResourceId
from shared.resources import Catalogue
from shared.stock import StockState, fold
from sync.ack import open_ack
from sync.bundle import Sender, seal
from sync.keys import NodeKeys
from sync.outbox import within_bounds
from tests.edge.building import with_tables
from tests.hub.builders import CATALOGUE, NOW, SITE, Office


@dataclass
class JumpyClock:
    """A wall clock that can be set, and a steady one that only goes on."""

    at: datetime = NOW
    steady_s: float = 0

    def now(self) -> datetime:
        return self.at

    def elapsed_s(self) -> float:
        return self.steady_s

    def wait(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.steady_s += seconds


@dataclass
class Laptop:
    """A node with a store on the disk, enrolled from the start: a code would be over where it waits for weeks."""

    path: Path
    office: Office
    clock: JumpyClock = field(default_factory=JumpyClock)
    keys: NodeKeys = field(default_factory=NodeKeys.generate)

    def __post_init__(self) -> None:
        self.store = Store(with_tables(self.path), self.clock, create=True)
        with self.office.store.begin() as connection:
            now_s, key = self.office.store.now_s(), self.keys.verify_key
            enrol.accept(connection, now_s, node=self.keys.node_id, verify_key=key, site=SITE)
        self.catalogue(CATALOGUE)

    def record(self, *claims: Claim) -> None:
        self.store.record(claims)

    def reopen(self) -> None:
        self.store.close()
        self.store = Store(self.path, self.clock)

    def catalogue(self, catalogue: Catalogue) -> None:
        """Take a catalogue over, as the node does when its feed brings one."""
        self.store.db.put("catalogue", catalogue)
        self.store.log.rebuild()

    def send(self, most: int = 10_000) -> None:
        """Send what is not acked yet, and take the ack over."""
        base, runs = self.store.outbox.unsent(most)
        public = self.office.keys.public
        bundle = seal(Sender(self.keys, public, SITE), base, within_bounds(runs))
        signed = self.office.take(bundle).reply.ack
        self.store.outbox.advance(open_ack(signed, public, self.keys.node_id), signed)

    def hear(self, stream: str) -> None:
        """Take over all that the hub has said in *stream*."""
        hub = self.office.store
        with hub.begin() as connection:
            life = hub.issuing_life(connection)
        for page in from_the_start(hub.entries(stream), life, stream):
            self.store.outbox.apply(page)

    def stock_dated(self) -> dict[str, Any]:
        """Return by what the laptop's own dates date the last count of each resource, by the shared rule."""
        states: dict[ResourceId, StockState] = {}
        dates, kinds = self.store.entries.dates(), self.store.news.kinds()
        for _, event in self.store.entries.events():
            when = dates(event)
            states |= fold(states, event, kinds, day=when.day(), dated=when.quality)
        return {name: one.dated for name, one in states.items()}

    def stock_dated_at_hub(self) -> dict[str, Any]:
        return {row.resource: row.dated for row in self.office.store.stock()}

    def stock(self) -> dict[str, Any]:
        return {row.resource: (row.on_hand, row.lent, row.as_of) for row in self.store.folded.stock()}

    def stock_at_hub(self) -> dict[str, Any]:
        return {row.resource: (row.on_hand, row.lent, row.as_of) for row in self.office.store.stock()}
