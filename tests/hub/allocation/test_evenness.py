"""How evenly a division meets the needs, in figures that can be counted by hand."""

from dataclasses import replace

import pytest

from hub.allocation.evenness import evenness, fills, under
from hub.allocation.instance import Instance
from tests.hub.allocation.test_instance import instance as drawn
from tests.hub.allocation.test_instance import ints, names


def two_schools() -> Instance:
    """One that needs 100 and has 20 of it, and one that needs 300; two lots for each."""
    one = drawn(ints(50, 30, 90, 60), kept=ints(0, 0))
    schools = replace(
        one.schools, id=names("a", "b"), weight_pct=ints(200, 100), window_need=ints(100, 300), window_met=ints(20, 0),
        groups={"quintile": names("1", "5"), "ugel": names("", "")},
    )  # fmt: skip
    return one.changed(schools=schools, pairs=replace(one.pairs, school=ints(0, 1)))


@pytest.mark.parametrize(("lots", "told"), [((0, 0), [0.2, 0]), ((1, 2), [0.7, 0.5]), ((9, 0), [1, 0])])
def test_a_fill_is_what_is_there_and_what_is_sent_as_far_as_it_is_of_use(
    lots: tuple[int, int], told: list[float]
) -> None:
    assert fills(two_schools(), ints(*lots)).tolist() == told


def test_who_stays_under_a_share_is_counted_among_those_that_need_something() -> None:
    one = two_schools()
    idle = one.changed(schools=replace(one.schools, window_need=ints(100, 0)))

    assert [under(one, ints(1, 2), percent) for percent in (0, 50, 51, 70, 71)] == [0, 0, 1, 1, 2]
    assert under(idle, ints(1, 0), 100) == 1


def test_what_is_unmet_counts_by_weight_and_groups_that_nobody_names_are_left_out() -> None:
    found = evenness(two_schools(), ints(1, 2))

    assert found["unmet_pct"] == pytest.approx(100 * (2 * 30 + 150) / (200 + 300))
    assert (found["min_fill"], found["schools"]) == (0.5, 2)
    assert {name: list(by) for name, by in found["by"].items()} == {"quintile": ["1", "5"]}


def test_where_nobody_has_anything_all_are_alike() -> None:
    one = two_schools()
    found = evenness(one.changed(schools=replace(one.schools, window_met=ints(0, 0))), ints(0, 0))

    assert (found["p05_fill"], found["gini"], found["jain"]) == (0, 0, 1)


def test_schools_that_need_nothing_are_not_asked() -> None:
    one = two_schools()
    nobody = one.changed(schools=replace(one.schools, window_need=ints(0, 0)))

    assert evenness(nobody, ints(0, 0))["schools"] == 0
