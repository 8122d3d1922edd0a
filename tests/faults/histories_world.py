"""The operations of a history on the real code: real databases, a real lake, real sealed bytes."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sync.bundle import Sealed
from sync.chain import Position
from sync.keys import NodeKeys
from sync.lives import HubIncarnation
from sync.reply import encode_reply
from tests.faults.histories_clocks import Clocks
from tests.faults.histories_hub import SITES, START_OF_STORY, Hub, PowerCut
from tests.faults.histories_node import Node, OneWay, Written
from tests.faults.protocol_model.parts import Seen
from tests.hub.builders import StillClock

MAX_NODES, KEPT_COPIES = 4, 2
CLOCK_RESET = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class World:
    """Real nodes, a real hub, and a bag of sealed bytes that somebody carries."""

    folder: Path
    clocks: Clocks = field(default_factory=Clocks)

    def __post_init__(self) -> None:
        self.hub = Hub(self.folder / "hub" / "now", StillClock(self._hub_time()))
        self.nodes: list[Node] = []
        self.hub_copies: list[Path] = []
        self.node_copies: dict[int, list[Path]] = {}
        self.bag: list[bytes | Sealed] = []
        self.got: list[bytes] = []
        self.tags = self.steps = self.files = self.issued = 0
        self.ever, self.gone = set[int](), set[int]()
        self.written: dict[Position, Written] = {}
        self.cursors: dict[int, tuple[HubIncarnation | None, int]] = {}
        self.snapshot_ran = self.set_back = False
        self.order: dict[bytes, int] = {}
        self.newnode()

    def close(self) -> None:
        """Close every database."""
        self.hub.store.close()
        for node in self.nodes:
            node.store.close()

    def step(self, operation: str, *numbers: int) -> None:
        """Do one operation."""
        self.steps += 1
        self.hub.clock.at = self._hub_time()
        getattr(self, operation)(*numbers)
        self.note()

    def note(self) -> None:
        """Remember, for checking only, what the nodes wrote and what this life of the hub holds."""
        for node in self.nodes:
            self.written |= {row.position: row for row in node.log()}
        self.hub.note_what_is_held()

    # -- nodes

    def newnode(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """A new school; every third *b*, the hub knows its code."""
        if len(self.nodes) >= len(SITES):
            return
        site = SITES[len(self.nodes)]
        code = self.hub.invite(site) if not b % 3 else "00000-00000"
        self._add(Node(self._path("node.db"), site, self.hub.keys.public, code))

    def rec(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """One to three facts about learners that *c* and *d* choose."""
        for at in range(1 + b % 3):
            self.tags += 1
            self.node(a).record(self.tags, c + d * at)
            self.ever.add(self.tags)

    def mark(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """The wall clock is set, or the hub's time becomes known, and a fact follows."""
        node = self.node(a)
        if b % 3:
            node.store.log.note_hub_time(int(START_OF_STORY.timestamp()) + self.steps)
        else:
            node.clock.wall += timedelta(days=400)
        self.rec(a, 0, c)

    def nbackup(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Copy a node's disk and put the copy away."""
        at = a % len(self.nodes)
        path = self._path("copy.db")
        path.parent.mkdir()
        self.nodes[at].back_up(path)
        self.node_copies[at] = [*self.node_copies[at], path][-KEPT_COPIES:]

    def nrestore(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Put an old copy in the place of a node."""
        at = a % len(self.nodes)
        if not self.node_copies[at]:
            return
        before = self.alive()
        self.nodes[at].put_back(self.node_copies[at][b % len(self.node_copies[at])])
        self._started(at)
        self.gone |= before - self.alive()

    def reboot(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Close a node and open it again."""
        self.node(a).reboot()
        self.clocks.node_starts(self.node(a).clock)

    def clone(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Copy a node onto a second machine: closed (odd *b*), or running, with its memory."""
        if len(self.nodes) >= MAX_NODES:
            return
        node = self.node(a)
        twin = node.copy(self._path("node.db"))
        self._add(twin)
        if not b % 2:
            twin.share_memory_of(node)
            twin.clock.wall, twin.clock.steady = node.clock.wall, node.clock.steady
            self.snapshot_ran = True

    def reenrol(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Give a node another key and another code; its log and its cursor stay."""
        node = self.node(a)
        node.keys, node.code = NodeKeys.generate(), self.hub.invite(node.site)

    # -- roads

    def seal(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Put a bundle in the bag: from the cursor (odd *b*) or from *c* on, of *d* events."""
        node = self.node(a)
        count = node.store.records.count()
        self.bag.append(node.sealed(node.acked if b % 2 else min(c % (count + 1), count), 1 + d % 6))

    def http(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """
        One bundle and its reply; cut after *c* frames where *b* is a multiple of 3, the reply lost to the bag where *c*
        is one of 4; *d* = 1, 2: the hub dies before, after its commit.
        """
        lost = None if c % 4 else self.bag
        road = OneWay(self.hub, frames=None if b % 3 else c, crash=_crash(d), lost=lost)
        self.node(a).exchange(road)
        self.got += road.delivered

    def httpcut(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """One bundle, and of its reply the ack; the page for every school too (*b* = 1), or every page (*b* = 2)."""
        road = OneWay(self.hub, pages=b % 3)
        self.node(a).exchange(road)
        self.got += road.delivered

    def deliver(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Bring a bundle from the bag to the hub; the reply goes into the bag."""
        bundles = [one for one in self.bag if isinstance(one, Sealed)]
        if not bundles:
            return
        bundle = bundles[a % len(bundles)]
        if not b % 2:
            self.bag.remove(bundle)
        ends = self.hub.ends_of(bundle.data)
        frames = None if c % 3 else c % len(ends)
        self.got.append(bundle.data if frames is None else bundle.data[: ends[frames]])
        with suppress(PowerCut):
            reply = self.hub.receive(bundle.data, frames, _crash(d))
            if reply is not None:
                self.bag.append(encode_reply(reply))

    def take(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Bring a reply from the bag to a node, whether it is meant for it or not."""
        replies = [one for one in self.bag if isinstance(one, bytes)]
        if not replies:
            return
        reply = replies[a % len(replies)]
        self.node(b).exchange(OneWay(self.hub, found=[reply], carries=False, resumes=False))
        if not c % 2:
            self.bag.remove(reply)

    def stick(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Leave all that a node has on a stick: into the bag."""
        road = OneWay(self.hub, carries=False, resumes=False)
        self.node(a).exchange(road)
        self.bag += road.left

    def drop(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Lose something on the way."""
        if self.bag:
            self.bag.pop(a % len(self.bag))

    def flip(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Bring a bundle from the bag with one bit flipped; what verifies of it counts, and it is the sender's own."""
        bundles = [one for one in self.bag if isinstance(one, Sealed)]
        if bundles:
            data = bytearray(bundles[a % len(bundles)].data)
            data[(b * 144 + c * 12 + d) * len(data) // 1_728] ^= 1 << d % 8
            self.hub.receive(bytes(data))

    # -- the hub

    def hclean(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Throw away what waits: it is bounded, and no position has moved."""
        self.hub.throw_away_what_waits()

    def hbackup(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Copy the hub's disk and put the copy away."""
        self.hub_copies = [*self.hub_copies, self.hub.copy()][-KEPT_COPIES:]
        self._life_of_last_copy = self.hub.life()

    def hrestore(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Put an old copy in the place of the hub, and start it."""
        if not self.hub_copies:
            return
        before = self.alive()
        self._set_clock_for_a_start(b)
        self.hub.put_back(self.hub_copies[a % len(self.hub_copies)])
        self.gone |= before - self.alive()

    def hrestart(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Stop the hub and start it."""
        self._set_clock_for_a_start(b)
        self.hub.restart()

    def hrevert(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Set the disk back under a running hub: it goes on in the same life."""
        if self.hub_copies and self._life_of_last_copy == self.hub.life():
            before = self.alive()
            self.set_back = True
            self.hub.put_back(self.hub_copies[-1], start=False)
            self.gone |= before - self.alive()

    def issue(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Decide something for one site, or for all (odd *b*)."""
        self.issued += 1
        stream = "all" if b % 2 else self.node(a).site
        body = b"decision %d" % self.issued
        self.order[body] = self.issued
        self.hub.issue(stream, f"plan/{stream}/{c % 2}", body)

    def revoke(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Stop believing a key."""
        self.hub.revoke(self.node(a).keys.node_id)

    def release(self, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Believe a key, because an operator says so."""
        self.hub.accept(self.node(a).keys.node_id)

    # -- what is seen of it

    def node(self, number: int) -> Node:
        """Return a node by number, whatever the number."""
        return self.nodes[number % len(self.nodes)]

    def rows(self) -> list[Written]:
        """Return the logs of all nodes."""
        return [row for node in self.nodes for row in node.log()]

    def alive(self) -> set[int]:
        """Return the tags of all facts that are on a node or at the hub."""
        found = {row.tag for row in self.rows()} | self.held_tags()
        return {tag for tag in found if tag is not None}

    def held_tags(self) -> set[int]:
        """Return the tags of all facts at the hub."""
        return {held.tag for held in self.hub.events() if held.tag is not None}

    def seen(self) -> Seen:
        """Return what a history can be compared by; the catalogue, of which nobody decides, is number 0."""
        held = [self.hub.items().values(), *(node.items() for node in self.nodes)]
        decided = tuple(frozenset(self.order.get(item.body, 0) for item in items) for items in held)
        return Seen(frozenset(self.held_tags()), tuple(node.acked for node in self.nodes), decided)

    def _add(self, node: Node) -> None:
        self.nodes.append(node)
        self.node_copies[len(self.nodes) - 1] = []
        self.clocks.node_starts(node.clock)

    def _started(self, at: int) -> None:
        """An old copy knows less than the machine that it replaces: its cursor may lie before."""
        self.cursors.pop(at, None)
        self.clocks.node_starts(self.nodes[at].clock)

    def _path(self, name: str) -> Path:
        self.files += 1
        return self.folder / str(self.files) / name

    def _hub_time(self) -> datetime:
        steps = getattr(self, "steps", 0)
        return (START_OF_STORY if self.clocks.sane else CLOCK_RESET) + timedelta(milliseconds=10 * steps)

    def _set_clock_for_a_start(self, b: int) -> None:
        if not b % 2 and not self.clocks.sane:
            self.hub.clock.at = CLOCK_RESET


def _crash(number: int) -> int:
    return number % 9 if number % 9 in (1, 2) else 0
