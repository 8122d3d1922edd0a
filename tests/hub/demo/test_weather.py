"""What befalls whoever is on a bad road is decided by the seed, the connection and the byte alone."""

import math
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from hub.demo.weather import Direction, Fate, Road

WAYS: tuple[Direction, ...] = ("up", "down")


def fates(road: Road, connections: int = 2_000) -> list[Fate]:
    """Return what befalls the first connections."""
    both = [road.fate(number, way) for number, way in product(range(connections), WAYS)]
    return [fate for fate in both if fate.at < math.inf]


def test_where_it_breaks_depends_on_the_seed_alone() -> None:
    first, again = (Road(reset_mean_bytes=8_192, seed=7).fate(3, "up") for _ in range(2))

    assert first == again != Road(reset_mean_bytes=8_192, seed=8).fate(3, "up")


def test_it_breaks_after_as_many_bytes_on_average_as_it_says() -> None:
    ends = [fate.at for fate in fates(Road(reset_mean_bytes=8_192))]

    assert len(ends) == 4_000
    assert 7_700 < sum(ends) / len(ends) < 8_700


def test_as_many_connections_break_or_go_silent_as_it_says() -> None:
    found = fates(Road(break_prob=0.1, silent_prob=0.2, span_bytes=500, seed=5))

    assert 160 < sum(fate.ending == "break" for fate in found) < 240
    assert 330 < sum(fate.ending == "silence" for fate in found) < 470
    assert all(fate.at < 500 for fate in found)


def test_the_first_of_two_ends_is_the_one_that_comes() -> None:
    assert Road(end_down_after=10, break_prob=1, span_bytes=1).fate(0, "up").ending == "break"
    assert Road(end_down_after=10).fate(0, "down") == (10, "end")


@given(st.binary(max_size=5_000), st.lists(st.integers(1, 900), min_size=1, max_size=5), st.integers(0, 4_000))
def test_the_same_bits_flip_however_the_stream_is_cut(data: bytes, sizes: list[int], offset: int) -> None:
    road, pieces, at = Road(flip_prob=0.7, seed=9), [], 0
    while at < len(data):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(road.flip(1, "down", offset + at, data[at : at + size]))
        at += size

    assert b"".join(pieces) == road.flip(1, "down", offset, data)


def test_each_way_may_have_its_own_width() -> None:
    assert [Road(kbps=64, down_kbps=256).kbps_of(way) for way in WAYS] == [64, 256]
