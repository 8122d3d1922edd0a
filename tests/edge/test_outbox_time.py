"""The hub's clock is a claim too: what its acks name says which of them is later."""

from pathlib import Path

from shared.events import Claim
from sync.ack import open_ack
from tests.edge.building import KEYS, FakeHub, new_store, use
from tests.edge.test_outbox import exchanged


def test_the_time_of_a_hub_whose_clock_was_put_right_is_believed_once_it_has_more_and_no_sooner(tmp_path: Path) -> None:
    hub = FakeHub(hub_time=4_080_000_000)
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        exchanged(store, hub)
        wrong, ahead = hub.ack(KEYS.node_id), store.outbox.hub_time()
        hub.hub_time = 1_790_000_000
        exchanged(store, hub)
        nothing_new = store.outbox.hub_time()
        store.record([Claim(use())])
        exchanged(store, hub)
        mended = store.outbox.hub_time()
        store.outbox.advance(open_ack(wrong, hub.keys.public, KEYS.node_id), wrong, asked=True)

        assert (ahead, nothing_new, mended) == (4_080_000_000, 4_080_000_000, 1_790_000_000)
        assert store.outbox.hub_time() == 1_790_000_000


def test_the_time_is_believed_too_where_the_feed_went_on_and_never_where_it_is_no_time(tmp_path: Path) -> None:
    hub = FakeHub(hub_time=4_080_000_000)
    hub.say("note", "note/1", {})
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        exchanged(store, hub)
        hub.say("note", "note/2", {})
        hub.hub_time = 86_400
        exchanged(store, hub)
        reset = store.outbox.hub_time()
        hub.say("note", "note/3", {})
        hub.hub_time = 1_790_000_000
        exchanged(store, hub)

        assert (reset, store.outbox.hub_time()) == (4_080_000_000, 1_790_000_000)
