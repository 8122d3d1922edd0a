"""A copy of the node's database, made while the node is used, and trusted only once it was opened again and read."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from edge.database import BUSY_S, Database, damaged, told_plainly
from edge.records import Records
from edge.wholeness import is_whole
from shared.clock import Clock
from shared.disk import FULL, RESERVE_BYTES, RESERVE_SHARE, Room, room_in
from shared.errors import NoSpace
from shared.ids import Head
from shared.whole import DISK, forget

PART = ".copying"
"""How the name of a copy ends while nobody may trust it; where a cut left one, the next erasing removes it."""


@dataclass(frozen=True, slots=True)
class Tail:
    """Where a log ends: how many events it holds, and the head of the last."""

    events: int
    head: Head


@contextmanager
def copied(database: Path, clock: Clock) -> Iterator[tuple[Path, Tail]]:
    """
    Give a verified copy of *database* beside it, and where its log ends; the copy is removed at the end.

    Pages go on meanwhile: it is read over a connection of its own, as of one moment, and without what was deleted.

    Raises:
        NotInitialised: There is no node.
        NotReady: The database is damaged, or of another version.
        NoSpace: The copy would leave less free on the disk than should stay so.
        DatabaseBusy: The file is being written anew.
    """
    before = tail_of(database, clock)
    _check_room(database)
    part = database.with_name(f".{database.name}.{secrets.token_hex(4)}{PART}")
    try:
        with told_plainly(database), closing(sqlite3.connect(database, timeout=BUSY_S)) as source:
            source.execute("VACUUM INTO ?", (str(part),))
        DISK.sync(part)
        yield part, checked(part, clock, since=before)
    finally:
        forget(part)


def checked(copy: Path, clock: Clock, *, since: Tail | None = None) -> Tail:
    """
    Return where the log of a copy ends, after reading all of it: pages, count, and chain, sealed or not.

    Raises:
        NotReady: It is damaged, of another version, or does not go on from *since*.
    """
    with Database(copy, clock, writer=False) as db:
        found = db.value("PRAGMA integrity_check")
        if found != "ok":
            raise damaged(copy, str(found).splitlines()[0])
        records = Records(db)
        if not is_whole(db, records, after=0):
            raise damaged(copy, "el registro tiene huecos")
        if since is not None and records.head_at(since.events) != since.head:
            raise damaged(copy, "el registro no es el de este nodo")
        return _tail(records)


def tail_of(database: Path, clock: Clock) -> Tail:
    """Return where the log of a node's database ends now; raises as ``Database`` does."""
    with Database(database, clock, writer=False) as db:
        return _tail(Records(db))


def forget_parts(database: Path) -> None:
    """Remove what a cut left of copies beside a database."""
    for part in database.parent.glob(f".{database.name}.*{PART}"):
        forget(part)


def fits(room: Room | None, size: int) -> bool:
    """
    Tell whether a file of *size* bytes fits and leaves free what should stay so; a disk that does not say is tried.

    >>> fits(Room(free=700_000_000, total=250_000_000_000), 150_000_000)
    True
    >>> fits(Room(free=600_000_000, total=250_000_000_000), 150_000_000), fits(None, 1)
    (False, True)
    """
    return room is None or room.free - size >= min(RESERVE_BYTES, room.total * RESERVE_SHARE)


def _tail(records: Records) -> Tail:
    events = records.count()
    head = records.head_at(events)
    assert head is not None, "the last row keeps its head"
    return Tail(events, head)


def _check_room(database: Path) -> None:
    journal = database.with_name(f"{database.name}-wal")
    size = database.stat().st_size + (journal.stat().st_size if journal.exists() else 0)
    if not fits(room_in(database.parent), size):
        raise NoSpace(FULL)
