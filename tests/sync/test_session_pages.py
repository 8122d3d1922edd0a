"""What an exchange makes of the pages of a reply: each counts whole or not at all, and the ack by itself."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shared.errors import SyncError, Untrusted
from sync.chain import Position
from sync.feed import MAX_SLICE_BYTES, latest
from sync.folder_road import FolderRoad
from sync.opened import Opened
from sync.reply import Reply
from tests.sync.builders import SITE, MemoryHub, item
from tests.sync.trading import MemoryRoad, carry, node, trade


def test_a_long_feed_comes_page_after_page() -> None:
    outbox, hub = node(0), MemoryHub(page_bytes=100)
    for number in range(1, 12):
        hub.publish(item(number))

    assert len(trade(outbox, MemoryRoad(hub)).items) == 11
    assert latest(outbox.items.values())["calendar/2026"].body == b"11"


def test_decisions_of_another_site_are_refused() -> None:
    outbox, hub = node(0), MemoryHub()
    hub.publish(item(1, stream="999999"))
    done = trade(outbox, MemoryRoad(hub))

    assert isinstance(done.problem, Untrusted)
    assert (done.items, outbox.items) == ([], {})


@dataclass
class HubWithABadPage(MemoryHub):
    """A hub whose page of the broadcast stream cannot be opened."""

    bad: bytes = b"B" + bytes(200)

    def reply(self, opened: Opened, state: Any, received: Position | None) -> Reply:
        good = super().reply(opened, state, received)
        return Reply(good.ack, (self.bad, *good.slices))


@pytest.mark.parametrize("bad", [b"B" + bytes(200), b"S" + bytes(200), b"", b"<html>", bytes(MAX_SLICE_BYTES + 1)])
def test_a_page_that_cannot_be_opened_stops_neither_the_ack_nor_the_other_pages(bad: bytes) -> None:
    outbox, hub = node(), HubWithABadPage(bad=bad)
    hub.publish(item(1, "decision/p/074294", stream=SITE))
    done = trade(outbox, MemoryRoad(hub))

    assert (done.acked, done.sent_events, outbox.pending(), outbox.kept) == (True, 20, 0, {})
    assert [found.subject for found in done.items] == ["decision/p/074294"]
    assert isinstance(done.problem, SyncError)


def test_a_page_that_cannot_be_opened_is_not_asked_for_without_end() -> None:
    road = MemoryRoad(HubWithABadPage())
    trade(node(0), road)

    assert len(road.seen) == 1


def test_a_bad_page_on_a_stick_does_not_stop_the_ack_either(tmp_path: Path) -> None:
    outbox, hub, road = node(), HubWithABadPage(), FolderRoad(tmp_path)
    trade(outbox, road)
    carry(tmp_path, hub)
    done = trade(outbox, road)

    assert (done.acked, outbox.pending()) == (False, 0)
    assert isinstance(done.problem, SyncError)
