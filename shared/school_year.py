"""Weeks and the school calendar: which weeks have classes, and how many days of them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NewType

import msgspec

Week = NewType("Week", int)
"""Weeks since Monday 5 January 1970. Weeks start on Monday."""
_FIRST_MONDAY = date(1970, 1, 5)


def week_of(day: date) -> Week:
    """
    Return the week that holds *day*.

    >>> week_of(date(2026, 10, 18)) - week_of(date(2026, 10, 12))
    0
    """
    return Week((day - _FIRST_MONDAY).days // 7)


def last_whole_week(day: date) -> Week:
    """
    Return the last week whose classes are over on *day*: forecasts begin after it, on a laptop and in the region alike.

    Classes end on Friday, so on Saturday and Sunday the week that is ending counts as whole.

    >>> friday, saturday = date(2026, 10, 16), date(2026, 10, 17)
    >>> str(monday(last_whole_week(friday))), str(monday(last_whole_week(saturday)))
    ('2026-10-05', '2026-10-12')
    """
    return week_of(day - timedelta(days=5))


def monday(week: Week) -> date:
    """
    Return the first day of *week*.

    >>> monday(week_of(date(2026, 10, 18)))
    datetime.date(2026, 10, 12)
    """
    return _FIRST_MONDAY + timedelta(weeks=int(week))


class Term(msgspec.Struct, frozen=True):
    """A run of days with classes (bloque de semanas lectivas), both ends included."""

    first: date
    last: date


class SchoolCalendar(msgspec.Struct, frozen=True):
    """
    A year's terms and the days off inside them, as published; versioned data, not code.

    Outside every known year (a calendar not yet published) a week counts as five days, so that a forecast
    never reads "unknown" as "no classes".
    """

    version: int
    source: str
    terms: tuple[Term, ...]
    days_off: tuple[date, ...] = ()

    def school_days(self, week: Week) -> int:
        """Return 0 to 5: the days with classes in *week*."""
        first = monday(week)
        days = [first + timedelta(days=n) for n in range(5)]
        known = {term.first.year for term in self.terms}
        if days[0].year not in known and days[-1].year not in known:
            return 5
        return sum(self._has_classes(day) for day in days)

    def _has_classes(self, day: date) -> bool:
        at = bisect_right(self.terms, day, key=lambda term: term.first) - 1
        return at >= 0 and day <= self.terms[at].last and day not in self.days_off

    def exposure(self, weeks: Iterable[Week]) -> list[float]:
        """
        Return for each week how much of a full week's use it can hold: 0.1 + 0.9 x days/5 (FORECASTING.md).

        >>> weeks = [week_of(date(2026, 7, 28)), week_of(date(2026, 8, 11))]
        >>> [round(x, 2) for x in PERU_2026.exposure(weeks)]
        [0.1, 1.0]
        """
        return [0.1 + 0.9 * self.school_days(week) / 5 for week in weeks]

    def next_school_weeks(self, after: Week, count: int) -> list[Week]:
        """
        Return the next *count* weeks with classes after week *after*.

        >>> [str(monday(w)) for w in PERU_2026.next_school_weeks(week_of(date(2026, 10, 12)), 2)]
        ['2026-10-19', '2026-10-26']
        """
        weeks: list[Week] = []
        week = after
        while len(weeks) < count:
            week = Week(week + 1)
            if self.school_days(week):
                weeks.append(week)
        return weeks


def _terms(spans: Sequence[tuple[str, str]]) -> tuple[Term, ...]:
    return tuple(Term(date.fromisoformat(a), date.fromisoformat(b)) for a, b in spans)


PERU_2026 = SchoolCalendar(
    version=2026,
    source="RM 501-2025-MINEDU",
    terms=_terms(
        [
            ("2026-03-16", "2026-05-15"),
            ("2026-05-25", "2026-07-24"),
            ("2026-08-10", "2026-10-09"),
            ("2026-10-19", "2026-12-18"),
        ]
    ),
    days_off=tuple(
        date(2026, month, day) for month, day in ((4, 2), (4, 3), (5, 1), (6, 29), (7, 23), (10, 8), (12, 8), (12, 9))
    ),
)
"""The national default for 2026; a UGEL or school may publish its own as a later version."""
