"""Whether a school that sent regularly fell silent: by its own habit, in days with classes and no others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

GAPS = 12
"""How many of its last gaps tell a school's habit."""
LEAST_GAPS = 4
"""With fewer nothing is known of it."""
REGULAR_DAYS = 5
"""School days: who sends at least once in a week of classes is regular."""
TIMES, LEAST_DAYS = 3, 3
"""It fell silent after so many times its usual gap, and so many school days at least."""
Count = Callable[[date, date], int]
"""The days with classes after one day and up to another."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A school that was regular, and is silent."""

    since: date
    """The last day on which it was heard."""
    days: int
    """School days since."""
    usual: int
    """Its usual gap, in school days."""


def silence(heard: Sequence[date], today: date, count: Count) -> Silence | None:
    """
    Judge the days on which a school was *heard*, in order.

    >>> def weekdays(after, until):
    ...     days = range(after.toordinal() + 1, until.toordinal() + 1)
    ...     return sum(date.fromordinal(day).weekday() < 5 for day in days)
    >>> daily = [date(2026, 10, day) for day in (5, 6, 7, 8, 9)]
    >>> silence(daily, date(2026, 10, 14), weekdays) is None
    True
    >>> silence(daily, date(2026, 10, 15), weekdays)
    Silence(since=datetime.date(2026, 10, 9), days=4, usual=1)
    """
    usual = usual_gap(heard, count)
    if usual is None:
        return None
    days = count(heard[-1], today)
    return Silence(heard[-1], days, usual) if days > max(LEAST_DAYS, TIMES * usual) else None


def usual_gap(heard: Sequence[date], count: Count) -> int | None:
    """Return the usual gap of a school between two days on which it was heard; None where it has no habit."""
    gaps = [max(1, count(one, other)) for one, other in pairwise(heard[-GAPS - 1 :])]
    if len(gaps) < LEAST_GAPS:
        return None
    usual = int(median(gaps))
    return usual if usual <= REGULAR_DAYS else None
