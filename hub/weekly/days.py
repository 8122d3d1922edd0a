"""The day of each of many events at once, by the rule of ``shared.dating``: as claimed, or by pieces. Pure."""

import numpy as np

from hub.dating import EARLIEST_S, LATEST_S, LIMA_S, MONDAY_S
from hub.weekly.sums import Bools, week_of
from hub.weekly.words import Ints
from shared.dating import DAY_S, LONGEST_S
from shared.occurred import Precision

NO_DAY = -1
"""Of an event that no week of ours holds; no day is before 1970, whatever a clock or an opening claims."""
_WEEK_S = 7 * DAY_S


def claimed_days(value: Ints, precision: Ints) -> Ints:
    """
    Return the days, since 1970, that events claim.

    >>> claimed_days(np.array([20_731, 2_961, 1_791_000_000, -1]), np.array([1, 2, 0, 1])).tolist()
    [20731, 20731, 20728, -1]
    """
    possible = (value >= 0) & (value <= LATEST_S)
    value = np.where(possible, value, 0)
    date, week = precision == int(Precision.DATE), precision == int(Precision.WEEK)
    local_s = np.where(date, value * DAY_S, np.where(week, value * _WEEK_S + MONDAY_S, value + LIMA_S))
    held = possible & (local_s >= EARLIEST_S) & (local_s <= LATEST_S)
    return np.where(held, local_s // DAY_S, NO_DAY)


def clock_days(recorded_s: Ints, earliest: Ints, latest: Ints, known: Bools) -> Ints:
    """
    Return the days of events recorded so many seconds after an opening between two Unix seconds, where those are known.

    It is the week's Monday where both ends fall in one week, and no day where they do not.
    """
    seconds = recorded_s.clip(0, LONGEST_S)
    first, last = ((one + seconds + LIMA_S) // DAY_S for one in (earliest, latest))
    monday = week_of(first) * 7 + MONDAY_S // DAY_S
    day = np.where(first == last, first, np.where(week_of(first) == week_of(last), monday, NO_DAY))
    return np.where(known, day, NO_DAY)
