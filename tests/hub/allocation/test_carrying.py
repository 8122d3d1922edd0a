"""Lots taken one by one never exceed a limit, and take what goes with them along."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hub.allocation.carrying import Carrier
from hub.allocation.left import left_of
from tests.hub.allocation.divided import Case, Wish, ints


@given(st.integers(0, 2**32 - 1))
def test_whatever_is_asked_for_no_limit_is_exceeded_and_no_main_goes_without_its_parts(seed: int) -> None:
    rng = np.random.default_rng(seed)
    wishes = [
        Wish(s, r, [], most=int(rng.integers(0, 6)), spare=int(rng.integers(0, 3))) for s in range(3) for r in (0, 1, 2)
    ]
    case = Case(
        wishes, lot=(5, 2, 3), stock={(0, r): int(rng.integers(0, 8)) for r in range(3)},
        pool={1: int(rng.integers(0, 4))},
        zone_ml=int(rng.integers(5, 60)) * 1_000, zone_g=30_000, trips=int(rng.integers(0, 9)) * 1_000, money=20_000,
        trip_cost=2_000, kits=((0, 1, 1, 1), (2, 1, 1, 2)),
    )  # fmt: skip
    instance, carrier = case.instance(), Carrier(case.instance())

    took = [carrier.take(int(pair)) for pair in rng.integers(0, 9, 60)]

    lots = np.array(carrier.lots)
    left = left_of(instance, lots)
    assert (
        min(left.stock.min(), left.pool.min(), left.zone_ml.min(), left.zone_g.min(), left.trips.min(), left.money) >= 0
    )
    assert (lots <= instance.pairs.most).all()
    for school in range(3):
        main, part, other = lots[3 * school : 3 * school + 3] * [5, 2, 3]
        assert part + instance.pairs.spare[3 * school + 1] >= np.ceil(main + other / 2)
    assert any(took) == bool(lots.any())


def test_what_does_not_fit_is_not_taken_and_takes_nothing_along() -> None:
    case = Case([Wish(0, 0, []), Wish(0, 1, [])], kits=((0, 1, 1, 1),), stock={(0, 1): 4})
    carrier = Carrier(case.instance())

    assert not carrier.take(0)
    assert carrier.lots == [0, 0]
    assert carrier.take(1)
    assert ints(carrier.lots).tolist() == [0, 1]
