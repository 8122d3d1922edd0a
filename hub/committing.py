"""
What counts: bundles that were read, in one transaction, each checked under the writers' lock.

One bundle, or several that came in the same moment: then one segment holds them, the disk is waited for once, and where
anything is not as it was, the one that it is about goes alone.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pyarrow as pa
from sqlalchemy import Connection

from hub import enrol, lake, tree
from hub.appending import Draft, Fresh, append, discard, draft, new_to, remove_unlisted, still_so
from hub.branch_fold import Kinds
from hub.open_files import too_many_told
from hub.readmission import readmit
from hub.replying import answered, held, is_settled
from hub.rows import NodeState, Wait
from hub.standing import answer_shown, heed_restore, held_because, state_of_sender
from hub.store import Store
from hub.taken import Counted, Full, Taken
from hub.waiting import Waiting
from shared.disk import full_disk_told
from shared.errors import DatabaseBusy, Forgotten, NoSpace, SequenceGap
from shared.ids import SiteId
from shared.sentences import N_
from shared.whole import Disk
from sync.ack import Ack
from sync.bundle import bundle_id
from sync.keys import HubKeys
from sync.lives import HubIncarnation
from sync.opened import Opened
from sync.reply import Reply

_log = logging.getLogger(__name__)
_IN_FULL = N_("La oficina necesita el envío completo. Se enviará de nuevo; no se perdió nada.")


@dataclass(frozen=True, slots=True)
class Bundle:
    """One that was read, and what seems new of it."""

    opened: Opened
    data: bytes
    most: int | None = None
    keep: bool = True
    ready: Draft | None = None
    """None where nothing was drafted: that is done with the lock in hand, where something is new."""


class Committed(NamedTuple):
    """What became of bundles that were committed together, in order."""

    answers: list[Taken | Full]
    others_wait: bool
    """Something waited then: it may follow what is held now."""


class ApartError(Exception):
    """One of several bundles cannot be committed with the others; nothing of any of them counts."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


@dataclass(slots=True)
class _Turn:
    """One transaction: what is read once for all of its bundles, and the segment that they share."""

    connection: Connection
    now_s: int
    kinds: Kinds
    alone: bool
    written: list[lake.Written]
    life: HubIncarnation | None = None
    listed: bool = False
    gone: list[str] = field(default_factory=list)
    none_waits: bool = False


