"""Whatever is lost, doubled or reordered between node and hub, everything arrives once and nothing is forgotten."""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.allocation import ModelManifest
from shared.errors import BadBundle, RoadClosed, SyncError, Untrusted
from shared.ids import NodeId
from sync import folder
from sync.bundle import Opened, Sealed, open_prefix
from sync.chain import Position
from sync.feed import ALL, MAX_SLICE_BYTES, latest
from sync.folder_road import FolderRoad
from sync.http_road import HttpRoad
from sync.keys import HubKeys, NodeKeys
from sync.reply import Reply, encode_reply
from sync.roads import Road
from sync.session import Exchange, exchange
from sync.traffic import Traffic
from tests.sync.builders import HUB, LATER, LIFE, NODE, SITE, MemoryHub, MemoryOutbox, item
from tests.sync.live_hub import Script, live_hub
from tests.usage_events import uses


@dataclass
class MemoryRoad:
    """A road to a hub in memory; each entry of *faults* says what befalls one delivery."""

    hub: MemoryHub
    faults: list[str] = field(default_factory=list)
    bundle_events: int = 7
    name: str = "memory"
    resumes: bool = True
    traffic: Traffic = field(default_factory=Traffic)
    seen: list[bytes] = field(default_factory=list)

    def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:
        self.seen.append(bundle.data)
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "nothing arrives":
            raise RoadClosed("cut")
        if fault == "a part arrives":
            with suppress(BadBundle):
                self.hub.receive(bundle.data[: len(bundle.data) * 7 // 8])
            raise RoadClosed("cut")
        if fault == "an old one again":
            self.hub.receive(Random(len(self.seen)).choice(self.seen))
        reply = self.hub.receive(bundle.data)
        if fault == "the reply is lost":
            raise RoadClosed("cut")
        return reply

    def collect(self, node_id: NodeId) -> list[Reply]:
        return []

    def model(self, manifest: ModelManifest, into: Path) -> None:
        raise RoadClosed("no models here")


def trade(outbox: MemoryOutbox, road: Road, **more: Any) -> Exchange:
    return exchange(outbox, road, NODE, HUB.public, **({"site": SITE, "enrolment": None} | more))


def node(count: int = 20) -> MemoryOutbox:
    outbox = MemoryOutbox()
    outbox.record("a", uses(count))
    return outbox


def test_everything_arrives_and_the_node_knows() -> None:
    outbox, hub = node(), MemoryHub()
    done = trade(outbox, MemoryRoad(hub))

    assert (done.sent_events, done.acked, done.state) == (20, True, "ok")
    assert list(hub.held) == [position for position, _ in outbox.log]
    assert outbox.kept is None


def test_with_nothing_to_send_one_exchange_brings_what_the_hub_has() -> None:
    outbox, hub = node(0), MemoryHub()
    hub.publish(item(1))
    hub.publish(item(2, "decision/p/074294", stream=SITE))
    road = MemoryRoad(hub)

    assert {found.subject for found in trade(outbox, road).items} == {"calendar/2026", "decision/p/074294"}
    assert len(road.seen) == 1
    assert trade(outbox, road).items == []


def test_the_laptops_health_goes_first() -> None:
    road = MemoryRoad(MemoryHub())
    trade(node(3), road, health={0: "0.1.0", 1: 512})

    assert open_prefix(HUB, road.seen[0]).health == {0: "0.1.0", 1: 512}


def test_a_long_feed_comes_page_after_page() -> None:
    outbox, hub = node(0), MemoryHub(page_bytes=100)
    for number in range(1, 12):
        hub.publish(item(number))

    assert len(trade(outbox, MemoryRoad(hub)).items) == 11
    assert latest(outbox.items.values())["calendar/2026"].body == b"11"


def test_a_bundle_keeps_its_bytes_until_it_is_acked() -> None:
    outbox, road = node(5), MemoryRoad(MemoryHub(), ["nothing arrives"])
    with pytest.raises(RoadClosed):
        trade(outbox, road)
    outbox.record("a", uses(3, seed=2))
    trade(outbox, road)

    assert road.seen[0] == road.seen[1]
    assert len(road.hub.held) == 8


FAULTS = ["", "nothing arrives", "a part arrives", "the reply is lost", "an old one again"]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.sampled_from("ab"), st.lists(st.sampled_from(FAULTS), max_size=3)), max_size=5
    )
)
def test_after_any_faults_everything_is_there_once(story: list[tuple[int, str, list[str]]]) -> None:
    outbox, road = MemoryOutbox(), MemoryRoad(MemoryHub())
    for at, (count, name, faults) in enumerate(story):
        outbox.record(f"{name}{at}", uses(count, seed=at))
        road.faults = list(faults)
        with suppress(RoadClosed):
            trade(outbox, road)
    road.faults = []

    assert trade(outbox, road).acked
    assert set(road.hub.held) == {position for position, _ in outbox.log}
    assert road.hub.forks == 0


