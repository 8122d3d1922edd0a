"""Every pair has a reason that its lots and the published prices give, and it says truly what would change it."""

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.instance import Instance, Ints
from hub.allocation.outcome import outcome
from hub.allocation.reasons import Reasons, reasons_of, what_stops
from shared.allocation import Measure, Reason
from tests.hub.allocation.divided import MILLION, Case, Wish, by_worth, free, ints


def reasons(case: Case, lots: Ints, *, wanted: bool = False, loose: int = 0, **prices: Any) -> Reasons:
    instance = case.instance()
    return read(instance, lots, wanted=wanted, loose=loose, **prices)


def read(instance: Instance, lots: Ints, *, wanted: bool = False, loose: int = 0, **prices: Any) -> Reasons:
    return reasons_of(
        outcome(instance, lots, free(instance, **prices)),
        wanted=np.full(len(lots), wanted),
        least_use_pct=20,
        loose=np.full_like(instance.limits.stock, loose),
    )


def test_a_lot_that_the_depot_has_no_more_of_says_how_many_units_it_would_take() -> None:
    case = Case([Wish(0, 0, [90, 80]), Wish(1, 0, [70, 60]), Wish(2, 0, [50])], stock={(0, 0): 1})

    found = reasons(case, ints([1, 0, 0]))

    assert set(found.reason) == {Reason.STOCK}
    assert set(found.limit) == {"Huamanga"}
    # The second lot of the first school comes before the first one of the second.
    assert (found.more.tolist(), found.about.tolist()) == ([5, 10, 20], [False] * 3)
    assert reasons(case, ints([1, 0, 0]), loose=2).more.tolist() == [3, 8, 18]


def test_what_keeps_lines_from_more_is_counted_and_what_nobody_could_send_is_not() -> None:
    case = Case([Wish(0, 0, [90]), Wish(1, 0, [70]), Wish(2, 0, [50]), Wish(0, 1, [40])], stock={(0, 0): 1})
    instance = case.instance()
    instance.pairs.most[2] = 0

    assert what_stops(outcome(instance, ints([1, 0, 0, 1]), free(instance))) == [("STOCK", 1), ("LOCK", 1)]
    instance.pairs.missing[1] = "power"
    assert what_stops(outcome(instance, ints([1, 0, 0, 1]), free(instance))) == [("LOCK", 1)]


def test_what_the_nation_ran_out_of_is_not_the_depots_fault() -> None:
    case = Case([Wish(0, 0, [90]), Wish(1, 0, [70])], stock={(0, 0): 0}, pool={0: 1})

    found = reasons(case, ints([1, 0]))

    assert found.reason.tolist() == [Reason.SATISFIED, Reason.POOL]
    assert (found.limit.tolist(), found.more.tolist()) == (["", ""], [0, 5])


def test_a_full_vehicle_says_how_many_litres_or_kilograms_lack() -> None:
    case = Case([Wish(0, 0, [90]), Wish(1, 0, [70]), Wish(2, 0, [80])])

    by_volume = reasons(case.but(zone_ml=8_000), ints([1, 0, 0]), zone_ml=ints([14]))
    by_weight = reasons(case.but(zone_g=4_000), ints([1, 0, 0]), zone_g=ints([14]))

    assert by_volume.reason.tolist() == by_weight.reason.tolist() == [Reason.SATISFIED, Reason.VOLUME, Reason.VOLUME]
    assert by_volume.limit.tolist()[1:] == ["Ruta 1", "Ruta 1"]
    # The third school brings more: its 5 litres come first, with 3 left.
    assert (by_volume.more.tolist(), set(by_volume.measure[1:])) == ([0, 7, 2], {Measure.LITRES})
    assert (by_weight.more.tolist(), set(by_weight.measure[1:])) == ([0, 4, 1], {Measure.KILOS})
    assert by_volume.about.tolist() == [False, True, True]


def test_a_visit_that_is_not_made_is_the_reason_for_all_its_lots_and_says_what_the_trip_lacks() -> None:
    case = Case([Wish(0, 0, [90]), Wish(1, 0, [50]), Wish(1, 1, [20])], trips=5_000, trip_cost=4_000)

    found = reasons(case, ints([1, 0, 0]), trips=ints([100]))

    assert found.reason.tolist() == [Reason.SATISFIED, Reason.TRIP, Reason.TRIP]
    assert (found.limit[1], found.more.tolist(), found.measure[1]) == ("Huamanga", [0, 30, 30], Measure.SOLES)


