"""Items that a node gives back travel whole, after the events, within bounds; and only those that their hub signed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import BadBundle
from sync.feed import FeedItem, signed_item
from sync.header import header_bytes, open_header
from sync.keys import HubKeys
from sync.opened import open_prefix
from sync.returning import MAX_RETURNED, RETURNED_BYTES, is_of, items_in, sealed_items, to_give_back
from sync.stream import decrypt
from sync.wire import pack
from tests.sync.builders import HUB, LIFE, item, records, run, sealed

OTHER_HUB = HubKeys.generate(bytes(32))


def signed(number: int, hub: HubKeys = HUB, body: bytes = b"") -> FeedItem:
    return signed_item(FeedItem((LIFE, number), "all", "calendar", f"s/{number}", body or b"%d" % number), hub)


@given(st.integers(0, 9), st.sampled_from([0, 3]))
def test_what_is_given_back_arrives_as_it_was_signed(count: int, events: int) -> None:
    items = [signed(number) for number in range(count)]
    opened = open_prefix(HUB, sealed([run(events)] if events else [], returned=items).data)

    assert (opened.complete, list(opened.returned), len(records(opened))) == (True, items, events)
    assert all(is_of(one, HUB.public) for one in opened.returned)


@given(st.integers(0, 400))
def test_a_cut_brings_the_events_first_and_whole_items_after_them(cut: int) -> None:
    whole = sealed([run()], returned=[signed(1), signed(2), signed(3)]).data
    opened = open_prefix(HUB, whole[: len(whole) - cut])

    assert opened.complete == (cut == 0)
    assert (opened.problem, opened.verified_bytes <= len(whole) - cut) == ("", True)
    assert list(opened.returned) == [signed(1), signed(2), signed(3)][: len(opened.returned)]
    assert not opened.returned or len(records(opened)) == 3


def test_who_knows_nothing_of_items_reads_every_event_before_it_meets_what_is_too_much() -> None:
    data = sealed([run()], returned=[signed(1)]).data
    earlier_reader = decrypt(open_header(HUB, data).header.stream_key, data, header_bytes(data))

    assert [next(earlier_reader)[2]] == [True]
    with pytest.raises(BadBundle, match="Lo demás sí se recibió"):
        next(earlier_reader)


def test_a_damaged_item_leaves_the_events_and_those_before_it() -> None:
    data = bytearray(sealed([run()], returned=[signed(1), signed(2)]).data)
    data[-1] ^= 1
    opened = open_prefix(HUB, bytes(data))

    assert (len(records(opened)), list(opened.returned), opened.complete) == (3, [signed(1)], False)
    assert opened.problem
    assert opened.verified_bytes < len(data)


@pytest.mark.parametrize("announced", [1, 3])
def test_more_or_fewer_than_announced_is_refused(announced: int) -> None:
    data = sealed_items(b"s" * 16, [signed(1), signed(2)])

    with pytest.raises(BadBundle):
        list(items_in(b"s" * 16, data, 0, announced))


def test_what_unfolds_into_more_than_a_page_is_refused() -> None:
    data = sealed_items(b"s" * 16, [signed(number, body=bytes(500_000)) for number in range(3)])

    assert len(data) < 10_000
    with pytest.raises(BadBundle):
        list(items_in(b"s" * 16, data, 0, 3))


@given(st.lists(st.integers(1, 40_000), max_size=90))
def test_a_bundle_takes_the_first_of_what_is_lost_and_always_one(sizes: list[int]) -> None:
    lost = [FeedItem((LIFE, at), "all", "x", "x", bytes(size)) for at, size in enumerate(sizes)]
    lost = [signed_item(one, HUB) for one in lost]
    chosen = to_give_back(lost, HUB.public)

    assert chosen == lost[: len(chosen)]
    assert bool(chosen) == bool(lost)
    assert len(chosen) == 1 or sum(len(pack(one)) for one in chosen) <= RETURNED_BYTES
    assert len(chosen) <= MAX_RETURNED


def test_what_another_hub_or_nobody_signed_is_not_given_back() -> None:
    altered = FeedItem((LIFE, 1), "all", "calendar", "s/1", b"other", signed(1).signature)
    lost = [signed(1, OTHER_HUB), item(2), altered, signed(4)]

    assert to_give_back(lost, HUB.public) == [signed(4)]
