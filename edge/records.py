"""The rows of the log: the young ones one by one, the old ones sealed in blocks; who reads them sees no difference."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from edge.database import Database, damaged
from edge.short_rows import ShortRows
from shared.errors import BadBundle
from shared.events import KIND, canonical
from shared.facts import Use, WeeklyTotal
from shared.ids import Head
from sync.chain import ROOT, heads_after
from sync.frames import decode_frame
from sync.tables import Tables

SEALED_KINDS = frozenset({Use.NUMBER, WeeklyTotal.NUMBER})
"""What fills a log, and goes into blocks. The rarer kinds stay rows: pages look them up by kind."""
HEAD_EVERY = 64
"""Of so many rows one keeps its head, and the last row always does; the others' are computed again when asked for."""
PAGE = 2_000
MENDED_UNTIL = "mended_until"
"""The setting that names the last row of a repair, whose head cannot be computed again."""
_NO_HEAD = b""


class Row(NamedTuple):
    """One record: where it is in the log, its kind, its canonical bytes."""

    pos: int
    kind: int
    body: bytes


class Block(NamedTuple):
    """The records of the rows from ``first`` to ``last``, without those that stayed rows of their own."""

    first: int
    last: int
    held: int
    head: Head
    """The head of row ``last``: it vouches for every record of the block."""
    names: bytes
    body: bytes


