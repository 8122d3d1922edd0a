"""The real hub of a history: its folder, copied and put back; its process, killed and started."""

import dataclasses
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
from sqlalchemy import Connection, event, select

from hub import enrol, revocations, schema, streams, tree
from hub.acts import BY_COMMAND
from hub.config import Config
from hub.database import WRITES
from hub.ingest import Ingest
from hub.keyfiles import make_keys, read_keys
from hub.release import broadcast_catalogue
from hub.resumptions import recall
from hub.rows import NodeState
from hub.store import Store
from hub.taken import Taken
from hub.waiting import Waiting
from shared.errors import Forgotten, SyncError
from shared.events import KIND, SOURCE_KEY, fields_from
from shared.facts import ClockMark
from shared.ids import Head, Incarnation, NodeId, SiteId
from sync.bundle import bundle_id
from sync.chain import Position
from sync.feed import FeedEntry, FeedItem, digest_of, latest
from sync.header import BRIEF_AT, RESUMED, open_header
from sync.keys import HubKeys, NodeKeys
from sync.lives import HubIncarnation
from sync.reply import Reply
from sync.stream import decrypt
from tests.faults.protocol_model.parts import need
from tests.hub.builders import CATALOGUE, StillClock, school

SITES = tuple(SiteId(f"07429{number}") for number in range(3))
START_OF_STORY = datetime(2026, 10, 17, 13, tzinfo=UTC)


class PowerCut(Exception):
    """The hub's process is gone."""


@dataclasses.dataclass(frozen=True)
class Held:
    """An event at the hub, as the lake has it."""

    position: Position
    body: bytes

    @property
    def tag(self) -> int | None:
        """What tells its fact from all others; None for a clock mark."""
        return tag_of(self.body)


@cache
def tag_of(body: bytes) -> int | None:
    """Return the number that a history gave a fact; None for a clock mark."""
    fields = fields_from(body)
    return None if fields[KIND] == ClockMark.NUMBER else int.from_bytes(fields[SOURCE_KEY], "big")


@cache
def _fresh_folder() -> Path:
    """Return the folder of a hub that knows its schools and never started: it is copied for each history."""
    folder = Path(tempfile.mkdtemp(prefix="chasqui-hub-")) / "hub"
    config = Config(folder, clock=StillClock(), min_free_mb=1)
    make_keys(config)
    store = Store(config)
    store.put_schools([school(f"040369{at}-0", site) for at, site in enumerate(SITES)])  # type: ignore[arg-type]
    broadcast_catalogue(store, CATALOGUE)
    store.close()
    return folder


