"""How long the agent waits between two attempts."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from edge.rhythm import Rhythm
from shared.errors import RoadClosed


@given(st.integers(0, 200), st.integers(1, 86_400), st.integers(0, 9))
def test_the_rhythm_always_has_a_next_beat(failures: int, every_s: int, seed: int) -> None:
    wait = Rhythm(every_s).after(failures, RoadClosed("") if failures else None, Random(seed))

    assert 0 < wait <= every_s * 1.1