def test_where_the_trip_is_paid_for_and_dearer_than_what_it_brings_it_is_the_trip_too() -> None:
    case = Case([Wish(0, 0, [90]), Wish(1, 0, [50])], trips=10_000, trip_cost=4_000)

    found = reasons(case, ints([1, 0]), trips=ints([100]))

    assert found.reason.tolist() == [Reason.SATISFIED, Reason.TRIP]


def test_money_that_is_spent_says_how_much_lacks() -> None:
    case = Case([Wish(0, 0, [90]), Wish(1, 0, [50])], money=2_000)

    found = reasons(case, ints([1, 0]), money=3)

    assert (found.reason[1], found.more[1], found.measure[1]) == (Reason.BUDGET, 10, Measure.SOLES)


def test_a_tablet_held_back_for_want_of_chargers_names_them_and_a_charger_that_goes_along_its_tablet() -> None:
    wishes = [Wish(0, 0, [90]), Wish(0, 1, []), Wish(1, 0, [50]), Wish(1, 1, [])]
    case = Case(wishes, kits=((0, 1, 1, 1),), stock={(0, 1): 7})

    found = reasons(case, ints([1, 5, 0, 0]))

    assert found.reason.tolist() == [Reason.SATISFIED, Reason.KIT, Reason.KIT, Reason.SATISFIED]
    assert (found.kit_of.tolist(), found.limit.tolist()) == ([-1, 0, -1, -1], ["", "power", "r1", ""])
    assert (found.more.tolist(), found.about.tolist()) == ([0, 0, 3, 0], [False, False, True, False])


def test_what_people_laid_down_is_the_reason_and_what_of_it_nobody_can_send_says_what_it_lacks() -> None:
    wishes = [Wish(0, 0, [], least=4, most=4), Wish(1, 0, [90, 80], most=1), Wish(2, 0, [70], most=0)]

    kept = reasons(Case(wishes), ints([4, 1, 0]))
    cut = reasons(Case(wishes, stock={(0, 0): 3}), ints([3, 0, 0]))

    assert set(kept.reason) == {Reason.LOCK}
    assert (set(kept.cut_by), set(kept.limit), kept.more.tolist()) == ({""}, {""}, [0, 0, 0])
    assert cut.reason.tolist() == [Reason.LOCK, Reason.STOCK, Reason.LOCK]
    assert (cut.cut_by[0], cut.limit[0], cut.more[0], cut.about[0]) == (Reason.STOCK, "Huamanga", 5, True)


def test_what_does_not_serve_there_names_the_requirement_and_what_no_depot_serves_promises_nothing() -> None:
    wishes = [Wish(0, 0, [], missing="internet"), Wish(1, 0, [50], most=0)]

    found = reasons(Case(wishes, depots=("", "Huamanga"), depot=(1, 0, 1), stock={(0, 0): 0}), ints([0, 0]))

    assert found.reason.tolist() == [Reason.INCOMPATIBLE, Reason.STOCK]
    assert (found.limit.tolist(), found.more.tolist()) == (["internet", ""], [0, 0])


def test_a_lot_that_would_mostly_lie_unused_is_too_big_only_where_something_is_wanted() -> None:
    case = Case([Wish(0, 0, [])])

    assert reasons(case, ints([0]), wanted=True).reason[0] is Reason.LOT_TOO_BIG
    assert reasons(case, ints([0]), wanted=True).more[0] == 1
    assert reasons(case, ints([0])).reason[0] is Reason.SATISFIED


def test_of_two_limits_without_room_the_one_that_makes_most_of_the_price_is_named() -> None:
    case = Case([Wish(0, 0, [90]), Wish(1, 0, [50])], stock={(0, 0): 1}, zone_ml=6_000)

    by_road = reasons(case, ints([1, 0]), stock=np.array([[10, 0]]), zone_ml=ints([9]))
    by_depot = reasons(case, ints([1, 0]), stock=np.array([[60, 0]]), zone_ml=ints([9]))

    assert (by_road.reason[1], by_depot.reason[1]) == (Reason.VOLUME, Reason.STOCK)


