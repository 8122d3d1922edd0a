"""Bundles that cannot be applied yet: kept whole and within bounds, and tried again on every change."""

from hashlib import sha256
from itertools import accumulate
from pathlib import Path

import msgspec
from sqlalchemy import Connection, Select, delete, func, select

from hub import schema, tree
from hub.database import add
from hub.rows import NodeState, Wait
from hub.store import Store
from hub.taken import Counted
from shared.errors import BadInput
from shared.whole import DISK, Disk, make_folder, write_whole
from sync.bundle import bundle_id
from sync.chain import ROOT, Position
from sync.opened import Opened

MAX_UNKNOWN_BYTES = 64 * 1_048_576
"""Of all computers together that nobody recognises."""
MAX_UNKNOWN_BUNDLES = 16_384
"""Of all of them together: each is a file and a line on a page, however few bytes it has."""
MAX_UNKNOWN_BUNDLES_PER_NODE = 64
MAX_KNOWN_BUNDLES_PER_NODE = 16
MAX_KNOWN_BYTES_PER_NODE = 16 * 1_048_576
"""Of one enrolled computer: what it sent first gives way to what it sends now, for it has all of it still."""
MAX_UNSIGNED_BUNDLES = 8
"""Of those that no key vouches for: anybody writes such bytes, so they take no room from anybody else's."""
_MIB = 1_048_576
_ANY = select(schema.waiting.c.bundle).limit(1)


class Waiting:
    """The bundles that wait, each a file beside its row."""

    def __init__(self, store: Store, disk: Disk = DISK) -> None:
        self._store = store
        self._disk = disk
        self._folder = store.config.folder / "waiting"
        make_folder(self._folder, disk)

    def settle(
        self, connection: Connection, opened: Opened, data: bytes, found: Counted, *, keep: bool
    ) -> tuple[str, ...] | None:
        """Keep a bundle that waits, where it may; return what waits no more, None where its quota is used up."""
        question, wait = question_of(opened.node_id), found.wait
        if wait is None:
            self.forget(connection, bundle_id(data), question)
        elif keep and wait in (Wait.UNKNOWN, Wait.REVOKED) and not opened.header.count:
            self.keep_question(connection, opened, data, wait, found.why)
        elif keep:
            return self.keep(connection, opened, data, wait, found.why)
        return (question,)

    def keep(
        self, connection: Connection, opened: Opened, data: bytes, why: Wait, reason: str
    ) -> tuple[str, ...] | None:
        """
        Keep a bundle, or return None where its quota is used up. One that is kept already stays as it is.

        Returned are those that gave way to it: ``clean`` removes their files once the transaction is over.
        """
        table, node = schema.waiting, opened.node_id.hex()
        id_, now = bundle_id(data), {"why": why, "reason": reason, "base": _packed(opened.header.base)}
        if connection.execute(select(table.c.bundle).where(table.c.bundle == id_)).first():
            connection.execute(table.update().where(table.c.bundle == id_).values(**now))
            return ()
        question = question_of(opened.node_id)
        if not self._fits(connection, node, why, len(data)):
            return None
        gone = _make_room(connection, node, len(data)) if why in (Wait.GAP, Wait.NEWER) else ()
        self.forget(connection, question)
        write_whole(self._path(id_), data, disk=self._disk)
        site = _site(connection, node) or opened.header.site
        row = {"bundle": id_, "node": node, "site": site, "bytes": len(data), "since_s": self._store.now_s()}
        add(connection, table, row | now)
        return (*gone, question)

    def keep_question(self, connection: Connection, opened: Opened, data: bytes, why: Wait, reason: str) -> None:
        """
        Keep what brings nothing, so that a person sees its computer and can accept it: the last one of each.

        Not where other bundles of it wait already, nor where the quota is used up: nothing is lost, it asks again.
        """
        table, node = schema.waiting, opened.node_id.hex()
        id_ = question_of(opened.node_id)
        self.forget(connection, id_)
        if connection.execute(select(table.c.bundle).where(table.c.node == node)).first():
            return
        if self._fits(connection, node, why, len(data)):
            write_whole(self._path(id_), data, disk=self._disk)
            site = _site(connection, node) or opened.header.site
            row = {"bundle": id_, "node": node, "site": site, "why": why, "reason": reason, "bytes": len(data)}
            add(connection, table, {**row, "since_s": self._store.now_s()})

    def keep_sealed(self, data: bytes, reason: str) -> None:
        """Keep a bundle whose header only a newer version can read: the last few of them, whoever they are from."""
        id_, table = bundle_id(data), schema.waiting
        sealed = select(table.c.bundle).where(table.c.node == "")
        newest_first = sealed.order_by(table.c.since_s.desc(), table.c.bundle)
        with self._store.begin() as connection:
            if connection.execute(sealed.where(table.c.bundle == id_)).first():
                return
            evicted = list(connection.execute(newest_first.offset(MAX_UNSIGNED_BUNDLES - 1)).scalars())
            for old in evicted:
                self.forget(connection, old)
            write_whole(self._path(id_), data, disk=self._disk)
            row = {"bundle": id_, "node": "", "site": "", "why": Wait.NEWER, "reason": reason, "bytes": len(data)}
            add(connection, table, {**row, "since_s": self._store.now_s()})
        for old in evicted:
            self.clean(old)

    def is_empty(self, connection: Connection) -> bool:
        """Tell whether nothing waits, of anybody."""
        return connection.execute(_ANY).first() is None

    def take_off(self, connection: Connection, code: str) -> tuple[str, str, list[str]]:
        """
        Take what waits of a computer off the list, or the one bundle of that id; return its computer, site and ids.

        ``clean`` removes the files once the transaction is over. Computer and site are empty where no key vouches.

        Raises:
            BadInput: Nothing of that name waits.
        """
        table = schema.waiting
        named = (table.c.bundle == code) | ((table.c.node == code) & (table.c.node != ""))
        found = connection.execute(select(table).where(named)).all()
        if not found:
            raise BadInput("Nada espera con el nombre «%(code)s». Mire «chasqui-hub status --json».", code=code)
        node, ids = found[0].node, [row.bundle for row in found]
        self.forget(connection, *ids)
        return node, _site(connection, node) or found[0].site, ids

    def forget(self, connection: Connection, *ids: str) -> None:
        """Take bundles off the list, inside the caller's transaction; ``clean`` removes their files afterwards."""
        connection.execute(delete(schema.waiting).where(schema.waiting.c.bundle.in_(ids)))

    def clean(self, id_: str) -> None:
        """Remove the file of a bundle that is on the list no more."""
        if not self._path(id_).exists():
            return
        with self._store.read() as connection:
            listed = connection.execute(select(schema.waiting.c.bundle).where(schema.waiting.c.bundle == id_)).first()
        if not listed:
            self._path(id_).unlink(missing_ok=True)

    def drop(self, id_: str) -> None:
        """Forget a bundle and its file."""
        with self._store.begin() as connection:
            self.forget(connection, id_)
        self.clean(id_)

    def ready(self) -> list[str]:
        """
        Return the bundles that apply now: of known nodes, and going on from what the hub holds, oldest first.

        What goes on from anything else is a gap (``sync.inbox.fresh``): to open it would cost much and give nothing.
        """
        table = schema.waiting
        with self._store.read() as connection:
            rows = connection.execute(_of_known().where(table.c.why != Wait.NEWER, table.c.base.is_not(None))).all()
            return [row.bundle for row in rows if _follows(connection, row.base)]

    def doubtful(self) -> list[str]:
        """Return those of known nodes, or of nobody, that only opening tells of: after an update, or once accepted."""
        table = schema.waiting
        query = _of_known(or_nobody=True).where((table.c.why != Wait.GAP) | table.c.base.is_(None))
        with self._store.read() as connection:
            return [row.bundle for row in connection.execute(query).all()]

    def bytes_of(self, id_: str) -> bytes:
        """Return a bundle that waits; nothing where its file is gone."""
        path = self._path(id_)
        return path.read_bytes() if path.exists() else b""

    def _fits(self, connection: Connection, node: str, why: Wait, size: int) -> bool:
        table = schema.waiting
        used = select(func.coalesce(func.sum(table.c.bytes), 0)).where(table.c.node != "")
        if why in (Wait.GAP, Wait.NEWER):
            return int(connection.execute(used).scalar_one()) + size <= self._store.config.max_spool_mb * _MIB
        unknown = (table.c.node != "", table.c.why.in_([Wait.UNKNOWN, Wait.REVOKED]))
        strangers, all_ = used.where(*unknown), select(func.count()).where(*unknown)
        own = select(func.count()).where(table.c.node == node)
        return (
            int(connection.execute(strangers).scalar_one()) + size <= MAX_UNKNOWN_BYTES
            and int(connection.execute(all_).scalar_one()) < MAX_UNKNOWN_BUNDLES
            and int(connection.execute(own).scalar_one()) < MAX_UNKNOWN_BUNDLES_PER_NODE
        )

    def _path(self, id_: str) -> Path:
        return self._folder / id_


