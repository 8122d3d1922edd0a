"""What an ack may move: only the node's own history, only forward, and back to the start when the hub's life is new."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import BadBundle, Untrusted
from shared.ids import Head
from sync.ack import (
    MAX_ACK_BYTES,
    MAX_TIPS,
    Ack,
    Cursor,
    Said,
    advanced,
    believes,
    deepest,
    is_old,
    now_said,
    open_ack,
    shown_by,
    sign_ack,
)
from sync.chain import START, Position
from sync.feed import ALL
from sync.keys import HubKeys, NodeKeys
from sync.lives import FeedPosition, HubIncarnation, next_hub_incarnation, was_restored
from tests.sync.builders import EARLIER, HUB, LATER, LIFE, NODE, MemoryOutbox, incarnation
from tests.usage_events import uses

OUTBOX = MemoryOutbox()
OUTBOX.record("a", uses(5))
OUTBOX.record("b", uses(2, seed=2))
OWN = [position for position, _ in OUTBOX.log]
FOREIGN = [msgspec.structs.replace(position, head=Head(b"twin" * 4)) for position in OWN]


def ack(received: Position | None = None, *tips: Position, life: HubIncarnation = LIFE, **more: Any) -> Ack:
    return Ack(NODE.node_id, life, 0, more.pop("state", "ok"), received, tips)


def test_an_ack_comes_back() -> None:
    given_ack = ack(OWN[3], OWN[0], OWN[6])

    assert open_ack(sign_ack(given_ack, HUB), HUB.public, NODE.node_id) == given_ack


def test_an_ack_for_another_node_is_untrusted() -> None:
    with pytest.raises(Untrusted):
        open_ack(sign_ack(ack(), HUB), HUB.public, NodeKeys.generate().node_id)


def test_an_ack_of_another_hub_is_untrusted() -> None:
    with pytest.raises(Untrusted):
        open_ack(sign_ack(ack(), HubKeys.generate(bytes(32))), HUB.public, NODE.node_id)


def test_no_flipped_bit_is_believed() -> None:
    signed = sign_ack(ack(OWN[3]), HUB)
    for at in range(len(signed)):
        flipped = signed[:at] + bytes([signed[at] ^ 1 << at % 8]) + signed[at + 1 :]
        with pytest.raises(Untrusted):
            open_ack(flipped, HUB.public, NODE.node_id)


def test_an_ack_of_a_shape_that_is_not_known_is_no_ack() -> None:
    body = b"\x91\x01"

    with pytest.raises(BadBundle):
        open_ack(HUB.sign(b"chasqui/ack/1", HUB.hub_id + body) + body, HUB.public, NODE.node_id)


def test_an_ack_with_many_tips_keeps_the_last_and_fits() -> None:
    tips = [Position(incarnation(str(n)), 2**62, START.head) for n in range(50)]
    signed = sign_ack(ack(None, *tips), HUB)

    assert len(signed) <= MAX_ACK_BYTES
    # The hub names the deepest last: those are what a node needs.
    assert list(open_ack(signed, HUB.public, NODE.node_id).tips) == tips[-MAX_TIPS:]


def test_the_proof_a_header_shows_is_checked_where_there_is_one() -> None:
    assert shown_by(b"", HUB.public) is None
    assert shown_by(sign_ack(ack(), HUB), HUB.public) == ack()
    with pytest.raises(Untrusted):
        shown_by(b"x", HUB.public)


def test_what_the_hub_told_another_key_is_a_proof_all_the_same() -> None:
    earlier = msgspec.structs.replace(ack(), node_id=NodeKeys.generate().node_id)

    assert shown_by(sign_ack(earlier, HUB), HUB.public) == earlier


@given(st.lists(st.sampled_from(OWN + FOREIGN), max_size=8))
def test_the_deepest_own_position_counts_whatever_else_is_named(named: list[Position]) -> None:
    found = deepest(ack(None, *named), OUTBOX.place)

    assert found == max((position for position in named if position in OWN), key=OWN.index, default=None)


def test_what_is_held_in_quarantine_was_not_received() -> None:
    assert deepest(ack(OWN[3], OWN[3], state="held"), OUTBOX.place) is None


def test_the_cursor_never_goes_back_within_a_life_of_the_hub() -> None:
    cursor = Cursor(LIFE, OWN[4], b"proof")

    assert advanced(cursor, ack(OWN[2]), b"signed", OUTBOX.place) == cursor
    assert advanced(cursor, ack(OWN[6]), b"signed", OUTBOX.place) == Cursor(LIFE, OWN[6], b"signed")


def test_a_newer_life_of_the_hub_sets_the_cursor_to_what_it_holds() -> None:
    cursor = Cursor(LIFE, OWN[4], b"proof")

    assert advanced(cursor, ack(OWN[1], life=LATER), b"signed", OUTBOX.place) == Cursor(LATER, OWN[1], b"signed")
    assert advanced(cursor, ack(life=LATER), b"signed", OUTBOX.place) == Cursor(LATER, START, b"signed")


def test_an_older_life_of_the_hub_changes_nothing() -> None:
    cursor = Cursor(LIFE, OWN[4], b"proof")

    assert advanced(cursor, ack(OWN[6], life=EARLIER), b"signed", OUTBOX.place) == cursor
    assert not believes(LIFE, ack(life=EARLIER))


def test_the_history_of_a_twin_counts_for_nothing() -> None:
    assert advanced(Cursor(), ack(FOREIGN[4], *FOREIGN), b"signed", OUTBOX.place).acked == START


acks = st.builds(
    lambda received, life: ack(received, life=life),
    st.sampled_from([None, *OWN, *FOREIGN]),
    st.sampled_from([EARLIER, LIFE, LATER]),
)


@given(st.lists(acks, max_size=10), st.randoms())
def test_stale_and_reordered_acks_end_where_ordered_ones_do(some: list[Ack], rng: Any) -> None:
    def follow(in_order: list[Ack]) -> Cursor:
        cursor = Cursor()
        for one in in_order:
            cursor = advanced(cursor, one, b"signed", OUTBOX.place)
        return cursor

    shuffled = list(some)
    rng.shuffle(shuffled)

    assert follow(some) == follow(shuffled)


lives = st.builds(HubIncarnation, st.integers(0, 2**50), st.binary(min_size=8, max_size=8))


@given(st.none() | lives, st.none() | lives, st.integers(-(2**40), 2**50))
def test_a_new_life_is_later_than_any_known_whatever_the_clock(
    own: HubIncarnation | None, shown: HubIncarnation | None, unix_ms: int
) -> None:
    drawn = next_hub_incarnation(own, shown, unix_ms, bytes(8))

    assert all(drawn > seen for seen in (own, shown) if seen)
    assert drawn.ms >= unix_ms


def test_a_hub_draws_anew_only_on_evidence_that_it_was_restored() -> None:
    assert was_restored(LIFE, LATER, lacks=False)
    assert was_restored(LIFE, LIFE, lacks=True)
    assert not was_restored(LIFE, EARLIER, lacks=True)
    assert not was_restored(LIFE, None, lacks=True)


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=8),
    st.lists(st.integers(1_740_000_000, 1_900_000_000), min_size=8, max_size=8),
    st.data(),
)
def test_an_ack_that_is_played_again_is_old_whatever_the_hubs_clock_said(
    steps: list[tuple[int, int]], times: list[int], data: st.DataObject
) -> None:
    acks, held, told = [], 0, 1
    for hub_time, (events, entries) in zip(times, steps, strict=False):
        held, told = min(len(OWN) - 1, held + events), told + entries
        place = FeedPosition(LIFE, told, Head(bytes(16)))
        acks.append(Ack(NODE.node_id, LIFE, hub_time, "ok", OWN[held], feeds={ALL: place}))
    said = Said()
    for one in acks:
        said = said if is_old(one, said, OUTBOX.place) else now_said(one, said, OUTBOX.place)
    again = data.draw(st.sampled_from(acks))
    says_the_last = (again.received, again.feeds) == (acks[-1].received, acks[-1].feeds)

    assert (said.at, said.feeds) == (acks[-1].received, acks[-1].feeds)
    assert is_old(again, said, OUTBOX.place) == (not says_the_last or again.hub_time < said.hub_time)


def test_an_earlier_time_by_itself_is_old_and_so_is_one_that_no_clock_should_say() -> None:
    said = Said(1_790_000_000, OWN[2])
    times = (1_780_000_000, 86_400, 1_790_000_001)

    assert [is_old(msgspec.structs.replace(ack(OWN[2]), hub_time=at), said, OUTBOX.place) for at in times] == [
        True,
        True,
        False,
    ]
    assert [is_old(msgspec.structs.replace(ack(OWN[3]), hub_time=at), said, OUTBOX.place) for at in times] == [
        False,
        True,
        False,
    ]
    assert is_old(msgspec.structs.replace(ack(OWN[1]), hub_time=4_080_000_000), said, OUTBOX.place)
