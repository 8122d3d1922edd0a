"""An instance as arrays."""

import numpy as np

from hub.allocation.instance import Division, Instance, Ints, Kits, Limits, Pairs, Prices, Resources, Schools


def ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


def names(*values: str) -> np.ndarray:
    return np.array(values, dtype=object)


def instance(worth: Ints, kept: Ints) -> Instance:
    """One school that may receive two resources, two lots of each."""
    nothing, none = ints(0, 0), names()
    schools = Schools(
        id=names("0403691-0"), site=names("074294"), depot=ints(0), zone=ints(-1), weight_pct=ints(100),
        trip_cost=ints(0), enrolment=ints(30), turn=ints(0), tie=ints(1), window_need=ints(9_000_000),
        window_met=ints(0), groups={},
    )  # fmt: skip
    resources = Resources(names("guia", "tablet"), ints(10, 5), ints(1_000_000, 9_000_000), nothing, nothing, nothing)
    pairs = Pairs(
        school=ints(0, 0), resource=ints(0, 1), first=ints(0, 2, 4), worth=worth, kept=kept, least=nothing,
        most=ints(9, 9), rank=nothing, spare=nothing, missing=names("", ""),
    )  # fmt: skip
    limits = Limits(names("Huamanga"), none, np.array([[5, 5]]), nothing, ints(), ints(), ints(100))
    return Instance("2026-03", schools, resources, pairs, Kits(ints(), ints(), ints(), ints()), limits)


def test_lots_of_the_last_plan_are_worth_a_tenth_more_and_no_further_ones() -> None:
    one = instance(ints(100, 50, 80, 40), kept=ints(1, 0))

    assert one.worth_first().tolist() == [110, 50, 80, 40]
    assert one.changed(keep_pct=0).worth_first().tolist() == [100, 50, 80, 40]


def test_the_gap_is_of_the_best_there_may_be() -> None:
    prices = Prices(np.zeros((1, 2), np.int64), ints(0, 0), ints(), ints(), ints(0), 0)
    answer = Division(ints(1, 0), np.zeros((1, 2), np.int64), prices, value=95, bound=100, rounds=1)

    assert answer.gap_pct == 5.0
