"""A guaranteed fill comes before what counts more, as far as there is what it takes."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.guarantee import below, place_guarantee
from hub.allocation.insertion import worth_at
from hub.allocation.room import place, whole_room
from hub.allocation.solve import divide
from tests.hub.allocation.drawn import broken, draw
from tests.hub.allocation.fields import laid_out

SEEDS = st.integers(0, 100_000)


@given(SEEDS, st.integers(1, 100), st.sampled_from([0.0, 2.0]))
@settings(max_examples=60, deadline=None)
def test_no_school_stays_under_it_while_something_of_use_fits_there(seed: int, percent: int, alpha: float) -> None:
    field, costs, _ = laid_out(seed)
    field = field._replace(alpha=alpha)
    room = whole_room(field)

    short = place_guarantee(field, costs, room, percent)

    under = [s for s in range(8) if below(field, s, worth_at(field, room.lots, s), percent)]
    assert short == len(under)
    for school in under:
        for pair in range(field.pairs[school], field.pairs[school + 1]):
            assert room.lots[pair] >= field.useful[pair] or not place(field, room, pair)


def fills(seed: int, percent: int) -> np.ndarray:
    instance = draw(seed, 40, alpha=0.0).changed(guarantee_pct=percent)
    answer = divide(instance)
    assert broken(instance, answer) == []
    assert answer.value <= answer.bound
    worth = np.zeros(40)
    for pair, lots in enumerate(answer.lots):
        first = instance.pairs.first[pair]
        end = min(first + lots, instance.pairs.first[pair + 1])
        worth[instance.pairs.school[pair]] += instance.worth_first()[first:end].sum()
    return (instance.schools.window_met + worth) / instance.schools.window_need


def test_with_a_guarantee_fewer_schools_lie_under_it() -> None:
    under = [(fills(seed, percent) < 0.4).sum() for seed in range(5) for percent in (0, 40)]

    assert sum(under[1::2]) < sum(under[::2])
