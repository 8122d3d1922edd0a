"""One bundle, start to end: opened, compared with what is held, committed, and only then acknowledged."""

import logging
import re
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection

from hub import enrol, folds, lake, streams, tree
from hub.branch_fold import advance, packed
from hub.resumptions import recall, remember
from hub.rows import NodeState, Wait
from hub.store import Store
from hub.waiting import Waiting
from shared.disk import full_disk_told
from shared.errors import BadBundle, BadInput, Forgotten, NewerFormat, NoSpace, SequenceGap, SyncError, Untrusted
from shared.events import Event
from shared.ids import NodeId, SiteId
from shared.sentences import N_
from sync.ack import Ack, expected_ack, shortened, shown_by, sign_ack
from sync.bundle import bundle_id
from sync.chain import START, Position
from sync.feed import ALL
from sync.inbox import Arrival, fresh
from sync.keys import HubKeys
from sync.lives import HubIncarnation, was_restored
from sync.opened import Opened, open_prefix
from sync.reply import Reply
from sync.resumption import after, feeds_after

_log = logging.getLogger(__name__)
_NODE = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a bundle."""

    reply: Reply
    node: bytes
    state: str
    """``ok`` or ``held``."""
    new_events: int
    complete: bool
    verified_bytes: int
    """Where the first frame that did not verify begins."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Full:
    """Nothing was kept: the quota of computers that nobody recognises is used up."""

    retry_after_s: int = 3_600


