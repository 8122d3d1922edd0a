"""How long ago something was, by the hub's own clock, which may have been ahead when it was noted."""

from datetime import datetime, timedelta

AHEAD = timedelta(hours=1)
"""So much a clock that keeps itself right may be set back by."""


def is_to_come(moment: datetime, now: datetime) -> bool:
    """
    Tell whether a moment that was noted lies after *now*: the clock was ahead then, and when it was is not known.

    >>> day = datetime(2026, 3, 2)
    >>> is_to_come(day + AHEAD, day), is_to_come(datetime(2099, 1, 1), day)
    (False, True)
    """
    return moment - now > AHEAD


def is_older(moment: datetime, now: datetime, than: timedelta) -> bool:
    """
    Tell whether it is longer ago than that, or not known to be less.

    >>> day = datetime(2026, 3, 2)
    >>> [is_older(one, day, timedelta(days=2)) for one in (datetime(2026, 2, 1), datetime(2026, 3, 1), datetime.max)]
    [True, False, True]
    """
    return now - moment > than or is_to_come(moment, now)
