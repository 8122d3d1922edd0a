"""One bundle, start to end: opened, compared with what is held, committed, and only then acknowledged."""

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from sqlalchemy import Connection

from hub import enrol, lake, streams, tree
from hub.appending import Prepared, append, discard, new_to, prepare, remove_unlisted, still_so
from hub.invited import introduction
from hub.readmission import readmit
from hub.replying import answered, held, is_settled
from hub.resumptions import recall
from hub.rows import NodeState, Wait
from hub.standing import answer_shown, heed_restore, held_because, state_of_sender
from hub.store import Store
from hub.taken import Counted, Full, Taken
from hub.waiting import Waiting
from shared.disk import full_disk_told
from shared.errors import BadInput, DatabaseBusy, Forgotten, NewerFormat, NoSpace, SequenceGap, SyncError
from shared.ids import NodeId, SiteId
from shared.sentences import N_
from shared.whole import DISK, Disk
from sync.bundle import bundle_id
from sync.feed import ALL
from sync.header import Opening, open_header
from sync.inbox import Arrival
from sync.introduction import Introduction
from sync.keys import HubKeys, node_id_of
from sync.opened import Opened, open_frames, open_prefix
from sync.reply import Reply

_log = logging.getLogger(__name__)
_NODE = re.compile(r"[0-9a-f]{16}")


