"""
When a fact was recorded, told from the clock marks of its own incarnation: the one rule for the laptop and for the hub.

A clock is only a claim: it dates facts, and never orders them. ``hub/aggregate.py`` says the same rule to Spark.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

STEP_S = 120
"""A wall clock that moves this much against the steady one was set, or is wrong."""
PLAUSIBLE_FROM_S = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())
"""A clock that says less was reset: nothing is dated by it."""
PLAUSIBLE_UNTIL_S = int(datetime(2040, 1, 1, tzinfo=UTC).timestamp())
"""A clock that says this or more is wrong: nothing is dated by it."""


class Mark(NamedTuple):
    """What the clocks said at event *seq*, *recorded_s* seconds after the incarnation opened; Unix seconds."""

    seq: int
    recorded_s: int
    wall: int
    hub_time: int | None = None


def plausible(unix_s: int) -> bool:
    """
    Tell whether a clock that says *unix_s* may be right.

    >>> [plausible(int(datetime(year, 6, 1, tzinfo=UTC).timestamp())) for year in (1970, 2023, 2026, 2031, 2099)]
    [False, False, True, True, False]
    """
    return PLAUSIBLE_FROM_S <= unix_s < PLAUSIBLE_UNTIL_S


def anchor(marks: Sequence[Mark]) -> Mark | None:
    """Return the first mark that knows a plausible time of the hub: it dates its whole incarnation."""
    return next((mark for mark in marks if mark.hub_time is not None and plausible(mark.hub_time)), None)


def unix_at(marks: Sequence[Mark], seq: int, recorded_s: int) -> int | None:
    """
    Return when event *seq* of an incarnation was recorded, in Unix seconds, or None where none of its marks can tell.

    The wall clock counts, as the last mark before the event gives it, unless it contradicts the hub's time.

    >>> reset = Mark(1, 0, wall=60)
    >>> unix_at([reset], 2, 100), unix_at([reset, Mark(3, 500, wall=560, hub_time=1_790_000_000)], 2, 100)
    (None, 1789999600)
    """
    before = [mark for mark in marks if mark.seq <= seq]
    wall = before[-1].wall + recorded_s - before[-1].recorded_s if before else None
    fixed = anchor(marks)
    told = wall
    if fixed is not None and fixed.hub_time is not None:
        anchored = fixed.hub_time + recorded_s - fixed.recorded_s
        told = wall if wall is not None and abs(wall - anchored) <= STEP_S else anchored
    return told if told is not None and plausible(told) else None


def moves(marks: Sequence[Mark], new: Mark) -> bool:
    """
    Tell whether the mark *new* gives events before it another time: only where the hub's time contradicts them.

    >>> moves([Mark(1, 0, wall=60)], Mark(9, 10, wall=70, hub_time=1_790_000_000))
    True
    """
    if anchor(marks) is not None or anchor([new]) is None or new.hub_time is None:
        return False
    opened = new.hub_time - new.recorded_s
    return any(abs(mark.wall - mark.recorded_s - opened) > STEP_S for mark in marks)


def still_needed(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """
    Return the marks that can still matter to events after all of *marks*: once anchored, the anchor and the last.

    >>> marks = [Mark(1, 0, 60), Mark(3, 9, 69, 1_790_000_000), Mark(5, 20, 80), Mark(7, 30, 90)]
    >>> [mark.seq for mark in still_needed(marks)], [mark.seq for mark in still_needed(marks[:1])]
    ([3, 7], [1])
    """
    fixed = anchor(marks)
    if fixed is None or fixed is marks[-1]:
        return tuple(marks) if fixed is None else (fixed,)
    return fixed, marks[-1]
