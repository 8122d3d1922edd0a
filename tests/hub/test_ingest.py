"""Bundles repeated, cut or damaged: the hub never has less than it acked, and never a wrong record."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import Connection, event

from hub.ingest import Ingest
from hub.release import broadcast_catalogue
from hub.taken import Taken
from shared.errors import BadBundle, Untrusted
from shared.events import Claim
from shared.facts import Delivery, DeliveryLine, Objection, Receipt, Request
from shared.ids import Head, Pseudonym, ResourceId, SchoolId
from sync.ack import Ack
from sync.keys import NodeKeys
from sync.lives import FeedPosition, HubIncarnation
from tests.hub.builders import (
    CATALOGUE,
    GUIDE,
    Node,
    Office,
    count,
    feeds_after,
    node_of,
    open_office,
    state_of,
    uses,
)
from tests.hub.test_lake import Watched
from tests.usage_events import uses as lifelike

pytestmark = pytest.mark.databases
DELIVERY = Delivery(
    decision="2026-10-abc-074294",
    pecosa="2026-10-abc-0001",
    receiver=Pseudonym(b"receiver"),
    deliverer=Pseudonym(b"delivers"),
    lines=(DeliveryLine(resource=GUIDE, shipped=20, accepted=18, rejected=2, reason="mojado"),),
)


def test_a_bundle_with_a_good_code_enrols_its_node_and_its_events_are_acked(office: Office, node: Node) -> None:
    node.record(count(30), *uses(5))

    taken = office.take(node.bundle())

    assert (taken.state, taken.new_events) == ("ok", 6)
    assert node.ack(taken).received == node.end
    assert [(row.resource, row.on_hand) for row in office.store.stock()] == [(GUIDE, 25)]


def test_a_repeated_bundle_adds_nothing_and_gets_the_same_ack(office: Office, node: Node) -> None:
    node.record(*uses(5))
    bundle = node.bundle()
    first = office.take(bundle)

    again = office.take(bundle)

    assert again.new_events == 0
    assert again.reply == first.reply
    assert len(office.store.segments("events")) == 1


def test_stock_after_a_fork_is_that_of_who_counted_last(office: Office, node: Node) -> None:
    node.record(count(30, day="2026-10-01"), *uses(3))
    twin = node.branch(2)
    twin.record(count(9, day="2026-10-09"), name="c")
    office.take(node.bundle())

    office.take(twin.bundle())

    assert [row.on_hand for row in office.store.stock()] == [9]
    assert office.store.totals().forks == 1


def test_the_verified_prefix_of_a_cut_bundle_is_committed(office: Office, node: Node) -> None:
    node.record(*lifelike(3_000))
    data = node.bundle().data
    cut = data[: len(data) * 3 // 4]

    taken = office.take(cut, keep=False)

    assert not taken.complete
    assert taken.new_events == 1_500
    assert node.ack(taken).received == node.position(1_500)
    assert office.take(data).new_events == 1_500


def test_a_bundle_cut_at_any_byte_gives_a_beginning_of_the_log_or_nothing(office: Office, node: Node) -> None:
    node.record(count(9), *uses(3))
    data = node.bundle().data
    held = []
    for size in range(len(data)):
        try:
            office.take(data[:size], keep=False)
        except BadBundle:
            assert size < 400
        held.append(office.store.totals().events)

    assert set(held) == {0}
    assert office.take(data).new_events == 4


@settings(max_examples=30, deadline=None)
@given(share=st.floats(0, 1), bit=st.integers(0, 7))
def test_a_flipped_bit_never_brings_a_wrong_record(share: float, bit: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = open_office(Path(folder) / "hub")
        node = node_of(office)
        node.record(*uses(40))
        data = bytearray(node.bundle().data)
        data[int(share * (len(data) - 1))] ^= 1 << bit

        try:
            office.take(bytes(data))
        except (BadBundle, Untrusted):
            events = 0
        else:
            events = len(state_of(office)["events"])
        office.store.close()

    assert events in (0, 40)


def test_a_segment_that_no_row_lists_is_harmless(office: Office, node: Node) -> None:
    node.record(*uses(2))
    office.take(node.bundle())
    orphan = office.config.lake_folder / "events" / "orphan.parquet"
    listed = office.store.segments("events")
    orphan.write_bytes((office.config.lake_folder / listed[0]).read_bytes())

    assert office.store.segments("events") == listed
    assert office.take(node.bundle()).new_events == 0


def test_a_failure_after_the_segment_was_written_loses_nothing(
    office: Office, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    node.record(count(5), *uses(2))
    with monkeypatch.context() as broken:
        broken.setattr("hub.folds.settle", _power_cut)
        with pytest.raises(OSError, match="power"):
            office.take(node.bundle())
    assert office.store.segments("events") == []

    assert office.take(node.bundle()).new_events == 3


def _power_cut(*_: object) -> None:
    raise OSError("power cut")


@contextmanager
def set_back(office: Office, node: Node) -> Iterator[tuple[Office, Taken, Ack]]:
    """A copy of the hub from when it had two records of six, and what the hub said when it had them all."""
    node.record(*uses(6))
    office.take(node.bundle(0, 2))
    with tempfile.TemporaryDirectory() as folder:
        old = office.copied(Path(folder) / "hub")
        shown = office.take(node.bundle(2, 6))
        yield old, shown, node.ack(shown)
        old.close()


def test_a_hub_restored_from_a_copy_draws_a_new_life_and_gets_everything_again(office: Office, node: Node) -> None:
    with set_back(office, node) as (old, shown, ack):
        held = old.take(node.bundle(6, 6, hub_incarnation=ack.hub_incarnation, hub_proof=shown.reply.ack))
        again = old.take(node.bundle(2, 6))

    assert node.ack(held).hub_incarnation > ack.hub_incarnation
    assert node.ack(held).received is None
    assert node.position(2) in node.ack(held).tips
    assert again.new_events == 4


def test_a_node_that_was_enrolled_anew_shows_what_its_earlier_key_was_told(office: Office, node: Node) -> None:
    with set_back(office, node) as (old, shown, ack):
        node.keys = NodeKeys.generate()

        taken = old.take(node.bundle(6, 6, hub_incarnation=ack.hub_incarnation, hub_proof=shown.reply.ack))

    assert node.ack(taken).hub_incarnation > ack.hub_incarnation


def test_a_stranger_that_names_a_place_in_the_feed_draws_no_new_life(office: Office) -> None:
    stranger = Node(NodeKeys.from_seed(b"x" * 32), hub=office.keys.public)
    told = office.take(stranger.bundle())
    life = stranger.ack(told).hub_incarnation
    shown = {"feeds": {"all": FeedPosition(life, 10**6, Head(b"h" * 16))}, "hub_proof": told.reply.ack}

    again = office.take(stranger.bundle(hub_incarnation=life, **shown))

    assert stranger.ack(again).hub_incarnation == life


def test_a_proof_that_somebody_else_signed_changes_nothing(office: Office, node: Node) -> None:
    life = HubIncarnation(2**50, bytes(8))

    taken = office.take(node.bundle(hub_incarnation=life, hub_proof=bytes(200)))

    assert node.ack(taken).hub_incarnation < life


def test_an_event_of_a_newer_kind_is_kept_as_it_came(office: Office, node: Node) -> None:
    node.record({0: 99, 1: 60, 200: {"nuevo": [1, b"x"]}}, {0: 8, 1: 70, 28: 5})
    office.take(node.bundle())

    rows = pq.read_table(office.config.lake_folder / office.store.segments("events")[0]).to_pylist()

    assert msgspec.msgpack.decode(rows[0]["body"]) == {0: 99, 1: 60, 200: {"nuevo": [1, b"x"]}}
    assert office.store.totals().events == 2
    assert office.store.deliveries() == []


def test_a_record_that_no_table_can_hold_is_kept_apart_and_the_next_one_counts(office: Office, node: Node) -> None:
    long, nul = ResourceId("r" * 65), ResourceId("a\0b")
    node.record(count(5, long), count(5, nul), Claim(Request(school=SchoolId("9" * 21), resource=GUIDE, units=1)))
    node.record(Claim(Objection(decision="d", resource=GUIDE, reason="a\0", note="b\0c")), count(7))

    assert office.take(node.bundle()).new_events == 5

    assert [(row.resource, row.on_hand) for row in office.store.stock()] == [(GUIDE, 7)]
    (objection,) = office.store.objections()
    assert office.store.requests() == []
    # PostgreSQL holds no NUL: it keeps a sign in its place, and nothing is cut off.
    assert (objection.note[0], objection.note[2:]) == ("b", "c")


def test_more_units_than_a_column_holds_are_the_most_that_it_holds(office: Office, node: Node) -> None:
    node.record(*[Claim(Receipt(resource=GUIDE, units=1_000_000))] * 2_200)

    office.take(node.bundle())

    assert [row.on_hand for row in office.store.stock()] == [2**31 - 1]


def test_the_reply_carries_the_broadcast_and_then_nothing_new(office: Office, node: Node) -> None:
    pages = node.pages(office.take(node.bundle()))

    idle = office.take(node.bundle(feeds=feeds_after(pages)))

    assert [page.stream for page in pages] == ["all"]
    assert node.pages(idle) == []


def test_the_answer_leaves_after_the_segment_and_the_rows_are_on_the_disk(office: Office, node: Node) -> None:
    office.take(node.bundle())
    node.record(*uses(2))
    disk = Watched()
    ingest = Ingest(office.store, office.keys, disk)

    def note(connection: Connection) -> None:
        # A reader's transaction ends with a commit too, of nothing.
        if connection.get_execution_options().get("chasqui_writes"):
            disk.steps.append(("commit", ""))

    event.listen(office.store.engine, "commit", note)

    taken = ingest.take(node.bundle().data)
    disk.steps.append(("ack", ""))

    assert isinstance(taken, Taken)
    assert node.ack(taken).received == node.end
    written = [("sync", ".part"), ("rename", ".parquet"), ("sync", "events"), ("commit", "")]
    made = [("sync", office.config.lake_folder.parent.name), ("sync", office.config.lake_folder.name)]
    assert disk.steps[: len(made + written)] == made + written
    assert disk.steps[-1] == ("ack", "")


def test_a_hub_that_lacks_a_feed_entry_which_it_signed_draws_a_new_life(office: Office, node: Node) -> None:
    node.record(*uses(2))
    first = office.take(node.bundle())
    with tempfile.TemporaryDirectory() as folder:
        old = office.copied(Path(folder) / "hub")
        broadcast_catalogue(office.store, replace(CATALOGUE, version=2))
        shown = office.take(node.bundle(2))
        life = node.ack(shown).hub_incarnation

        known, drawn = (
            node.ack(old.take(node.bundle(2, hub_incarnation=life, hub_proof=told.reply.ack)))
            for told in (first, shown)
        )
        old.close()

    assert known.hub_incarnation == life
    assert drawn.hub_incarnation > life
