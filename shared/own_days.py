"""The days on which a service had classes or none by its own account, whatever the region's calendar says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shared.day_numbers import day_of_number
from shared.facts import Day
from shared.ids import SchoolId


@dataclass(frozen=True, slots=True)
class OwnDays:
    """A stretch of days of one service, as somebody told it; ``cause`` is a code, "" where none was told."""

    school: SchoolId
    first: date
    last: date
    open: bool
    cause: str


def own_days(fact: Day) -> OwnDays:
    """
    Return what a fact says. Nobody who sent it was asked that its first day come before its last.

    >>> told = own_days(Day(school=SchoolId("0403691-0"), first=20641, last=20640, open=False, cause="friaje"))
    >>> told.first.isoformat(), told.last.isoformat()
    ('2026-07-06', '2026-07-07')
    """
    first, last = map(day_of_number, sorted((fact.first, fact.last)))
    return OwnDays(fact.school, first, last, fact.open, fact.cause or "")


def standing(told: Iterable[OwnDays], school: SchoolId, day: date) -> OwnDays | None:
    """
    Return what stands of a day of a service: the last of *told*, which is in the order of the log; None where none.

    >>> from datetime import timedelta
    >>> school, day = SchoolId("0403691-0"), date(2026, 7, 6)
    >>> cold, back = OwnDays(school, day, day + timedelta(4), False, "friaje"), OwnDays(school, day, day, True, "")
    >>> standing([cold, back], school, day).open, standing([cold, back], school, day + timedelta(1)).open
    (True, False)
    """
    return next((one for one in reversed(list(told)) if one.school == school and one.first <= day <= one.last), None)