WORTHS = st.lists(st.integers(1, 60), max_size=4).map(lambda worths: sorted(worths, reverse=True))


@given(st.lists(WORTHS, min_size=6, max_size=6), st.integers(0, 8), st.integers(0, 3), st.integers(0, 2))
@settings(max_examples=80, deadline=None)
def test_with_the_units_that_it_names_a_pair_gets_a_lot_more_and_with_one_lot_less_it_does_not(
    worths: list[list[int]], stock: int, pool: int, depots: int
) -> None:
    wishes = [Wish(at // 2, at % 2, worth) for at, worth in enumerate(worths)]
    case = Case(wishes, stock={(0, 0): stock, (0, 1): stock}, pool={0: pool}, depots=("A", "B")[: 1 + depots % 2],
                depot=(0, depots % 2, 0))  # fmt: skip
    instance = case.instance()
    lots = by_worth(instance)
    found = read(instance, lots)

    for pair in np.flatnonzero(np.isin(found.reason, (Reason.STOCK, Reason.POOL))):
        assert not found.about[pair]
        more = int(found.more[pair]) // int(instance.resources.lot[instance.pairs.resource[pair]])
        assert by_worth(_with(instance, int(pair), found, more))[pair] == lots[pair] + 1
        assert by_worth(_with(instance, int(pair), found, more - 1))[pair] == lots[pair]


def _with(instance: Instance, pair: int, found: Reasons, lots: int) -> Instance:
    """Return the instance with more lots of the limit that the reason of a pair names."""
    limits, what = instance.limits, instance.pairs.resource[pair]
    stock, pool = limits.stock.copy(), limits.pool.copy()
    if found.reason[pair] is Reason.POOL:
        pool[what] += lots
    else:
        stock[instance.schools.depot[instance.pairs.school[pair]], what] += lots
    return instance.changed(limits=replace(limits, stock=stock, pool=pool))


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_whatever_limits_every_pair_has_a_reason_and_whoever_lacks_something_a_way_to_get_it(seed: int) -> None:
    case, lots, prices = _anything(np.random.default_rng(seed))

    found = reasons(case, lots, **prices)

    assert all(isinstance(code, Reason) for code in found.reason)
    scarce = [Reason.STOCK, Reason.POOL, Reason.VOLUME, Reason.TRIP, Reason.BUDGET]
    lacks = np.isin(found.reason, scarce) | ((found.reason == Reason.KIT) & (found.kit_of < 0))
    assert (found.more[lacks] > 0).all()
    assert (found.limit[lacks & ~np.isin(found.reason, (Reason.POOL, Reason.BUDGET))] != "").all()


def _anything(rng: np.random.Generator) -> tuple[Case, Ints, dict[str, Any]]:
    worths = [sorted(rng.integers(1, 90, rng.integers(0, 4)).tolist(), reverse=True) for _ in range(15)]
    wishes = [
        Wish(at // 3, at % 3, worth, least=int(rng.random() < 0.1) * 2, most=int(rng.choice([9, 1])))
        for at, worth in enumerate(worths)
    ]
    some = [int(rng.integers(1, 40)) * 1_000 for _ in range(4)]
    case = Case(
        wishes, schools=5, lot=(5, 1, 3), stock={(0, r): int(rng.integers(0, 9)) for r in range(3)},
        pool={0: int(rng.integers(0, 2))}, zone_ml=some[0], zone_g=some[1], trips=some[2], money=some[3],
        trip_cost=2_000, alpha=float(rng.choice([0, 1, 2])), kits=((0, 1, 1, 1), (2, 1, 1, 2)), need=10 * MILLION,
    )  # fmt: skip
    prices = {
        "stock": rng.integers(0, 60, (1, 3)), "zone_ml": rng.integers(0, 9, 1), "zone_g": rng.integers(0, 9, 1),
        "trips": rng.integers(0, 9, 1), "money": int(rng.integers(0, 9)),
    }  # fmt: skip
    return case, rng.integers(0, 3, 15), prices
