"""Where only stock limits, the prices of a sort prove that its division is the best."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.bound import bound_of
from hub.allocation.field import GRAINS, lay_out
from hub.allocation.gain import objective
from hub.allocation.room import whole_room
from hub.allocation.sorting import place_sorted, stands_alone
from tests.hub.allocation.drawn import draw
from tests.hub.allocation.fields import laid_out


@given(st.integers(0, 100_000), st.integers(1, 30))
@settings(max_examples=60, deadline=None)
def test_its_prices_bound_it_to_what_it_is_worth(seed: int, schools: int) -> None:
    field = lay_out(draw(seed, schools, kits=False, trips=False, zones=False))
    room = whole_room(field)

    prices = place_sorted(field, room)

    value = objective(field, room.lots)
    none = room.lots * 0
    # Prices are whole millionths and worth may be finer: each lot of supply may lie one grain short of one above.
    assert value <= bound_of(field, prices, none) <= value + GRAINS * int(field.stock.sum() + field.pool.sum())
    assert (prices.stock <= prices.pool).all()


def test_what_couples_resources_is_noticed() -> None:
    kinds = ("kits", "trips", "zones", "money")

    coupled = [kind for kind in kinds if not stands_alone(laid_out(3, **{k: k == kind for k in kinds})[0])]

    assert coupled == list(kinds)
    assert stands_alone(laid_out(3, **dict.fromkeys(kinds, False))[0])
