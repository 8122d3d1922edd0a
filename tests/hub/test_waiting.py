"""What cannot be applied yet is kept within bounds, answered with "held", and applied as soon as it can be."""

import logging
import shutil
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub import schema
from hub.ingest import Ingest
from hub.node_acts import discard
from hub.rows import Wait
from hub.waiting import (
    MAX_KNOWN_BUNDLES_PER_NODE,
)
from shared.acts import Actor
from shared.errors import BadInput, NewerFormat
from sync.bundle import bundle_id
from sync.keys import NodeKeys
from tests.hub.builders import OTHER_SITE, SITE, Node, Office, node_of, uses
from tests.hub.test_lake import Watched

pytestmark = pytest.mark.databases
BY = Actor("ana", "Administración")


def test_a_bundle_that_comes_before_its_turn_waits_and_is_applied_when_the_hole_closes(
    office: Office, node: Node
) -> None:
    node.record(*uses(9))
    office.take(node.bundle(0, 3))
    early = office.take(node.bundle(6, 9))
    waiting = [(row.why, row.site) for row in office.store.waiting()]

    office.take(node.bundle(3, 6))

    assert node.ack(early).received is None
    assert waiting == [(Wait.GAP, SITE)]
    assert (office.store.totals().events, office.store.waiting()) == (9, [])


def test_the_answer_names_what_waited_for_the_bundle_too(office: Office, node: Node) -> None:
    node.record(*uses(9))
    office.take(node.bundle(0, 1))
    office.take(node.bundle(3, 9))

    taken = office.take(node.bundle(1, 3))

    assert node.end in node.ack(taken).tips
    assert taken.new_events == 2


def test_what_waits_for_something_else_is_not_opened_for_every_bundle_with_news(
    office: Office, node: Node, caplog: pytest.LogCaptureFixture
) -> None:
    other = node_of(office, b"x", OTHER_SITE)
    other.record(*uses(9), name="x")
    office.take(other.bundle(0, 1))
    for at in range(3, 7):
        office.take(other.bundle(at, at + 1))
    node.record(*uses(2))

    with caplog.at_level(logging.INFO, "hub.committing"):
        office.take(node.bundle())

    assert [row.why for row in office.store.waiting()] == [Wait.GAP] * 4
    assert len(taken_in(caplog)) == 1


def test_a_newer_bundle_is_tried_at_the_start_and_not_for_every_bundle_with_news(
    office: Office, node: Node, caplog: pytest.LogCaptureFixture
) -> None:
    node.record(*uses(6))
    office.take(node.bundle(0, 1))
    office.take(node.bundle(2, 4))
    with office.store.begin() as connection:
        connection.execute(schema.waiting.update().values(why=Wait.NEWER))
    with caplog.at_level(logging.INFO, "hub.committing"):
        office.take(node.bundle(1, 2))
    opened = len(taken_in(caplog))

    assert opened == 1
    assert (office.ingest.retry(), office.store.waiting()) == (2, [])


def test_what_waited_before_bases_were_kept_is_applied_when_the_hub_starts(office: Office, node: Node) -> None:
    node.record(*uses(4))
    office.take(node.bundle(0, 1))
    office.take(node.bundle(2, 4))
    with office.store.begin() as connection:
        connection.execute(schema.waiting.update().values(base=None))
    office.ingest.retry()
    office.take(node.bundle(1, 2))

    assert (office.store.totals().events, office.store.waiting()) == (4, [])


def test_of_an_enrolled_node_the_oldest_that_wait_give_way_and_nothing_is_lost(office: Office, node: Node) -> None:
    many, sent = MAX_KNOWN_BUNDLES_PER_NODE + 5, list[str]()
    node.record(*uses(many + 2))
    office.take(node.bundle(0, 1))
    for at in range(2, many + 2):
        office.config.clock.at += timedelta(seconds=1)  # type: ignore[attr-defined]
        bundle = node.bundle(at, at + 1)
        last = office.take(bundle)
        sent.append(bundle.id)
    waiting = {row.bundle for row in office.store.waiting()}
    files = {path.name for path in (office.config.folder / "waiting").iterdir()}
    office.take(node.bundle(1))

    assert node.ack(last).tips == (node.position(1),)
    assert waiting == files == set(sent[-MAX_KNOWN_BUNDLES_PER_NODE:])
    assert (office.store.totals().events, office.store.waiting()) == (many + 2, [])