class Ingest:
    """
    Takes bundles, by whatever road they came.

    What a repeated, reordered or overlapping bundle leaves behind is what one of it in order would have left.
    """

    def __init__(self, store: Store, keys: HubKeys, disk: lake.Disk = lake.DISK) -> None:
        self._store = store
        self._keys = keys
        self._lake = store.config.lake_folder
        self._disk = disk
        self._waiting = Waiting(store)

    def take(self, data: bytes, *, keep: bool = True) -> Taken | Full:
        """
        Commit what is new in the verified prefix of a bundle, and answer its node.

        *keep*: whether a bundle that cannot be applied yet is kept until it can be; not for one that still arrives.

        Raises:
            BadBundle: Not even its header verifies.
            Untrusted: The header is not signed by the key that it names.
            NewerFormat: Made by a newer version; where *keep*, its bytes wait for the update.
            Forgotten: It goes on from what this hub does not remember, or would have to wait: it must be said in full.
            NoSpace: The disk is full; nothing of it counts, and there is no ack.
        """
        with full_disk_told():
            return self._take(data, keep=keep)

    def _take(self, data: bytes, *, keep: bool) -> Taken | Full:
        try:
            opened = open_prefix(self._keys, data, partial(recall, self._store))
        except NewerFormat as error:
            if keep:
                self._waiting.keep_sealed(data, str(error))
            raise
        taken = self._apply(opened, data, keep=keep)
        if isinstance(taken, Taken) and taken.new_events and self.retry():
            # The answer names what waited for this bundle too: it need not be sent again.
            answer = self._apply(opened, data, keep=keep)
            return replace(answer, new_events=taken.new_events) if isinstance(answer, Taken) else answer
        return taken

    def retry(self) -> int:
        """Try again every bundle that waits, until none of them can be applied; return how many new events came."""
        new = 0
        while gained := sum(self._retry_one(id_) for id_ in self._waiting.ready()):
            new += gained
        return new

    def accept(self, node: str) -> int:
        """
        Enrol a node that waits, or one that was revoked, because an operator says so; return how many events came.

        Raises:
            BadInput: No bundle of such a node waits, and none was ever enrolled.
        """
        state = {row.node: row.bundle for row in self._store.waiting()}
        with self._store.begin() as connection:
            id_ = NodeId(bytes.fromhex(node)) if _NODE.fullmatch(node) else NodeId(b"")
            if enrol.state_of(connection, id_) is not NodeState.NONE:
                enrol.accept(connection, self._store.now_s(), node=id_, verify_key=b"", site="")
            elif node in state:
                header = open_prefix(self._keys, self._waiting.bytes_of(state[node])).header
                key, site = header.verify_key, header.site
                enrol.accept(connection, self._store.now_s(), node=id_, verify_key=key, site=site)
            else:
                raise BadInput(
                    "Ninguna computadora «%(node)s» espera ni está inscrita. Mire «chasqui-hub node list».", node=node
                )
        return self.retry()

    def _retry_one(self, id_: str) -> int:
        data = self._waiting.bytes_of(id_)
        try:
            taken = self._apply(open_prefix(self._keys, data), data, keep=True)
        except NewerFormat:
            return 0
        except SyncError as error:
            _log.warning("waiting_dropped bundle=%s why=%s", id_[:12], type(error).__name__)
            self._waiting.drop(id_)
            return 0
        return taken.new_events if isinstance(taken, Taken) else 0

    def _apply(self, opened: Opened, data: bytes, *, keep: bool) -> Taken | Full:
        written: list[lake.Written] = []
        try:
            with full_disk_told():
                return self._applied(opened, data, written, keep=keep)
        except NoSpace as error:
            # On a full disk every attempt would leave another one.
            self._remove_unlisted(written, error)
            raise

    def _remove_unlisted(self, written: list[lake.Written], error: NoSpace) -> None:
        """Remove the segments that certainly do not count: a failed commit may have reached the disk all the same."""
        if "FSYNC" in getattr(getattr(error.__cause__, "orig", None), "sqlite_errorname", ""):
            # Nobody sees the commit now, and a power cut may still bring it back.
            return
        listed = set(self._store.segments("events")) if written else set()
        for segment in written:
            if segment.name not in listed:
                (self._lake / segment.name).unlink(missing_ok=True)

    def _applied(self, opened: Opened, data: bytes, written: list[lake.Written], *, keep: bool) -> Taken | Full:
        store, node, id_ = self._store, opened.node_id, bundle_id(data)
        now_s = store.now_s()
        received: Position | None = None
        new = 0
        with store.begin() as connection:
            shown = self._shown(opened)
            life = self._life(connection, opened, shown)
            state = self._state(connection, opened, now_s, answered_before=shown is not None and shown.node_id == node)
            wait, why = _held_because(state, opened)
            if state is NodeState.OK:
                try:
                    arrival = self._fresh(connection, opened)
                except SequenceGap as gap:
                    wait, why = Wait.GAP, str(gap)
                else:
                    enrol.heard(connection, now_s, node, enrol.said_by(opened))
                    received, new = arrival.end, self._commit(connection, opened, arrival, written)
                    tree.touch(connection, node, received)
            if wait is not None and opened.resumed:
                raise Forgotten(_IN_FULL)
            empty = wait in (Wait.UNKNOWN, Wait.REVOKED) and not opened.header.count
            if wait is not None and keep and not empty and not self._waiting.keep(connection, opened, data, wait, why):
                return Full()
            if wait is None:
                self._waiting.forget(connection, id_)
            reply = self._reply(connection, opened, life, state, received, now_s)
        self._waiting.clean(id_)
        _log.info("bundle=%s node=%s state=%s new=%d wait=%s", id_[:12], node.hex(), state, new, wait or "-")
        return Taken(
            reply=reply,
            node=node,
            state="ok" if state is NodeState.OK else "held",
            new_events=new,
            complete=opened.complete,
            verified_bytes=opened.verified_bytes,
            problem=opened.problem,
        )

    def _shown(self, opened: Opened) -> Ack | None:
        """Return the answer of this hub that the bundle shows, to whichever node, or None where it shows none."""
        try:
            return shown_by(opened.header.hub_proof, self._keys.public)
        except (Untrusted, BadBundle) as error:
            _log.warning("proof_ignored node=%s why=%s", opened.node_id.hex(), type(error).__name__)
            return None

    def _life(self, connection: Connection, opened: Opened, shown: Ack | None) -> HubIncarnation:
        """Return the hub's incarnation: a new one where the node proves that this hub was restored from a copy."""
        now = self._store.life(connection)
        if shown is None:
            return now
        positions = () if shown.received is None else (shown.received,)
        missing = any(not tree.holds(connection, position) for position in (*positions, *shown.tips))
        missing = missing or streams.lacks(connection, shown.feeds, now)
        if not was_restored(now, shown.hub_incarnation, lacks=missing):
            return now
        _log.warning("hub_was_restored shown_by=%s", opened.node_id.hex())
        return self._store.next_life(connection, shown.hub_incarnation)

    def _state(self, connection: Connection, opened: Opened, now_s: int, *, answered_before: bool) -> NodeState:
        state = enrol.state_of(connection, opened.node_id)
        # Answered once, and no trace of it: a copy of the hub was restored, and a revocation may be lost with the rest.
        # The code is no proof any more; an operator says whether the node is still believed.
        if state is not NodeState.NONE or answered_before:
            return state
        header = opened.header
        enrolled = enrol.try_enrol(
            connection, now_s, node=opened.node_id, verify_key=header.verify_key, site=header.site,
            proof=header.enrolment,
        )  # fmt: skip
        return NodeState.OK if enrolled else NodeState.NONE

    def _fresh(self, connection: Connection, opened: Opened) -> Arrival:
        base = opened.header.base
        tip = tree.last_seq(connection, base.incarnation) if base != START else 0
        return fresh(base, opened.frames, lambda position: tree.holds(connection, position), tip=tip)

    def _commit(self, connection: Connection, opened: Opened, arrival: Arrival, written: list[lake.Written]) -> int:
        """Write the new events: first the segment, which *written* is told, then the rows that make it count."""
        if not arrival.frames:
            return 0
        now_s = self._store.now_s()
        node, site = opened.node_id, enrol.site_of(connection, opened.node_id)
        depth = tree.depth_of(connection, arrival.parent)
        table = lake.segment_of(arrival.frames, depth=depth, node=node.hex(), site=site, received_s=now_s)
        segment = lake.write(self._lake, "events", table, self._disk)
        written.append(segment)
        kinds = self._store.kinds(connection)
        before = folds.branch_at(connection, self._lake, arrival.parent, kinds)
        self._store.list_segment(connection, segment, "events", now_s)
        name = tree.grow(connection, arrival, depth=depth, segment=segment.name, node=node, site=site)
        events = self._note(connection, arrival, depth, site, now_s)
        arrived = [(event, now_s) for event in events]
        after = advance(before, lambda: arrived, kinds)
        if after is None:
            after = folds.fold_again(connection, self._lake, arrival.end, kinds, before.settled)
        tree.replace_tip(
            connection, arrival.parent, arrival.end, depth=depth + segment.rows, tree=name, site=site,
            folded=packed(after),
        )  # fmt: skip
        folds.settle(connection, site)
        if health := folds.last_health(events):
            enrol.heard(connection, now_s, node, {**health, **enrol.said_by(opened)})
        return segment.rows

    def _note(self, connection: Connection, arrival: Arrival, depth: int, site: SiteId, now_s: int) -> list[Event]:
        events: list[Event] = []
        for event, place in folds.readable(arrival.frames, depth):
            folds.note(connection, event, place, site=site, received_s=now_s)
            if isinstance(event, Event):
                events.append(event)
        return events

    def _reply(
        self,
        connection: Connection,
        opened: Opened,
        life: HubIncarnation,
        state: NodeState,
        received: Position | None,
        now_s: int,
    ) -> Reply:
        node, header = opened.node_id, opened.header
        if state is not NodeState.OK:
            return Reply(sign_ack(Ack(node, life, now_s, "held"), self._keys))
        site = enrol.site_of(connection, node)
        pages = streams.pages_for(connection, life, site=site, shown=header.feeds)
        shown = {stream: position for stream, position in header.feeds.items() if stream in (ALL, site)}
        ack = Ack(
            node_id=node,
            hub_incarnation=life,
            hub_time=now_s,
            state="ok",
            received=received,
            tips=tree.tips_for(connection, node),
            feeds=feeds_after(shown, pages),
        )
        signed = sign_ack(ack, self._keys)
        if opened.complete and received == opened.end:
            remember(connection, node, after(opened, header.verify_key, ack, signed))
            if opened.resumed:
                signed = shortened(signed, expected_ack(node, opened.resumed, received, header.feeds))
        return Reply(signed, tuple(streams.travelling(page, self._keys, header.verify_key) for page in pages))


def _held_because(state: NodeState, opened: Opened) -> tuple[Wait | None, str]:
    match state:
        case NodeState.NONE:
            return Wait.UNKNOWN, _UNKNOWN
        case NodeState.OK:
            return (Wait.NEWER, opened.problem) if opened.newer else (None, "")
        case _:
            return Wait.REVOKED, _REVOKED


_IN_FULL = N_("La oficina necesita el envío completo. Se enviará de nuevo; no se perdió nada.")
_UNKNOWN = "La región no reconoce esta computadora: su código faltó, venció o ya se usó. Acéptela, o emita otro código."
_REVOKED = "Esta computadora fue dada de baja. Lo que envía se guarda aparte; acéptela de nuevo para aplicarlo."
