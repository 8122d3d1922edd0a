"""What is read out of a node's log."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from edge.entries import ends_between
from edge.store import Store
from shared.events import Claim
from tests.edge.building import FakeClock, use, with_tables


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


def test_of_many_openings_only_those_that_wrote_the_rows_asked_for_are_read(tmp_path: Path) -> None:
    for _ in range(6):
        with Store(with_tables(tmp_path / "node.db"), FakeClock(), create=True) as store:
            store.record([Claim(use()), Claim(use())])
            store.record([Claim(use())])
            found = [store.entries.openings(*rows) for rows in ((1, 4), (6, 9), (9, 12))]
            reached = store.entries.reached(5, store.records.count())

    assert [[(one.spell, one.first_pos) for one in some] for some in found] == [[(0, 1)], [(1, 5), (2, 9)], [(2, 9)]]
    assert reached == dict.fromkeys(range(1, 6), 0)
