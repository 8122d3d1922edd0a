"""Weeks and the school calendar: which weeks have classes, how many days of them, and what is assumed elsewhere."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NewType

import msgspec

from shared.sentences import Sentence

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


class AssumedYear(msgspec.Struct, frozen=True):
    """A year whose calendar is not known, and the one whose weeks are taken for its own."""

    year: int
    like: int | None = None
    """None: no year is known at all; there are classes from March to December."""

    def sentence(self) -> Sentence:
        """
        Say what is missing and what is assumed instead.

        >>> AssumedYear(2027, like=2026).sentence().text()
        'Falta el calendario escolar de 2027: sus semanas de clases se suponen como las de 2026.'
        """
        if self.like is None:
            return Sentence(
                "Falta el calendario escolar de %(year)s: se suponen clases de marzo a diciembre.", {"year": self.year}
            )
        return Sentence(
            "Falta el calendario escolar de %(year)s: sus semanas de clases se suponen como las de %(like)s.",
            {"year": self.year, "like": self.like},
        )


_YEAR_OUT = (1, 2)
"""January and February: between two school years (MINEDU's norms begin in March and end in December)."""


class SchoolCalendar(msgspec.Struct, frozen=True):
    """
    A year's terms and the days off inside them, as published; versioned data, not code.

    Of a year without a term nothing is known: ``school_days`` says so, and whoever reckons on takes ``expected_days``,
    an assumption, and tells people of it by ``assumed``.
    """

    version: int
    source: str
    terms: tuple[Term, ...]
    days_off: tuple[date, ...] = ()

    def school_days(self, week: Week) -> int | None:
        """
        Return 0 to 5, the days with classes in *week*; None where its year is not known, which is not "no classes".

        A week belongs to the year of its Wednesday.

        >>> summer, next_summer = week_of(date(2026, 1, 12)), week_of(date(2027, 1, 11))
        >>> PERU_2026.school_days(summer), PERU_2026.school_days(next_summer)
        (0, None)
        """
        days = sum(self._has_classes(monday(week) + timedelta(days=n)) for n in range(5))
        return days if days or self.knows(_year_of(week)) else None

    def knows(self, year: int) -> bool:
        """Tell whether the calendar of *year* is known: a term begins in it."""
        return any(term.first.year == year for term in self.terms)

    def expected_days(self, week: Week) -> int:
        """
        Return the days with classes in *week*: those known, or else those assumed.

        The assumption: the year is like the known one that is nearest to it (the earlier of two). A week has five days
        where the week of that year around the same date had classes, and none elsewhere; days off are not carried
        over. With no year known at all there are five in March to December, and none in January and February.

        >>> [PERU_2026.expected_days(week_of(date(2027, *day))) for day in ((1, 11), (3, 8), (3, 15), (8, 2))]
        [0, 0, 5, 0]
        """
        known = self.school_days(week)
        return self._assumed_days(week) if known is None else known

    def _assumed_days(self, week: Week) -> int:
        like = self._like(_year_of(week))
        if like is None:
            return 0 if _wednesday(week).month in _YEAR_OUT else 5
        twin = _same_week(week, like)
        return 5 * any(week_of(term.first) <= twin <= week_of(term.last) for term in self.terms)

    def _like(self, year: int) -> int | None:
        known = {term.first.year for term in self.terms if term.first <= term.last}
        return min(known, key=lambda one: (abs(one - year), one), default=None)

    def assumed(self, first: Week, last: Week) -> tuple[AssumedYear, ...]:
        """
        Return the years between two weeks, both included, of which no calendar is known: people must hear of them.

        >>> PERU_2026.assumed(week_of(date(2026, 11, 2)), week_of(date(2027, 3, 15)))
        (AssumedYear(year=2027, like=2026),)
        """
        years = dict.fromkeys(_year_of(Week(at)) for at in range(first, last + 1) if self._unknown(Week(at)))
        return tuple(AssumedYear(year, self._like(year)) for year in years)

    def _unknown(self, week: Week) -> bool:
        return self.school_days(week) is None

    def _has_classes(self, day: date) -> bool:
        at = bisect_right(self.terms, day, key=lambda term: term.first) - 1
        return at >= 0 and day <= self.terms[at].last and day not in self.days_off

    def exposure(self, weeks: Iterable[Week]) -> list[float]:
        """
        Return for each week how much of a full week's use it can hold: 0.1 + 0.9 x days/5, days known or assumed.

        >>> weeks = [week_of(date(2026, 7, 28)), week_of(date(2026, 8, 11))]
        >>> [round(x, 2) for x in PERU_2026.exposure(weeks)]
        [0.1, 1.0]
        """
        return [exposure_of(self.expected_days(week) / 5) for week in weeks]

    def next_school_weeks(self, after: Week, count: int) -> list[Week]:
        """
        Return the next *count* weeks with classes, known or assumed, after week *after*.

        >>> [str(monday(w)) for w in PERU_2026.next_school_weeks(week_of(date(2026, 10, 12)), 2)]
        ['2026-10-19', '2026-10-26']
        """
        weeks: list[Week] = []
        week = after
        while len(weeks) < count:
            week = Week(week + 1)
            if self.expected_days(week):
                weeks.append(week)
        return weeks


def exposure_of(share: float) -> float:
    """
    Return how much of a full period's use one can hold of which *share* of the days have classes (FORECASTING.md).

    >>> exposure_of(0), exposure_of(1)
    (0.1, 1.0)
    """
    return 0.1 + 0.9 * share


def _wednesday(week: Week) -> date:
    return monday(week) + timedelta(days=2)


def _year_of(week: Week) -> int:
    return _wednesday(week).year


def _same_week(week: Week, year: int) -> Week:
    """Return the week of *year* whose Wednesday is nearest to the date of this one's."""
    middle = _wednesday(week)
    leap_day = (middle.month, middle.day) == (2, 29)
    # Of all days only a Sunday is nearer to the Wednesday of the week after its own.
    return week_of(middle.replace(year=year, day=28 if leap_day else middle.day) + timedelta(days=1))


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