class Hub:
    """A hub that runs on ``folder``. Each start is a new life, as ``chasqui-hub run`` begins one."""

    def __init__(self, folder: Path, clock: StillClock) -> None:
        self.folder, self.clock = folder, clock
        shutil.copytree(_fresh_folder(), folder)
        self._copies = 0
        self._segments: dict[str, list[Held]] = {}
        self.had: dict[HubIncarnation, set[Position]] = {}
        self._open()
        self.store.start_life()

    @property
    def keys(self) -> HubKeys:
        """The keys that lie in the folder."""
        return read_keys(self._config)

    def invite(self, site: SiteId) -> str:
        """Return a one-time code for a site."""
        return enrol.invite(
            self.store, self.keys.public, site, self.store.schools(), "http://127.0.0.1", by=BY_COMMAND
        ).code

    def receive(self, data: bytes, frames: int | None = None, crash: int = 0) -> Reply | None:
        """
        Take a bundle as it came, or only its first *frames*; *crash*: 1 before the commit, 2 after it.

        None where the hub said nothing: it is full, or the bytes are no bundle.

        Raises:
            PowerCut: It crashed, and has started again.
        """
        cut = data if frames is None else data[: self.ends_of(data)[frames]]
        if crash == 1:
            event.listen(self.store.engine, "commit", _cut_the_power)
        try:
            taken = self.ingest.take(cut)
        except Forgotten:
            raise
        except SyncError:
            return None
        except PowerCut:
            self.restart()
            raise
        reply = taken.reply if isinstance(taken, Taken) else None
        if crash:
            self.restart()
        if crash == 2:
            raise PowerCut
        # With the power cut before the commit there is none, unless it did not wait for the commit.
        return reply

    def ends_of(self, data: bytes) -> list[int]:
        """Return where the bundle's header ends and each of its frames, the last with the bundle."""
        opening = open_header(self.keys, data, partial(recall, self.store))
        start, header = BRIEF_AT if opening.resumed else opening.frames_at, opening.header
        frames = decrypt(header.stream_key, data, start, alone=not header.returned) if header.runs else ()
        ends = [end for _, end, _ in frames]
        if opening.resumed:
            return ends or [opening.frames_at]
        # What is given back comes last: with the last frame, or with the header alone.
        return [*[opening.frames_at, *ends][:-1], len(data)]

    def restart(self) -> None:
        """Stop, and start in a new life."""
        self.store.close()
        self._open()
        self.store.start_life()

    def copy(self) -> Path:
        """Copy the disk; return where the copy lies."""
        self._copies += 1
        return Path(shutil.copytree(self.folder, self.folder.with_name(f"copy{self._copies}")))

    def put_back(self, copy: Path, *, start: bool = True) -> None:
        """Put a copy in the place of the disk; without *start* the process never notices."""
        self.store.close()
        shutil.rmtree(self.folder)
        shutil.copytree(copy, self.folder)
        self._open()
        if start:
            self.store.start_life()

    def life(self) -> HubIncarnation:
        """Return the life it is in."""
        with self.store.begin() as connection:
            return self.store.life(connection)

    def events(self) -> list[Held]:
        """Return every event of the listed segments, as often as they hold it."""
        return [held for name in self.store.segments("events") for held in self._segment(name)]

    def note_what_is_held(self) -> None:
        """Remember, for checking only, what this life committed."""
        self.had.setdefault(self.life(), set()).update(held.position for held in self.events())

    def fork_points(self) -> set[Position]:
        """Return the positions after which the hub says that two histories follow."""
        table = schema.stretches
        with self.store.read() as connection:
            rows = connection.execute(table.select().where(table.c.forks))
            return {tree.parent_of(row) for row in rows}

    def tips(self, node: NodeId) -> tuple[Position, ...]:
        """Return what an ack would name to a node."""
        with self.store.read() as connection:
            return tree.tips_for(connection, node)

    def holds(self, position: Position) -> bool:
        """Tell whether the event at *position* is here."""
        with self.store.read() as connection:
            return tree.holds(connection, position)

    def entries(self, stream: str) -> list[FeedEntry]:
        """Return a stream of the feed."""
        return self.store.entries(stream)

    def items(self) -> dict[bytes, FeedItem]:
        """Return every item of the feed, by what tells it from all others."""
        table = schema.feed
        with self.store.read() as connection:
            bodies = connection.execute(select(table.c.entry)).scalars().all()
        items = [msgspec.msgpack.decode(body, type=FeedEntry).item for body in bodies]
        need(len({digest_of(item) for item in items}) == len(items), "7: an item was admitted twice")
        return {digest_of(item): item for item in items}

    def current(self, item: FeedItem) -> dict[str, FeedItem]:
        """Return what holds for the subject of *item*, as the hub sees it."""
        with self.store.read() as connection:
            return latest(streams.of_subject(connection, item.stream, item.subject))

    def disputed(self) -> set[str]:
        """Return the subjects of which the operator was told that a node gave back another decision."""
        told, table = schema.readmitted, schema.feed
        here = (table.c.stream == told.c.stream) & (table.c.number == told.c.number)
        with self.store.read() as connection:
            return set(connection.execute(select(table.c.subject).join(told, here).where(told.c.disputed)).scalars())

    def issue(self, stream: str, subject: str, body: bytes) -> None:
        """Decide something."""
        with self.store.begin() as connection:
            life = self.store.life(connection)
            self.store.issue(connection, life, self.keys, stream=stream, kind="decision", subject=subject, body=body)

    def state_of(self, node: NodeId) -> NodeState:
        """Return where a node stands."""
        with self.store.read() as connection:
            return enrol.state_of(connection, node)

    def revoke(self, node: NodeId) -> None:
        """Stop believing a node that is enrolled."""
        if self.state_of(node) is NodeState.OK:
            revocations.revoke(self.store, node.hex())

    def accept(self, node: NodeId) -> None:
        """Believe a node whose bundles wait, or that was revoked."""
        waits = {row.node for row in self.store.waiting()}
        if self.state_of(node) is not NodeState.NONE or node.hex() in waits:
            self.ingest.accept(node.hex())

    def throw_away_what_waits(self) -> None:
        """Forget every bundle that cannot be applied yet, as a full spool does."""
        for row in self.store.waiting():
            Waiting(self.store).drop(row.bundle)

    def files(self) -> Iterator[Path]:
        """Give the files in which bundles lie as they came."""
        yield from (path for name in ("waiting", "spool") for path in (self.folder / name).glob("*"))

    def _open(self) -> None:
        self._config = Config(self.folder, clock=self.clock, min_free_mb=1)
        self.store = Store(self._config)
        self.ingest = Ingest(self.store, self.keys)

    def _segment(self, name: str) -> list[Held]:
        if name not in self._segments:
            table = pq.read_table(self.folder / "lake" / name, columns=["incarnation", "seq", "head", "body"])
            self._segments[name] = [
                Held(Position(Incarnation(row["incarnation"]), row["seq"], Head(row["head"])), row["body"])
                for row in table.to_pylist()
            ]
        return self._segments[name]


def state_after(folder: Path, deliveries: Iterable[bytes], nodes: Iterable[tuple[NodeKeys, SiteId]]) -> object:
    """
    Return what a hub holds that knows *nodes* from the start and got *deliveries*, in this order.

    A delivery may bring back a revocation; what its node sends from then on is held until an operator releases it.
    """
    from tests.hub.builders import Office, state_of

    hub, known = Hub(folder, StillClock(START_OF_STORY)), list(nodes)
    for keys, site in known:
        with hub.store.begin() as connection:
            enrol.accept(connection, 0, node=keys.node_id, verify_key=keys.verify_key, site=site)
    for data in deliveries:
        hub.ingest.take(data)
    for id_ in (keys.node_id for keys, _ in known):
        if hub.state_of(id_) is not NodeState.OK:
            hub.accept(id_)
    state = state_of(Office(hub._config, hub.keys, hub.store, hub.ingest))
    hub.store.close()
    return state


def by_content(keys: HubKeys, deliveries: Iterable[bytes]) -> list[bytes]:
    """Return the deliveries that hold events and are told in full, in an order that tells nothing of when they came."""
    full = {data for data in deliveries if not data.startswith(RESUMED)}
    return sorted((data for data in full if open_header(keys, data).header.count), key=bundle_id)


def _cut_the_power(connection: Connection) -> None:
    """Cut it before a commit of what was written; to read commits nothing."""
    if connection.get_execution_options().get(WRITES):
        raise PowerCut
