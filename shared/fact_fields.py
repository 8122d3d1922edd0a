"""
The number of each field of the kinds of fact, and how much each may hold.

A field has one number for ever, in every kind; numbers are never reused. Quantities are whole numbers.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar

import msgspec

NUMBERS: Mapping[str, int] = {
    "school": 7,
    "resource": 8,
    "learner": 9,
    "content": 10,
    "units": 16,
    "seconds": 17,
    "progress_pct": 18,
    "action": 19,
    "learners": 20,
    "peak": 21,
    "whole_week": 22,
    "serial": 23,
    "due": 24,
    "condition": 25,
    "serials": 26,
    "origin": 27,
    "decision": 28,
    "pecosa": 29,
    "receiver": 30,
    "deliverer": 31,
    "lines": 32,
    "cause": 33,
    "report_number": 34,
    "reason": 35,
    "note": 36,
    "score": 37,
    "wall": 38,
    "hub_time": 39,
    "app_version": 40,
    "model_version": 41,
    "disk_free_mb": 42,
    "backup_age_h": 43,
    "clock_ok": 44,
    "borrower": 45,
    "pending": 46,
    "unvouched": 47,
    "parts": 48,
    "checks": 49,
    "acta": 50,
    "kept_in": 51,
    "away": 52,
    "maker": 53,
    "android": 54,
    "storage_mb": 55,
    "free_mb": 56,
    "memory_mb": 57,
    "person": 58,
    "role": 59,
    "audit": 60,
    "first": 61,
    "last": 62,
    "open": 63,
}
NAMES: Mapping[int, str] = {number: name for name, number in NUMBERS.items()}
MOST_UNITS = 1_000_000
DONE = 100
"""The progress of what is finished; some sources write more."""
Units = Annotated[int, msgspec.Meta(ge=0, le=MOST_UNITS)]
Short = Annotated[str, msgspec.Meta(max_length=80)]
Text = Annotated[str, msgspec.Meta(max_length=500)]
Checks = Annotated[int, msgspec.Meta(ge=0, le=65_535)]
"""Eight answers of two bits, the first in the lowest: 0 not asked, 1 yes, 2 no (``shared.checklist``)."""
Megabytes = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
Since1970 = Annotated[int, msgspec.Meta(ge=0, le=100_000)]
"""A day, counted from 1970-01-01."""


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every kind has in common; ``KIND`` is its number for ever."""

    NUMBER: ClassVar[int] = 0
    NAME: ClassVar[str] = ""
