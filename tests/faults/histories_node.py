"""A real node of a history: its database on a disk, copied and put back; its process, stopped and started."""

import shutil
import sqlite3
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from msgspec.structs import replace

from edge.rows import SchoolRow
from edge.sealing import seal_all
from edge.store import Store
from shared.allocation import ModelManifest
from shared.errors import Forgotten, RoadClosed, Untrusted
from shared.events import Claim, fields_from
from shared.fact_fields import Fact
from shared.facts import Count, Request, Use
from shared.ids import Incarnation, NodeId, Pseudonym, SchoolId, SiteId
from shared.occurred import Occurred
from sync.ack import in_full, open_ack
from sync.bundle import Heard, Run, Sealed, Sender, seal
from sync.chain import ROOT, START, Position, heads_after
from sync.enrolment import proof
from sync.feed import ALL, FeedEntry, FeedItem, Slice, latest
from sync.keys import HubPublic, NodeKeys
from sync.lives import FeedPosition, HubIncarnation
from sync.outbox import runs_of
from sync.pages import open_slice
from sync.reply import CutReply, Reply, decode_reply, encode_reply
from sync.returning import to_give_back
from sync.session import exchange
from sync.traffic import Traffic
from sync.wire import unpack
from tests.edge.building import GUIDE, TABLET, FakeClock
from tests.faults.histories_hub import START_OF_STORY, Hub, PowerCut, tag_of

PER_BUNDLE, PER_FRAME, PER_BLOCK = 5, 2, 2
LEARNERS = tuple(Pseudonym(b"secret-%d" % number + bytes([250 + number])) for number in range(4))


@dataclass(frozen=True)
class Written:
    """A row of a node's log: its own position, the one before it, and its canonical bytes."""

    position: Position
    prev: Position
    body: bytes

    @property
    def tag(self) -> int | None:
        """What tells its fact from all others; None for a clock mark."""
        return tag_of(self.body)


@dataclass
class OneWay:
    """
    A road that carries one bundle and its reply, and is closed then.

    *frames*: how much of the bundle arrives (None: all). *crash*: when the hub dies. *lost*: where the reply goes when
    it does not come back. *pages*: how much of it comes before the road breaks (``_cut``). *found*: replies that lie
    on the road.
    """

    hub: Hub
    frames: int | None = None
    crash: int = 0
    lost: list[bytes | Sealed] | None = None
    pages: int | None = None
    found: list[bytes] = field(default_factory=list)
    delivered: list[bytes] = field(default_factory=list)
    brought: list[Reply] = field(default_factory=list)
    carries: bool = True
    left: list[Sealed] = field(default_factory=list)
    resumes: bool = True
    bundle_events: int = PER_BUNDLE
    name: str = "history"
    traffic: Traffic = field(default_factory=Traffic)

    def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:
        if not self.carries:
            self.left.append(bundle)
            return None
        if self.delivered:
            raise RoadClosed("one bundle only")
        ends = self.hub.ends_of(bundle.data)
        frames = None if self.frames is None else self.frames % len(ends)
        self.delivered.append(bundle.data if frames is None else bundle.data[: ends[frames]])
        try:
            reply = self.hub.receive(bundle.data, frames, self.crash)
        except PowerCut as cut:
            raise RoadClosed("the hub is gone") from cut
        except Forgotten:
            self.delivered.clear()
            raise
        if reply is None:
            raise RoadClosed("no answer")
        if self.lost is not None:
            whole = in_full(reply.ack, bundle.expected) if bundle.expected else reply.ack
            self.lost.append(encode_reply(Reply(whole, reply.slices)))
            raise RoadClosed("the reply is lost")
        if self.pages is not None:
            reply = _cut(reply, self.pages)
        self.brought.append(replace(reply, ack=in_full(reply.ack, bundle.expected) if bundle.expected else reply.ack))
        return reply

    def collect(self, node_id: NodeId) -> list[Reply]:
        self.brought += [decode_reply(data) for data in self.found]
        return list(self.brought)

    def model(self, manifest: ModelManifest, into: Path) -> None:
        raise RoadClosed("no models here")

    def break_off(self) -> None:
        """Nothing is ever under way."""


