"""A group of fewer than five is named without figures, and so is the one that would tell of it by the total."""

from hub.report import FEW, few_of, told


def test_the_smallest_other_group_covers_a_single_small_one() -> None:
    assert few_of({"a": 30, "b": 4, "c": 9}) == {"b", "c"}
    assert few_of({"a": 30, "b": 5}) == frozenset()


def test_of_few_only_the_name_is_told() -> None:
    assert told(("a", "x", 3, None), {"a"}, "a", 2) == ("a", "x", FEW, FEW)
    assert told(("a", "x", 3, None), set(), "a", 2) == ("a", "x", 3, None)
