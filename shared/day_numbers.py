"""Days as facts and tables hold them: counted from 1970-01-01."""

from datetime import date, timedelta

_FIRST = date(1970, 1, 1)


def number_of(day: date) -> int:
    """
    Return how many days after 1970-01-01 a day is.

    >>> number_of(date(2026, 7, 6))
    20640
    """
    return (day - _FIRST).days


def day_of_number(days: int) -> date:
    """
    Return the day that is so many days after 1970-01-01.

    >>> day_of_number(20640)
    datetime.date(2026, 7, 6)

    Raises:
        OverflowError: No calendar has that day.
    """
    return _FIRST + timedelta(days=days)
