"""Whatever happens to a bundle on the way, what the hub takes from it is a prefix of what was sent."""

import time
from contextlib import suppress
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import BadBundle, BadInput, NewerFormat, SyncError
from shared.events import canonical
from sync import stream
from sync.bundle import MAX_BUNDLE_BODY_BYTES, Run
from sync.chain import START, heads_after
from sync.frames import encode_frame
from sync.header import MAX_RUNS, Header, RunRange, header_bytes, seal_header
from sync.keys import HubPublic, NodeKeys
from sync.opened import Opened, open_prefix
from sync.tables import Tables
from sync.wire import pack
from tests.sync.builders import HUB, LIFE, NODE, SITE, incarnation, record_lists, records, run, sealed
from tests.usage_events import uses

TWO_RUNS = [run(4, "a"), run(3, "b", seed=2)]


@cache
def small() -> bytes:
    return sealed(TWO_RUNS, site=SITE).data


def sent(runs: list[Run]) -> list[dict[int, Any]]:
    return [dict(record) for one in runs for record in one.records]


def forged(frames: list[bytes], header: Header) -> bytes:
    """A bundle whose node signed the header but did something else in the frames."""
    return seal_header(header, NODE, HUB.public) + stream.encrypt(header.stream_key, frames)


def header_for(some: list[dict[int, Any]], **more: Any) -> Header:
    end = heads_after(START.head, [canonical(record) for record in some])[-1]
    runs = (RunRange(incarnation("a"), 1, len(some)),)
    plain = Header(1, NODE.verify_key, bytes(16), START, runs, end, {})
    return msgspec.structs.replace(plain, **more)


@settings(max_examples=60, deadline=None)
@given(st.lists(record_lists.filter(len), min_size=1, max_size=3))
def test_what_was_sealed_is_opened_with_the_same_bodies_heads_and_end(lists: list[list[dict[int, Any]]]) -> None:
    runs = [Run(incarnation(str(at)), 1, list(some)) for at, some in enumerate(lists)]
    bundle = sealed(runs)
    opened = open_prefix(HUB, bundle.data)

    assert (records(opened), opened.end, opened.complete, opened.problem) == (sent(runs), bundle.end, True, "")
    assert [body for frame in opened.frames for body in frame.bodies] == [canonical(record) for record in sent(runs)]
    assert (opened.node_id, opened.verified_bytes) == (NODE.node_id, len(bundle.data))


def test_a_bundle_says_who_where_and_what_its_node_knows() -> None:
    data = sealed([], hub_incarnation=LIFE, hub_proof=b"ack", site=SITE, enrolment=b"proof", health={0: 3})
    opened = open_prefix(HUB, data.data)
    header = opened.header

    assert (header.hub_incarnation, header.hub_proof, header.site) == (LIFE, b"ack", SITE)
    assert (header.enrolment, opened.health, opened.end) == (b"proof", {0: 3}, START)


def test_a_chain_goes_on_over_incarnations_and_bundles() -> None:
    first = sealed([TWO_RUNS[0]])
    second = sealed([TWO_RUNS[1]], base=first.end)

    assert open_prefix(HUB, second.data).end == open_prefix(HUB, small()).end
    assert sealed(TWO_RUNS).end == second.end


def test_every_cut_gives_a_prefix_or_waits_for_the_header() -> None:
    for cut in range(len(small())):
        if cut < header_bytes(small()):
            with pytest.raises(BadBundle):
                open_prefix(HUB, small()[:cut])
            continue
        opened = open_prefix(HUB, small()[:cut])

        assert not opened.complete
        assert opened.problem == ""
        assert opened.verified_bytes <= cut
        assert records(opened) == sent(TWO_RUNS)[: len(records(opened))]


def test_a_cut_inside_the_last_frame_keeps_the_first_run() -> None:
    opened = open_prefix(HUB, small()[:-1])

    assert records(opened) == sent(TWO_RUNS[:1])
    assert opened.end.incarnation == incarnation("a")


def test_no_flipped_bit_ever_gives_a_wrong_record() -> None:
    for at in range(len(small())):
        flipped = bytearray(small())
        flipped[at] ^= 1 << at % 8
        try:
            opened = open_prefix(HUB, bytes(flipped))
        except SyncError:
            assert at < header_bytes(small())
            continue

        assert not opened.complete
        assert opened.verified_bytes <= at
        assert records(opened) == sent(TWO_RUNS)[: len(records(opened))]


def test_zeros_in_place_of_the_end_give_the_prefix() -> None:
    opened = open_prefix(HUB, small()[:-40] + bytes(40))

    assert records(opened) == sent(TWO_RUNS[:1])
    assert opened.problem


def test_bytes_after_the_end_are_no_part_of_it() -> None:
    opened = open_prefix(HUB, small() + b"more")

    assert records(opened) == sent(TWO_RUNS)
    assert opened.verified_bytes == len(small())


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_our_own_words(data: bytes) -> None:
    for candidate in (data, b"CHQ2" + data, small()[: header_bytes(small())] + data):
        with suppress(SyncError):
            assert records(open_prefix(HUB, candidate)) == []


def test_nobody_but_the_hub_learns_anything() -> None:
    data = small()

    assert SITE.encode() not in data
    assert NODE.verify_key not in data
    assert bytes(NODE.node_id) not in data
    for record in sent(TWO_RUNS):
        assert record[9] not in data


def test_sealing_again_gives_other_bytes_for_the_same_facts() -> None:
    assert sealed(TWO_RUNS).id != sealed(TWO_RUNS).id
    assert sealed(TWO_RUNS).end == sealed(TWO_RUNS).end


