"""How much of a paid line a day may take, and when a line that is paid by the byte may be used at all."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random
from typing import Literal

from shared.clock import LIMA

MB = 1_000_000
MOST_MB = 100_000
LEAST_BYTES = 1_800
"""An exchange with one record takes as much of the line (``sync.traffic.line_bytes``): below this a day is over."""
Resting = Literal["", "budget", "metered"]
"""Why no attempt is made by itself: the day's bytes are used up; today's one exchange is done; empty: nothing."""
_SPREAD_S = 1_800
"""Not every school of a region begins at midnight."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the school lets the sending cost."""

    daily_mb: int = 0
    """0: as much as it takes."""
    metered: bool = False
    """The line is paid by the byte: one exchange a day, or when somebody asks for it; models wait."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one day took so far, over the network."""

    day: str = ""
    """In Peru, ISO; a name of its own where the clock is known to be wrong."""
    bytes: int = 0
    answered: bool = False
    """The hub said something on that day."""


def today(spent: Spent, day: str) -> Spent:
    """
    Return what *day* took so far; a new day begins with nothing.

    >>> today(Spent("2026-06-22", 9, True), "2026-06-23")
    Spent(day='2026-06-23', bytes=0, answered=False)
    """
    return spent if spent.day == day else Spent(day)


def after(spent: Spent, day: str, count: int, *, answered: bool) -> Spent:
    """Return what *day* took, with *count* more bytes of the line; *answered*: the hub said something."""
    so_far = today(spent, day)
    return replace(so_far, bytes=so_far.bytes + count, answered=so_far.answered or answered)


def left(allowance: Allowance, spent: Spent, day: str) -> int | None:
    """Return how many bytes *day* may still take; None: no limit."""
    if not allowance.daily_mb:
        return None
    return max(0, allowance.daily_mb * MB - today(spent, day).bytes)


def resting(allowance: Allowance, spent: Spent, day: str) -> Resting:
    """
    Tell why nothing is sent by itself for the rest of *day*.

    >>> day = "2026-06-23"
    >>> resting(Allowance(daily_mb=1), Spent(day, 1_000_000), day), resting(Allowance(), Spent(), day)
    ('budget', '')
    """
    still = left(allowance, spent, day)
    if still is not None and still < LEAST_BYTES:
        return "budget"
    return "metered" if allowance.metered and today(spent, day).answered else ""


def next_day_in_s(now: datetime, rng: Random) -> float:
    """
    Return the seconds until some moment in the first half hour of tomorrow in Peru.

    >>> from datetime import UTC
    >>> 0 <= next_day_in_s(datetime(2026, 6, 23, 5, tzinfo=UTC), Random(1)) - 86_400 <= 1_800
    True
    """
    here = now.astimezone(LIMA)
    so_far = here - datetime.combine(here.date(), time(), LIMA)
    return (timedelta(days=1) - so_far).total_seconds() + rng.uniform(1, _SPREAD_S)


def later(now: datetime, seconds: float) -> datetime:
    """
    Return the time in so many seconds, or the last one there is.

    >>> from datetime import UTC
    >>> later(datetime.max.replace(tzinfo=UTC), 900) == datetime.max.replace(tzinfo=UTC)
    True
    """
    try:
        return now + timedelta(seconds=seconds)
    except OverflowError:
        return datetime.max.replace(tzinfo=now.tzinfo)
