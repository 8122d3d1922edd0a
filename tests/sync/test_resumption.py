"""What both sides remember of an exchange need not be said again, and nothing depends on it."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import BadBundle, Forgotten
from sync.ack import Ack, expected_ack, in_full, open_ack, shortened, sign_ack
from sync.bundle import Run, Sealed
from sync.chain import Position
from sync.feed import Marks, Slice
from sync.header import RESUMED
from sync.keys import SIGNATURE_BYTES
from sync.opened import open_prefix
from sync.resumption import MAX_KEPT_BYTES, MAX_KEPT_NAMES, Resumption, after, feeds_after, kept
from tests.sync.builders import HUB, LIFE, NODE, entries, incarnation, record_lists, records, run, sealed
from tests.usage_events import uses

FIRST = sealed([run(40)], health={0: "0.1.0", 1: 512})
ACK = Ack(NODE.node_id, LIFE, 7, "ok", FIRST.end)
KNOWN = after(FIRST, NODE.verify_key, ACK, b"signed")


def recall(known: Resumption = KNOWN) -> object:
    return {known.ticket: known}.get


def following(some: list[dict[int, object]], known: Resumption = KNOWN, **more: object) -> Sealed:
    return sealed([Run(incarnation("a"), known.base.seq + 1, list(some))], known.base, resumption=known, **more)


@settings(deadline=None)
@given(record_lists.filter(len))
def test_a_resumed_bundle_says_the_same_as_one_in_full(some: list[dict[int, object]]) -> None:
    bundle = following(some)
    opened = open_prefix(HUB, bundle.data, recall())  # type: ignore[arg-type]

    assert (records(opened), opened.end, opened.complete) == ([dict(one) for one in some], bundle.end, True)
    assert (opened.node_id, opened.header.base, opened.resumed) == (NODE.node_id, KNOWN.base, LIFE)
    assert (opened.secret, opened.names) == (bundle.secret, bundle.names)


def test_what_a_node_says_of_itself_does_not_grow_from_bundle_to_bundle() -> None:
    full = msgspec.structs.replace(KNOWN, health={n: bytes(500) for n in range(100, 108)})
    more = following([{0: 1}], full, health={**full.health, 200: bytes(500)})

    with pytest.raises(BadBundle, match="encabezado"):
        open_prefix(HUB, more.data, recall(full))  # type: ignore[arg-type]


def test_both_sides_come_to_the_same_ticket() -> None:
    opened = open_prefix(HUB, FIRST.data)

    assert after(opened, NODE.verify_key, ACK, b"signed") == KNOWN


def test_another_place_in_the_feed_is_another_ack_and_another_ticket() -> None:
    (entry,) = entries(1)
    page = Slice("all", LIFE, None, (entry,))
    elsewhere = sign_ack(msgspec.structs.replace(ACK, feeds=feeds_after({}, [page])), HUB)

    assert elsewhere != sign_ack(ACK, HUB)
    assert after(FIRST, NODE.verify_key, ACK, elsewhere).ticket != KNOWN.ticket


def test_after_marks_nobody_vouches_for_a_place_in_that_stream() -> None:
    shown = {"all": entries(2)[-1].position}

    assert feeds_after(shown, []) == shown
    assert feeds_after(shown, [Marks("all", LIFE, shown["all"], ())]) == {}


def test_names_and_health_that_are_known_are_not_said_again() -> None:
    again = list(uses(80))[40:]
    short, full = following(again), sealed([Run(incarnation("a"), 41, again)], FIRST.end)

    assert len(short.data) < len(full.data) - 200
    assert open_prefix(HUB, following(again, health={0: "0.2.0"}).data, recall()).health == {0: "0.2.0"}  # type: ignore[arg-type]


def test_a_hub_that_remembers_nothing_says_so() -> None:
    with pytest.raises(Forgotten):
        open_prefix(HUB, following(uses(3)).data)


@given(st.integers(0, 400))
def test_the_verified_prefix_of_a_cut_one_counts(cut: int) -> None:
    data = following(uses(30)).data
    try:
        opened = open_prefix(HUB, data[: min(cut, len(data) - 1)], recall())  # type: ignore[arg-type]
    except BadBundle:
        return

    assert (opened.complete, opened.problem, records(opened)) == (False, "", [])


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_no_flipped_byte_is_believed(at: int, flip: int) -> None:
    data = bytearray(following(uses(3)).data)
    data[at % len(data)] ^= flip
    try:
        opened = open_prefix(HUB, bytes(data), recall())  # type: ignore[arg-type]
    except (BadBundle, Forgotten):
        return

    assert not opened.complete


def test_sealing_twice_uses_no_key_twice() -> None:
    one, other = following(uses(3)).data, following(uses(3)).data

    assert one.startswith(RESUMED)
    assert one[16:28] != other[16:28]
    assert one[28:] != other[28:]


def test_a_carrier_does_not_learn_whose_it_is() -> None:
    data = following(uses(3)).data

    assert bytes(NODE.node_id) not in data
    assert NODE.verify_key not in data


def test_a_run_of_a_new_incarnation_is_told_whole() -> None:
    bundle = sealed([run(3, "b")], KNOWN.base, resumption=KNOWN)
    opened = open_prefix(HUB, bundle.data, recall())  # type: ignore[arg-type]

    assert opened.end == bundle.end


def test_a_question_without_events_is_complete() -> None:
    opened = open_prefix(HUB, sealed([], KNOWN.base, resumption=KNOWN).data, recall())  # type: ignore[arg-type]

    assert (opened.complete, opened.end, opened.problem) == (True, KNOWN.base, "")


def test_what_is_remembered_is_bounded() -> None:
    many = {8: [str(n) for n in range(MAX_KEPT_NAMES + 1)], 9: [b"n" * 100] * 2_000, 19: ["open"]}

    assert kept(many) == {19: ["open"]}
    assert 9 not in kept({9: [b"x" * 120] * (MAX_KEPT_BYTES // 128 + 1)})


@pytest.mark.parametrize("hub_time", [0, 1_790_000_000])
def test_the_expected_ack_travels_as_signature_and_time(hub_time: int) -> None:
    expected = expected_ack(NODE.node_id, LIFE, FIRST.end, {})
    signed = sign_ack(msgspec.structs.replace(expected, hub_time=hub_time), HUB)
    short = shortened(signed, expected)

    assert len(short) <= SIGNATURE_BYTES + 5
    assert in_full(short, expected) == signed
    assert open_ack(in_full(short, expected), HUB.public, NODE.node_id).hub_time == hub_time


def test_the_order_in_which_streams_are_named_changes_nothing() -> None:
    position = entries(1)[0].position
    one, other = {"all": position, "074294": position}, {"074294": position, "all": position}
    expected = expected_ack(NODE.node_id, LIFE, FIRST.end, other)
    signed = sign_ack(msgspec.structs.replace(ACK, feeds=one), HUB)

    assert in_full(shortened(signed, expected), expected) == signed


def test_an_ack_that_says_more_travels_whole() -> None:
    twin = Position(incarnation("twin"), 3, FIRST.end.head)
    expected = expected_ack(NODE.node_id, LIFE, FIRST.end, {})
    signed = sign_ack(Ack(NODE.node_id, LIFE, 7, "ok", FIRST.end, (twin,)), HUB)

    assert shortened(signed, expected) == signed
    assert in_full(signed, expected) == signed
