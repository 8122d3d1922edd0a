"""However pages are lost, repeated or reordered, a node ends with the hub's stream and the latest of each subject."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import BadBundle, BadInput, Untrusted
from sync.feed import (
    ALL,
    MAX_ITEM_BYTES,
    FeedEntry,
    Marks,
    Move,
    Slice,
    continue_from,
    entry_after,
    latest,
    page_after,
    signed_item,
)
from sync.keys import HubKeys, NodeKeys, seal_to
from sync.lives import FeedPosition
from sync.pages import open_slice, seal_slice, sign_slice
from sync.reply import Reply, decode_reply, encode_reply
from sync.wire import pack
from tests.sync.builders import EARLIER, HUB, LATER, LIFE, NODE, SITE, MemoryOutbox, entries, item

CHAIN = entries(10)
SITE_CHAIN = [entry_after(None, LIFE, item(1, stream=SITE))]


def page(chain: list[FeedEntry], at: int = 0, max_bytes: int = 100_000, life: Any = LIFE) -> Any:
    position = chain[at - 1].position if at else None
    return page_after(chain, position, max_bytes, stream=chain[0].item.stream, hub_incarnation=life)


def positions(chain: list[FeedEntry]) -> list[FeedPosition]:
    return [entry.position for entry in chain]


def test_a_page_follows_the_position() -> None:
    assert page(CHAIN, 4).entries == tuple(CHAIN[4:])
    assert page(CHAIN, 10).entries == ()


@given(st.integers(0, 10), st.integers(0, 3_000))
def test_a_page_is_small_but_never_empty_while_there_is_more(at: int, max_bytes: int) -> None:
    found = page(CHAIN, at, max_bytes)

    assert at + len(found.entries) + found.left == len(CHAIN)
    assert found.entries or at == len(CHAIN)
    assert len(found.entries) <= 1 or sum(len(pack(entry)) for entry in found.entries) <= max_bytes


def test_a_position_of_another_history_gets_marks() -> None:
    lost = entries(4, LIFE, CHAIN[:6])
    other = entries(4, LATER, CHAIN[:6])
    found = page_after(other, lost[-1].position, 1_000, stream=ALL, hub_incarnation=LATER)

    assert isinstance(found, Marks)
    assert CHAIN[5].position in found.marks
    assert continue_from(positions(lost), found, LIFE) == Move(6)


def test_marks_reach_back_by_powers_of_two() -> None:
    chain = entries(1_000)
    unknown = msgspec.structs.replace(chain[-1].position, head=bytes(16))
    found = page_after(chain, unknown, 1_000, stream=ALL, hub_incarnation=LIFE)

    assert isinstance(found, Marks)
    assert [mark.number for mark in found.marks] == [1000, 999, 998, 996, 992, 984, 968, 936, 872, 744, 488]


@pytest.mark.parametrize("chain", [CHAIN, SITE_CHAIN])
def test_a_page_comes_back_from_the_road(chain: list[FeedEntry]) -> None:
    sent = page(chain)
    data = sign_slice(sent, HUB) if sent.stream == ALL else seal_slice(sent, HUB, NODE.verify_key)

    assert open_slice(data, HUB.public, NODE) == sent


def test_marks_come_back_from_the_road() -> None:
    sent = Marks(ALL, LIFE, CHAIN[3].position, (CHAIN[1].position,))

    assert open_slice(sign_slice(sent, HUB), HUB.public, NODE) == sent


def test_no_flipped_bit_of_a_page_is_believed() -> None:
    for data in (sign_slice(page(CHAIN[:2]), HUB), seal_slice(page(SITE_CHAIN), HUB, NODE.verify_key)):
        for at in range(len(data)):
            with pytest.raises((Untrusted, BadBundle)):
                open_slice(data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :], HUB.public, NODE)


def test_a_sites_page_is_for_one_node_only() -> None:
    other = NodeKeys.generate()
    resealed = b"S" + seal_to(
        other.verify_key, NODE.open_sealed(seal_slice(page(SITE_CHAIN), HUB, NODE.verify_key)[1:])
    )

    with pytest.raises(BadBundle):
        open_slice(seal_slice(page(SITE_CHAIN), HUB, NODE.verify_key), HUB.public, other)
    with pytest.raises(Untrusted):
        open_slice(resealed, HUB.public, other)


def test_a_page_of_another_hub_is_untrusted() -> None:
    with pytest.raises(Untrusted):
        open_slice(sign_slice(page(CHAIN), HubKeys.generate(bytes(32))), HUB.public, NODE)


def test_a_sites_decisions_never_travel_in_the_open() -> None:
    body = pack(page(SITE_CHAIN))

    with pytest.raises(ValueError, match="open"):
        sign_slice(page(SITE_CHAIN), HUB)
    with pytest.raises(Untrusted):
        open_slice(b"B" + HUB.sign(b"chasqui/slice/1", body) + body, HUB.public, NODE)


@pytest.mark.parametrize("data", [b"", b"B", b"X" * 200, b"B" + bytes(2_000_000)])
def test_what_is_no_page_is_refused(data: bytes) -> None:
    with pytest.raises((Untrusted, BadBundle)):
        open_slice(data, HUB.public, NODE)


@pytest.mark.parametrize("broken", [CHAIN[1:3], [CHAIN[0], CHAIN[2]], [CHAIN[1], CHAIN[0]]])
def test_entries_that_do_not_follow_each_other_are_refused_even_when_signed(broken: list[FeedEntry]) -> None:
    with pytest.raises(BadBundle):
        open_slice(sign_slice(Slice(ALL, LIFE, None, tuple(broken)), HUB), HUB.public, NODE)


def test_an_entry_of_another_stream_is_refused() -> None:
    with pytest.raises(BadBundle):
        open_slice(sign_slice(Slice(ALL, LIFE, None, tuple(SITE_CHAIN)), HUB), HUB.public, NODE)


def test_a_repeated_page_moves_nothing() -> None:
    assert continue_from(positions(CHAIN), page(CHAIN, 2)) == Move(10)


def test_an_overlapping_page_adds_only_what_is_new() -> None:
    assert continue_from(positions(CHAIN[:5]), page(CHAIN, 2)) == Move(5, tuple(CHAIN[5:]))


def test_a_page_after_a_gap_moves_nothing() -> None:
    assert continue_from(positions(CHAIN[:3]), page(CHAIN, 5)) is None


def test_a_page_of_an_older_life_of_the_hub_moves_nothing() -> None:
    assert continue_from(positions(CHAIN[:3]), page(CHAIN, 3, life=EARLIER), LIFE) is None


def test_a_page_of_a_newer_life_replaces_what_the_hub_lost() -> None:
    renewed = entries(2, LATER, CHAIN[:6])

    assert continue_from(positions(CHAIN), page(renewed, 5, life=LATER), LIFE) == Move(6, tuple(renewed[6:]))


def test_marks_that_answer_another_question_move_nothing() -> None:
    marks = Marks(ALL, LIFE, CHAIN[3].position, (CHAIN[1].position,))

    assert continue_from(positions(CHAIN[:4]), marks) == Move(2)
    assert continue_from(positions(CHAIN[:5]), marks) is None
    assert continue_from([], marks) is None


def test_marks_of_which_nothing_is_known_start_again() -> None:
    assert continue_from(positions(entries(3, EARLIER)), Marks(ALL, LIFE, entries(3, EARLIER)[2].position, ())) == Move(
        0
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(50, 2_000)), max_size=12))
def test_any_order_of_pages_ends_in_the_hubs_stream(asked: list[tuple[int, int]]) -> None:
    outbox = MemoryOutbox()
    for at, max_bytes in asked:
        outbox.apply(page(CHAIN, at, max_bytes))
    known = outbox.known.get(ALL, [])
    outbox.apply(page(CHAIN, len(known)))

    assert known == CHAIN[: len(known)]
    assert outbox.known[ALL] == CHAIN


births = st.tuples(st.sampled_from([EARLIER, LIFE, LATER]), st.integers(1, 5))


@given(st.lists(births, max_size=8, unique=True), st.randoms())
def test_the_greatest_birth_holds_whatever_the_order_of_arrival(some: list[Any], rng: Any) -> None:
    items = [item(number, "decision/p/074294", life) for life, number in some]
    rng.shuffle(items)

    assert latest(items) == ({"decision/p/074294": max(items, key=lambda one: one.birth)} if items else {})


def test_the_chain_of_a_stream_does_not_depend_on_signatures() -> None:
    assert entry_after(None, LIFE, signed_item(item(1), HUB)).head == entry_after(None, LIFE, item(1)).head


def test_an_item_that_no_reply_could_carry_is_refused_before_it_is_issued() -> None:
    too_long = msgspec.structs.replace(item(1), body=bytes(MAX_ITEM_BYTES + 1))

    with pytest.raises(BadInput, match="redúzcalo"):
        signed_item(too_long, HUB)


def test_the_largest_items_of_both_streams_arrive_in_one_reply() -> None:
    pages = []
    for stream in (ALL, SITE):
        full = msgspec.structs.replace(item(1, "s" * 200, stream=stream), body=bytes(MAX_ITEM_BYTES))
        chain = [entry_after(None, LIFE, signed_item(full, HUB))]
        chain.append(entry_after(chain[0], LIFE, signed_item(item(2, stream=stream), HUB)))
        found = page(chain, max_bytes=10**9)
        signed = sign_slice(found, HUB) if stream == ALL else seal_slice(found, HUB, NODE.verify_key)
        pages.append((signed, found))
    reply = decode_reply(encode_reply(Reply(b"ack", tuple(signed for signed, _ in pages))))

    assert [open_slice(data, HUB.public, NODE) for data in reply.slices] == [found for _, found in pages]


def test_an_item_with_a_name_that_no_node_could_read_is_refused() -> None:
    with pytest.raises(BadInput, match="acórtelo"):
        signed_item(item(1, "s" * 201), HUB)
