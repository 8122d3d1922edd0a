from hypothesis import given
from hypothesis import strategies as st

from edge.pace import (
    KEPT_NETWORKS,
    MOST_BYTES,
    Known,
    Pace,
    bundle_events,
    learned,
    pace_of,
    room_for_answers,
    with_pace,
)

SAMPLES = st.tuples(
    st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**5), st.floats(0, 10**6, allow_nan=False)
)


@given(st.lists(SAMPLES, max_size=8), st.integers(1, 100_000), st.none() | st.integers(0, 10**9))
def test_a_bundle_is_never_empty_and_never_more_than_the_road_was_measured_for(
    samples: list[tuple[int, int, int, float]], most: int, left: int | None
) -> None:
    pace = Pace()
    for up, down, events, seconds in samples:
        pace = learned(pace, up=up, down=down, events=events, seconds=seconds)

    found = bundle_events(pace, most=most, left=left)

    assert 1 <= found <= most
    assert found == 1 or found * pace.bytes_per_event <= MOST_BYTES
    assert left is None or found == 1 or found * pace.bytes_per_event <= left


@given(st.lists(st.sampled_from([f"wlan0/10.0.0.{n}/{n}" for n in range(40)]), max_size=120))
def test_the_networks_used_last_are_remembered_and_no_more_than_a_few(used: list[str]) -> None:
    known: tuple[Known, ...] = ()
    for at, network in enumerate(used):
        known = with_pace(known, network, Pace(float(at + 1)))
    last = list(dict.fromkeys(reversed(used)))[:KEPT_NETWORKS]

    assert [one.network for one in reversed(known)] == last
    assert all(pace_of(known, name).bytes_per_s == len(used) - used[::-1].index(name) for name in last)


def test_a_slow_road_gets_small_bundles_and_a_fast_one_large_ones() -> None:
    slow = learned(Pace(), up=20_000, down=0, events=5_000, seconds=40)
    fast = learned(Pace(), up=20_000, down=0, events=5_000, seconds=0.1)

    assert [bundle_events(pace, most=10**6) * 4 for pace in (slow, fast)] == [10_000, MOST_BYTES]


def test_a_road_that_became_slow_is_believed_after_a_few_exchanges() -> None:
    pace = Pace(100_000.0)
    for _ in range(12):
        pace = learned(pace, up=10_000, down=0, events=0, seconds=10)

    assert 1_000 < pace.bytes_per_s < 3_000


def test_a_slow_road_is_asked_for_what_it_carries_in_a_minute_and_a_fast_one_for_anything() -> None:
    slow, fast = Pace(200.0), Pace(8_000.0)

    assert (room_for_answers(slow).bytes, room_for_answers(fast).headers) == (12_000, {})


def test_what_cuts_left_of_an_answer_is_remembered() -> None:
    pace = learned(Pace(), up=90, down=9_000, events=0, seconds=1, room=5_000)

    assert room_for_answers(pace).bytes == 5_000
