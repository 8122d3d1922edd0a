"""Marks date only their own chain, and what a fork has in common with it."""

from hub.branches import Stretch, dated
from shared.dating import Mark, Quality, when

TRUE = 1_790_000_000
A, B = b"a" * 8, b"b" * 8


def stretch(
    id_: int, parent: int = 0, after: int = 0, *marks: Mark, name: bytes = A, first: int = 1, **more: int
) -> Stretch:
    count = more.pop("count", 4)
    return Stretch(
        id=id_, parent=parent, after_seq=after, incarnation=name, first_seq=first, last_seq=first + count - 1,
        last_s=60 * (first + count - 1), received_s=more.pop("received_s", TRUE + 10**6), marks=marks, **more,
    )  # fmt: skip


def test_stretches_of_one_incarnation_are_one_spell_whatever_they_were_cut_into() -> None:
    found = dated([stretch(1, 0, 0, Mark(1, 60, 60)), stretch(2, 1, 4, Mark(6, 360, 360, TRUE), first=5)])

    assert when(found[1], 2, 120).unix_s == when(found[2], 2, 120).unix_s == TRUE - 240


def test_a_mark_of_a_twins_branch_does_not_date_the_other_branch() -> None:
    stem = stretch(1, 0, 0, Mark(1, 60, 60))
    own, twin = stretch(2, 1, 4, first=5), stretch(3, 1, 4, Mark(5, 300, 300, TRUE), first=5)
    found = dated([stem, own, twin])

    assert [when(found[id_], 6, 360).quality for id_ in (2, 3)] == [Quality.BOUNDED, Quality.ANCHORED]
    assert when(found[1], 2, 120).unix_s == TRUE - 180


def test_of_two_branches_the_copy_that_slept_does_not_date_what_they_have_in_common() -> None:
    stem = stretch(1, 0, 0, Mark(1, 60, 60))
    slept = stretch(2, 1, 4, Mark(5, 300, 300, TRUE + 10**7), first=5)
    went_on = stretch(3, 1, 4, Mark(5, 300, 300, TRUE), first=5)

    assert when(dated([stem, slept, went_on])[1], 2, 120).unix_s == TRUE - 180
    assert dated([stem, slept, went_on]) == dated([went_on, slept, stem])


def test_what_comes_after_the_fork_on_the_other_branch_bounds_nothing_here() -> None:
    stem = stretch(1, 0, 0, Mark(1, 60, 60), Mark(4, 240, 240, TRUE), cuts={2: 120})
    twin = stretch(2, 1, 2, Mark(1, 0, 60), name=B, received_s=TRUE + 10**6)
    found = dated([stem, twin])

    assert when(found[1], 2, 120).unix_s == TRUE - 120
    assert when(found[2], 2, 120).week() is None
    assert found[2][0].earliest < TRUE - 10**6


def test_a_stretch_whose_parent_is_not_there_begins_a_log() -> None:
    found = dated([stretch(7, 5, 3, Mark(1, 0, 0, TRUE), name=B)])

    assert when(found[7], 1, 0).unix_s == TRUE
