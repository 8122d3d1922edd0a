"""Every limit that has to give way is told in its own measure: the one that the reason is about, and the others."""

from typing import Any

import numpy as np

from hub.allocation.giving_way import GivingWay, giving_way
from hub.allocation.outcome import outcome, scarce_part, what_blocks, what_cuts
from shared.allocation import Measure, Reason
from tests.hub.allocation.divided import Case, Wish, free, ints

Row = tuple[Reason, str, int, Measure]


def ways(case: Case, lots: list[int], *, loose: int = 0, **prices: Any) -> GivingWay:
    instance = case.instance()
    of = outcome(instance, ints(lots), free(instance, **prices))
    short = (of.turns.open > 0) | (of.slack > 0)
    left = np.full_like(instance.limits.stock, loose)
    return giving_way(of, what_cuts(of, what_blocks(of)), scarce_part(of), short, left)


def told(way: GivingWay, pair: int) -> list[tuple[bool, Row]]:
    return [
        (bool(way.main[row]), (way.of[row], way.limit[row], int(way.more[row]), way.measure[row]))
        for row in np.flatnonzero(way.pair == pair)
    ]


def test_each_limit_is_counted_in_its_own_measure_and_the_dearest_is_the_main_one() -> None:
    case = Case([Wish(0, 0, [90]), Wish(1, 0, [50])], stock={(0, 0): 1}, zone_ml=6_000, zone_g=4_000, money=2_000,
                trips=5_000, trip_cost=4_000)  # fmt: skip

    found = ways(case, [1, 0], loose=2, zone_ml=ints([9]))

    assert told(found, 1) == [
        (False, (Reason.STOCK, "Huamanga", 3, Measure.UNITS)),
        (True, (Reason.VOLUME, "Ruta 1", 4, Measure.LITRES)),
        (False, (Reason.VOLUME, "Ruta 1", 1, Measure.KILOS)),
        (False, (Reason.BUDGET, "", 10, Measure.SOLES)),
        (False, (Reason.TRIP, "Huamanga", 30, Measure.SOLES)),
    ]


def test_a_tablet_without_stock_and_without_a_charger_names_both_and_the_reserve_where_there_is_one() -> None:
    wishes = [Wish(0, 0, [90]), Wish(0, 1, [])]
    case = Case(wishes, kits=((0, 1, 1, 1),), stock={(0, 0): 0, (0, 1): 2})

    assert told(ways(case, [0, 0]), 0) == [
        (True, (Reason.STOCK, "Huamanga", 5, Measure.UNITS)), (False, (Reason.KIT, "r1", 3, Measure.UNITS)),
    ]  # fmt: skip
    emptied = case.but(wishes=[*wishes, Wish(1, 0, [95]), Wish(1, 1, [])], pool={0: 1})
    assert told(ways(emptied, [0, 0, 1, 2]), 0)[0] == (True, (Reason.POOL, "", 5, Measure.UNITS))


def test_a_lock_names_what_all_that_it_goes_without_would_take_beside_the_other_locks() -> None:
    wishes = [Wish(0, 0, [], least=4, most=4), Wish(1, 1, [90])]

    found = ways(Case(wishes, stock={(0, 0): 2}, zone_ml=11_000), [2, 1])

    assert told(found, 0) == [
        (True, (Reason.STOCK, "Huamanga", 10, Measure.UNITS)), (False, (Reason.VOLUME, "Ruta 1", 9, Measure.LITRES)),
    ]  # fmt: skip


def test_where_there_is_room_for_all_the_dearest_limit_is_told_alone() -> None:
    case = Case([Wish(0, 0, [90]), Wish(1, 0, [50])], trips=10_000, trip_cost=4_000)

    assert told(ways(case, [1, 0], trips=ints([100])), 1) == [(True, (Reason.TRIP, "Huamanga", 1, Measure.SOLES))]


def test_the_rest_is_without_the_main_one() -> None:
    case = Case([Wish(0, 0, [90]), Wish(1, 0, [50])], stock={(0, 0): 1}, zone_ml=6_000)

    rest = ways(case, [1, 0]).but_main()

    assert (rest.pair.tolist(), rest.of.tolist()) == ([1], [Reason.VOLUME])
