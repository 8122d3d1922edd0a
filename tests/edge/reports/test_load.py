"""What an order weighs: only of what has a weight, and the rest is named."""

from hypothesis import given
from hypothesis import strategies as st

from edge.reports.load import load_of
from shared.ids import ResourceId
from shared.resources import Resource, ResourceKind


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(0, 5_000), st.integers(0, 9_000)), max_size=8))
def test_sums_are_of_what_is_told_and_the_rest_is_named(told: list[tuple[int, int, int]]) -> None:
    names = {
        ResourceId(f"r{at}"): Resource(
            id=ResourceId(f"r{at}"), name=f"R{at}", kind=ResourceKind.REUSABLE, weight_g=grams, volume_ml=millilitres
        )
        for at, (_units, grams, millilitres) in enumerate(told)
    }
    load = load_of([(ResourceId(f"r{at}"), units) for at, (units, _g, _ml) in enumerate(told)], names)
    grams = sum(units * weight for units, weight, _ml in told)

    assert load.units == sum(units for units, _g, _ml in told)
    assert round((load.kg or 0) * 1000) == grams
    assert (load.kg is None) == (grams == 0)
    assert load.untold == tuple(f"R{at}" for at, (_u, weight, volume) in enumerate(told) if not (weight and volume))
