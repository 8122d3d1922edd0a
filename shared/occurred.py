"""When a fact happened, as somebody claims: never used for order or identity."""

from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from typing import Annotated, Self

import msgspec

from shared.clock import LIMA
from shared.day_numbers import day_of_number, number_of
from shared.errors import BadInput
from shared.school_year import Week, monday, week_of

FIRST_DAY = date(2020, 1, 1)
"""Nothing that happened before is typed in any more: such a date is a slip."""

Source = Annotated[str, msgspec.Meta(max_length=80)]


class Precision(IntEnum):
    """How exactly somebody claims to know when a fact happened."""

    INSTANT = 0
    DATE = 1
    WEEK = 2


class Occurred(msgspec.Struct, frozen=True):
    """
    When a fact happened, as a person or a source file claims: never used for order or identity.

    ``value`` counts seconds (Unix), days (since 1970-01-01) or weeks (``shared.school_year.Week``).
    """

    precision: Precision
    value: int
    source: Source = "person"

    @classmethod
    def at(cls, instant: datetime, source: str = "person") -> Self:
        return cls(Precision.INSTANT, int(instant.timestamp()), source)

    @classmethod
    def on(cls, day: date, source: str = "person") -> Self:
        return cls(Precision.DATE, number_of(day), source)

    @classmethod
    def in_week(cls, week: Week, source: str = "person") -> Self:
        return cls(Precision.WEEK, int(week), source)

    def day(self) -> date:
        """
        Return the day in Peru, the Monday where only a week is known.

        >>> Occurred.at(datetime(2026, 6, 23, 3, tzinfo=UTC)).day()
        datetime.date(2026, 6, 22)
        """
        match self.precision:
            case Precision.INSTANT:
                return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=self.value)).astimezone(LIMA).date()
            case Precision.DATE:
                return day_of_number(self.value)
            case Precision.WEEK:
                return monday(Week(self.value))

    def week(self) -> Week:
        """Return the week that the claim falls in."""
        return week_of(self.day())


def checked(occurred: Occurred, today: date | None) -> Occurred:
    """
    Return a claim that somebody makes now, where it may be true; None for *today* where nobody knows what day it is.

    Only who types it is asked to correct it: what a log holds is kept, whatever it claims.

    >>> checked(Occurred.on(date(2026, 6, 22)), date(2026, 6, 23)).day().isoformat()
    '2026-06-22'

    Raises:
        BadInput: It lies in the future, or before 2020.
    """
    day = occurred.day()
    if day < FIRST_DAY:
        raise BadInput("La fecha %(day)s es de antes de 2020. Revísela y repita.", day=f"{day:%d/%m/%Y}")
    if day > (today or date(2099, 12, 31)):
        raise BadInput("La fecha %(day)s todavía no llega. Revísela y repita.", day=f"{day:%d/%m/%Y}")
    return occurred
