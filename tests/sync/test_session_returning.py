"""A node gives back what its hub lost, until the hub carries it again; where nothing was lost, it costs nothing."""

from contextlib import suppress
from pathlib import Path

from shared.errors import RoadClosed
from sync.feed import FeedItem, latest, signed_item
from sync.folder_road import FolderRoad
from sync.header import RESUMED
from sync.lives import HubIncarnation
from sync.opened import open_prefix
from sync.returning import MAX_RETURNED
from tests.sync.builders import HUB, LATER, LIFE, MemoryHub, MemoryOutbox
from tests.sync.trading import MemoryRoad, carry, node, trade


def published(hub: MemoryHub, *numbers: int, life: HubIncarnation = LIFE) -> None:
    for number in numbers:
        hub.publish(signed_item(FeedItem((life, number), "all", "calendar", f"s/{number}", b"%d" % number), HUB))


def restored(count: int, kept: int = 0) -> tuple[MemoryOutbox, MemoryHub]:
    """Return a node that has *count* items, and its hub, restored from when it had *kept* of them."""
    outbox, hub = node(), MemoryHub(page_bytes=5_000)
    published(hub, *range(1, count + 1))
    trade(outbox, MemoryRoad(hub))
    again = MemoryHub(life=LATER, page_bytes=5_000, held=dict(hub.held), children=dict(hub.children))
    again.feed = {"all": hub.feed["all"][:kept]}
    return outbox, again


def carried(hub: MemoryHub) -> list[int]:
    return [int(entry.item.body) for entry in hub.feed["all"]]


def test_what_a_restored_hub_lost_is_given_back_in_the_same_session() -> None:
    outbox, hub = restored(5, kept=2)
    road = MemoryRoad(hub)
    trade(outbox, road)

    assert carried(hub) == [1, 2, 3, 4, 5]
    assert outbox.lost(("all",)) == []
    assert [len(open_prefix(HUB, data).returned) for data in road.seen if not data.startswith(RESUMED)] == [0, 3]


def test_more_than_a_bundle_takes_is_given_back_bundle_after_bundle() -> None:
    outbox, hub = restored(2 * MAX_RETURNED + 5)
    trade(outbox, MemoryRoad(hub))

    assert sorted(carried(hub)) == list(range(1, 2 * MAX_RETURNED + 6))
    assert outbox.lost(("all",)) == []


def test_the_later_decision_holds_although_the_earlier_one_came_back_after_it() -> None:
    outbox, hub = restored(1)
    hub.publish(signed_item(FeedItem((LATER, 1), "all", "calendar", "s/1", b"9"), HUB))
    trade(outbox, MemoryRoad(hub))

    assert carried(hub) == [9, 1]
    assert latest(outbox.items.values())["s/1"].body == b"9"


def test_a_lost_reply_changes_nothing_and_nothing_is_admitted_twice() -> None:
    outbox, hub = restored(3)
    for fault in ("the reply is lost", "a part arrives", "an old one again", "the reply is lost", ""):
        with suppress(RoadClosed):
            trade(outbox, MemoryRoad(hub, faults=[fault]))

    assert sorted(carried(hub)) == [1, 2, 3]


def test_a_hub_that_wants_nothing_back_is_left_in_peace_for_this_life() -> None:
    outbox, hub = restored(2)
    hub.publish = lambda new: None  # type: ignore[method-assign]
    road = MemoryRoad(hub)
    for _ in range(3):
        trade(outbox, road)
    asked = [len(open_prefix(HUB, data).returned) for data in road.seen if not data.startswith(RESUMED)]
    at_rest = road.seen[-1].startswith(RESUMED), outbox.lost(("all",))
    hub.life = HubIncarnation(LATER.ms + 1, bytes(8))
    hub.remembered.clear()
    trade(outbox, road)

    assert (asked, at_rest) == ([0, 2], (True, []))
    assert any(open_prefix(HUB, data).returned for data in road.seen[-2:] if not data.startswith(RESUMED))


def test_what_is_lost_goes_on_a_stick_too(tmp_path: Path) -> None:
    outbox, hub = restored(3)
    for _ in range(3):
        trade(outbox, FolderRoad(tmp_path))
        carry(tmp_path, hub)
    trade(outbox, FolderRoad(tmp_path))

    assert sorted(carried(hub)) == [1, 2, 3]
    assert outbox.lost(("all",)) == []


def test_where_nothing_was_lost_an_exchange_is_resumed_as_ever() -> None:
    outbox, hub = node(), MemoryHub()
    published(hub, 1, 2)
    road = MemoryRoad(hub)
    trade(outbox, road)
    trade(outbox, road)

    assert road.seen[-1].startswith(RESUMED)
