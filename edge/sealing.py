"""Sealing: what the region has and is old goes from rows into blocks, some three bytes a record instead of forty."""

import msgspec

from edge.database import damaged
from edge.records import Block, Row
from edge.short_rows import ShortRows
from edge.store import Store
from edge.wholeness import MENDED
from shared.events import fields_from
from shared.ids import Head
from sync.chain import ROOT, heads_after
from sync.frames import MAX_FRAME_EVENTS, encode_frame
from sync.tables import Tables

KEPT = 20_000
"""The newest records stay rows: it is as far back as histories of pupils go."""
KEPT_WHEN_LOW = 1_500
BLOCK_BYTES = 1_048_576
"""A block is sealed and read in one piece: no more than this in its records."""
VACUUM_PAGES = 1_000
# What dates the log is looked up whenever it is opened: the last row of each opening, and of each receipt.
_OLD = (
    "pos > ? AND pos <= ? AND kind IN (1, 2) AND pos NOT IN (SELECT pos FROM receipts) "
    "AND pos NOT IN (SELECT first_pos - 1 FROM incarnations)"
)


def seal_old(store: Store, keep: int = KEPT, per_block: int = MAX_FRAME_EVENTS) -> int:
    """
    Seal one block of *per_block* records, acked and not among the last *keep*, in one transaction.

    Returns how many records went into it; 0 where there are not enough for a whole one.

    Raises:
        NotReady: The records do not follow from each other's heads. Nothing was changed.
    """
    if store.db.setting(MENDED, list[tuple[int, int]], []):
        # A block vouches for each of its records; of a mended log nobody can.
        return 0
    with store.db.transaction():
        done, acked = store.records.sealed_until(), store.records.count() - store.outbox.pending()
        until = min(acked, store.records.count() - max(keep, 1))
        rows = _fitting(store.records.read_rows(f"{_OLD} ORDER BY pos LIMIT {per_block}", done, until), per_block)
        if not rows:
            return 0
        _seal(store, done, rows)
    store.db.give_back(VACUUM_PAGES)
    return len(rows)


def seal_all(store: Store, keep: int, per_block: int = MAX_FRAME_EVENTS) -> int:
    """Seal block after block; return how many records went into them."""
    total = 0
    while count := seal_old(store, keep, per_block):
        total += count
    return total


def _fitting(rows: list[Row], per_block: int) -> list[Row]:
    """Return as many records as make a whole block; none where it would not be whole."""
    total = 0
    for at, row in enumerate(rows):
        total += len(row.body)
        if total > BLOCK_BYTES and at:
            return rows[:at]
    return rows if len(rows) == per_block else []


def _seal(store: Store, done: int, rows: list[Row]) -> None:
    first, last = done + 1, rows[-1].pos
    head = _checked_head(store, done, last)
    short, fields = ShortRows(store.db), [fields_from(row.body) for row in rows]
    for one in fields:
        short.learn(one)
    known = short.known()
    body = encode_frame(fields, Tables(short.names(known)))
    store.db.write(f"DELETE FROM events WHERE {_OLD}", done, last)  # noqa: S608 - ours
    store.db.write(
        "INSERT INTO sealed (first_pos, last_pos, count, head, names, body) VALUES (?, ?, ?, ?, ?, ?)",
        *(first, last, len(rows), head, msgspec.msgpack.encode(known), body),
    )
    # Reading a block checks it against its head: what was deleted is there, to the last bit, or nothing is changed.
    store.records.opened_block(Block(first, last, len(rows), head, msgspec.msgpack.encode(known), body))


def _checked_head(store: Store, done: int, last: int) -> Head:
    """Return the head of row *last*, once the next head that was kept has vouched for the rows since the last block."""
    told = store.db.row("SELECT pos, head FROM events WHERE pos >= ? AND head != x'' ORDER BY pos LIMIT 1", last)
    if told is None:
        raise damaged(store.path, "el registro no tiene su última cabeza")
    rows = store.records.read_rows("pos > ? AND pos <= ? ORDER BY pos", done, told[0])
    heads = heads_after(store.records.head_at(done) or ROOT, (row.body for row in rows))
    if heads[-1] != told[1]:
        raise damaged(store.path, f"los registros hasta la fila {told[0]} no se siguen")
    return heads[last - done - 1]
