"""Exchanges by stick."""

from pathlib import Path

import pytest

from shared.errors import RoadClosed
from sync import folder
from sync.budget import squeeze
from sync.feed import ALL, MAX_SLICE_BYTES, Slice
from sync.folder_road import CollectingRoad, FolderRoad
from sync.header import MAX_RUNS, RESUMED
from sync.opened import open_prefix
from sync.pages import sign_slice
from sync.parts import FIELD, part_of, told
from sync.reply import MAX_SLICES, Reply, encode_reply
from sync.taking import MAX_STRANGE
from tests.sync.builders import HUB, LIFE, NODE, SITE, MemoryHub, MemoryOutbox, item
from tests.sync.test_parts import chain
from tests.sync.trading import MemoryRoad, carry, node, trade
from tests.usage_events import uses


def test_a_stick_carries_facts_up_and_decisions_down(tmp_path: Path) -> None:
    outbox, hub, road = node(), MemoryHub(), FolderRoad(tmp_path)
    hub.publish(item(1, "decision/p/074294", stream=SITE))
    left = trade(outbox, road)
    carry(tmp_path, hub)
    done = trade(outbox, road)

    assert (left.state, left.acked, left.items) == ("left", False, [])
    assert (done.sent_events, len(done.items)) == (20, 1)
    assert outbox.pending() == 0


def test_a_stick_that_leaves_today_takes_todays_facts_too(tmp_path: Path) -> None:
    outbox, hub = node(), MemoryHub()
    trade(outbox, FolderRoad(tmp_path))
    outbox.record("a", uses(4, seed=2))
    trade(outbox, FolderRoad(tmp_path))
    carry(tmp_path, hub)

    assert len(hub.held) == 24


def test_a_stick_takes_everything_in_as_many_bundles_as_it_needs(tmp_path: Path) -> None:
    outbox, hub, road = node(), MemoryHub(), FolderRoad(tmp_path, bundle_events=6)
    left = trade(outbox, road)
    files = sorted(name for name, _ in folder.bundles(tmp_path))
    again = trade(outbox, road)
    the_same = sorted(name for name, _ in folder.bundles(tmp_path)) == files
    # The hub in memory keeps nothing that waits, and takes the files in any order: in the worst, one at each visit.
    for _ in files:
        carry(tmp_path, hub)
    trade(outbox, road)

    assert left.left_at == again.left_at == outbox.log[-1][0]
    assert (len(files), the_same) == (4, True)
    assert (len(hub.held), outbox.pending()) == (20, 0)


def test_more_openings_than_a_bundle_may_name_all_go_onto_one_stick(tmp_path: Path) -> None:
    outbox, hub = MemoryOutbox(), MemoryHub()
    for opening in range(2 * MAX_RUNS + 5):
        outbox.record(f"{opening}", uses(1, seed=opening))
    trade(outbox, FolderRoad(tmp_path))
    for _ in range(3):
        carry(tmp_path, hub)

    assert len(hub.held) == 2 * MAX_RUNS + 5


def test_a_folder_that_is_only_read_gets_nothing(tmp_path: Path) -> None:
    done = trade(node(), CollectingRoad(tmp_path))

    assert (done.state, done.left_at, list(folder.bundles(tmp_path))) == ("left", None, [])


def test_a_stick_that_returns_twice_or_with_strange_replies_does_no_harm(tmp_path: Path) -> None:
    outbox, hub, road = node(), MemoryHub(), FolderRoad(tmp_path)
    trade(outbox, road)
    carry(tmp_path, hub)
    folder.put_reply(tmp_path, NODE.node_id, encode_reply(Reply(b"forged" * 20)))
    carry(tmp_path, hub)
    trade(outbox, road)
    trade(outbox, road)

    assert outbox.pending() == 0
    assert len(hub.held) == 20


def test_stick_and_wire_at_once_end_in_the_same_state(tmp_path: Path) -> None:
    outbox, hub = node(), MemoryHub()
    trade(outbox, FolderRoad(tmp_path))
    trade(outbox, MemoryRoad(hub))
    carry(tmp_path, hub)
    trade(outbox, FolderRoad(tmp_path))

    assert list(hub.held) == [position for position, _ in outbox.log]
    assert outbox.pending() == 0


def test_a_bundle_that_says_less_than_all_never_goes_onto_a_stick(tmp_path: Path) -> None:
    outbox, hub = node(), MemoryHub()
    road = MemoryRoad(hub, bundle_events=100)
    trade(outbox, road)
    outbox.record("a", uses(4, seed=2))
    road.faults = ["nothing arrives"]
    with pytest.raises(RoadClosed):
        trade(outbox, road)
    trade(outbox, FolderRoad(tmp_path))
    [(_, left)] = folder.bundles(tmp_path)

    assert road.seen[-1].startswith(RESUMED)
    assert open_prefix(HUB, left).complete


def test_pages_for_every_school_are_taken_beside_the_replies_and_twice_does_no_harm(tmp_path: Path) -> None:
    outbox, hub = node(), MemoryHub()
    hub.publish(item(1, "catalogue", stream=ALL))
    hub.publish(item(2, "calendar", stream=ALL))
    pages, position = [], None
    for entry in hub.feed[ALL]:
        page = Slice(ALL, hub.life, position, (entry,), 0)
        pages.append(encode_reply(Reply(b"", (sign_slice(page, hub.keys),))))
        position = entry.position
    folder.put_broadcast(tmp_path, pages)
    done = [trade(outbox, FolderRoad(tmp_path)) for _ in range(2)]

    assert [[one.subject for one in exchange.items] for exchange in done] == [["catalogue", "calendar"], []]
    assert outbox.feed_positions()[ALL] == position
    assert outbox.pending() == 20


def test_a_bundle_on_a_stick_says_nothing_of_parts(tmp_path: Path) -> None:
    outbox = node()
    entries = chain()
    outbox.known[ALL] = entries[:1]
    part = part_of(entries, entries[0].position, None, 1_000, stream=ALL, hub_incarnation=LIFE)
    assert part
    outbox.apply(part)
    road = MemoryRoad(MemoryHub())
    trade(outbox, FolderRoad(tmp_path))
    [(_, left)] = folder.bundles(tmp_path)
    outbox.drop_bundle()
    trade(outbox, road)

    assert open_prefix(HUB, left).header.health[FIELD] == []
    assert open_prefix(HUB, road.seen[0]).header.health[FIELD] == told(outbox.begun())


def test_pages_that_unfold_into_megabytes_and_are_nobodys_take_no_more_time_than_a_few_of_them(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    outbox, hub = node(), MemoryHub()
    hub.publish(item(1, "decision/p/074294", stream=SITE))
    strange = encode_reply(Reply(b"", (b"C" + squeeze(bytes(MAX_SLICE_BYTES)),) * MAX_SLICES))
    for _ in range(20):
        folder.put_reply(tmp_path, NODE.node_id, strange)
    trade(outbox, FolderRoad(tmp_path))
    first = len(caplog.messages)
    carry(tmp_path, hub)
    done = trade(outbox, FolderRoad(tmp_path))

    assert first == MAX_STRANGE
    assert (done.sent_events, len(done.items)) == (20, 1)
