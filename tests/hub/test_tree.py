"""Positions, forks and ends of the trees that the hub holds."""

import pytest

from hub import tree
from sync.chain import START
from tests.hub.builders import Node, Office, uses


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

    assert set(twin.ack(taken).tips) == {grown.end, twin.end, grown.position(4)}


def test_a_copied_disk_that_writes_the_same_number_differently_is_a_fork(office: Office, grown: Node) -> None:
    twin = grown.branch(5)
    twin.record({0: 14, 1: 9, 40: "0.1"}, name="b")

    office.take(twin.bundle(5))

    with office.store.read() as connection:
        assert tree.holds(connection, twin.end)
        assert tree.holds(connection, grown.end)
    assert office.store.totals().forks == 1