class Commits:
    """Makes bundles count."""

    def __init__(self, store: Store, keys: HubKeys, disk: Disk, waiting: Waiting) -> None:
        self._store = store
        self._keys = keys
        self._disk = disk
        self._waiting = waiting

    def drafted(self, connection: Connection, opened: Opened) -> Draft | None:
        """Draft what seems new of a known node, before the writers' lock is taken; None where nothing does."""
        if not opened.frames:
            return None
        state, site = enrol.standing(connection, opened.node_id)
        if state is not NodeState.OK:
            return None
        try:
            found = new_to(connection, opened)
        except SequenceGap:
            return None
        return self._draft(connection, opened, found, site, self._store.kinds(connection))

    def commit(self, bundles: Sequence[Bundle]) -> Committed:
        """
        Commit what is new of bundles, no two of which have events of one incarnation.

        Raises:
            Forgotten: One, alone, goes on from what this hub does not remember: it must be said in full.
            NoSpace: The disk is full; nothing of them counts.
            DatabaseBusy: So it is where nobody answers, or too many files are open.
            ApartError: Of several, one is not as it was.
        """
        written: list[lake.Written] = []
        try:
            with full_disk_told(), too_many_told():
                return self._commit(bundles, written)
        except (NoSpace, DatabaseBusy, Forgotten) as error:
            # On a full disk every attempt would leave another one.
            remove_unlisted(self._store, written, error)
            raise
        except ApartError:
            # Rolled back before anything was committed.
            discard(self._store, written)
            raise

    def _commit(self, bundles: Sequence[Bundle], written: list[lake.Written]) -> Committed:
        tables = [one.ready.table for one in bundles if one.ready is not None]
        if tables:
            self._write(tables, written)
        done: list[tuple[Counted, Reply] | None] = []
        with self._store.begin() as connection:
            turn = _Turn(connection, self._store.now_s(), self._store.kinds(connection), len(bundles) == 1, written)
            turn.none_waits = self._waiting.is_empty(connection)
            for at, bundle in enumerate(bundles):
                try:
                    done.append(self._one(turn, bundle))
                except (NoSpace, DatabaseBusy):
                    raise
                except Exception as error:
                    # Raised in any case: what one of several fails of is told when it is taken alone.
                    if turn.alone:
                        raise
                    raise ApartError(at) from error
        for id_ in (*(bundle_id(one.data) for one in bundles), *turn.gone):
            self._waiting.clean(id_)
        if not turn.listed:
            discard(self._store, written)
        answers = [_told(bundle, found) for bundle, found in zip(bundles, done, strict=True)]
        return Committed(answers, not turn.none_waits)

    def _one(self, turn: _Turn, bundle: Bundle) -> tuple[Counted, Reply] | None:
        opened = bundle.opened
        found = self._counted(turn, bundle)
        if found.wait is not None and opened.resumed:
            raise Forgotten(_IN_FULL)
        if found.wait is not None and not turn.alone:
            raise _NotTogetherError
        if found.wait is not None or not turn.none_waits:
            gone = self._waiting.settle(turn.connection, opened, bundle.data, found, keep=bundle.keep)
            if gone is None:
                return None
            turn.gone += gone
        return found, self._reply(turn, bundle, found)

    def _counted(self, turn: _Turn, bundle: Bundle) -> Counted:
        """Add what is new, where its sender is believed and nothing is missing before it."""
        connection, opened, node = turn.connection, bundle.opened, bundle.opened.node_id
        shown = answer_shown(opened, self._keys.public)
        state, site = self.stands(connection, opened, shown)
        wait, why = held_because(state, opened)
        if state is not NodeState.OK:
            return Counted(state, site, wait, why)
        readmit(connection, self._store, self._keys.public, opened.returned, node=node, site=site)
        if turn.life is None or shown is not None or opened.returned:
            # What a node shows or gives back may begin another one.
            turn.life = self._store.life(connection)
        try:
            found = new_to(connection, opened)
        except SequenceGap as gap:
            wait, why = Wait.GAP, str(gap)
            return Counted(state, site, wait, why)
        new, health = self._append(turn, bundle, found, site)
        enrol.heard(connection, turn.now_s, node, {**health, **enrol.said_by(opened)}, turn.life)
        if not new:
            tree.touch(connection, node, found.arrival.end)
        return Counted(state, site, wait, why, found.arrival.end, new)

    def stands(self, connection: Connection, opened: Opened, shown: Ack | None) -> tuple[NodeState, SiteId]:
        """Return where the sender stands, now that its bundle was seen with the answer that it shows, and its site."""
        heed_restore(connection, self._store, opened, shown)
        state, site = enrol.standing(connection, opened.node_id)
        if state is not NodeState.NONE:
            return state, site
        answered_before = shown is not None and shown.node_id == opened.node_id
        state_of_sender(connection, opened, self._store.now_s(), answered_before=answered_before)
        return enrol.standing(connection, opened.node_id)

    def _append(self, turn: _Turn, bundle: Bundle, found: Fresh, site: SiteId) -> tuple[int, dict[int, object]]:
        """Add what is new, as it was drafted where that is still so; how many events it is, and the laptop's health."""
        ready = bundle.ready
        if ready is None or not still_so(ready, found, site, turn.kinds):
            if not turn.alone:
                raise _NotTogetherError
            # Somebody else wrote meanwhile; now nobody can.
            discard(self._store, turn.written)
            ready = self._draft(turn.connection, bundle.opened, found, site, turn.kinds)
            if ready is not None:
                self._write([ready.table], turn.written)
        if ready is None:
            return 0, {}
        (segment,) = turn.written
        if not turn.listed:
            self._store.list_segment(turn.connection, segment, "events", ready.now_s)
            turn.listed = True
        return append(turn.connection, bundle.opened, ready, segment.name), dict(ready.health)

    def _draft(self, connection: Connection, opened: Opened, found: Fresh, site: SiteId, kinds: Kinds) -> Draft | None:
        if not found.arrival.frames:
            return None
        now_s = self._store.now_s()
        return draft(connection, self._store, opened=opened, found=found, site=site, kinds=kinds, now_s=now_s)

    def _write(self, tables: Sequence[pa.Table], written: list[lake.Written]) -> None:
        folder = self._store.config.lake_place
        written.append(lake.write(folder, "events", pa.concat_tables(tables), self._disk))

    def _reply(self, turn: _Turn, bundle: Bundle, found: Counted) -> Reply:
        opened, keys = bundle.opened, self._keys
        life = turn.life or self._store.life(turn.connection)
        if found.state is not NodeState.OK:
            return held(opened, keys, life, turn.now_s)
        return answered(
            turn.connection, opened, keys, life=life, site=found.site, received=found.received, now_s=turn.now_s,
            most=bundle.most,
        )  # fmt: skip


class _NotTogetherError(Exception):
    """What is done for a bundle that is alone."""


def _told(bundle: Bundle, done: tuple[Counted, Reply] | None) -> Taken | Full:
    if done is None:
        return Full()
    found, reply = done
    opened, id_ = bundle.opened, bundle_id(bundle.data)
    node, state, new, wait = opened.node_id, found.state, found.new, found.wait
    _log.info("bundle=%s node=%s state=%s new=%d wait=%s", id_[:12], node.hex(), state, new, wait or "-")
    return Taken(
        reply=reply,
        node=node,
        state="ok" if state is NodeState.OK else "held",
        new_events=new,
        complete=opened.complete,
        verified_bytes=opened.verified_bytes,
        problem=opened.problem,
        settled=is_settled(opened, found.received),
    )