class Records:
    """The log as rows. ``Entries`` knows what they mean."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._mended_until: int | None = None

    def count(self) -> int:
        """Return how many events the log holds."""
        return max(int(self._db.value("SELECT coalesce(max(pos), 0) FROM events")), self.sealed_until())

    def sealed_until(self) -> int:
        """Return the last row that lies in a block; 0 where there is none."""
        return int(self._db.value("SELECT coalesce(max(last_pos), 0) FROM sealed"))

    def head_at(self, pos: int) -> Head | None:
        """Return the head of row *pos*, the root's for 0; None beyond the log."""
        with self._db.transaction():
            if pos > self.count():
                return None
            at, head = self._head_before(pos)
            return heads_after(head, (row.body for row in self.bodies(at, until=pos)))[-1] if at < pos else head

    def _head_before(self, pos: int) -> tuple[int, Head]:
        """Return the nearest row up to *pos* whose head is kept, and its head."""
        row = "SELECT pos, head FROM events WHERE pos <= ? AND head != x'' ORDER BY pos DESC LIMIT 1"
        block = "SELECT last_pos, head FROM sealed WHERE last_pos <= ? ORDER BY first_pos DESC LIMIT 1"
        at, head = max(self._db.row(row, pos) or (0, ROOT), self._db.row(block, pos) or (0, ROOT))
        return at, Head(head)

    def append_row(self, row: Row, head: Head) -> None:
        """Write one record after the last; the one before it gives up its head, unless its turn is to keep it."""
        self._db.write(
            "INSERT INTO events (pos, kind, body, head) VALUES (?, ?, ?, ?)",
            *(row.pos, row.kind, ShortRows(self._db).write(row.body), head),
        )
        if self._mended_until is None:
            self._mended_until = self._db.setting(MENDED_UNTIL, int, 0)
        if (row.pos - 1) % HEAD_EVERY and row.pos - 1 != self._mended_until:
            self._db.write("UPDATE events SET head = ? WHERE pos = ?", _NO_HEAD, row.pos - 1)

    def bodies(self, after: int = 0, kinds: Collection[int] = (), until: int | None = None) -> Iterator[Row]:
        """Give the records beyond row *after*, to *until* or the last, a page at a time: all, or those of *kinds*."""
        after, end = max(after, 0), self.count() if until is None else until
        while after < end:
            rows, after = self._page(after, end, frozenset(kinds))
            yield from rows

    def _page(self, after: int, end: int, kinds: frozenset[int]) -> tuple[list[Row], int]:
        """Return some records beyond *after*, and up to which row that is all of them."""
        with self._db.transaction():
            block = self.block_at(after + 1) if not kinds or kinds & SEALED_KINDS else None
            if block is not None:
                rows = [row for row in self.opened_block(block) if after < row.pos <= end]
                return [row for row in rows if not kinds or row.kind in kinds], block.last
            where = f"AND kind IN ({', '.join(map(str, sorted(kinds)))})" if kinds else ""
            if kinds and not kinds & SEALED_KINDS:
                # The partial indexes are used only by a query that repeats their condition.
                where += " AND kind = 13" if kinds == {13} else " AND kind NOT IN (1, 2, 13)" * (13 not in kinds)
            rows = self.read_rows(f"pos > ? AND pos <= ? {where} ORDER BY pos LIMIT {PAGE}", after, end)
        return rows, rows[-1].pos if len(rows) == PAGE else end

    def newest(self, after: int, limit: int, but: Collection[int]) -> list[Row]:
        """Return the last records beyond row *after* that are of no kind of *but*, newest first."""
        with self._db.transaction():
            sealed = self.sealed_until()
            where = f"pos > ? AND kind NOT IN ({', '.join('?' * len(but))}) ORDER BY pos DESC LIMIT ?"
            found = self.read_rows(where, max(after, sealed), *but, limit)
            while len(found) < limit and sealed > after and (block := self.block_at(sealed)):
                older = [row for row in self.opened_block(block) if row.pos > after and row.kind not in but]
                found += older[::-1][: limit - len(found)]
                sealed = block.first - 1
        return found

    def rows_at(self, wanted: Collection[int]) -> list[Row]:
        """Return the records of some rows, in order."""
        found: list[Row] = []
        ordered = sorted(wanted)
        with self._db.transaction():
            for at in range(0, len(ordered), PAGE):
                page = ordered[at : at + PAGE]
                found += self.read_rows(f"pos IN ({', '.join('?' * len(page))})", *page)
            missing = set(ordered) - {row.pos for row in found}
            while missing and (block := self.block_at(min(missing))):
                found += [row for row in self.opened_block(block) if row.pos in missing]
                missing = {pos for pos in missing if pos > block.last}
        return sorted(found)

    def read_rows(self, where: str, *parameters: object) -> list[Row]:
        """Return the records that are rows of their own, by what follows WHERE."""
        rows = self._db.rows(f"SELECT pos, kind, body FROM events WHERE {where}", *parameters)  # noqa: S608 - ours
        short = ShortRows(self._db)
        return [Row(pos, kind, short.read(row)) for pos, kind, row in rows]

    def block_at(self, pos: int) -> Block | None:
        """Return the block in whose span row *pos* is, if any."""
        found = self._db.row(
            "SELECT first_pos, last_pos, count, head, names, body FROM sealed "
            "WHERE first_pos <= ? ORDER BY first_pos DESC LIMIT 1",
            pos,
        )
        block = None if found is None else Block(*found)
        return block if block is not None and block.last >= pos else None

    def opened_block(self, block: Block) -> list[Row]:
        """
        Return all records of a block's span, those beside it in their places; the block's head vouches for them.

        Raises:
            NotReady: They are not those that were sealed.
        """
        known = msgspec.msgpack.decode(block.names, type=dict[int, int])
        try:
            records = iter(decode_frame(block.body, Tables(ShortRows(self._db).names(known))))
        except BadBundle as error:
            raise damaged(self._db.path, f"un bloque sellado no se puede leer, fila {block.first}") from error
        beside = {row.pos: row for row in self.read_rows("pos BETWEEN ? AND ?", block.first, block.last)}
        if len(beside) + block.held != block.last - block.first + 1:
            raise damaged(self._db.path, f"un bloque sellado no está completo, fila {block.first}")
        rows = []
        for pos in range(block.first, block.last + 1):
            rows.append(beside[pos] if pos in beside else _row(pos, next(records)))
        before = self._db.value("SELECT head FROM sealed WHERE last_pos = ?", block.first - 1) or ROOT
        if heads_after(Head(before), (row.body for row in rows))[-1] != block.head:
            raise damaged(self._db.path, f"un bloque sellado no es el que se guardó, fila {block.first}")
        return rows


def _row(pos: int, fields: dict[int, Any]) -> Row:
    return Row(pos, fields[KIND], canonical(fields))


def as_pairs(rows: Sequence[Row]) -> list[tuple[int, bytes]]:
    """Return (row, record) of each."""
    return [(row.pos, row.body) for row in rows]
