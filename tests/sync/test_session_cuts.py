"""An exchange whose replies are cut keeps what came whole, goes on from there, and says what it had brought."""

from contextlib import suppress

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import DayUsedUp, RoadClosed
from sync.feed import latest
from sync.http_road import HttpRoad
from sync.session import Exchange
from tests.sync.builders import MemoryHub, MemoryOutbox, item
from tests.sync.live_hub import PATIENCE_S, Script, live_hub
from tests.sync.trading import MemoryRoad, node, trade


def telling(count: int, page_bytes: int = 100) -> MemoryHub:
    """A hub with so many news for every school, one or two on a page."""
    hub = MemoryHub(page_bytes=page_bytes)
    for number in range(1, count + 1):
        hub.publish(item(number))
    return hub


def test_an_ack_that_came_before_the_cut_counts_at_once() -> None:
    outbox, hub = node(5), telling(1)
    road = MemoryRoad(hub, cuts=[300])
    done = trade(outbox, road)

    assert (outbox.pending(), done.acked, done.broken) == (0, True, None)
    # The second asks for the page that was cut, and brings nothing.
    assert len(road.seen) == 2
    assert [found.body for found in done.items] == [b"1"]


def test_what_came_before_the_road_broke_for_good_is_told_with_what_broke_it() -> None:
    outbox, hub = node(5), telling(9)
    road = MemoryRoad(hub, ["", "", "nothing arrives"])
    done = trade(outbox, road)

    assert isinstance(done.broken, RoadClosed)
    assert (done.sent_events, done.acked, done.moved) == (5, False, True)
    assert len(done.items) == 2


def test_a_road_that_broke_before_anything_came_is_raised() -> None:
    with pytest.raises(RoadClosed):
        trade(node(5), MemoryRoad(MemoryHub(), ["nothing arrives"]))


def test_a_road_that_cuts_every_page_is_left_for_the_next_attempt() -> None:
    outbox, road = node(5), MemoryRoad(telling(1, 10_000), cuts=[300] * 9)
    done = trade(outbox, road)

    assert isinstance(done.broken, RoadClosed)
    assert len(road.seen) == 3
    assert (done.sent_events, outbox.pending(), done.items) == (5, 0, [])


@settings(max_examples=60, deadline=None)
@given(cuts=st.lists(st.integers(0, 900), max_size=30), news=st.integers(0, 8), count=st.integers(0, 20))
def test_wherever_the_replies_are_cut_all_is_there_once_in_the_end(cuts: list[int], news: int, count: int) -> None:
    outbox, hub = node(count), telling(news, 300)
    road = MemoryRoad(hub, cuts=cuts)
    for _ in range(40):
        with suppress(RoadClosed):
            trade(outbox, road)
    done = trade(outbox, MemoryRoad(hub))

    assert done.acked
    assert set(hub.held) == {position for position, _ in outbox.log}
    assert len(outbox.items) == news
    assert [found.body for found in latest(outbox.items.values()).values()] == [b"%d" % news] * bool(news)


def test_after_a_cut_the_next_bundle_is_told_in_full_for_the_node_is_elsewhere() -> None:
    outbox, hub = node(5), telling(1)
    trade(outbox, MemoryRoad(hub))
    hub.publish(item(2))
    road = MemoryRoad(hub, cuts=[200])
    trade(outbox, road)

    assert [data[:4] for data in road.seen] == [b"CHQR", b"CHQ2"]


def over_http(script: Script) -> tuple[Exchange, MemoryOutbox]:
    outbox = node(10)
    with live_hub(script) as url, requests.Session() as session:
        return trade(outbox, HttpRoad(url, timeout_s=PATIENCE_S, session=session)), outbox


@pytest.mark.parametrize("forgets", [False, True])
@pytest.mark.parametrize("cut", [30, 60, 300, 430])
def test_over_http_of_a_reply_that_ends_too_soon_the_rest_is_asked_for(cut: int, forgets: bool) -> None:
    script = Script(hub=telling(3, 10_000), cut_reply=[cut], forgets=forgets)
    done, outbox = over_http(script)

    assert (done.acked, done.sent_events, len(done.items), outbox.pending()) == (True, 10, 3, 0)
    assert [line for line in script.seen if line.startswith("GET")] == []
    assert len(script.seen) == (3 if forgets else 2)
    assert ("Have" in script.headers[0], "Have" in script.headers[1]) == (False, True)


def test_over_http_a_reply_comes_although_every_connection_ends_after_a_few_bytes() -> None:
    script = Script(hub=telling(3, 10_000), cut_reply=[7] * 200)
    done, _ = over_http(script)

    assert (done.acked, len(done.items)) == (True, 3)
    assert done.requests < 120
    assert sum("Content-Length" in seen for seen in script.headers) == len(script.seen)


def test_over_http_what_came_counts_where_the_rest_never_does() -> None:
    script = Script(hub=telling(3, 10_000), cut_reply=[300, *[0] * 30])
    done, outbox = over_http(script)

    assert isinstance(done.broken, RoadClosed)
    assert (done.sent_events, done.items, outbox.pending()) == (10, [], 0)


def test_over_http_a_day_that_is_used_up_within_a_reply_keeps_what_came() -> None:
    script, outbox = Script(hub=telling(3, 10_000), cut_reply=[300] * 9), node(10)
    with live_hub(script) as url, requests.Session() as session:
        road = HttpRoad(url, timeout_s=PATIENCE_S, session=session)
        road.traffic.most = 600
        done = trade(outbox, road)

    assert isinstance(done.broken, DayUsedUp)
    assert (done.sent_events, outbox.pending(), len(script.seen)) == (10, 0, 1)


@pytest.mark.parametrize("status", [429, 500, 503, 507, 302])
def test_over_http_what_came_counts_where_the_hub_is_busy_when_the_rest_is_asked_for(status: int) -> None:
    busy = [(status, {"Retry-After": "9"} if status == 429 else {}, b"")] * 30
    script = Script(hub=telling(3, 10_000), cut_reply=[300], later=busy)
    done, outbox = over_http(script)

    assert isinstance(done.broken, RoadClosed)
    assert (done.sent_events, outbox.pending()) == (10, 0)


def test_over_http_of_a_reply_that_was_cut_the_rest_comes_once_a_hub_that_was_busy_is_not() -> None:
    script = Script(hub=telling(3, 10_000), cut_reply=[300], later=[(500, {}, b"")])
    done, _ = over_http(script)

    assert (done.acked, len(done.items), len(script.seen)) == (True, 3, 3)


def test_over_http_a_hub_that_lets_a_node_wait_for_the_rest_does_not_begin_it_anew() -> None:
    script = Script(hub=telling(3, 10_000), cut_reply=[300], waits=1)
    done, _ = over_http(script)

    assert (done.acked, len(done.items), len(script.seen)) == (True, 3, 3)
    assert ["Have" in asked for asked in script.headers] == [False, True, True]


def test_over_http_what_came_counts_where_a_hub_lets_a_node_wait_for_the_rest_for_ever() -> None:
    script = Script(hub=telling(3, 10_000), cut_reply=[300], waits=99)
    done, outbox = over_http(script)

    # The second bundle, which has nothing to say any more, asks for the rest.
    assert (done.acked, done.sent_events, len(done.items), outbox.pending()) == (True, 10, 3, 0)
