"""How many days with classes lie between two days: a school on vacation is not late with anything."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from shared.ids import SchoolId
from shared.own_days import OwnDays, standing
from shared.school_year import SchoolCalendar, week_of

_NONE: Mapping[SchoolId, SchoolCalendar] = MappingProxyType({})
LOOKED_BACK = 200
"""Days: what is older is not counted, and such a lateness is long enough."""


class SchoolDays:
    """Days with classes of the region's schools in the days before a day: by the calendar, and by their own account."""

    def __init__(
        self,
        calendar: SchoolCalendar,
        told: Iterable[OwnDays],
        today: date,
        own: Mapping[SchoolId, SchoolCalendar] = _NONE,
    ) -> None:
        """
        Count for the days up to *today*, which is the last that is known of.

        *own*: the calendars of the schools whose UGEL has one.
        """
        days = [today - timedelta(days=ago) for ago in range(LOOKED_BACK, -1, -1)]
        self._first = days[0]
        self._all = [day for day in days if has_classes(calendar, day)]
        of_ugel = {one: frozenset(day for day in days if has_classes(one, day)) for one in set(own.values())}
        self._usual = {school: of_ugel[one] for school, one in own.items()}
        self._told: dict[SchoolId, list[OwnDays]] = {}
        for one in told:
            self._told.setdefault(one.school, []).append(one)
        self._mine: dict[SchoolId, frozenset[date]] = {}
        self._days = days

    def between(self, schools: Collection[SchoolId], after: date, until: date) -> int:
        """Return on how many days after *after*, and up to *until*, any of *schools*, all of one site, had classes."""
        own = [school for school in schools if school in self._told or school in self._usual]
        if not own:
            return bisect_right(self._all, until) - bisect_right(self._all, after)
        every = set[date]().union(*(self._of(school) for school in own))
        if len(own) < len(set(schools)):
            every |= set(self._all)
        return sum(after < day <= until for day in every)

    def _of(self, school: SchoolId) -> frozenset[date]:
        if school not in self._mine:
            usual, told = self._usual.get(school, frozenset(self._all)), self._told.get(school, [])
            self._mine[school] = frozenset(day for day in self._days if _had(school, day, told, usual))
        return self._mine[school]


def has_classes(calendar: SchoolCalendar, day: date) -> bool:
    """
    Tell whether schools have classes on *day*: as the calendar of its year says, or as is assumed of one not known.

    >>> from shared.school_year import PERU_2026
    >>> [has_classes(PERU_2026, date(2026, *day)) for day in ((5, 4), (5, 9), (1, 14), (7, 28))]
    [True, False, False, False]
    """
    if day.weekday() > 4:
        return False
    if not calendar.knows(day.year):
        return calendar.expected_days(week_of(day)) > 0
    return day not in calendar.days_off and any(term.first <= day <= term.last for term in calendar.terms)


def by_site(schools: Iterable[tuple[str, SchoolId]]) -> Mapping[str, list[SchoolId]]:
    """
    Return the services of each site.

    >>> by_site([("074294", SchoolId("0403691-0")), ("074294", SchoolId("0403692-0"))])
    {'074294': ['0403691-0', '0403692-0']}
    """
    found: dict[str, list[SchoolId]] = {}
    for site, school in schools:
        found.setdefault(site, []).append(school)
    return found


def _had(school: SchoolId, day: date, told: Collection[OwnDays], usual: Collection[date]) -> bool:
    said = standing(told, school, day)
    return day in usual if said is None else said.open
