"""Whether a log is one: a file that was copied while it was written may open and have holes."""

from edge.database import Database
from shared.ids import Head
from sync.chain import ROOT, heads_after

CHECKED = 2_000
"""Heads computed again at each opening: the last ones, where an unfinished copy breaks off."""


def is_whole(log: Database) -> bool:
    """Tell whether rows have no holes, incarnations begin inside, the first at the first row, and heads follow."""
    total, rows = log.row("SELECT coalesce(max(pos), 0), count(*) FROM events") or (0, 0)
    beginnings = [first for (first,) in log.rows("SELECT first_pos FROM incarnations")]
    if rows != total or min(beginnings, default=1) != 1 or max(beginnings, default=0) > total:
        return False
    if total and not beginnings:
        return False
    tail = log.rows("SELECT body, head FROM events WHERE pos > ? ORDER BY pos", total - CHECKED)
    before = log.value("SELECT head FROM events WHERE pos = ?", total - CHECKED)
    return [head for _, head in tail] == heads_after(Head(before or ROOT), (body for body, _ in tail))
