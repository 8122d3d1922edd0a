"""One bundle, start to end: opened, compared with what is held, committed, and only then acknowledged."""

import logging
import re
from dataclasses import replace
from functools import partial

from sqlalchemy import Connection

from hub import enrol, lake, streams, tree
from hub.appending import Prepared, append, discard, new_to, prepare, remove_unlisted, still_so
from hub.invited import introduction
from hub.readmission import readmit
from hub.resumptions import recall, remember
from hub.rows import NodeState, Wait
from hub.standing import answer_shown, heed_restore, held_because, state_of_sender
from hub.store import Store
from hub.taken import Full, Taken
from hub.waiting import Waiting, question_of
from shared.disk import full_disk_told
from shared.errors import BadInput, DatabaseBusy, Forgotten, NewerFormat, NoSpace, SequenceGap, SyncError
from shared.ids import NodeId, SiteId
from shared.sentences import N_
from sync.ack import Ack, expected_ack, shortened, sign_ack
from sync.bundle import bundle_id
from sync.chain import Position
from sync.feed import ALL, MAX_SLICE_BYTES, Slice, page_after, sign_slice
from sync.header import header_bytes
from sync.inbox import Arrival
from sync.introduction import Introduction
from sync.keys import HubKeys
from sync.lives import HubIncarnation
from sync.opened import Opened, open_prefix
from sync.reply import Reply
from sync.resumption import after, feeds_after

_log = logging.getLogger(__name__)
_NODE = re.compile(r"[0-9a-f]{16}")


class Ingest:
    """
    Takes bundles, by whatever road they came.

    What a repeated, reordered or overlapping bundle leaves behind is what one of it in order would have left.
    """

    def __init__(self, store: Store, keys: HubKeys, disk: lake.Disk = lake.DISK) -> None:
        self._store = store
        self._keys = keys
        self._disk = disk
        self._waiting = Waiting(store, disk)

    def take(self, data: bytes, *, keep: bool = True) -> Taken | Full:
        """
        Commit what is new in the verified prefix of a bundle, and answer its node.

        *keep*: whether a bundle that cannot be applied yet is kept until it can be; not for one that still arrives. Of
        such a one only the header is opened where its node is not enrolled and proves no code.

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
            begun = None if keep else self._begun(data)
            if begun is not None:
                return begun
            opened = open_prefix(self._keys, data, partial(recall, self._store))
        except NewerFormat as error:
            if keep:
                self._waiting.keep_sealed(data, str(error))
            raise
        taken = self._apply(opened, data, keep=keep)
        if isinstance(taken, Taken) and taken.new_events and self._apply_ready():
            # The answer names what waited for this bundle too: it need not be sent again.
            answer = self._apply(opened, data, keep=keep)
            return replace(answer, new_events=taken.new_events) if isinstance(answer, Taken) else answer
        return taken

    def _begun(self, data: bytes) -> Taken | Full | None:
        """Answer by the header alone who may not be believed: frames are dear to open. None where the node is known."""
        opened = open_prefix(self._keys, data[: header_bytes(data)], partial(recall, self._store))
        with self._store.read() as connection:
            if enrol.state_of(connection, opened.node_id) is NodeState.OK:
                return None
        begun = self._apply(opened, data, keep=False)
        return None if isinstance(begun, Taken) and begun.state == "ok" else begun

    def broadcast(self) -> list[Reply]:
        """Return what the region says to every school, from the beginning: pages that go on from each other."""
        entries = self._store.entries(ALL)
        with self._store.begin() as connection:
            life = self._store.life(connection)
        replies: list[Reply] = []
        position = None
        while position is None or position != entries[-1].position:
            page = page_after(entries, position, MAX_SLICE_BYTES, stream=ALL, hub_incarnation=life)
            if not isinstance(page, Slice) or not page.entries:
                break
            replies.append(Reply(b"", (sign_slice(page, self._keys),)))
            position = page.entries[-1].position
        return replies

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

    def _apply(self, opened: Opened, data: bytes, *, keep: bool) -> Taken | Full:
        written: list[lake.Written] = []
        try:
            with full_disk_told():
                return self._applied(opened, data, written, keep=keep)
        except (NoSpace, DatabaseBusy, Forgotten) as error:
            # On a full disk every attempt would leave another one.
            remove_unlisted(self._store, written, error)
            raise

    def _applied(self, opened: Opened, data: bytes, written: list[lake.Written], *, keep: bool) -> Taken | Full:
        store, node, id_ = self._store, opened.node_id, bundle_id(data)
        now_s = store.now_s()
        received: Position | None = None
        new = 0
        shown = answer_shown(opened, self._keys.public)
        answered_before = shown is not None and shown.node_id == node
        ready = self._ready(opened, written)
        with store.begin() as connection:
            heed_restore(connection, store, opened, shown)
            state = state_of_sender(connection, opened, now_s, answered_before=answered_before)
            wait, why = held_because(state, opened)
            if state is NodeState.OK:
                site = enrol.site_of(connection, node)
                readmit(connection, store, self._keys.public, opened.returned, node=node, site=site)
                try:
                    arrival = new_to(connection, opened)
                except SequenceGap as gap:
                    wait, why = Wait.GAP, str(gap)
                else:
                    enrol.heard(connection, now_s, node, enrol.said_by(opened))
                    received = arrival.end
                    new = self._append(connection, opened, arrival, ready, written)
                    tree.touch(connection, node, received)
            if wait is not None and opened.resumed:
                raise Forgotten(_IN_FULL)
            question = question_of(node)
            gone: tuple[str, ...] | None = (question,)
            if wait is None:
                self._waiting.forget(connection, id_, question)
            elif keep and wait in (Wait.UNKNOWN, Wait.REVOKED) and not opened.header.count:
                self._waiting.keep_question(connection, opened, data, wait, why)
            elif keep:
                gone = self._waiting.keep(connection, opened, data, wait, why)
            if gone is None:
                return Full()
            reply = self._reply(connection, opened, store.life(connection), state, received, now_s)
        for done in (id_, *gone):
            self._waiting.clean(done)
        if not new:
            discard(store, written)
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
        ready: Prepared | None,
        written: list[lake.Written],
    ) -> int:
        """Add what is new, as it was prepared where that is still so, and return how many events it is."""
        site = enrol.site_of(connection, opened.node_id)
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


_IN_FULL = N_("La oficina necesita el envío completo. Se enviará de nuevo; no se perdió nada.")
