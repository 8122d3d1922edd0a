"""When a fact was recorded, told from the clock marks of its own incarnation; the clock itself is only a claim."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

STEP_S = 120
"""A wall clock that moves this much against the steady one was set, or is wrong."""
PLAUSIBLE_FROM_S = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())
"""A wall clock that says less was reset: nothing is dated by it."""


class Mark(NamedTuple):
    """What the clocks said at event *seq*, *recorded_s* seconds after the incarnation opened; Unix seconds."""

    seq: int
    recorded_s: int
    wall: int
    hub_time: int | None = None


def anchor(marks: Sequence[Mark]) -> Mark | None:
    """Return the first mark that knows the hub's time: it can date its whole incarnation, before and after."""
    return next((mark for mark in marks if mark.hub_time is not None), None)


def unix_at(marks: Sequence[Mark], seq: int, recorded_s: int) -> int | None:
    """
    Return when event *seq* of an incarnation was recorded, in Unix seconds, or None where none of its marks can tell.

    The wall clock counts, as the last mark before the event gives it, unless it contradicts the hub's time.

    >>> reset = Mark(1, 0, wall=60)
    >>> unix_at([reset], 2, 100), unix_at([reset, Mark(3, 500, wall=560, hub_time=1_790_000_000)], 2, 100)
    (None, 1789999600)
    """
    before = [mark for mark in marks if mark.seq <= seq]
    wall = before[-1].wall + recorded_s - before[-1].recorded_s if before else 0
    fixed = anchor(marks)
    if fixed is None or fixed.hub_time is None:
        return wall if wall >= PLAUSIBLE_FROM_S else None
    anchored = fixed.hub_time + recorded_s - fixed.recorded_s
    return wall if abs(wall - anchored) <= STEP_S else anchored


def moves(marks: Sequence[Mark], new: Mark) -> bool:
    """
    Tell whether the mark *new* gives events before it another time: only where the hub's time contradicts them.

    >>> moves([Mark(1, 0, wall=60)], Mark(9, 10, wall=70, hub_time=1_790_000_000))
    True
    """
    later = (*marks, new)
    return any(unix_at(marks, mark.seq, mark.recorded_s) != unix_at(later, mark.seq, mark.recorded_s) for mark in marks)


def as_datetime(unix_s: int | None) -> datetime | None:
    """
    Return Unix seconds as an aware time; None where they are None, or beyond what a calendar holds.

    >>> as_datetime(0).year, as_datetime(10**15)
    (1970, None)
    """
    if unix_s is None:
        return None
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=unix_s)
    except OverflowError:
        return None