def test_a_record_that_is_not_the_signed_one_stops_the_bundle() -> None:
    some = uses(3)
    lie = [some[0], {**some[1], 17: 9}, some[2]]
    opened = open_prefix(HUB, forged([encode_frame(lie, Tables())], header_for(some)))

    assert opened.frames == []
    assert "no son los que se firmaron" in opened.problem


@pytest.mark.parametrize("runs", [(), (RunRange(incarnation("a"), 1, 2),), (RunRange(incarnation("a"), 1, 4),)])
def test_frames_that_are_not_what_the_header_announces_are_refused(runs: tuple[RunRange, ...]) -> None:
    header = header_for(uses(3), runs=runs)
    opened = open_prefix(HUB, forged([encode_frame(uses(3), Tables())], header))

    assert (opened.frames, opened.complete, opened.end) == ([], False, START)


def test_an_end_that_is_not_the_announced_one_is_refused() -> None:
    some = uses(3)
    opened = open_prefix(HUB, forged([encode_frame(some, Tables())], header_for(some, end_head=bytes(16))))

    assert (opened.frames, opened.complete) == ([], False)


def test_a_frame_of_a_later_version_waits_and_what_came_before_it_counts() -> None:
    some = uses(3)
    first = heads_after(START.head, [canonical(some[0])])[0]
    frames = [first + encode_frame(some[:1], Tables()), pack([2, "later"])]
    opened = open_prefix(HUB, forged(frames, header_for(some)))

    assert (records(opened), opened.newer, opened.complete) == (some[:1], True, False)


def test_a_schema_of_a_later_version_says_so() -> None:
    with pytest.raises(NewerFormat):
        open_prefix(HUB, forged([], header_for(uses(1), schema=2)))


def test_records_that_unfold_beyond_their_bound_are_refused() -> None:
    some = [{0: 1, 50: [["x" * 60_000] * 20]}]
    opened = open_prefix(HUB, forged([encode_frame(some, Tables())], header_for(some)))

    assert opened.frames == []
    assert "demasiado grandes" in opened.problem


@pytest.mark.parametrize(
    "runs",
    [
        [Run(incarnation("a"), 1, [])],
        [Run(incarnation("a"), 1, [{0: 1, 50: "x" * 70_000}])],
        [Run(incarnation("a"), 1, [{0: 1, 50: "x" * 60_000}] * (MAX_BUNDLE_BODY_BYTES // 60_000 + 1))],
        [Run(incarnation("a"), 1, [{0: 1}] * 20_001)],
        [Run(incarnation(str(n)), 1, [{0: 1}]) for n in range(MAX_RUNS + 1)],
        [Run(incarnation("a"), 1, [{0: 1, 50: 0.5}])],
    ],
)
def test_what_no_hub_would_take_is_never_sealed(runs: list[Run]) -> None:
    with pytest.raises(BadInput):
        sealed(runs)


def test_large_records_are_cut_into_frames_that_fit() -> None:
    large = [Run(incarnation("a"), 1, [{0: 1, 50: f"{n}" * 20_000} for n in range(30)])]
    opened = open_prefix(HUB, sealed(large).data)

    assert records(opened) == sent(large)
    assert len(opened.frames) > 1


def test_ten_thousand_lifelike_uses_travel_in_three_bytes_each(capsys: pytest.CaptureFixture[str]) -> None:
    runs = [Run(incarnation("a"), 1, list(uses(10_000)))]
    start_s = time.process_time()
    bundle = sealed(runs, site=SITE)
    opened: Opened = open_prefix(HUB, bundle.data)
    with capsys.disabled():
        print(f" {len(bundle.data) / 10_000:.2f} B per record, {time.process_time() - start_s:.2f} s of CPU ", end="")

    assert records(opened) == sent(runs)
    assert len(bundle.data) <= 3.0 * 10_000


@pytest.mark.parametrize(("count", "max_bytes"), [(1_000, 4_000), (100, 1_000), (0, 400)])
def test_small_bundles_stay_small(count: int, max_bytes: int) -> None:
    assert len(sealed([run(count)] if count else []).data) <= max_bytes


def test_another_nodes_key_gives_another_node() -> None:
    other = NodeKeys.from_seed(b"o" * 32)

    assert open_prefix(HUB, sealed(TWO_RUNS, keys=other).data).node_id == other.node_id


def test_a_bundle_for_another_hub_does_not_open() -> None:
    other = msgspec.structs.replace(HUB.public, release=bytes(32))

    assert isinstance(other, HubPublic)
    with pytest.raises(SyncError):
        open_prefix(HUB, seal_header(header_for(uses(1)), NODE, other))


@pytest.mark.parametrize(
    "runs",
    [
        [run(2, "a", first_seq=7)],
        [run(2, "a"), run(2, "b", first_seq=3)],
        [run(2, "a"), run(2, "b"), run(2, "a", first_seq=3)],
    ],
)
def test_runs_that_skip_a_number_or_take_up_another_are_refused_whole(runs: list[Run]) -> None:
    with pytest.raises(BadBundle, match="salteados"):
        open_prefix(HUB, sealed(runs).data)


def test_a_number_behind_the_base_or_beyond_the_next_is_refused() -> None:
    base = sealed([run(4, "a")]).end

    assert open_prefix(HUB, sealed([run(2, "a", first_seq=5), run(1, "b")], base=base).data).complete
    for number in (1, 4, 6):
        with pytest.raises(BadBundle, match="salteados"):
            open_prefix(HUB, sealed([run(2, "a", first_seq=number)], base=base).data)
