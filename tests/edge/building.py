"""What the node's tests build: a clock that is told what to say, a store on a real disk, a hub in a few lines."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import msgspec

from edge.agent import Agent
from edge.database import Database
from edge.enrol import Identity
from edge.models_store import ModelFiles
from edge.rhythm import Rhythm
from edge.rows import SchoolRow
from edge.store import Store
from shared.allocation import ModelManifest
from shared.errors import RoadClosed
from shared.events import Claim
from shared.fact_fields import Fact
from shared.facts import Count, Use
from shared.ids import NodeId, Pseudonym, ResourceId, SchoolId, SiteId
from shared.occurred import Occurred
from shared.resources import Catalogue, Resource, ResourceKind
from sync.ack import Ack, open_ack, sign_ack
from sync.apart import Apart
from sync.bundle import Sealed
from sync.chain import START, Position
from sync.enrolment import Invitation
from sync.feed import ALL, FeedEntry, FeedItem, Slice, entry_after, signed_item
from sync.keys import HubKeys, NodeKeys, ReleaseKey
from sync.lives import Feeds, HubIncarnation
from sync.opened import open_prefix
from sync.pages import seal_slice, sign_slice
from sync.reply import Reply
from sync.resumption import Resumption, after, feeds_after
from sync.roads import keep_model
from sync.traffic import Traffic

SCHOOL = SchoolId("0403691-0")
SITE = SiteId("074294")
TABLET, GUIDE, PACK = ResourceId("tablet"), ResourceId("guia-com-3"), ResourceId("lecturas")
CATALOGUE = Catalogue(
    1,
    (
        Resource(id=TABLET, name="Tabletas", kind=ResourceKind.REUSABLE),
        Resource(id=GUIDE, name="Guías", kind=ResourceKind.CONSUMABLE),
        Resource(id=PACK, name="Lecturas", kind=ResourceKind.PACK),
    ),
)
KEYS = NodeKeys.from_seed(bytes(32))
"""Of the one node of these tests."""
LIFE = HubIncarnation(1_790_000_000_000, bytes(8))
HERE = "wlan0/192.168.1.1/5f2c"
"""The network of these tests."""
ANA = Pseudonym(b"ana-----")


@dataclass
class FakeClock:
    """A clock that says what it is told; ``pass_s`` moves both of its hands."""

    wall: datetime = field(default_factory=lambda: datetime(2026, 6, 23, 14, tzinfo=UTC))
    steady: float = 1000.0

    def now(self) -> datetime:
        return self.wall

    def elapsed_s(self) -> float:
        return self.steady

    def pass_s(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.steady += seconds


def new_store(folder: Path, clock: FakeClock | None = None) -> Store:
    """Return an empty store of one school's site."""
    store = Store(with_tables(folder / "node.db"), clock or FakeClock(), create=True)
    store.site.set(SITE, [SchoolRow(SCHOOL, "I.E. 38001")])
    return store


def with_tables(path: Path) -> Path:
    """Return *path*; a new node finds its tables there: to make them is half of what a node takes."""
    if not path.exists():
        path.write_bytes(_tables())
    return path