class Ingest:
    """
    Takes bundles, by whatever road they came.

    What a repeated, reordered or overlapping bundle leaves behind is what one of it in order would have left.
    """

    def __init__(
        self,
        store: Store,
        keys: HubKeys,
        disk: Disk = DISK,
        read: Callable[[Opening, bytes], Opened] = open_frames,
    ) -> None:
        self._store = store
        self._keys = keys
        self._disk = disk
        self._read = read
        self._waiting = Waiting(store, disk)

    def take(self, data: bytes, *, keep: bool = True, most: int | None = None) -> Taken | Full:
        """
        Commit what is new in the verified prefix of a bundle, and answer its node in about *most* bytes (None: any).

        *keep*: whether a bundle that cannot be applied yet is kept until it can be; not for one that still arrives. Of
        who is not enrolled and proves no code the records are not read: of what still arrives nothing but the header.

        Raises:
            BadBundle: Not even its header verifies.
            Untrusted: The header is not signed by the key that it names.
            NewerFormat: Made by a newer version; where *keep*, its bytes wait for the update.
            Forgotten: It goes on from what this hub does not remember, or would have to wait: it must be said in full.
            NoSpace: The disk is full; nothing of it counts, and there is no ack.
        """
        with full_disk_told():
            return self._take(data, most, keep=keep)

    def recognises(self, node: bytes) -> bool:
        """Tell whether a node is enrolled now."""
        with self._store.read() as connection:
            return enrol.state_of(connection, NodeId(node)) is NodeState.OK

    def _take(self, data: bytes, most: int | None, *, keep: bool) -> Taken | Full:
        try:
            opening = open_header(self._keys, data, partial(recall, self._store))
        except NewerFormat as error:
            if keep:
                self._waiting.keep_sealed(data, str(error))
            raise
        skimmed = None if self._is_known(opening) else self._skimmed(opening, data, keep=keep)
        if skimmed is not None:
            return skimmed
        opened = self._read(opening, data)
        taken = self._apply(opened, data, most, keep=keep)
        if isinstance(taken, Taken) and taken.new_events and self._apply_ready():
            # The answer names what waited for this bundle too: it need not be sent again.
            answer = self._apply(opened, data, most, keep=keep)
            return replace(answer, new_events=taken.new_events) if isinstance(answer, Taken) else answer
        return taken

    def _is_known(self, opening: Opening) -> bool:
        """Tell whether a bundle may be read: its node is enrolled, or there is nothing to read."""
        if not opening.header.count:
            return True
        with self._store.read() as connection:
            return enrol.state_of(connection, node_id_of(opening.header.verify_key)) is NodeState.OK

    def _skimmed(self, opening: Opening, data: bytes, *, keep: bool) -> Taken | Full | None:
        """Answer who is not believed without reading its records; None where what the header shows enrols it."""
        opened = open_frames(opening, data if keep else data[: opening.frames_at], skim=True)
        with full_disk_told(), self._store.begin() as connection:
            if self._stands(connection, opened) is NodeState.OK:
                return None
        return self._apply(opened, data, keep=keep)

    def _stands(self, connection: Connection, opened: Opened) -> NodeState:
        """Return where the sender stands, now that its bundle was seen."""
        shown = answer_shown(opened, self._keys.public)
        heed_restore(connection, self._store, opened, shown)
        answered_before = shown is not None and shown.node_id == opened.node_id
        return state_of_sender(connection, opened, self._store.now_s(), answered_before=answered_before)

    def broadcast(self) -> list[Reply]:
        """Return what the region says to every school, from the beginning: pages that go on from each other."""
        return self.said_to(ALL, b"")

    def said_to(self, stream: str, verify_key: bytes) -> list[Reply]:
        """Return all of a stream, for every school or sealed to whoever has this key; no ack comes with it."""
        with self._store.begin() as connection:
            life = self._store.life(connection)
        pages = streams.from_the_start(self._store.entries(stream), life, stream)
        return [Reply(b"", (streams.travelling(page, self._keys, verify_key),)) for page in pages]

    def introduction(self) -> Introduction:
        """Return what the hub says of itself to schools that are invited and have only words."""
        return introduction(self._store, self._keys.public)

    def retry(self) -> int:
        """
        Try again every bundle that waits, until none of them can be applied; return how many new events came.

        Those that an update may read now, too: for the start of the service and the night, not for every bundle.
        """
        return sum(map(self._retry_one, self._waiting.doubtful())) + self._apply_ready()

    def _apply_ready(self) -> int:
        """Apply what waits for what the hub holds by now; return how many new events came."""
        new = 0
        while gained := sum(map(self._retry_one, self._waiting.ready())):
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

    def _apply(self, opened: Opened, data: bytes, most: int | None = None, *, keep: bool) -> Taken | Full:
        written: list[lake.Written] = []
        try:
            with full_disk_told():
                return self._applied(opened, data, most, written, keep=keep)
        except (NoSpace, DatabaseBusy, Forgotten) as error:
            # On a full disk every attempt would leave another one.
            remove_unlisted(self._store, written, error)
            raise

    def _applied(
        self, opened: Opened, data: bytes, most: int | None, written: list[lake.Written], *, keep: bool
    ) -> Taken | Full:
        id_, now_s = bundle_id(data), self._store.now_s()
        ready = self._ready(opened, written)
        with self._store.begin() as connection:
            found = self._counted(connection, opened, ready, written, now_s)
            if found.wait is not None and opened.resumed:
                raise Forgotten(_IN_FULL)
            gone = self._waiting.settle(connection, opened, data, found, keep=keep)
            if gone is None:
                return Full()
            reply = self._reply(connection, opened, found, most, now_s)
        for done in (id_, *gone):
            self._waiting.clean(done)
        if not found.new:
            discard(self._store, written)
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

    def _counted(
        self,
        connection: Connection,
        opened: Opened,
        ready: Prepared | None,
        written: list[lake.Written],
        now_s: int,
    ) -> Counted:
        """Add what is new, where its sender is believed and nothing is missing before it."""
        node = opened.node_id
        state = self._stands(connection, opened)
        wait, why = held_because(state, opened)
        site = enrol.site_of(connection, node)
        if state is not NodeState.OK:
            return Counted(state, site, wait, why)
        readmit(connection, self._store, self._keys.public, opened.returned, node=node, site=site)
        try:
            arrival = new_to(connection, opened)
        except SequenceGap as gap:
            wait, why = Wait.GAP, str(gap)
            return Counted(state, site, wait, why)
        enrol.heard(connection, now_s, node, enrol.said_by(opened))
        new = self._append(connection, opened, arrival, site, ready, written)
        tree.touch(connection, node, arrival.end)
        return Counted(state, site, wait, why, arrival.end, new)

    def _reply(self, connection: Connection, opened: Opened, found: Counted, most: int | None, now_s: int) -> Reply:
        life, keys = self._store.life(connection), self._keys
        if found.state is not NodeState.OK:
            return held(opened, keys, life, now_s)
        site, received = found.site, found.received
        return answered(connection, opened, keys, life=life, site=site, received=received, now_s=now_s, most=most)

    def _ready(self, opened: Opened, written: list[lake.Written]) -> Prepared | None:
        """Prepare what seems new of a known node, before the writers' lock is taken; None where nothing does."""
        if not opened.frames:
            return None
        with self._store.read() as connection:
            if enrol.state_of(connection, opened.node_id) is not NodeState.OK:
                return None
            try:
                arrival = new_to(connection, opened)
            except SequenceGap:
                return None
            site = enrol.site_of(connection, opened.node_id)
            return self._prepare(connection, opened, arrival, site, written)

    def _append(
        self,
        connection: Connection,
        opened: Opened,
        arrival: Arrival,
        site: SiteId,
        ready: Prepared | None,
        written: list[lake.Written],
    ) -> int:
        """Add what is new, as it was prepared where that is still so, and return how many events it is."""
        if ready is None or not still_so(connection, self._store, ready, arrival, site):
            # Somebody else wrote meanwhile; now nobody can.
            discard(self._store, written)
            ready = self._prepare(connection, opened, arrival, site, written)
        return 0 if ready is None else append(connection, self._store, opened, ready)

    def _prepare(
        self, connection: Connection, opened: Opened, arrival: Arrival, site: SiteId, written: list[lake.Written]
    ) -> Prepared | None:
        if not arrival.frames:
            return None
        return prepare(connection, self._store, self._disk, opened=opened, arrival=arrival, site=site, written=written)


_IN_FULL = N_("La oficina necesita el envío completo. Se enviará de nuevo; no se perdió nada.")
