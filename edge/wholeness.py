"""Whether a log is one: a file that was copied while it was written may open and have holes."""

from bisect import bisect_left

from edge.database import Database
from edge.records import Records
from shared.ids import Head
from sync.chain import next_head

MENDED = "mended"
"""The setting that tells the stretches (first row, last row) for whose insides nobody vouches since a repair."""
CHECKED = 2_000
"""Heads computed again at each opening: the last ones, where an unfinished copy breaks off."""


def is_whole(db: Database, log: Records, *, after: int | None = None) -> bool:
    """
    Tell whether rows have no holes, incarnations begin inside, the first at the first row, and heads follow.

    Heads beyond row *after* are computed again; where it is not told, the last ``CHECKED``, as far as they are not
    sealed.

    Raises:
        NotReady: A sealed block beyond *after* is not what was sealed.
    """
    total = log.count()
    rows = db.value("SELECT count(*) FROM events") + db.value("SELECT coalesce(sum(count), 0) FROM sealed")
    beginnings = [first for (first,) in db.rows("SELECT first_pos FROM incarnations")]
    if rows != total or min(beginnings, default=1) != 1 or max(beginnings, default=0) > total:
        return False
    if total and not beginnings:
        return False
    return _heads_follow(db, log, max(total - CHECKED, log.sealed_until(), 0) if after is None else after, total)


def _heads_follow(db: Database, log: Records, after: int, total: int) -> bool:
    """Tell whether the heads kept beyond row *after* follow from what lies before them; the last row keeps its own."""
    kept = dict(
        db.rows(
            "SELECT pos, head FROM events WHERE pos > ? AND head != x'' "
            "UNION ALL SELECT last_pos, head FROM sealed WHERE last_pos > ?",
            *(after, after),
        )
    )
    spans = sorted(db.setting(MENDED, list[tuple[int, int]], []))
    within = bisect_left([last for _, last in spans], after + 1)
    if within < len(spans) and spans[within][0] <= after:
        # Nothing can be computed from the middle of a stretch that lacks a record.
        after = spans[within][1]
    head = log.head_at(after)
    if head is None or (total > after and total not in kept):
        return False
    for row in log.bodies(after):
        after, head = after + 1, next_head(head, row.body)
        if row.pos != after:
            return False
        while spans and spans[0][1] < after:
            del spans[0]
        if spans and spans[0][0] <= after:
            head = Head(kept.get(after, head))
        elif kept.get(after, head) != head:
            return False
    return after == total
