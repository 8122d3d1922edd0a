"""Clocks are claims that are passed in: shifted ones run at the usual pace, and the elapsed one only grows."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from shared.clock import LIMA, ShiftedClock, SystemClock, clock_from


def test_a_shifted_clock_runs_on_from_where_it_was_set() -> None:
    clock = ShiftedClock(datetime(2026, 10, 17, 8, tzinfo=LIMA))
    first = clock.now()
    second = clock.now()

    assert first.tzinfo is UTC
    assert datetime(2026, 10, 17, 13, tzinfo=UTC) <= first <= second < first + timedelta(minutes=1)


def test_a_moment_without_its_zone_is_meant_in_lima() -> None:
    clock = clock_from("2026-10-17T08:00:00")

    assert clock.now() - datetime(2026, 10, 17, 13, tzinfo=UTC) < timedelta(minutes=1)


def test_the_elapsed_clock_only_grows_even_where_the_wall_was_set_to_1970() -> None:
    clock = clock_from("1970-01-02T00:00:00+00:00")
    readings = [clock.elapsed_s() for _ in range(100)]

    assert readings == sorted(readings)
    assert clock.now().year == 1970


SUSPENDED = """
import time
from shared.clock import SystemClock
print(SystemClock().elapsed_s() - time.monotonic() > 90_000)
"""


def test_the_time_that_a_laptop_slept_counts() -> None:
    later = ["unshare", "--time", "--fork", "--boottime", "100000"]
    if shutil.which("unshare") is None or subprocess.run([*later, "true"], capture_output=True).returncode:
        pytest.skip("nobody here may have clocks of their own")
    asked = [*later, sys.executable, "-c", SUSPENDED]
    told = subprocess.run(asked, capture_output=True, text=True, check=True, env=dict(os.environ))

    assert told.stdout.strip() == "True"


def test_without_words_the_clock_is_the_machines() -> None:
    assert isinstance(clock_from(""), SystemClock)


def test_a_moment_that_is_none_is_told() -> None:
    with pytest.raises(ValueError, match="Invalid isoformat"):
        clock_from("mañana")
