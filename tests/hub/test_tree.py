"""Positions, forks and ends of the trees that the hub holds."""

import pyarrow.parquet as pq
import pytest

from hub import tree
from hub.forks import open_forks
from sync.chain import START
from tests.hub.builders import OTHER_SITE, SITE, Node, Office, node_of, uses

pytestmark = pytest.mark.databases


@pytest.fixture
def grown(office: Office, node: Node) -> Node:
    node.record(*uses(3), name="a")
    node.record(*uses(3), name="b")
    office.take(node.bundle(0, 2))
    office.take(node.bundle(2, 6))
    return node


def test_every_position_of_the_log_is_known_and_no_other(office: Office, grown: Node) -> None:
    twin = grown.branch(4)
    twin.record(*uses(1), name="c")
    with office.store.read() as connection:
        assert all(tree.holds(connection, grown.position(at)) for at in range(7))
        assert not tree.holds(connection, twin.end)
        assert tree.last_seq(connection, grown.position(4).incarnation) == 3


def test_the_path_to_a_position_names_every_piece_once(office: Office, grown: Node) -> None:
    with office.store.read() as connection:
        pieces = tree.path_to(connection, grown.position(5))

    assert [(piece.first_seq, piece.last_seq) for piece in pieces] == [(1, 2), (3, 3), (1, 2)]
    assert tree.path_to(connection, START) == []


def test_both_ends_and_the_fork_are_told_to_whoever_brought_to_the_tree(office: Office, grown: Node) -> None:
    twin = grown.branch(4)
    twin.record(*uses(1), name="c")

    taken = office.take(twin.bundle(4))

    ack = twin.ack(taken)
    assert {ack.received, *ack.tips} == {grown.end, twin.end, grown.position(4)}


def test_a_copied_disk_that_writes_the_same_number_differently_is_a_fork(office: Office, grown: Node) -> None:
    twin = grown.branch(5)
    twin.record({0: 14, 1: 9, 40: "0.1"}, name="b")

    office.take(twin.bundle(5))

    with office.store.read() as connection:
        assert tree.holds(connection, twin.end)
        assert tree.holds(connection, grown.end)
    assert office.store.totals().forks == 1


def test_the_depth_of_a_position_counts_everything_before_it_whatever_incarnation_wrote_it(
    office: Office, grown: Node
) -> None:
    with office.store.read() as connection:
        assert [tree.depth_of(connection, grown.position(at)) for at in range(7)] == list(range(7))


def test_the_deepest_ends_are_told_last_so_that_a_full_ack_keeps_them(office: Office, grown: Node) -> None:
    for at in range(5):
        twin = grown.branch(at + 1)
        twin.record(*uses(9 - 2 * at), name=f"t{at}")
        office.take(twin.bundle(at + 1))

    with office.store.read() as connection:
        told = tree.tips_for(connection, grown.keys.node_id)
        depths = [tree.depth_of(connection, position) for position in told]

    assert depths == sorted(depths)
    assert depths[-1] == 10


def test_every_event_in_the_lake_knows_how_deep_in_its_chain_it_lies(office: Office, node: Node) -> None:
    node.record(*uses(3), name="a")
    node.record(*uses(2), name="b")
    for first, last in ((0, 2), (2, 4), (4, 5)):
        office.take(node.bundle(first, last))

    found = [pq.read_table(office.config.lake_folder / name) for name in office.store.segments("events")]

    places = sorted(
        place for table in found for place in zip(*(table[n].to_pylist() for n in ("depth", "head")), strict=True)
    )
    assert places == [(at, node.position(at).head) for at in range(1, 6)]


def test_two_schools_whose_logs_begin_alike_have_two_trees(office: Office, node: Node) -> None:
    other = node_of(office, b"o", OTHER_SITE)
    for one, name in ((node, "a"), (other, "b")):
        one.record({0: 13, 1: 0, 50: 30}, name=name)
        office.take(one.bundle())
    node.record(*uses(1))
    office.take(node.bundle())

    with office.store.read() as connection:
        assert tree.tips_for(connection, other.keys.node_id) == (other.end,)


def test_a_second_log_of_one_key_is_told_at_once_and_both_are_kept(office: Office, node: Node) -> None:
    copy = node.branch(0)
    for one, name in ((node, "a"), (copy, "b")):
        one.record(*uses(3), name=name)
        taken = office.take(one.bundle())

    with office.store.read() as connection:
        assert tree.holds(connection, node.end)
        assert tree.holds(connection, copy.end)
    assert [fork.site for fork in open_forks(office.store)] == [SITE]
    assert copy.ack(taken).tips == (node.end,)
    assert office.take(node.bundle()).new_events == 0
    assert office.store.totals().forks == 1


def test_another_key_begins_a_log_of_its_own_without_an_alarm(office: Office, node: Node) -> None:
    for one, name in ((node, "a"), (node_of(office, b"o"), "b")):
        one.record(*uses(3), name=name)
        office.take(one.bundle())

    assert open_forks(office.store) == []
