"""New events go into the lake once, and their segment is told before any row lists it."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub import lake, tree
from hub.appending import append, new_to, remove_unlisted
from shared.errors import NoSpace, SequenceGap
from sync.opened import Opened, open_prefix
from tests.hub.builders import Node, Office, node_of, open_office, uses

FULL = NoSpace("lleno")


def enrolled(office: Office, node: Node) -> Node:
    """Return a node that is enrolled, with ten facts that the hub does not hold."""
    office.take(node.bundle())
    node.code = ""
    node.record(*uses(10))
    return node


@pytest.fixture
def node(node: Node, office: Office) -> Node:
    """A node that is enrolled."""
    return enrolled(office, node)


def opened(office: Office, node: Node, first: int, last: int) -> Opened:
    return open_prefix(office.keys, node.bundle(first, last).data)


def taken(office: Office, told: Opened, written: list[lake.Written]) -> int:
    with office.store.begin() as connection:
        arrival = new_to(connection, told)
        return append(connection, office.store, lake.DISK, opened=told, arrival=arrival, written=written)


def segments(office: Office) -> set[Path]:
    return set((office.config.lake_folder / "events").glob("*.parquet"))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=1, max_size=5))
def test_whatever_overlaps_each_event_is_added_once(parts: list[tuple[int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = open_office(Path(folder) / "hub")
        node, held = enrolled(office, node_of(office)), 0
        for first, last in sorted(parts):
            if first <= held and first < last:
                assert taken(office, opened(office, node, first, last), []) == max(0, last - held)
                held = max(held, last)
        total = office.store.totals().events
        office.close()

    assert total == held


def test_a_beginning_that_the_hub_does_not_hold_is_a_gap_and_nothing_is_written(office: Office, node: Node) -> None:
    written: list[lake.Written] = []
    with pytest.raises(SequenceGap):
        taken(office, opened(office, node, 3, 6), written)

    assert (written, segments(office)) == ([], set())


def test_where_nothing_is_new_no_segment_is_written(office: Office, node: Node) -> None:
    written: list[lake.Written] = []
    taken(office, opened(office, node, 0, 4), written)
    again = taken(office, opened(office, node, 0, 4), written)

    assert (again, len(written), len(segments(office))) == (0, 1, 1)


def test_a_segment_is_told_before_its_rows_and_goes_where_they_did_not_come(office: Office, node: Node) -> None:
    written: list[lake.Written] = []
    told = opened(office, node, 0, 4)
    with office.store.begin() as connection:
        append(connection, office.store, lake.DISK, opened=told, arrival=new_to(connection, told), written=written)
        connection.rollback()
    orphans = segments(office)
    remove_unlisted(office.store, written, FULL)

    assert [len(orphans), len(written), segments(office), office.store.totals().events] == [1, 1, set(), 0]


def test_a_segment_that_counts_is_never_removed(office: Office, node: Node) -> None:
    written: list[lake.Written] = []
    taken(office, opened(office, node, 0, 4), written)
    remove_unlisted(office.store, written, FULL)

    assert len(segments(office)) == 1


def test_the_position_that_was_added_is_held_and_as_deep_as_its_branch(office: Office, node: Node) -> None:
    taken(office, opened(office, node, 0, 4), [])
    taken(office, opened(office, node, 4, 10), [])

    with office.store.read() as connection:
        assert tree.holds(connection, node.position(10))
        assert tree.depth_of(connection, node.position(10)) == 10
