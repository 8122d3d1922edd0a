"""Whether a log is one: a file that was copied while it was written may open and have holes."""

from edge.database import Database
from edge.records import Records
from sync.chain import heads_after

CHECKED = 2_000
"""Heads computed again at each opening: the last ones, where an unfinished copy breaks off."""


def is_whole(db: Database, log: Records, *, checked: int = CHECKED) -> bool:
    """
    Tell whether rows have no holes, incarnations begin inside, the first at the first row, and heads follow.

    The last *checked* heads are computed again, as far as they are not sealed.
    """
    total = log.count()
    rows = db.value("SELECT count(*) FROM events") + db.value("SELECT coalesce(sum(count), 0) FROM sealed")
    beginnings = [first for (first,) in db.rows("SELECT first_pos FROM incarnations")]
    if rows != total or min(beginnings, default=1) != 1 or max(beginnings, default=0) > total:
        return False
    if total and not beginnings:
        return False
    return _tail_follows(db, log, max(total - checked, log.sealed_until(), 0), total)


def _tail_follows(db: Database, log: Records, after: int, total: int) -> bool:
    """Tell whether the heads kept beyond row *after* follow from what lies before them; the last row keeps its own."""
    rows = log.read_rows("pos > ? ORDER BY pos", after)
    kept = dict(db.rows("SELECT pos, head FROM events WHERE pos > ? AND head != x''", after))
    before = log.head_at(after)
    if before is None or len(rows) != total - after or (rows and total not in kept):
        return False
    computed = zip(range(after + 1, total + 1), heads_after(before, (row.body for row in rows)), strict=True)
    return all(kept.get(pos, head) == head for pos, head in computed)
