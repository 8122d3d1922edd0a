"""A page travels signed, sealed where it is one node's, and packed for who reads that; damage is refused."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import BadBundle, Untrusted
from sync.feed import ALL, MAX_SLICE_BYTES, FeedItem, Slice, entry_after
from sync.keys import HubKeys, NodeKeys
from sync.pages import is_broadcast, open_slice, seal_slice, sign_slice
from sync.wire import pack
from tests.sync.builders import HUB, LIFE

NODE = NodeKeys.from_seed(b"k" * 32)


def page(body: bytes, stream: str = ALL) -> Slice:
    return Slice(stream, LIFE, None, (entry_after(None, LIFE, FeedItem((LIFE, 1), stream, "news", "news/1", body)),))


def travelling(one: Slice, *, packs: bool) -> bytes:
    if one.stream == ALL:
        return sign_slice(one, HUB, packs=packs)
    return seal_slice(one, HUB, NODE.verify_key, packs=packs)


BODIES = st.binary(max_size=3_000) | st.text(alphabet="ab{}", max_size=3_000).map(str.encode)


@given(BODIES, st.sampled_from([ALL, "1"]))
def test_packed_or_not_a_page_says_the_same_and_is_never_longer(body: bytes, stream: str) -> None:
    one = page(body, stream)
    plain, packed = (travelling(one, packs=packs) for packs in (False, True))

    assert open_slice(plain, HUB.public, NODE) == open_slice(packed, HUB.public, NODE) == one
    assert len(packed) <= len(plain)
    assert is_broadcast(packed) == is_broadcast(plain) == (stream == ALL)


def test_words_travel_in_a_fraction_and_what_an_older_node_reads_stays_as_it_was() -> None:
    words = page(b'{"name": "guias", "lot": 10}' * 100)

    assert len(travelling(words, packs=True)) < len(travelling(words, packs=False)) / 5
    assert travelling(words, packs=False)[:1] == b"B"
    assert travelling(page(words.entries[0].item.body, "1"), packs=False)[:1] == b"S"


@pytest.mark.parametrize("stream", [ALL, "1"])
def test_a_flipped_bit_in_a_packed_page_is_refused(stream: str) -> None:
    data = travelling(page(b"word " * 200, stream), packs=True)
    for at in range(0, len(data), 7):
        with pytest.raises((BadBundle, Untrusted)):
            open_slice(data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :], HUB.public, NODE)


def test_a_packed_page_never_unfolds_beyond_its_bounds() -> None:
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = b"C\1" + press.compress(bytes(64 * MAX_SLICE_BYTES)) + press.flush()

    with pytest.raises(BadBundle, match="no cabe"):
        open_slice(bomb, HUB.public, NODE)
    with pytest.raises(BadBundle):
        is_broadcast(bomb)


def test_packing_vouches_for_nobody() -> None:
    strange = sign_slice(page(b"word " * 99), HubKeys.generate(bytes(32)), packs=True)
    swapped = b"C" + pack(page(b""))

    for data in (strange, swapped):
        with pytest.raises((Untrusted, BadBundle)):
            open_slice(data, HUB.public, NODE)
