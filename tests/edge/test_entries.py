"""What is read out of a node's log."""

from hypothesis import given
from hypothesis import strategies as st

from edge.entries import ends_between


def spell_by_spell(starts: list[int], after: int, pos: int) -> dict[int, int]:
    """Look at every spell: the rule, without the search."""
    ends = {at: min(pos, starts[at + 1] - 1) for at in range(len(starts) - 1) if starts[at] <= pos}
    return {at: end for at, end in ends.items() if end > after}


@given(st.lists(st.integers(1, 4), max_size=8), st.integers(0, 40), st.integers(0, 40))
def test_the_spells_that_a_receipt_reaches_are_found_as_by_looking_at_each(
    lengths: list[int], after: int, pos: int
) -> None:
    starts = [1 + sum(lengths[:at]) for at in range(len(lengths) + 1)]

    assert ends_between(starts, after, pos) == spell_by_spell(starts, after, pos)
