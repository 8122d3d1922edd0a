"""
What the newest count of a depot has counted of what left it and came back to it.

A count of day D has counted what moved before D. A day is what the hub's own clock said, or a person by it: where the
clock was ahead once and was set right, a day lies after the one on which it was written down. Then the order of writing
tells: of what moved, a listing that came later shows it by having come on a day before; of a count, today does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Connection, select

from hub import schema


@dataclass(frozen=True, slots=True)
class Counts:
    """
    The listings of a depot: the day that each counted, and the one on which it came, as the hub's clock said it then.

    >>> second, ninth, last = (date(2026, 3, day) for day in (2, 9, 29))
    >>> counts = Counts([second, ninth], [second, ninth])

    By right clocks a day tells, also of what was written down before a count of an earlier day came:

    >>> counts.lack(second, 1), counts.lack(ninth, 1), counts.lack(second, 2)
    (False, True, True)

    Written down on the 2nd, while the clock said the 29th: whoever counted on the 9th has seen it, and who corrected
    the count of the 2nd has not.

    >>> counts.lack(last, 1), Counts([second, second], [second, ninth]).lack(last, 1)
    (False, True)
    """

    days: Sequence[date]
    came: Sequence[date | None]
    """None of those from before revision 0021."""

    @property
    def newest(self) -> int:
        """The number of the newest listing."""
        return len(self.days)

    def lack(self, day: date, against: int) -> bool:
        """Tell whether the newest count lacks what moved on *day*, written down *against* a listing."""
        if against >= self.newest:
            return True
        known_by = min((came for came in self.came[against:] if came is not None), default=date.max)
        counted = self.days[against - 1] if against else date.min
        came = (self.came[against - 1] if against else None) or counted
        # A clock that was behind must not date what left before the count that it came out of; nor may a count that
        # was dated by one that was ahead, or a day of which the next listing shows that it had not come.
        believed = next((one for one in (max(day, counted), day, came, counted) if one <= known_by), date.min)
        return believed >= self.days[-1]

    def against(self, day: date, today: date) -> int:
        """
        Return the number of the newest listing that lacks what is known *today* to have moved on *day*; 0: none does.

        >>> Counts([date(2026, 3, 2), date(2099, 3, 2)], [None, None]).against(date(2026, 3, 3), date(2026, 3, 4))
        2
        """
        numbers = range(self.newest, 0, -1)
        return next((one for one in numbers if self.days[one - 1] <= day or self.days[one - 1] > today), 0)


def counts_of(connection: Connection) -> dict[str, Counts]:
    """Return the listings of each depot that has ever counted."""
    table = schema.listings
    rows = connection.execute(select(table).order_by(table.c.depot, table.c.number))
    of_depot = {depot: list(own) for depot, own in groupby(rows, key=attrgetter("depot"))}
    return {depot: Counts([one.as_of for one in own], [one.came for one in own]) for depot, own in of_depot.items()}
