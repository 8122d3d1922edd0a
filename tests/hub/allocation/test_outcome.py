"""What keeps the next lot of a pair, and what goes along with what."""

from hub.allocation.outcome import kit_of, outcome, scarce_part, what_blocks
from hub.allocation.turn import Part
from tests.hub.allocation.divided import Case, Wish, free, ints

KIT = ((0, 2, 1, 1), (1, 2, 2, 1))


def test_a_part_goes_with_the_main_that_most_is_sent_of() -> None:
    case = Case([Wish(0, 0, [9]), Wish(0, 1, [9, 9]), Wish(0, 2, [])], lot=(5, 5, 1), kits=KIT, schools=1)
    instance = case.instance()

    found = outcome(instance, ints([1, 2, 25]), free(instance))

    assert kit_of(found).tolist() == [-1, -1, 1]


def test_the_part_that_lacks_most_is_named() -> None:
    kit = ((0, 1, 1, 1), (0, 2, 3, 1))
    case = Case([Wish(0, 0, [9]), Wish(0, 1, []), Wish(0, 2, [])], lot=(5, 1, 1), kits=kit, schools=1,
                stock={(0, 1): 4, (0, 2): 2})  # fmt: skip
    instance = case.instance()

    found = outcome(instance, ints([0, 0, 0]), free(instance))

    assert instance.kits.part[scarce_part(found)[0]] == 2
    assert what_blocks(found)[0] == Part.KIT


def test_what_the_next_lot_takes_counts_its_parts() -> None:
    case = Case([Wish(0, 0, [9]), Wish(0, 2, [])], lot=(5, 5, 1), kits=((0, 2, 1, 1),), schools=1)
    instance = case.instance()

    found = outcome(instance, ints([0, 0]), free(instance))

    assert found.takes(instance.resources.weight_g).tolist() == [5_000, 500]


def test_what_is_told_of_all_pairs_is_computed_once_however_many_are_read() -> None:
    case = Case([Wish(0, 0, [9]), Wish(0, 2, [])], lot=(5, 5, 1), kits=((0, 2, 1, 1),), schools=1)
    instance = case.instance()

    found = outcome(instance, ints([1, 0]), free(instance))

    for name in ("depot", "zone", "lot", "slack", "pooled"):
        assert getattr(found, name) is getattr(found, name)
    assert found.turns.price is found.turns.price
