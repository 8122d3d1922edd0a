"""The header is signed inside and sealed outside, within four kilobytes."""

import msgspec
import pytest

from shared.errors import BadBundle, BadInput, NewerFormat, Untrusted
from sync.chain import START
from sync.header import MAX_HEADER_BYTES, MAX_RUNS, Header, RunRange, open_header, seal_header
from sync.keys import HubKeys, NodeKeys, seal_to_hub
from sync.lives import FeedPosition
from sync.wire import pack
from tests.sync.builders import HUB, LIFE, NODE, SITE, incarnation

RUNS = tuple(RunRange(incarnation(str(n)), 2**62, 300) for n in range(MAX_RUNS))
HEADER = Header(1, NODE.verify_key, bytes(16), START, RUNS[:1], START.head, {}, site=SITE)


def box(body: bytes, keys: NodeKeys = NODE, hub_id: bytes = HUB.hub_id) -> bytes:
    sealed = seal_to_hub(HUB.public, keys.sign(b"chasqui/bundle/1", hub_id + body) + body)
    return b"CHQ2" + len(sealed).to_bytes(2, "big") + sealed


def test_a_header_comes_back() -> None:
    assert open_header(HUB, seal_header(HEADER, NODE, HUB.public)).header == HEADER


def test_the_fullest_header_fits() -> None:
    feeds = {f"site{n}": FeedPosition(LIFE, 2**62, START.head) for n in range(8)}
    full = msgspec.structs.replace(HEADER, runs=RUNS, feeds=feeds, hub_proof=bytes(1_000), enrolment=bytes(64))

    assert len(seal_header(full, NODE, HUB.public)) <= MAX_HEADER_BYTES


def test_a_header_that_does_not_fit_is_never_sent() -> None:
    with pytest.raises(BadInput):
        seal_header(msgspec.structs.replace(HEADER, hub_proof=bytes(5_000)), NODE, HUB.public)


def test_another_hub_cannot_open_it() -> None:
    with pytest.raises(BadBundle):
        open_header(HubKeys.generate(bytes(32)), seal_header(HEADER, NODE, HUB.public))


@pytest.mark.parametrize("data", [box(pack(HEADER), NodeKeys.generate()), box(pack(HEADER), hub_id=bytes(8))])
def test_a_header_that_its_key_did_not_sign_for_this_hub_is_untrusted(data: bytes) -> None:
    with pytest.raises(Untrusted):
        open_header(HUB, data)


def test_an_earlier_version_says_what_to_update() -> None:
    with pytest.raises(BadBundle, match="laptop"):
        open_header(HUB, b"CHQ1 and more")


@pytest.mark.parametrize("data", [b"CHQ3", b"CHQ9 and more", box(pack([2, "of another shape"]))])
def test_a_later_version_says_so(data: bytes) -> None:
    with pytest.raises(NewerFormat):
        open_header(HUB, data)


@pytest.mark.parametrize("data", [b"PK\3\4", b"x", b"CHX1", b"CHQ2\xff\xff", box(b""), box(pack([1])), b"CHQ2\0\0"])
def test_what_is_no_header_is_refused(data: bytes) -> None:
    with pytest.raises(BadBundle):
        open_header(HUB, data)


def test_more_events_than_a_bundle_holds_are_refused_before_they_are_read() -> None:
    greedy = msgspec.structs.replace(HEADER, runs=tuple(RunRange(incarnation("a"), 1, 20_000) for _ in range(2)))

    with pytest.raises(BadBundle):
        open_header(HUB, seal_header(greedy, NODE, HUB.public))


@pytest.mark.parametrize("depth", [33, 500, 950])
def test_a_health_that_is_too_deep_for_whoever_looks_at_it_later_is_refused(depth: int) -> None:
    fields = msgspec.to_builtins(HEADER, builtin_types=(bytes,))
    place = Header.__struct_fields__.index("health")
    before = pack(fields[:place])[1:]
    deep = bytes([0x91 + place]) + before + b"\x81\x63" + b"\x91" * depth + b"\xc0"

    with pytest.raises(BadBundle):
        open_header(HUB, box(deep))


def test_a_field_that_a_later_version_added_is_no_obstacle() -> None:
    longer = [*msgspec.to_builtins(HEADER, builtin_types=(bytes,)), "later"]

    assert open_header(HUB, box(pack(longer))).header == HEADER


def test_a_file_that_was_zeroed_after_its_first_letters_is_damaged_and_of_no_later_version() -> None:
    with pytest.raises(BadBundle) as refused:
        open_header(HUB, b"CHQ" + bytes(40))

    assert not isinstance(refused.value, NewerFormat)
