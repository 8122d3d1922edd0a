"""When a fact was recorded: the shared rule, and times of any number of seconds."""

from datetime import UTC, datetime, timedelta

from shared.dating import PLAUSIBLE_FROM_S, STEP_S, Mark, anchor, moves, unix_at

__all__ = ["PLAUSIBLE_FROM_S", "STEP_S", "Mark", "anchor", "as_datetime", "moves", "unix_at"]


def as_datetime(unix_s: int | None) -> datetime | None:
    """
    Return Unix seconds as an aware time; None where they are None, or beyond what a calendar holds.

    >>> as_datetime(0).year, as_datetime(10**15)
    (1970, None)
    """
    if unix_s is None:
        return None
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=unix_s)
    except OverflowError:
        return None
