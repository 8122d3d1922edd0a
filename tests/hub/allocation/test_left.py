"""What a division leaves of every limit."""

from hub.allocation.instance import NO_LIMIT
from hub.allocation.left import left_of
from tests.hub.allocation.divided import Case, Wish, ints

WISHES = [Wish(0, 0, [9, 8]), Wish(0, 1, [5]), Wish(1, 0, [7])]


def test_each_limit_is_less_by_what_was_sent() -> None:
    case = Case(WISHES, stock={(0, 0): 4}, zone_ml=20_000, zone_g=9_000, trips=100, money=10_000, trip_cost=30)

    left = left_of(case.instance(), ints([2, 1, 0]))

    assert left.stock.tolist() == [[2, 99]]
    assert (left.zone_ml.tolist(), left.zone_g.tolist()) == ([9_000, NO_LIMIT], [3_500, NO_LIMIT])
    assert (left.trips.tolist(), left.money) == ([70], 6_700)
    assert left.visited.tolist() == [True, False, False]


def test_what_goes_beyond_the_depot_comes_out_of_the_pool() -> None:
    left = left_of(Case(WISHES, stock={(0, 0): 1}, pool={0: 5}).instance(), ints([2, 0, 1]))

    assert left.stock.tolist() == [[0, 100]]
    assert left.pool.tolist() == [3, 0]
    assert left.reach.tolist() == [[3, 100]]


def test_what_nothing_limits_stays_without_a_limit() -> None:
    left = left_of(Case(WISHES, stock={(0, 0): NO_LIMIT}, pool={0: NO_LIMIT}).instance(), ints([2, 1, 1]))

    assert left.stock[0, 0] == left.pool[0] == left.reach[0, 0] == NO_LIMIT
    assert left.money == left.trips[0] == left.zone_ml[0] == NO_LIMIT
