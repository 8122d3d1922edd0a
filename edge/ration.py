"""How much of a paid line a day may take, and when a line that is paid by the byte may be used at all."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Literal

from shared.clock import LIMA

MB = 1_000_000
MOST_MB = 100_000
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
    """ISO, in Peru."""
    bytes: int = 0
    answered: bool = False
    """The hub said something on that day."""


def day_of(now: datetime) -> date:
    """Return the day in Peru."""
    return now.astimezone(LIMA).date()


def today(spent: Spent, now: datetime) -> Spent:
    """
    Return what today took; a new day begins with nothing.

    >>> from datetime import UTC
    >>> today(Spent("2026-06-22", 9, True), datetime(2026, 6, 23, 14, tzinfo=UTC))
    Spent(day='2026-06-23', bytes=0, answered=False)
    """
    day = day_of(now).isoformat()
    return spent if spent.day == day else Spent(day)


def after(spent: Spent, now: datetime, *, up: int, down: int) -> Spent:
    """Return what today took, with an attempt that carried so many bytes."""
    so_far = today(spent, now)
    return replace(so_far, bytes=so_far.bytes + up + down, answered=so_far.answered or down > 0)


def left(allowance: Allowance, spent: Spent, now: datetime) -> int | None:
    """Return how many bytes today may still take; None: no limit."""
    if not allowance.daily_mb:
        return None
    return max(0, allowance.daily_mb * MB - today(spent, now).bytes)


def resting(allowance: Allowance, spent: Spent, now: datetime) -> Resting:
    """
    Tell why nothing is sent by itself for the rest of the day.

    >>> from datetime import UTC
    >>> now = datetime(2026, 6, 23, 14, tzinfo=UTC)
    >>> resting(Allowance(daily_mb=1), Spent("2026-06-23", 1_000_000), now), resting(Allowance(), Spent(), now)
    ('budget', '')
    """
    if left(allowance, spent, now) == 0:
        return "budget"
    return "metered" if allowance.metered and today(spent, now).answered else ""


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
