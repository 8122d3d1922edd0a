"""Packs are chosen as if every way to choose had been tried, and the same ones every time."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.instance import Ints
from hub.allocation.packs import Offers, choose

offer = st.tuples(st.integers(0, 30), st.integers(0, 12), st.integers(0, 12), st.integers(0, 2**30))
school = st.tuples(st.lists(offer, max_size=9), st.integers(0, 40), st.integers(0, 40))
School = tuple[list[tuple[int, int, int, int]], int, int]


def ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def builds_on(at: int, bits: int) -> int:
    """Return some of the offers before this one, few of them: else hardly any could be taken."""
    return bits & (bits >> 10) & (bits >> 20) & ((1 << at) - 1)


def offers_of(schools: list[School]) -> Offers:
    rows = [(number, at, *one) for number, (some, _, _) in enumerate(schools) for at, one in enumerate(some)]
    return Offers(
        school=ints([row[0] for row in rows]), first=ints([0, *np.cumsum([len(some) for some, _, _ in schools])]),
        pack=ints([row[1] for row in rows]), worth=ints([row[2] for row in rows]),
        storage=ints([row[3] for row in rows]), sync=ints([row[4] for row in rows]),
        after=ints([builds_on(row[1], row[5]) for row in rows]),
        free=ints([free for _, free, _ in schools]), window=ints([window for _, _, window in schools]),
    )  # fmt: skip


def fits(some: list[tuple[int, int, int, int]], way: tuple[int, ...], free: int, window: int) -> bool:
    bits = sum(yes << at for at, yes in enumerate(way))
    lacks = any(yes and builds_on(at, some[at][3]) & ~bits for at, yes in enumerate(way))
    sizes = (sum(yes * one[of] for yes, one in zip(way, some, strict=True)) for of in (1, 2))
    return not lacks and all(size <= room for size, room in zip(sizes, (free, window), strict=True))


def worth(some: list[tuple[int, int, int, int]], way: tuple[int, ...]) -> int:
    return sum(yes * one[0] for yes, one in zip(way, some, strict=True))


@given(st.lists(school, min_size=1, max_size=4))
@settings(max_examples=250, deadline=None)
def test_nothing_that_fits_is_worth_more_than_what_is_chosen(schools: list[School]) -> None:
    offers = offers_of(schools)

    taken = choose(offers).astype(int).tolist()

    for number, (some, free, window) in enumerate(schools):
        way = tuple(taken[offers.first[number] : offers.first[number + 1]])
        ways = product((0, 1), repeat=len(some))
        assert fits(some, way, free, window)
        assert worth(some, way) == max(worth(some, one) for one in ways if fits(some, one, free, window))


@given(st.lists(school, min_size=2, max_size=4))
@settings(max_examples=50, deadline=None)
def test_a_school_is_chosen_for_whoever_else_is_there(schools: list[School]) -> None:
    whole = choose(offers_of(schools)).tolist()

    assert whole == [yes for one in schools for yes in choose(offers_of([one])).tolist()]


def test_the_worthiest_for_its_size_alone_is_not_always_part_of_the_best() -> None:
    some = [(7, 6, 1, 0), (6, 5, 1, 0), (6, 5, 1, 0)]

    assert choose(offers_of([(some, 10, 9)])).tolist() == [False, True, True]


def test_as_many_as_bits_are_chosen_exactly() -> None:
    rng = np.random.default_rng(3)
    some = [(int(v), int(a), int(b), 0) for v, a, b in rng.integers(1, 2_000, (60, 3))]

    taken = choose(offers_of([(some, 15_000, 15_000)]))

    assert 0 < taken.sum() < 60
