"""A hub in a temporary folder, and nodes in memory that seal real bundles for it."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hub.acts import BY_COMMAND
from hub.config import Config
from hub.ingest import Ingest
from hub.keyfiles import make_keys
from hub.region_rows import School
from hub.release import broadcast_catalogue
from hub.store import Store
from hub.taken import Taken
from shared.events import Claim, Event, Fields, canonical, fields_from, to_fields
from shared.facts import Count, Use
from shared.ids import Head, Incarnation, Pseudonym, ResourceId, SchoolId, SiteId
from shared.occurred import Occurred
from shared.resources import Catalogue, Resource, ResourceKind
from sync.ack import Ack, open_ack
from sync.bundle import Run, Sealed, Sender, seal
from sync.chain import START, Position, next_head
from sync.enrolment import proof
from sync.feed import Marks, Slice
from sync.keys import HubKeys, NodeKeys
from sync.lives import FeedPosition
from sync.pages import open_slice
from tests.hub.databases import Databases, with_tables
from tests.sync.builders import split

SITE, SCHOOL = SiteId("074294"), SchoolId("0403691-0")
OTHER_SITE, OTHER_SCHOOL = SiteId("074295"), SchoolId("0403692-0")
GUIDE, TABLET, PACK = ResourceId("guia-com-3"), ResourceId("tablet"), ResourceId("pack-mat")
CATALOGUE = Catalogue(
    1,
    (
        Resource(id=GUIDE, name="guías", kind=ResourceKind.CONSUMABLE, lot=10),
        Resource(id=TABLET, name="tabletas", kind=ResourceKind.REUSABLE, lot=5),
        Resource(id=PACK, name="paquete", kind=ResourceKind.PACK),
    ),
)
NOW = datetime(2026, 10, 17, 13, tzinfo=UTC)


@dataclass
class StillClock:
    """A clock that stands until it is moved."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def elapsed_s(self) -> float:
        return self.at.timestamp()


@dataclass
class Office:
    """A hub, opened."""

    config: Config
    keys: HubKeys
    store: Store
    ingest: Ingest
    databases: Databases = field(default_factory=Databases)
    again: list[Store] = field(default_factory=list)
    """Opened after the first, to be closed with it."""

    def invite(self, site: SiteId = SITE) -> str:
        from hub.enrol import invite

        return invite(self.store, self.keys.public, site, self.store.schools(), "http://127.0.0.1", by=BY_COMMAND).code

    def take(self, bundle: Sealed | bytes, **more: Any) -> Taken:
        taken = self.ingest.take(bundle if isinstance(bundle, bytes) else bundle.data, **more)
        assert isinstance(taken, Taken)
        return taken

    def reopened(self) -> "Office":
        self.store.close()
        opened = self._with(self.config)
        self.again.append(opened.store)
        return opened

    def moved(self, folder: Path, database: str = "") -> "Office":
        """Open the copy of this hub that lies in *folder*, with its SQLite or with the *database* that is one."""
        return self._with(replace(self.config, folder=folder, database=database))

    def copied(self, folder: Path) -> "Office":
        """Return the hub that a copy of this one's folder and database is."""
        shutil.copytree(self.config.folder, folder)
        return self._with(replace(self.config, folder=folder, database=self.databases.copy(self.store)))

    def close(self) -> None:
        """Leave nothing of it but its folder."""
        for store in (self.store, *self.again):
            store.close()
        self.databases.drop(self.config.database)

    def _with(self, config: Config) -> "Office":
        store = Store(config)
        return Office(config, self.keys, store, Ingest(store, self.keys), self.databases)


def open_office(folder: Path, databases: Databases | None = None, **settings: Any) -> Office:
    databases = databases or Databases()
    config = Config(
        folder,
        **{"clock": StillClock(), "min_free_mb": 1, "database": databases.new(), "second_factor": False} | settings,
    )
    keys, store = make_keys(config), Store(with_tables(config))
    store.put_schools([school(), school(OTHER_SCHOOL, OTHER_SITE)])
    broadcast_catalogue(store, CATALOGUE)
    return Office(config, keys, store, Ingest(store, keys), databases)


def school(id_: SchoolId = SCHOOL, site: SiteId = SITE, **more: Any) -> School:
    return School(**{"id": id_, "site": site, "name": f"IE {id_}", "ugel": "HUAMANGA", "level": "Primaria"} | more)


def incarnation(name: str) -> Incarnation:
    return Incarnation(name.encode().ljust(8, b"."))


