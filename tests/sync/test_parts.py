"""A long entry comes in parts that go on from what is held; whatever order, loss and repetition, it is that entry."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.errors import BadBundle
from sync import rest
from sync.feed import ALL, FeedEntry, FeedItem, entry_after, signed_item
from sync.keys import NodeKeys
from sync.lives import HubIncarnation
from sync.pages import open_slice, seal_slice, sign_slice
from sync.parts import FIELD, LEAST_BYTES, Begun, Part, packed, part_of, said, told, whole, with_part
from tests.sync.builders import HUB, LIFE

NODE = NodeKeys.from_seed(b"k" * 32)
LATER = HubIncarnation(LIFE.ms + 9, bytes(8))


def chain(stream: str = ALL, seed: int = 1) -> list[FeedEntry]:
    """Return a short entry, a long one that does not compress, and another short one."""
    found: list[FeedEntry] = []
    for number, size in enumerate((10, 6_000, 10), start=1):
        body = random.Random(seed + number).randbytes(size)
        item = signed_item(FeedItem((LIFE, number), stream, "news", f"news/{number}", body), HUB)
        found.append(entry_after(found[-1] if found else None, LIFE, item))
    return found


def next_part(entries: list[FeedEntry], begun: Begun | None, most: int, life: HubIncarnation = LIFE) -> Part | None:
    had = rest.of(begun.data) if begun else None
    return part_of(entries, entries[0].position, had, most, stream=entries[0].item.stream, hub_incarnation=life)


@given(st.lists(st.tuples(st.integers(1, 3_000), st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_parts_of_any_size_lost_or_repeated_in_any_life_make_the_entry(road: list[tuple[int, bool, bool]]) -> None:
    entries, begun, last = chain(), None, None
    for size, lost, later in [*road, *[(LEAST_BYTES, False, False)] * 13]:
        part = next_part(entries, begun, size, LATER if later else LIFE)
        assert part is not None
        if lost:
            continue
        begun = with_part(with_part(begun, part), part)
        assert begun is not None
        assert packed(entries[1]).startswith(begun.data)
        if (last := whole(begun, part)) is not None:
            break

    assert last is not None
    assert (last.base, last.entries, last.left) == (entries[0].position, (entries[1],), 1)


def test_what_fits_goes_whole_and_what_is_begun_goes_on_whatever_fits() -> None:
    entries = chain()
    first = next_part(entries, None, 1_000)
    assert first is not None
    begun = with_part(None, first)

    assert next_part(entries, None, 100_000) is None
    assert part_of(entries, None, None, 1_000, stream=ALL, hub_incarnation=LIFE) is None
    assert part_of(entries, entries[2].position, None, 1_000, stream=ALL, hub_incarnation=LIFE) is None
    rest_ = next_part(entries, begun, 100_000)
    assert rest_ is not None
    assert (rest_.offset, rest_.offset + len(rest_.data)) == (1_000, rest_.total)


def test_what_is_held_of_another_entry_is_given_up_for_the_beginning() -> None:
    entries, others = chain(), chain(seed=99)
    strange = with_part(None, next_part(others, None, 1_000))  # type: ignore[arg-type]
    part = next_part(entries, strange, 1_000)
    assert part is not None

    assert part.offset == 0
    assert with_part(strange, part) == with_part(None, part)
    assert with_part(strange, replace(part, offset=500)) == strange
    beside = replace(strange, base=part.base)  # type: ignore[type-var]
    assert with_part(beside, replace(part, offset=500)) == beside


def test_what_is_held_and_is_not_what_the_hub_says_there_gives_way() -> None:
    part = next_part(chain(), None, 1_000)
    assert part is not None
    right = with_part(None, part)
    assert right is not None
    wrong = replace(right, data=right.data[:500] + bytes(600))

    assert with_part(wrong, part) == right
    assert with_part(right, replace(part, data=part.data[:700])) == right


@pytest.mark.parametrize(
    "change", [{"data": b""}, {"offset": 5_900, "data": bytes(900)}, {"offset": 9}, {"data": bytes(9_000)}]
)
def test_a_part_that_leads_nowhere_changes_nothing(change: dict[str, object]) -> None:
    part = next_part(chain(), None, 1_000)
    assert part is not None

    assert with_part(None, replace(part, **change)) is None


def test_parts_that_make_no_entry_or_another_one_are_refused() -> None:
    entries = chain()
    part = next_part(entries, None, 1_000)
    assert part is not None
    of = (ALL, entries[0].position)

    another = entry_after(entries[0], LIFE, FeedItem((LIFE, 2), ALL, "news", "news/2", b"of another branch"))
    for data in (b"\0nothing", packed(entries[2]), packed(entries[0]), packed(another)):
        with pytest.raises(BadBundle):
            whole(Begun(*of, entries[1].head, len(data), data), part)


def test_a_part_travels_as_a_page_does() -> None:
    own, all_ = (next_part(chain(stream), None, 1_000) for stream in ("1", ALL))
    assert own
    assert all_

    assert open_slice(seal_slice(own, HUB, NODE.verify_key, packs=True), HUB.public, NODE) == own
    assert open_slice(sign_slice(all_, HUB, packs=True), HUB.public, NODE) == all_


def test_what_a_bundle_says_of_parts_is_read_as_it_was_told() -> None:
    begun = with_part(None, next_part(chain(), None, 1_000))  # type: ignore[arg-type]
    assert begun

    assert said({FIELD: told([begun])}) == {ALL: rest.of(begun.data)}


@given(st.recursive(st.none() | st.integers() | st.text() | st.binary(), lambda inner: st.lists(inner, max_size=5)))
def test_whatever_somebody_says_of_parts_is_read_or_passed_over(value: object) -> None:
    found = said({FIELD: value})

    assert found is None or all(have.size > 0 for have in found.values())