def test_a_bundle_that_was_kept_under_another_key_is_sealed_anew() -> None:
    outbox, road = node(5), MemoryRoad(MemoryHub(), ["nothing arrives"])
    with pytest.raises(RoadClosed):
        trade(outbox, road)
    again = exchange(outbox, road, NodeKeys.generate(), HUB.public, site=SITE, enrolment=None)

    assert again.acked
    assert road.seen[0] != road.seen[1]


def test_a_node_that_is_not_recognised_keeps_its_bundle_and_its_facts() -> None:
    outbox, hub = node(5), MemoryHub(enrolled=False)
    done = trade(outbox, MemoryRoad(hub), enrolment=b"proof")
    assert (done.state, done.acked, done.sent_events, outbox.pending()) == ("held", False, 0, 5)
    first = outbox.kept
    hub.enrolled = True

    assert trade(outbox, MemoryRoad(hub)).acked
    assert first is not None
    assert outbox.kept is None


def test_a_restored_hub_gets_everything_again() -> None:
    outbox, hub = node(), MemoryHub()
    trade(outbox, MemoryRoad(hub))
    restored = MemoryHub(life=LATER)
    trade(outbox, MemoryRoad(restored))

    assert restored.held == hub.held
    assert outbox.cursor.hub_incarnation == LATER


def test_an_older_life_of_the_hub_sets_nothing_back() -> None:
    outbox = node()
    trade(outbox, MemoryRoad(MemoryHub(life=LATER)))
    done = trade(outbox, MemoryRoad(MemoryHub(life=LIFE)))

    assert outbox.pending() == 0
    assert outbox.cursor.hub_incarnation == LATER
    assert done.state == "ok"


def test_a_hub_that_takes_nothing_is_not_asked_for_ever() -> None:
    outbox, hub = node(), MemoryHub()
    trade(outbox, MemoryRoad(hub))
    forgetful = MemoryHub(life=LIFE)
    outbox.record("b", uses(3, seed=2))
    road = MemoryRoad(forgetful)
    done = trade(outbox, road)

    assert not done.acked
    assert len(road.seen) == 2
    assert outbox.pending() == 3


def test_another_hub_is_not_believed() -> None:
    class Impostor(MemoryHub):
        def receive(self, data: bytes) -> Reply:
            return MemoryHub(keys=HubKeys.generate(bytes(32))).reply(open_prefix(HUB, data), "ok", None)

    outbox = node()

    with pytest.raises(Untrusted):
        trade(outbox, MemoryRoad(Impostor()))
    assert outbox.pending() == 20


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

    assert (done.acked, done.sent_events, outbox.pending(), outbox.kept) == (True, 20, 0, None)
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


def test_whom_the_hub_no_longer_recognises_proves_it_again_with_the_next_bundle() -> None:
    outbox, hub = node(5), MemoryHub(enrolled=False)
    road = MemoryRoad(hub)
    trade(outbox, road, enrolment=None)
    trade(outbox, road, enrolment=b"proof")
    trade(outbox, road, enrolment=b"proof")
    shown = [open_prefix(HUB, data).header.enrolment for data in road.seen]

    assert shown == [None, b"proof", b"proof"]
    # The hub keeps each bundle only once.
    assert road.seen[1] == road.seen[2]


def carry(stick: Path, hub: MemoryHub) -> None:
    for _, data in folder.bundles(stick):
        folder.put_reply(stick, NODE.node_id, encode_reply(hub.receive(data)))


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


def test_over_http_a_thousand_facts_are_one_request() -> None:
    outbox, script = node(1_000), Script()
    with live_hub(script) as url, requests.Session() as session:
        done = trade(outbox, HttpRoad(url, timeout_s=(2, 2), session=session))

    assert (done.acked, done.requests, len(script.hub.held)) == (True, 1, 1_000)
    assert done.bytes_up + done.bytes_down < 6 * 1_000


def test_an_idle_exchange_is_one_small_request() -> None:
    outbox, script = node(10), Script()
    script.hub.publish(item(1))
    with live_hub(script) as url, requests.Session() as session:
        road = HttpRoad(url, timeout_s=(2, 2), session=session)
        trade(outbox, road)
        done = trade(outbox, road)

    assert done.requests == 1
    assert done.bytes_up + done.bytes_down < 2_048
    assert ALL in outbox.known