def question_of(node: bytes) -> str:
    """Return the name under which the question of a computer waits: it has one, which its next one replaces."""
    return sha256(b"question of " + node).hexdigest()


def _site(connection: Connection, node: str) -> str:
    return connection.execute(select(schema.nodes.c.site).where(schema.nodes.c.node == node)).scalar() or ""


def _of_known(*, or_nobody: bool = False) -> Select[tuple[str, bytes | None]]:
    table, nodes = schema.waiting, schema.nodes
    mine = table.c.node.in_(select(nodes.c.node).where(nodes.c.state == NodeState.OK))
    query = select(table.c.bundle, table.c.base).where(mine | (table.c.node == "") if or_nobody else mine)
    return query.order_by(table.c.since_s, table.c.bundle)


def _make_room(connection: Connection, node: str, size: int) -> tuple[str, ...]:
    """Take the oldest bundles of an enrolled node off the list until one more of *size* fits; return them."""
    table = schema.waiting
    newest_first = select(table.c.bundle, table.c.bytes).where(table.c.node == node)
    rows = connection.execute(newest_first.order_by(table.c.since_s.desc(), table.c.bundle)).all()
    bytes_to = list(accumulate((row.bytes for row in rows), initial=size))[1:]
    gone = tuple(
        row.bundle
        for at, (row, used) in enumerate(zip(rows, bytes_to, strict=True), start=2)
        if at > MAX_KNOWN_BUNDLES_PER_NODE or used > MAX_KNOWN_BYTES_PER_NODE
    )
    connection.execute(delete(table).where(table.c.bundle.in_(gone)))
    return gone


def _packed(base: Position) -> bytes:
    return msgspec.msgpack.encode(base)


def _follows(connection: Connection, base: bytes) -> bool:
    position = msgspec.msgpack.decode(base, type=Position)
    return position.head == ROOT or tree.holds(connection, position)
