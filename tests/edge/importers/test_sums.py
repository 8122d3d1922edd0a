"""Rows that sum what is above them are left out, whichever sum they are; one that says another number is no sum."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.importers.sums import Sums, is_sum
from shared.errors import BadRow

rows = st.lists(st.tuples(st.sampled_from(["tablet", "radio"]), st.integers(0, 99)), max_size=6)


def units(*parts: list[tuple[str, int]], of: str = "") -> int:
    return sum(count for part in parts for resource, count in part if resource == of or not of)


@given(rows, rows, st.sampled_from(["", "tablet", "radio"]))
def test_a_subtotal_and_then_a_total_or_another_subtotal_are_left_out(
    first: list[tuple[str, int]], second: list[tuple[str, int]], of: str
) -> None:
    for last in (units(first, second, of=of), units(second, of=of)):
        sums = Sums()
        for resource, count in first:
            sums.add(resource, count)
        sums.take(8, units(first, of=of), of)
        for resource, count in second:
            sums.add(resource, count)
        sums.take(9, last, of)

        assert sums.found == 2


def test_the_sum_of_one_resource_begins_no_other_anew() -> None:
    sums = Sums()
    sums.add("tablet", 12)
    sums.add("radio", 3)
    sums.take(4, 15)
    sums.add("tablet", 2)
    sums.add("radio", 1)
    sums.take(7, 2, "tablet")
    sums.take(8, 3)

    assert sums.found == 3


def test_a_subtotal_of_all_begins_that_of_each_resource_anew() -> None:
    sums = Sums()
    sums.add("tablet", 12)
    sums.take(3, 12)
    sums.add("tablet", 2)
    sums.take(5, 2, "tablet")

    assert sums.found == 2


@pytest.mark.parametrize("said", [14, 16, 0, None])
def test_a_row_that_says_another_number_is_refused_with_both(said: int | None) -> None:
    sums = Sums()
    sums.add("tablet", 1_015)
    with pytest.raises(BadRow, match="suman 1,015") as caught:
        sums.take(4, said)

    assert (caught.value.line, sums.found) == (4, 0)
    assert ("otra cosa" if said is None else f"dice {said}") in str(caught.value)


def test_what_was_left_out_is_told_and_nothing_is_where_nothing_was() -> None:
    sums = Sums()
    before = sums.notes()
    sums.take(2, 0)

    assert before == []
    assert [note.text() for note in sums.notes()] == [
        "Filas de total dejadas fuera: 1. Suman las de arriba y contarían dos veces."
    ]


@pytest.mark.parametrize(
    ("label", "sums"),
    [("Total:", True), ("  SUB-TOTAL ", True), ("Totalmente nuevo", False), ("", False)],
)
def test_a_sum_is_told_by_its_label_however_it_is_spelt(label: str, sums: bool) -> None:
    assert is_sum(["16/03/2026", label]) is sums
