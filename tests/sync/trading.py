"""A node that trades with a hub in memory, over roads that fail as they are told."""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from shared.allocation import ModelManifest
from shared.errors import BadBundle, RoadClosed
from shared.ids import NodeId
from sync import folder
from sync.bundle import Sealed
from sync.reply import Reply, begun, decode_reply, encode_reply
from sync.roads import Road
from sync.session import Exchange, exchange
from sync.traffic import Traffic
from tests.sync.builders import HUB, NODE, SITE, MemoryHub, MemoryOutbox
from tests.usage_events import uses


@dataclass
class MemoryRoad:
    """A road to a hub in memory; each entry of *faults* says what befalls one delivery."""

    hub: MemoryHub
    faults: list[str] = field(default_factory=list)
    bundle_events: int = 7
    name: str = "memory"
    resumes: bool = True
    traffic: Traffic = field(default_factory=Traffic)
    seen: list[bytes] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    """After so many bytes the replies are cut, one after the other."""

    def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:
        self.seen.append(bundle.data)
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "nothing arrives":
            raise RoadClosed("cut")
        if fault == "a part arrives":
            with suppress(BadBundle):
                self.hub.receive(bundle.data[: len(bundle.data) * 7 // 8])
            raise RoadClosed("cut")
        if fault == "an old one again":
            self.hub.receive(Random(len(self.seen)).choice(self.seen))
        reply = self.hub.receive(bundle.data)
        if fault == "the reply is lost":
            raise RoadClosed("cut")
        return self._cut(encode_reply(reply)) if self.cuts else reply

    def _cut(self, data: bytes) -> Reply:
        size = self.cuts.pop(0)
        reply = decode_reply(data) if size >= len(data) else begun(data[:size])
        if reply is None:
            raise RoadClosed("cut")
        return reply

    def collect(self, node_id: NodeId) -> list[Reply]:
        return []

    def model(self, manifest: ModelManifest, into: Path) -> None:
        raise RoadClosed("no models here")

    def break_off(self) -> None:
        """Nothing is ever under way."""


def trade(outbox: MemoryOutbox, road: Road, **more: Any) -> Exchange:
    return exchange(outbox, road, NODE, HUB.public, **({"site": SITE, "enrolment": None} | more))


def node(count: int = 20) -> MemoryOutbox:
    outbox = MemoryOutbox()
    outbox.record("a", uses(count))
    return outbox


def carry(stick: Path, hub: MemoryHub) -> None:
    for _, data in folder.bundles(stick):
        folder.put_reply(stick, NODE.node_id, encode_reply(hub.receive(data)))
