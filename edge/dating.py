"""When two clock marks say the same, and times of any number of seconds."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from shared.dating import STEP_S, Mark

_ANCHOR_EVERY_S = 6 * 3600


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


def says_the_same(marks: Sequence[Mark], recorded_s: int, hub_time: int) -> bool:
    """Tell whether a mark of the last hours anchors the log already, so that another would only cost bytes."""
    near = [m for m in marks if m.hub_time is not None and recorded_s - m.recorded_s < _ANCHOR_EVERY_S]
    return bool(near) and abs((near[-1].hub_time or 0) + recorded_s - near[-1].recorded_s - hub_time) <= STEP_S
