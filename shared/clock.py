"""Time as a thing that is passed in: nobody asks the operating system behind the caller's back."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

LIMA = timezone(timedelta(hours=-5), "America/Lima")
"""Peru has one zone and no daylight saving (DOMAIN.md §3)."""


class Clock(Protocol):
    """What a clock claims. A node's wall clock may be wrong by decades; the elapsed one only ever grows."""

    def now(self) -> datetime:
        """Return the wall time, aware, in UTC."""

    def elapsed_s(self) -> float:
        """Return seconds on a clock that also counts while the laptop is suspended."""


def _boot_time_s() -> float:
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)  # noqa: TID251 - where it exists


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one place that asks

    def elapsed_s(self) -> float:
        return _boot_time_s()


@dataclass(frozen=True, slots=True)
class ShiftedClock:
    """
    A clock that started at another moment and runs at the usual pace: for demonstrations and drills.

    >>> clock = ShiftedClock(datetime(2026, 10, 17, 8, tzinfo=UTC))
    >>> clock.now() >= datetime(2026, 10, 17, 8, tzinfo=UTC)
    True
    """

    start: datetime
    _origin_s: float = field(default_factory=_boot_time_s)

    def now(self) -> datetime:
        return self.start.astimezone(UTC) + timedelta(seconds=_boot_time_s() - self._origin_s)

    def elapsed_s(self) -> float:
        return _boot_time_s()


def clock_from(text: str) -> Clock:
    """
    Return the system's clock, or one shifted to *text* (ISO 8601 with offset).

    >>> clock_from("1970-01-02T00:00:00+00:00").now().year
    1970
    """
    if not text:
        return SystemClock()
    start = datetime.fromisoformat(text)
    return ShiftedClock(start if start.tzinfo else start.replace(tzinfo=LIMA))
