"""What the next lot takes of every limit: its stock, its roads, money, the trip and the parts of its kit."""

import numpy as np

from hub.allocation.lacks import Takes, takes_of
from hub.allocation.outcome import outcome
from hub.allocation.turn import Part
from tests.hub.allocation.divided import Case, Wish, free, ints


def taken(case: Case, lots: list[int], pairs: list[int]) -> Takes:
    instance = case.instance()
    return takes_of(outcome(instance, ints(lots), free(instance)), ints(pairs))


def rows(takes: Takes, at: int) -> dict[Part, tuple[int, int]]:
    here = zip(takes.part.tolist(), takes.limit[at], takes.takes[at], takes.room[at], strict=True)
    return {Part(part): (int(needs), int(room)) for part, limit, needs, room in here if limit >= 0}


def test_each_limit_says_what_the_next_lot_takes_and_what_is_left_for_it() -> None:
    case = Case([Wish(0, 0, [90]), Wish(1, 0, [50])], stock={(0, 0): 1}, zone_ml=6_000, zone_g=9_000, money=2_000,
                trips=5_000, trip_cost=4_000)  # fmt: skip

    found = taken(case, [1, 0], [1])

    assert rows(found, 0) == {
        Part.STOCK: (1, 0), Part.VOLUME: (5_000, 1_000), Part.WEIGHT: (2_500, 6_500), Part.BUDGET: (1_500, 500),
        Part.TRIP: (4_000, 1_000),
    }  # fmt: skip
    assert [Part(part) for part in found.part[found.short[0]]] == [Part.STOCK, Part.VOLUME, Part.BUDGET, Part.TRIP]


def test_what_nothing_limits_and_the_trip_to_who_is_visited_are_not_told() -> None:
    case = Case([Wish(0, 0, [90, 80])], stock={(0, 0): 1}, trips=5_000, trip_cost=4_000)

    assert rows(taken(case, [1], [0]), 0) == {Part.STOCK: (1, 0)}
    assert taken(case, [1], []).short.shape[0] == 0


def test_each_part_of_a_kit_is_a_limit_of_its_own_and_the_same_one_as_for_who_wants_the_part_alone() -> None:
    wishes = [Wish(0, 0, [9]), Wish(0, 1, [5]), Wish(0, 2, [])]
    case = Case(wishes, lot=(5, 1, 1), kits=((0, 1, 1, 1), (0, 2, 1, 1)), stock={(0, 1): 2, (0, 2): 3})

    found = taken(case, [0, 0, 0], [0, 1])

    parts = np.flatnonzero(found.part == Part.KIT)
    assert (found.takes[0, parts].tolist(), found.room[0, parts].tolist()) == ([5, 5], [2, 3])
    assert found.limit[0, parts[0]] == found.limit[1, np.flatnonzero(found.part == Part.STOCK)[0]]
    assert (found.rule[0, parts] >= 0).all()
    assert not found.short[1].any()


def test_what_comes_from_the_reserve_is_one_limit_for_all_depots() -> None:
    wishes = [Wish(0, 0, [9]), Wish(1, 0, [5]), Wish(0, 1, [9]), Wish(1, 1, [9])]
    case = Case(wishes, schools=2, pool={0: 3}, depots=("A", "B"), depot=(0, 1))

    limit = taken(case, [0, 0, 0, 0], [0, 1, 2, 3]).limit[:, 0]

    # Pairs in order of school and resource: the first resource is of the reserve too, the second one is not.
    assert limit[0] == limit[2]
    assert limit[1] != limit[3]


def test_so_many_lots_at_once_take_one_trip() -> None:
    case = Case([Wish(0, 0, [9, 8])], trips=5_000, trip_cost=4_000)

    found = taken(case, [0], [0]).times(ints([3]))

    assert (rows(found, 0)[Part.STOCK][0], rows(found, 0)[Part.TRIP][0]) == (3, 4_000)
