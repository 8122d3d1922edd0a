"""Who comes before whom."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hub.allocation.ahead import up_to
from tests.hub.allocation.divided import ints

ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(-5, 5), st.integers(0, 9)), max_size=30)


@given(ROWS)
def test_each_row_counts_itself_and_those_of_its_group_before_it(rows: list[tuple[int, int, int]]) -> None:
    group, rank, use = (ints(row[at] for row in rows) for at in range(3))

    found = up_to(group, [rank, np.arange(len(rows))], use)

    for at, (of, key, _) in enumerate(rows):
        before = [u for place, (g, k, u) in enumerate(rows) if g == of and (k, place) <= (key, at)]
        assert found[at] == sum(before)