class Node:
    """A node that runs on the database ``path``; *code* proves that it belongs to its site."""

    def __init__(self, path: Path, site: SiteId, hub: HubPublic, code: str) -> None:
        self.site, self.hub, self.code = site, hub, code
        self.keys = NodeKeys.generate()
        self.seen: list[FeedItem] = []
        self._seen_in: dict[Path, list[FeedItem]] = {}
        path.parent.mkdir(parents=True)
        shutil.copy(_fresh_database(site), path)
        self._open(path)

    def copy(self, path: Path) -> "Node":
        """Return this node on another machine, from a copy of its disk and its keys."""
        twin = Node.__new__(Node)
        twin.site, twin.hub, twin.code, twin.keys = self.site, self.hub, self.code, self.keys
        twin.seen, twin._seen_in = list(self.seen), {}
        path.parent.mkdir(parents=True)
        self.back_up(path)
        twin._open(path)
        return twin

    def share_memory_of(self, other: "Node") -> None:
        """Go on in the incarnation of the running machine that this one is a snapshot of."""
        mine, theirs = self.store.log, other.store.log
        mine._opening, mine._contact = theirs._opening, theirs._contact

    def back_up(self, path: Path) -> None:
        """Copy the database, as a backup does."""
        with sqlite3.connect(self.path) as source, sqlite3.connect(path) as copy:
            source.backup(copy)
        source.close()
        copy.close()
        self._seen_in[path] = list(self.seen)

    def put_back(self, copy: Path) -> None:
        """Put a copy in the place of the database, and start."""
        self.store.close()
        for path in self.path.parent.glob(self.path.name + "*"):
            path.unlink()
        shutil.copy(copy, self.path)
        self.seen = list(self._seen_in[copy])
        self._open(self.path)

    def reboot(self) -> None:
        """Stop and start."""
        self.store.close()
        self._open(self.path)

    def record(self, tag: int, learner: int) -> None:
        """Record the fact with number *tag*, of a kind that the number chooses."""
        school = SchoolId(f"040369{self.site[-1]}-0")
        fact: Fact = Use(school=school, resource=TABLET, learner=LEARNERS[learner % 4])
        if tag % 7 == 3:
            fact = Count(resource=GUIDE, units=tag)
        if tag % 7 == 5:
            fact = Request(school=school, resource=GUIDE, units=tag, reason=f"motivo {tag}")
        day = Occurred.on((START_OF_STORY - timedelta(days=tag % 30)).date())
        self.store.record([Claim(fact, day if tag % 2 else None, tag.to_bytes(8, "big"))])

    def exchange(self, road: OneWay) -> bool:
        """Exchange over a road that carries one bundle, and seal what is acked; tell whether the reply came back."""
        before = road.traffic.requests
        try:
            exchange(self.store.outbox, road, self.keys, self.hub, site=self.site, enrolment=self._enrolment())
        except RoadClosed:
            return road.traffic.requests > before
        finally:
            self.seen += [item for reply in road.brought for item in self._items_of(reply)]
            seal_all(self.store, 1, PER_BLOCK)
        return True

    def _items_of(self, reply: Reply) -> list[FeedItem]:
        """Return the items of a reply that is for this node: whether or not it moves a stream, none may be dropped."""
        try:
            open_ack(reply.ack, self.hub, self.keys.node_id)
        except Untrusted:
            return []
        pages = [open_slice(data, self.hub, self.keys) for data in reply.slices]
        return [entry.item for page in pages if isinstance(page, Slice) for entry in page.entries]

    def sealed(self, start: int, count: int) -> Sealed:
        """Seal *count* events after the first *start*, as an earlier session may have done."""
        base = self.store.entries.position(start)
        rows = self.log()[start : start + count]
        runs: list[Run] = runs_of(
            ((one.position.incarnation, one.position.seq, fields_from(one.body)) for one in rows), count
        )
        outbox = self.store.outbox
        sender = Sender(self.keys, self.hub, self.site, self._enrolment())
        heard = Heard(outbox.feed_positions(), outbox.hub_incarnation(), outbox.hub_proof())
        return seal(sender, base, runs, heard, returned=self.given_back())

    def given_back(self) -> list[FeedItem]:
        """Return what the next bundle gives back to the hub."""
        return to_give_back(self.store.outbox.lost((ALL, self.site)), self.hub)

    def log(self) -> list[Written]:
        """Return the whole log."""
        rows = list(self.store.records.bodies())
        heads = heads_after(ROOT, (row.body for row in rows))
        openings = dict(self.store.db.rows("SELECT first_pos, id FROM incarnations"))
        log: list[Written] = []
        incarnation, first, prev = START.incarnation, 1, START
        for (pos, _, body), head in zip(rows, heads, strict=True):
            if pos in openings:
                incarnation, first = Incarnation(openings[pos]), pos
            log.append(Written(Position(incarnation, pos - first + 1, head), prev, body))
            prev = log[-1].position
        return log

    @property
    def acked(self) -> int:
        """How many events the node knows to be at the hub."""
        return self.store.records.count() - self.store.outbox.pending()

    @property
    def life(self) -> HubIncarnation | None:
        """The life of the hub that the cursor counts in."""
        return self.store.outbox.cursor().hub_incarnation

    def items(self) -> list[FeedItem]:
        """Return every item that ever came."""
        rows = self.store.db.rows("SELECT item FROM items")
        return [unpack(raw, FeedItem, max_bytes=2**21, what="x") for (raw,) in rows]

    def current(self) -> dict[str, FeedItem]:
        """Return the items that hold, by subject."""
        return latest(self.items())

    def followed(self, stream: str) -> list[FeedPosition]:
        """Return the positions of a stream that the node went through."""
        rows = self.store.db.rows("SELECT position FROM stream_positions WHERE stream = ? ORDER BY at", stream)
        return [unpack(raw, FeedPosition, max_bytes=999, what="x") for (raw,) in rows]

    def _open(self, path: Path) -> None:
        self.path = path
        self.clock = FakeClock(START_OF_STORY)
        self.store = Store(path, self.clock)

    def _enrolment(self) -> bytes | None:
        """Return the proof of the code, as long as the hub has not recognised this computer (``edge.agent``)."""
        known = self.store.outbox.cursor().proof and not self.store.db.setting("held", bool, False)
        return None if known else proof(self.code, self.keys.verify_key, self.site)


@cache
def _fresh_database(site: SiteId) -> Path:
    """Return the database of a node that recorded nothing: it is copied for each history."""
    path = Path(mkdtemp(prefix="chasqui-node-")) / "node.db"
    with Store(path, FakeClock(START_OF_STORY), create=True) as store:
        store.site.set(site, [SchoolRow(SchoolId(f"040369{site[-1]}-0"), "I.E.")])
        store.db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def entries_of(entries: list[FeedEntry]) -> list[FeedPosition]:
    """Return where entries are."""
    return [entry.position for entry in entries]


def _cut(reply: Reply, pages: int) -> CutReply:
    """Return the ack of a reply; with 1 also its page for every school, with 2 all of its pages."""
    come = [page for page in reply.slices if pages == 2 or page[:1] in (b"B", b"C")]
    return CutReply(reply.ack, tuple(come) if pages else ())