@dataclass
class Node:
    """A node's log in memory: real keys, real chain, whatever branch the test wants."""

    keys: NodeKeys = field(default_factory=lambda: NodeKeys.from_seed(b"n" * 32))
    site: SiteId = SITE
    code: str = ""
    log: list[tuple[Incarnation, int, Fields, Head]] = field(default_factory=list)

    def record(self, *claims: Claim | Fields, name: str = "a") -> None:
        """Append facts in the incarnation *name*."""
        for claim in claims:
            own = [seq for inc, seq, _, _ in self.log if inc == incarnation(name)]
            seq = (own[-1] if own else 0) + 1
            fields = claim if not isinstance(claim, Claim) else _fields(incarnation(name), seq, claim)
            head = next_head(self.end.head, canonical(fields))
            self.log.append((incarnation(name), seq, fields, head))

    @property
    def end(self) -> Position:
        return self.position(len(self.log))

    def position(self, at: int) -> Position:
        """Return the position after *at* events."""
        return Position(self.log[at - 1][0], self.log[at - 1][1], self.log[at - 1][3]) if at else START

    def bundle(self, first: int = 0, last: int | None = None, **more: Any) -> Sealed:
        """Seal the events after *first* up to *last*."""
        runs: list[Run] = []
        for inc, seq, fields, _ in self.log[first:last]:
            if not runs or runs[-1].incarnation != inc:
                runs.append(Run(inc, seq, []))
            runs[-1].records.append(fields)
        enrolment = proof(self.code, self.keys.verify_key, self.site) if self.code else None
        sender, heard, returned = split(more)
        who = Sender(self.keys, self.hub, **{"site": self.site, "enrolment": enrolment} | sender)
        return seal(who, self.position(first), runs, heard, returned=returned)

    hub: Any = None

    def branch(self, at: int) -> "Node":
        """Return a copy of this disk as it was after *at* events."""
        return Node(self.keys, self.site, self.code, self.log[:at], self.hub)

    def ack(self, taken: Taken) -> Ack:
        return open_ack(taken.reply.ack, self.hub, self.keys.node_id)

    def pages(self, taken: Taken) -> list[Slice | Marks]:
        return [open_slice(data, self.hub, self.keys) for data in taken.reply.slices]


def node_of(office: Office, seed: bytes = b"n", site: SiteId = SITE) -> Node:
    """Return a node with an invitation that it has not used yet."""
    return Node(NodeKeys.from_seed(seed * 32), site, office.invite(site), hub=office.keys.public)


def use(day: str = "2026-10-05", learner: bytes = b"learner1", resource: ResourceId = GUIDE, units: int = 1) -> Claim:
    at = Occurred.at(datetime.fromisoformat(f"{day}T09:00:00-05:00"))
    return Claim(Use(school=SCHOOL, resource=resource, learner=Pseudonym(learner), units=units), at)


def uses(count: int) -> list[Claim]:
    return [use(learner=b"learner%d" % (n % 10)) for n in range(count)]


def count(units: int, resource: ResourceId = GUIDE, day: str = "2026-10-01") -> Claim:
    return Claim(Count(resource=resource, units=units), Occurred.on(datetime.fromisoformat(day).date()))


def state_of(office: Office) -> dict[str, Any]:
    """Return everything that deliveries may change and that does not tell in which order they came."""

    events = []
    for name in office.store.segments("events"):
        rows = office.config.lake_place.rows(name, ["incarnation", "seq", "head", "body"])
        events += [tuple(row.values()) for row in rows.to_pylist()]
    tips = set(_tips(office))
    return {
        "events": sorted(events),
        "tips": sorted((p.incarnation, p.seq, p.head) for p in tips),
        "stock": office.store.stock(),
        "deliveries": office.store.deliveries(),
        "requests": sorted((r.school, r.resource, r.units, r.reason) for r in office.store.requests()),
        "forks": office.store.totals().forks,
        "waiting": [],
    }


def _tips(office: Office) -> Sequence[Position]:
    from sqlalchemy import select

    from hub import schema, tree

    with office.store.read() as connection:
        rows = connection.execute(select(schema.tips)).all()
        return [tree.position_at(row.incarnation, row.seq, row.head) for row in rows]


def _fields(inc: Incarnation, seq: int, claim: Claim) -> Fields:
    event = Event(inc, seq, 60 * seq, claim.fact, claim.occurred, claim.source_key)
    return fields_from(canonical(to_fields(event)))


def feeds_after(pages: Iterable[Slice | Marks]) -> dict[str, FeedPosition]:
    """Return where a node is that applied *pages*."""
    return {page.stream: page.entries[-1].position for page in pages if isinstance(page, Slice) and page.entries}
