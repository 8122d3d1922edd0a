"""
The hub's store: everything that is read and written in its database, in one object.

``Store(config)`` opens it (and migrates it). Its parts: ``hub.region`` (schools, catalogue, calendar, supply, stock),
``hub.plans`` (plans, lines, approvals, decisions), ``hub.follow`` (how news arrives, deliveries, requests, objections,
what waits) and ``hub.streams`` (the feed). What ingest does inside its transaction is in ``hub.tree``, ``hub.folds``.
"""

import secrets
from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, func, select

from hub import left_out, schema
from hub.config import Config
from hub.database import PATIENCE_S, add, at, put
from hub.folds import refold
from hub.follow import FollowUp
from hub.lake import Written
from hub.lives import last_life
from hub.plans import Plans
from hub.rows import Dataset, NodeState, Totals
from hub.streams import Streams
from sync.lives import HubIncarnation, next_hub_incarnation

_REFOLD = "refold"
"""The setting with which a migration asks that stock be folded again: its own steps cannot read the lake."""


_partitions = schema.partitions.partitions.c
_PARTS = (
    select(_partitions.name)
    .where(_partitions.dataset == bindparam("dataset"), _partitions.layer == "demand", ~_partitions.over)
    .order_by(_partitions.name)
)


class Store(FollowUp, Plans, Streams):
    """The hub's database."""

    _issuing: HubIncarnation | None = None

    def __init__(self, config: Config, *, patience_s: float = PATIENCE_S, migrates: bool = True) -> None:
        """Open the database as ``Database`` does, and fold its stock again where a migration asks for it."""
        super().__init__(config, patience_s=patience_s, migrates=migrates)
        if migrates and self.setting(_REFOLD) is not None:
            self._refold()

    def _refold(self) -> None:
        asked = schema.settings.c.name == _REFOLD
        with self.begin() as connection:
            refold(connection, self.config.lake_place, self.kinds(connection))
            connection.execute(delete(schema.settings).where(asked))

    def setting(self, name: str) -> bytes | None:
        """Return a small value kept under *name*."""
        with self.read() as connection:
            table = schema.settings
            return connection.execute(select(table.c.value).where(table.c.name == name)).scalar()

    def set_setting(self, name: str, value: bytes) -> None:
        """Keep a small value."""
        with self.begin() as connection:
            put(connection, schema.settings, {"name": name, "value": value})

    def start_life(self) -> HubIncarnation:
        """Draw and store the incarnation that this start of the service takes."""
        with self.begin() as connection:
            return self.next_life(connection, None)

    def next_life(self, connection: Connection, shown: HubIncarnation | None) -> HubIncarnation:
        """Draw and store a hub incarnation greater than the last one and than the one *shown*."""
        unix_ms = int(self.clock.now().timestamp() * 1000)
        life = next_hub_incarnation(last_life(connection), shown, unix_ms, secrets.token_bytes(8))
        add(connection, schema.lives, {"ms": life.ms, "rand": life.rand.hex()})
        return life

    def issuing_life(self, connection: Connection) -> HubIncarnation:
        """
        Return the life in which items are issued now: this store draws one before its first item.

        A copy of yesterday would give the numbers that it lost to other items, were they of the same life.
        """
        lives = schema.lives.c
        drawn = self._issuing
        stored = drawn and connection.execute(
            select(lives.ms).where(lives.ms == drawn.ms, lives.rand == drawn.rand.hex())
        )
        if not stored or not stored.first():
            self._issuing = self.next_life(connection, None)
        return self.life(connection)

    def life(self, connection: Connection) -> HubIncarnation:
        """Return the hub's incarnation now, the first one drawn where there is none."""
        return last_life(connection) or self.next_life(connection, None)

    def dataset(self, name: str) -> Dataset | None:
        """Return the computed table that readers may use now, such as ``weekly_demand`` or ``forecast``."""
        table = schema.datasets
        with self.read() as connection:
            row = connection.execute(select(table).where(table.c.name == name)).one_or_none()
            if row is None:
                return None
            files = connection.execute(_PARTS, {"dataset": name}).scalars().all()
        notes: dict[str, Any] = msgspec.json.decode(row.notes)
        return Dataset(
            name=row.name, path=row.path, version=row.version, made=at(row.made_s), rows=row.rows, notes=notes,
            files=tuple(files),
        )  # fmt: skip

    def left_out(self) -> list[left_out.LeftOut]:
        """Return what does not count, by computer, as far as it was summed up."""
        demand = self.dataset("weekly_demand")
        with self.read() as connection:
            return left_out.rows(connection, demand)

    def swap_dataset(
        self,
        name: str,
        *,
        path: str,
        version: str,
        rows: int,
        notes: dict[str, Any],
        also: Callable[[Connection], None] = lambda _connection: None,
    ) -> None:
        """Let readers use a newly computed table: one transaction, so that nobody sees half of it; *also* is in it."""
        with self.begin() as connection:
            also(connection)
            values = {"name": name, "path": path, "version": version, "made_s": self.now_s(), "rows": rows}
            put(connection, schema.datasets, {**values, "notes": msgspec.json.encode(notes)})

    def segments(self, kind: str) -> list[str]:
        """Return the names of the lake's listed files of a kind (``events``, ``panel``), in a fixed order."""
        table = schema.segments
        with self.read() as connection:
            return list(
                connection.execute(select(table.c.name).where(table.c.kind == kind).order_by(table.c.name)).scalars()
            )

    def replace_segments(self, segment: Written, kind: str) -> None:
        """List a lake file in place of all others of its kind, in one transaction."""
        with self.begin() as connection:
            connection.execute(delete(schema.segments).where(schema.segments.c.kind == kind))
            self.list_segment(connection, segment, kind, self.now_s())

    def list_segment(self, connection: Connection, segment: Written, kind: str, now_s: int) -> None:
        """List a lake file inside the caller's transaction: from then on readers see it."""
        row = {"name": segment.name, "kind": kind, "rows": segment.rows, "bytes": segment.bytes}
        connection.execute(schema.segments.insert().values(**row, committed_s=now_s))

    def totals(self) -> Totals:
        """Return the counts that ``status`` shows."""
        tables = schema
        with self.read() as connection:

            def count(table: Any) -> int:
                return int(connection.execute(select(func.count()).select_from(table)).scalar_one())

            def total(column: Any) -> int:
                return int(connection.execute(select(func.coalesce(func.sum(column), 0))).scalar_one())

            proofs = self._delivered(connection)
            enrolled = select(func.count()).where(tables.nodes.c.state == NodeState.OK)
            return Totals(
                schools=count(tables.schools),
                nodes=int(connection.execute(enrolled).scalar_one()),
                events=total(tables.stretches.c.count),
                segments=count(tables.segments),
                waiting=count(tables.waiting),
                forks=len(self._forked(connection)),
                deliveries=len(proofs),
                rejected_units=sum(line.rejected for row in proofs for line in row.lines),
                published_lines=total(tables.decisions.c.lines),
                feed_entries=count(tables.feed),
            )