def test_an_enrolled_node_keeps_no_more_bytes_than_its_share(
    office: Office, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    node.record(*uses(9))
    office.take(node.bundle(0, 1))
    size = len(node.bundle(2, 3).data)
    monkeypatch.setattr("hub.waiting.MAX_KNOWN_BYTES_PER_NODE", 3 * size + 9)
    for at in range(2, 8):
        office.take(node.bundle(at, at + 1))

    assert 1 < len(office.store.waiting()) <= 3
    assert sum(row.bytes for row in office.store.waiting()) <= 3 * size + 9


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 7)), max_size=14))
def test_whoever_sends_what_in_any_order_what_waits_stays_within_its_bounds(
    office: Office, sent: list[tuple[int, int]]
) -> None:
    nodes = [node_of(office) for _ in range(4)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hub.waiting.MAX_KNOWN_BUNDLES_PER_NODE", 2)
        patch.setattr("hub.waiting.MAX_UNKNOWN_BUNDLES_PER_NODE", 3)
        for at, node in enumerate(nodes):
            node.keys = NodeKeys.generate()
            node.record(*uses(9), name=f"{at}")
            if at % 2:
                node.code = ""
            else:
                office.take(node.bundle(0, 0))
        for which, first in sent:
            office.ingest.take(nodes[which].bundle(first, first + 1).data)
            rows = Counter(row.node for row in office.store.waiting())
            for at, node in enumerate(nodes):
                assert rows[node.keys.node_id.hex()] <= (4 if at % 2 else 2)
            files = {path.name for path in (office.config.folder / "waiting").iterdir()}
            assert files == {row.bundle for row in office.store.waiting()}


def taken_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return a line for each bundle that was opened and compared with what is held."""
    return [line for record in caplog.records if (line := record.getMessage()).startswith("bundle=")]


def test_an_unknown_node_is_held_and_its_bundle_is_applied_once_accepted(office: Office, node: Node) -> None:
    node.code = ""
    node.record(*uses(4))
    taken = office.take(node.bundle())

    applied = office.ingest.accept(node.keys.node_id.hex())

    assert taken.state == node.ack(taken).state == "held"
    assert node.ack(taken).received is None
    assert (applied, office.store.waiting(), office.store.totals().events) == (4, [], 4)


def test_a_code_serves_one_node_once(office: Office, node: Node) -> None:
    thief = Node(node_of(office, b"x").keys, SITE, node.code, hub=node.hub)
    office.take(node.bundle())

    assert office.take(thief.bundle()).state == "held"


def test_a_code_of_one_site_does_not_enrol_at_another(office: Office, node: Node) -> None:
    node.site = OTHER_SITE

    assert office.take(node.bundle()).state == "held"


def test_a_node_that_a_restored_hub_has_no_trace_of_is_held_even_with_a_good_code(office: Office, node: Node) -> None:
    answered = office.take(node.bundle(enrolment=None)).reply.ack
    node.record(*uses(3))

    taken = office.take(node.bundle(hub_proof=answered))

    assert (taken.state, taken.new_events) == ("held", 0)
    assert office.ingest.accept(node.keys.node_id.hex()) == 3


def test_a_code_is_over_after_two_weeks(office: Office, node: Node) -> None:
    office.config.clock.at = office.config.clock.at.replace(month=11)  # type: ignore[attr-defined]

    assert office.take(node.bundle()).state == "held"


def test_a_revoked_node_is_held_and_what_it_sends_is_kept(office: Office, node: Node) -> None:
    from hub.enrol import revoke

    node.record(*uses(2))
    office.take(node.bundle(0, 1))
    with office.store.begin() as connection:
        revoke(connection, node.keys.node_id.hex())

    taken = office.take(node.bundle(1, 2))

    assert taken.state == "held"
    assert [row.why for row in office.store.waiting()] == [Wait.REVOKED]
    assert office.ingest.accept(node.keys.node_id.hex()) == 1


def test_accepting_a_node_that_nobody_heard_of_says_so(office: Office) -> None:
    with pytest.raises(BadInput, match="espera"):
        office.ingest.accept("00" * 8)


def test_what_waits_is_discarded_by_computer_or_by_bundle(office: Office, node: Node) -> None:
    node.code = ""
    node.record(*uses(2))
    junk = b"CHQ9 of nobody"
    office.take(node.bundle(0, 1))
    office.take(node.bundle(1, 2))
    with pytest.raises(NewerFormat):
        office.ingest.take(junk)

    counts = [
        discard(office.store, code, why="No es de aquí.", by=BY) for code in (node.keys.node_id.hex(), bundle_id(junk))
    ]

    assert counts == [2, 1]
    assert (office.store.waiting(), list((office.config.folder / "waiting").iterdir())) == ([], [])


@pytest.mark.parametrize("name", ["", "00" * 8])
def test_discarding_what_does_not_wait_says_so_and_discards_nothing(office: Office, name: str) -> None:
    with pytest.raises(NewerFormat):
        office.ingest.take(b"CHQ9 of nobody")

    with pytest.raises(BadInput, match="espera"):
        discard(office.store, name, why="No es de aquí.", by=BY)

    assert len(office.store.waiting()) == 1


def test_what_waits_is_on_the_disk_before_its_sender_is_told_so(office: Office, node: Node) -> None:
    disk = Watched()
    shutil.rmtree(office.config.folder / "waiting")
    node.code = ""
    node.record(*uses(2))

    Ingest(office.store, office.keys, disk).take(node.bundle().data)

    assert disk.steps == [("sync", "hub"), ("sync", ".part"), ("rename", ""), ("sync", "waiting")]
