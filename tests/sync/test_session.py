"""Whatever is lost, doubled or reordered between node and hub, everything arrives once and nothing is forgotten."""

from contextlib import suppress

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.errors import RoadClosed, Untrusted
from sync.feed import ALL
from sync.http_road import HttpRoad
from sync.keys import HubKeys, NodeKeys
from sync.opened import open_prefix
from sync.parts import FIELD
from sync.reply import Reply
from sync.session import exchange
from tests.sync.builders import HUB, LATER, LIFE, SITE, MemoryHub, MemoryOutbox, item
from tests.sync.live_hub import PATIENCE_S, Script, live_hub
from tests.sync.trading import MemoryRoad, node, trade
from tests.usage_events import uses

"""Whatever is lost, doubled or reordered between node and hub, everything arrives once and nothing is forgotten."""


def test_a_kept_bundle_that_the_day_does_not_allow_any_more_is_sealed_anew_in_less() -> None:
    outbox, hub = node(), MemoryHub()
    with pytest.raises(RoadClosed):
        trade(outbox, MemoryRoad(hub, ["nothing arrives"], bundle_events=20))
    [large] = outbox.kept.values()
    road = MemoryRoad(hub, bundle_events=2)
    road.traffic.most = len(large.data) - 1
    trade(outbox, road)

    assert max(map(len, road.seen)) < len(large.data)
    assert outbox.pending() == 0


def test_everything_arrives_and_the_node_knows() -> None:
    outbox, hub = node(), MemoryHub()
    done = trade(outbox, MemoryRoad(hub))

    assert (done.sent_events, done.acked, done.state) == (20, True, "ok")
    assert list(hub.held) == [position for position, _ in outbox.log]
    assert outbox.kept == {}


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

    assert open_prefix(HUB, road.seen[0]).health == {0: "0.1.0", 1: 512, FIELD: []}


def test_a_bundle_that_an_earlier_version_kept_is_sealed_anew() -> None:
    outbox, road = node(5), MemoryRoad(MemoryHub(), ["nothing arrives"])
    with pytest.raises(RoadClosed):
        trade(outbox, road)
    [kept] = outbox.kept.values()
    outbox.keep_bundle(replace(kept, data=b"CHQ1" + kept.data[4:]))
    trade(outbox, road)

    assert len(road.hub.held) == 5


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
    first = outbox.kept_bundle()
    hub.enrolled = True

    assert trade(outbox, MemoryRoad(hub)).acked
    assert first is not None
    assert outbox.kept == {}


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
    # The first goes on from what this hub forgot.
    assert len(road.seen) == 3
    assert outbox.pending() == 3


def test_another_hub_is_not_believed() -> None:
    class Impostor(MemoryHub):
        def receive(self, data: bytes) -> Reply:
            return MemoryHub(keys=HubKeys.generate(bytes(32))).reply(open_prefix(HUB, data), "ok", None)

    outbox = node()

    with pytest.raises(Untrusted):
        trade(outbox, MemoryRoad(Impostor()))
    assert outbox.pending() == 20


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


def test_over_http_a_thousand_facts_are_one_request() -> None:
    outbox, script = node(1_000), Script()
    with live_hub(script) as url, requests.Session() as session:
        done = trade(outbox, HttpRoad(url, timeout_s=PATIENCE_S, session=session))

    assert (done.acked, done.requests, len(script.hub.held)) == (True, 1, 1_000)
    assert done.bytes_up + done.bytes_down < 6 * 1_000


def test_an_idle_exchange_is_one_small_request() -> None:
    outbox, script = node(10), Script()
    script.hub.publish(item(1))
    with live_hub(script) as url, requests.Session() as session:
        road = HttpRoad(url, timeout_s=PATIENCE_S, session=session)
        trade(outbox, road)
        done = trade(outbox, road)

    assert done.requests == 1
    assert done.bytes_up + done.bytes_down < 2_048
    assert ALL in outbox.known
