"""What came of a reply counts as far as it verifies, wherever it was cut, and nothing else of it ever does."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import BadBundle, Untrusted
from sync.bundle import Sender
from sync.feed import ALL
from sync.reply import Reply, begun, encode_reply
from sync.taking import take
from tests.sync.builders import HUB, NODE, SITE, MemoryHub, MemoryOutbox, item, sealed
from tests.sync.trading import node

WHO = Sender(NODE, HUB.public, SITE, None, {})
NEWS = (item(4, "decision/p/074294", stream=SITE), *(item(number) for number in (1, 2, 3)))


def asked(outbox: MemoryOutbox) -> Reply:
    """Return what a hub with news of both streams answers to all that *outbox* has."""
    hub = MemoryHub()
    for one in NEWS:
        hub.publish(one)
    base, runs = outbox.unsent(100)
    return hub.receive(sealed(runs, base).data)


@pytest.fixture
def outbox() -> MemoryOutbox:
    return node(5)


@given(st.data())
def test_any_beginning_of_a_reply_is_taken_as_far_as_it_is_whole(data: st.DataObject) -> None:
    outbox = node(5)
    reply = asked(outbox)
    raw = encode_reply(reply)
    cut = begun(raw[: data.draw(st.integers(0, len(raw)))])
    if cut is None:
        return
    taken = take(outbox, cut, WHO)

    assert (outbox.pending(), taken.problem, taken.cut) == (0, None, True)
    assert taken.left > 0
    assert taken.items == list(NEWS[: (0, 1, 4)[len(cut.slices)]])
    assert list(outbox.feed_positions()) == [SITE, ALL][: len(cut.slices)]


def flips(reply: Reply) -> Iterator[tuple[int, Reply | None]]:
    raw = encode_reply(reply)
    for at in range(0, len(raw), 7):
        yield at, begun(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 : -1])


def test_a_beginning_with_a_flipped_bit_brings_nothing_that_the_hub_did_not_say() -> None:
    read = refused = 0
    for _at, cut in flips(asked(node(5))):
        outbox = node(5)
        try:
            taken = take(outbox, cut, WHO) if cut else None
        except (BadBundle, Untrusted):
            assert (outbox.pending(), outbox.items) == (5, {})
            refused += 1
            continue
        assert set(outbox.items.values()) <= set(NEWS)
        read += taken is not None

    assert read > 0
    assert refused > 0


def test_what_was_wrong_with_a_page_keeps_none_of_its_bytes(outbox: MemoryOutbox) -> None:
    good = asked(outbox)
    taken = take(outbox, Reply(good.ack, (b"B" + bytes(900_000), *good.slices)), WHO)

    assert isinstance(taken.problem, Untrusted)
    assert (taken.problem.__traceback__, taken.problem.__cause__, taken.problem.__context__) == (None, None, None)
    assert len(taken.items) == 4


def test_a_reply_to_another_node_counts_for_nothing(outbox: MemoryOutbox) -> None:
    other = asked(node(5))
    stranger = Sender(type(NODE).generate(), HUB.public, SITE, None, {})
    with pytest.raises(Untrusted):
        take(outbox, other, stranger)

    assert (outbox.pending(), outbox.items) == (5, {})


def test_the_ack_of_a_reply_names_what_its_bundle_brought(outbox: MemoryOutbox) -> None:
    taken = take(outbox, asked(outbox), WHO)

    assert (taken.ack.received, taken.cut, taken.left) == (outbox.log[-1][0], False, 0)
