"""What is not told cannot be told from the totals either."""

from collections.abc import Collection

from hypothesis import given
from hypothesis import strategies as st

from hub.small_groups import hidden, total_tells

LEAST = 5
SIZES = st.dictionaries(st.text(min_size=1, max_size=4), st.integers(0, 40), max_size=8)


@given(SIZES)
def test_the_few_are_hidden_and_never_one_row_alone_where_the_total_is_told(sizes: dict[str, int]) -> None:
    def together(some: Collection[str]) -> int:
        return sum(sizes[one] for one in some)

    few = hidden(sizes, LEAST, together)

    assert {row for row, size in sizes.items() if size < LEAST} <= few
    if few and total_tells(sizes, LEAST, together):
        assert len(few) > 1
        assert together(few) >= LEAST


@given(SIZES)
def test_where_nobody_is_few_all_are_told(sizes: dict[str, int]) -> None:
    many = {row: size + LEAST for row, size in sizes.items()}

    assert not hidden(many, LEAST, len)
    assert total_tells(many, LEAST, len)


def test_the_smallest_of_the_others_covers_the_one_that_is_hidden() -> None:
    sizes = {"four": 4, "thirty": 30, "six": 6}

    assert hidden(sizes, LEAST, lambda some: sum(sizes[one] for one in some)) == {"four", "six"}


def test_resources_of_the_same_few_schools_do_not_cover_each_other() -> None:
    users = {"guide": {1, 2}, "tablet": {1, 2, 3}, "pack": {1, 2, 3, 4, 5, 6}}
    sizes = {name: len(some) for name, some in users.items()}

    def together(some: Collection[str]) -> int:
        return len(set().union(*(users[one] for one in some)))

    assert hidden(sizes, LEAST, together) == set(users)
    assert total_tells(sizes, LEAST, together)
