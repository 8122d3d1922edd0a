"""What a learner is offered: never what does not fit, always the same, begun things first, more use never lower."""

import tracemalloc
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.recommend import (
    OFFERED,
    Learner,
    Material,
    Shelf,
    Step,
    Why,
    class_use,
    is_begun,
    is_finished,
    is_open,
    reaches,
)  # fmt: skip
from shared.school_year import Week
from shared.similarity import ItemId, packed

ITEMS = [ItemId(name) for name in "abcdefghijkl"]
KNOWN = packed(tuple(ITEMS), np.random.default_rng(4).random((12, 12)) ** 3, until=Week(1), weight_pct=65)

materials = st.lists(
    st.builds(
        Material,
        st.sampled_from(ITEMS),
        language=st.sampled_from(["", "es", "quy"]),
        levels=st.sampled_from([(), ("Primaria",), ("Secundaria",)]),
        grades=st.sampled_from([(), (1, 2), (3,)]),
        android=st.sampled_from([0, 9, 12]),
        after=st.sampled_from([(), (ITEMS[0],), (ITEMS[0], ITEMS[1])]),
    ),
    unique_by=lambda one: one.id,
    max_size=12,
)
learners = st.builds(
    Learner,
    grade=st.sampled_from([None, 1, 3]),
    level=st.sampled_from(["", "Primaria"]),
    languages=st.sampled_from([None, frozenset({"es"}), frozenset({"es", "quy"})]),
    android=st.sampled_from([None, 6, 10]),
)
steps = st.builds(Step, st.none() | st.integers(0, 101), st.integers(0, 60), st.booleans())
pasts = st.dictionaries(st.sampled_from(ITEMS), steps, max_size=8)
classes = st.dictionaries(st.sampled_from(ITEMS), st.integers(1, 30), max_size=12)
knowns = st.sampled_from([None, KNOWN])


@given(materials, learners, pasts, classes, knowns)
def test_nothing_is_offered_that_does_not_fit_is_done_or_was_disliked(
    shelf: list[Material], learner: Learner, past: Mapping[ItemId, Step], in_class: Mapping[ItemId, float], known: None
) -> None:
    by_id = {one.id: one for one in shelf}
    for offer in Shelf(shelf, known).offers(learner, past, in_class):
        one, step = by_id[offer.item], past.get(offer.item, Step())

        assert (reaches(one, learner), is_open(one, past)) == (True, True)
        assert (is_finished(step), step.liked) == (False, True)
        assert one.language in ("", *(learner.languages or ("es", "quy")))
        assert one.android <= (learner.android or 99)
        assert all((past.get(item, Step()).progress or 0) >= 100 for item in one.after)


@given(materials, learners, pasts, classes, knowns, st.sets(st.sampled_from(ITEMS)))
def test_only_what_is_here_is_offered_and_as_much_of_it_as_there_is(
    shelf: list[Material], learner: Learner, past: Mapping[ItemId, Step], in_class: Mapping[ItemId, float],
    known: None, here: set[ItemId],
) -> None:  # fmt: skip
    laid = Shelf(shelf, known)
    all_ = {one.item for one in laid.offers(learner, past, in_class, most=len(ITEMS), most_begun=len(ITEMS))}
    found = {one.item for one in laid.offers(learner, past, in_class, here=here)}

    assert found <= here & all_
    assert len(found) == min(OFFERED, len(here & all_))


@given(materials, learners, pasts, classes, knowns, st.randoms(use_true_random=False))
def test_the_same_is_offered_whatever_the_order_in_which_it_is_told(
    shelf: list[Material], learner: Learner, past: Mapping[ItemId, Step], in_class: Mapping[ItemId, float], known: None,
    order: "np.random.Generator",
) -> None:  # fmt: skip
    first = Shelf(shelf, known).offers(learner, past, in_class)
    mixed = [list(part) for part in (shelf, past.items(), in_class.items())]
    for part in mixed:
        order.shuffle(part)

    assert Shelf(mixed[0], known).offers(learner, dict(mixed[1]), dict(mixed[2])) == first


@given(materials, learners, pasts, classes, knowns)
def test_begun_things_come_first_and_at_most_five_are_offered_each_once(
    shelf: list[Material], learner: Learner, past: Mapping[ItemId, Step], in_class: Mapping[ItemId, float], known: None
) -> None:
    found = Shelf(shelf, known).offers(learner, past, in_class)
    begun = [one.why is Why.BEGUN for one in found]

    assert begun == sorted(begun, reverse=True)
    assert len({one.item for one in found}) == len(found) <= OFFERED
    assert all(is_begun(past.get(one.item)) == (one.why is Why.BEGUN) for one in found)