@cache
def _tables() -> bytes:
    """Return the file of a node's database that was opened once, and closed."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "node.db"
        Database(path, FakeClock(), create=True).close()
        return path.read_bytes()


def use(resource: ResourceId = TABLET, *, learner: Pseudonym | None = ANA, units: int = 1) -> Use:
    return Use(school=SCHOOL, resource=resource, learner=learner, units=units, seconds=600)


def on(day: str, fact: Fact) -> Claim:
    return Claim(fact, Occurred.on(date.fromisoformat(day)))


def counted(units: int, day: str, resource: ResourceId = GUIDE) -> Claim:
    return on(day, Count(resource=resource, units=units))


@dataclass
class FakeHub:
    """A hub of one node: it keeps what it can open, signs for it, and says what it was told to say."""

    release: ReleaseKey = field(default_factory=ReleaseKey.generate)
    life: HubIncarnation = LIFE
    hub_time: int = 1_790_000_000
    state: str = "ok"
    records: list[dict[int, object]] = field(default_factory=list)
    received: Position = START
    streams: dict[str, list[FeedEntry]] = field(default_factory=dict)
    proofs: list[bytes | None] = field(default_factory=list)
    remembered: dict[bytes, Resumption] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.keys = HubKeys.generate(self.release.public)

    def invitation(self) -> Invitation:
        names = ("I.E. 38001",)
        return Invitation(self.keys.public, "http://127.0.0.1:9", "K7F2Q-91QDM", SITE, (SCHOOL,), names)

    def say(self, kind: str, subject: str, body: object, stream: str = ALL) -> FeedItem:
        entries = self.streams.setdefault(stream, [])
        raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
        item = signed_item(FeedItem((self.life, len(entries) + 1), stream, kind, subject, raw), self.keys)
        entries.append(entry_after(entries[-1] if entries else None, self.life, item))
        return item

    def page(self, stream: str = ALL) -> Slice:
        return Slice(stream, self.life, None, tuple(self.streams.get(stream, ())))

    def answer(self, bundle: Sealed) -> Reply:
        opened = open_prefix(self.keys, bundle.data, self.remembered.get)
        self.proofs.append(opened.header.enrolment)
        if self.state == "ok" and opened.header.base in (self.received, START):
            kept = self.records if opened.header.base == self.received else []
            self.records = kept + [record for frame in opened.frames for record in frame.records]
            self.received = opened.end
        key = opened.header.verify_key
        pages = [self.page(stream) for stream in (ALL, *(set(self.streams) - {ALL}))]
        feeds = feeds_after(opened.header.feeds, pages)
        signed = self.ack(opened.node_id, feeds)
        if self.state == "ok":
            found = after(opened, key, open_ack(signed, self.keys.public, opened.node_id), signed)
            self.remembered[found.ticket] = found
        sealed = [seal_slice(page, self.keys, key) for page in pages if page.stream != ALL]
        return Reply(signed, (sign_slice(pages[0], self.keys), *sealed))

    def ack(self, node: NodeId, feeds: Feeds | None = None) -> bytes:
        if self.state == "held":
            return sign_ack(Ack(node, self.life, self.hub_time, "held"), self.keys)
        ack = Ack(node, self.life, self.hub_time, "ok", self.received, feeds=feeds or {})
        return sign_ack(ack, self.keys)


@dataclass
class HubRoad:
    """A road straight to a fake hub; ``trouble`` is raised instead of delivering."""

    hub: FakeHub
    trouble: BaseException | None = None
    model_bytes: bytes | None = None
    name: str = "http"
    bundle_events: int = 10_000
    resumes: bool = True
    traffic: Traffic = field(default_factory=Traffic)
    delivered: int = 0

    def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:
        if self.trouble is not None:
            raise self.trouble
        self.delivered += 1
        self.traffic.bytes_up += len(bundle.data)
        return self.hub.answer(bundle)

    def collect(self, node_id: NodeId) -> list[Reply]:
        return []

    def model(self, manifest: ModelManifest, into: Path) -> None:
        if self.model_bytes is None:
            raise RoadClosed("El modelo no llega todavía.")
        keep_model(manifest, self.model_bytes, into)

    def break_off(self) -> None:
        """Nothing is ever under way."""


def new_agent(store: Store, road: HubRoad, rhythm: Rhythm | None = None, *, apart: Apart | None = None) -> Agent:
    """Return the agent of a node that knows *road* alone."""
    return Agent(
        store,
        Identity(KEYS, road.hub.invitation()),
        ModelFiles(store.path.parent / "models"),
        lambda: road,
        clock=store.clock,
        rng=Random(1),
        rhythm=rhythm,
        apart=apart,
        network=lambda: HERE,
    )


def manifest_of(hub: FakeHub, model: bytes, card: bytes, version: str = "v1") -> ModelManifest:
    from hashlib import sha256

    digest = sha256(model).hexdigest()
    signature = hub.release.sign_release(digest, len(model), version, card)
    return ModelManifest(version=version, sha256=digest, size=len(model), card=card, release_signature=signature)
