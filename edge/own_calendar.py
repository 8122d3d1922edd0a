"""The calendar that a service follows: the region's, and its own days where somebody told of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shared.ids import SchoolId
from shared.own_days import OwnDays
from shared.school_year import SchoolCalendar, Week, monday

LONGEST_DAYS = 400
"""Of a stretch: what is told of more is not believed."""
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """
    Which days have classes at a service, for what its pages ask and are late with; forecasts go by ``region`` alone.

    Args:
        region: The calendar in force.
        own: What was told of single days, true where there are classes.
    """

    region: SchoolCalendar
    own: Mapping[date, bool]

    def has_classes(self, day: date) -> bool | None:
        """Tell whether there are classes on *day*; None where neither the service nor the region said so."""
        if day in self.own:
            return self.own[day]
        if day.weekday() > _FRIDAY:
            return False
        # A week belongs to the year of its Wednesday, as the region counts it.
        if not self.region.knows((day + timedelta(days=2 - day.weekday())).year):
            return None
        within = any(term.first <= day <= term.last for term in self.region.terms)
        return within and day not in self.region.days_off

    def school_days(self, week: Week) -> int | None:
        """Return how many days of *week* have classes, Saturday and Sunday too; None where nobody knows."""
        found = [self.has_classes(monday(week) + timedelta(days=n)) for n in range(7)]
        return None if None in found else sum(map(bool, found))

    def next_class_day(self, day: date) -> date:
        """
        Return the first day from *day* on that may have classes; *day* itself where none of a year does.

        >>> closed = {date(2026, 7, 6) + timedelta(days=n): False for n in range(5)}
        >>> from shared.school_year import PERU_2026
        >>> OwnCalendar(PERU_2026, closed).next_class_day(date(2026, 7, 4)).isoformat()
        '2026-07-13'
        """
        days = (day + timedelta(days=n) for n in range(LONGEST_DAYS))
        return next((one for one in days if self.has_classes(one) is not False), day)


def calendar_of(region: SchoolCalendar, told: Iterable[OwnDays], school: SchoolId) -> OwnCalendar:
    """Return the calendar of a service; *told* is in the order of the log, and the last that tells of a day stands."""
    own: dict[date, bool] = {}
    for one in told:
        if one.school == school:
            own |= dict.fromkeys(days_between(one.first, one.last), one.open)
    return OwnCalendar(region, own)


def common(region: SchoolCalendar, calendars: Sequence[OwnCalendar]) -> OwnCalendar:
    """Return the calendar of a building: it has classes where one of its services does."""
    days = {day for one in calendars for day in one.own}
    return OwnCalendar(region, {day: any(one.has_classes(day) for one in calendars) for day in days})


def days_between(first: date, last: date) -> list[date]:
    """
    Return the days of a stretch, both ends included; of one that no school year holds, its first days.

    >>> len(days_between(date(2026, 7, 6), date(2026, 7, 10))), len(days_between(date(1970, 1, 1), date(2240, 1, 1)))
    (5, 400)
    """
    return [first + timedelta(days=n) for n in range(min((last - first).days + 1, LONGEST_DAYS))]


def stretches(days: Iterable[date]) -> list[tuple[date, date]]:
    """
    Return the stretches that *days*, in their order, are made of.

    >>> [(a.day, b.day) for a, b in stretches([date(2026, 7, n) for n in (6, 7, 8, 10)])]
    [(6, 8), (10, 10)]
    """
    found: list[tuple[date, date]] = []
    for day in days:
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