def test_what_is_begun_leaves_room_for_what_is_new_and_fills_it_where_there_is_nothing() -> None:
    past = {item: Step(10, 9 - at) for at, item in enumerate(ITEMS[:6])}
    shelf = Shelf([Material(item) for item in ITEMS])

    mixed = shelf.offers(Learner(), past, dict.fromkeys(ITEMS, 1.0))
    alone = shelf.offers(Learner(), past, {})
    assert [one.item for one in mixed] == ["f", "e", "d", "g", "h"]
    assert [one.item for one in alone] == ["f", "e", "d", "c", "b"]


@given(materials, learners, pasts, classes, knowns, st.sampled_from(ITEMS), st.integers(1, 9))
def test_more_use_in_class_never_puts_a_material_lower(
    shelf: list[Material], learner: Learner, past: Mapping[ItemId, Step], in_class: Mapping[ItemId, float], known: None,
    item: ItemId, more: int,
) -> None:  # fmt: skip
    def place(use: Mapping[ItemId, float]) -> int:
        ranked = [one.item for one in Shelf(shelf, known).offers(learner, past, use, most=12)]
        return ranked.index(item) if item in ranked else 99

    assert place({**in_class, item: in_class.get(item, 0) + more}) <= place(in_class)


@given(materials, learners, pasts, classes)
def test_without_a_trained_similarity_the_order_is_that_of_use_in_class_and_every_reason_says_so(
    shelf: list[Material], learner: Learner, past: Mapping[ItemId, Step], in_class: Mapping[ItemId, float]
) -> None:
    new = [one for one in Shelf(shelf).offers(learner, past, in_class) if one.why is not Why.BEGUN]

    assert {one.why for one in new} <= {Why.CLASS}
    assert [in_class[one.item] for one in new] == sorted((in_class[one.item] for one in new), reverse=True)


def test_what_a_learner_used_speaks_for_what_is_alike_and_is_named() -> None:
    alike = np.zeros((3, 3))
    alike[0, 2] = 0.8
    known = packed(tuple(ITEMS[:3]), alike, until=Week(1), weight_pct=80)
    found = Shelf([Material(item) for item in ITEMS[:3]], known).offers(
        Learner(), {ITEMS[0]: Step(100)}, {ITEMS[1]: 9, ITEMS[2]: 1}
    )

    assert [(one.item, one.why, one.because) for one in found] == [
        ("c", Why.ALIKE, "a"),
        ("b", Why.CLASS, None),
    ]


def test_what_was_used_long_ago_says_less() -> None:
    found = Shelf([Material(item) for item in ITEMS]).seeds({ITEMS[0]: Step(5, 0), ITEMS[1]: Step(5, 12)})

    assert found[:2].tolist() == [1.0, 0.5]


@pytest.mark.parametrize("past", [{}, {ITEMS[0]: Step(None)}, {ITEMS[0]: Step(99)}])
def test_a_material_waits_until_what_it_builds_on_is_finished(past: Mapping[ItemId, Step]) -> None:
    shelf = Shelf([Material(ITEMS[1], after=(ITEMS[0],))])

    assert shelf.offers(Learner(), past, {ITEMS[1]: 3}) == []
    assert shelf.offers(Learner(), {ITEMS[0]: Step(100)}, {ITEMS[1]: 3})


@given(st.lists(st.tuples(st.sampled_from(ITEMS), st.integers(1, 60).map(Week)), min_size=1))
def test_a_vacation_changes_nothing_of_what_a_class_uses(last: list[tuple[ItemId, Week]]) -> None:
    after = [(item, Week(week + 12 if week > 30 else week)) for item, week in last]

    assert class_use(after) == class_use(last)
    assert max(class_use(last).values()) >= 1


def test_where_nobody_used_anything_nothing_is_offered() -> None:
    assert Shelf([Material(item) for item in ITEMS], KNOWN).offers(Learner(), {}, {}) == []


def test_a_catalogue_of_thousands_takes_no_more_room_for_likeness_than_what_was_counted() -> None:
    many = [Material(ItemId(f"pack/{n:06}")) for n in range(20_000)]

    tracemalloc.start()
    found = Shelf([*many, Material(ITEMS[0]), Material(ITEMS[1])], KNOWN).offers(
        Learner(), {ITEMS[0]: Step(100)}, {many[7].id: 2.0}
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert {one.item: one.because for one in found} == {ITEMS[1]: ITEMS[0], many[7].id: None}
    assert peak < 64 << 20
