"""A hub that was set back takes a life later than any that a node ever saw, whatever its clock says."""

from hypothesis import given
from hypothesis import strategies as st

from sync.lives import HubIncarnation, next_hub_incarnation, was_restored

LIVES = st.builds(HubIncarnation, st.integers(0, 2**40), st.binary(min_size=8, max_size=8))
CLOCKS = st.integers(-(2**40), 2**41)
RAND = bytes(8)


@given(LIVES | st.none(), LIVES | st.none(), CLOCKS)
def test_the_next_life_is_later_than_its_own_and_than_the_one_shown(
    own: HubIncarnation | None, shown: HubIncarnation | None, unix_ms: int
) -> None:
    drawn = next_hub_incarnation(own, shown, unix_ms, RAND)

    assert all(drawn > seen for seen in (own, shown) if seen)
    assert drawn.ms >= max(unix_ms, 0)


@given(LIVES, LIVES, st.booleans())
def test_a_hub_that_took_the_next_life_is_not_taken_for_a_restored_one(
    own: HubIncarnation, shown: HubIncarnation, lacks: bool
) -> None:
    drawn = next_hub_incarnation(own, shown, 0, RAND)

    assert not was_restored(drawn, shown, lacks=lacks)
    assert was_restored(shown, drawn, lacks=False)


@given(LIVES, st.booleans())
def test_the_same_life_shows_a_restore_only_where_something_is_lacking(own: HubIncarnation, lacks: bool) -> None:
    assert was_restored(own, own, lacks=lacks) is lacks
    assert not was_restored(own, None, lacks=lacks)


def test_two_copies_restored_at_one_moment_are_told_apart() -> None:
    first, second = (next_hub_incarnation(HubIncarnation(7, RAND), None, 0, bytes([n]) * 8) for n in (1, 2))

    assert first != second
    assert was_restored(first, second, lacks=False)
