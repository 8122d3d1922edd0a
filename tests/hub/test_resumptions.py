"""What the hub remembers of the last exchanges of each node, and what it forgets."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.resumptions import KEPT, recall, remember
from shared.ids import NodeId
from sync.chain import START
from sync.resumption import Resumption
from tests.hub.builders import Office
from tests.sync.builders import LIFE

ONE, OTHER = NodeId(b"n" * 8), NodeId(b"m" * 8)


def stood(number: int) -> Resumption:
    """Return where a node stood after its exchange of that number."""
    ticket = number.to_bytes(12, "big")
    return Resumption(ticket, bytes(32), bytes(32), START, {}, LIFE, {1: [b"tablet", "guía"]}, {0: "0.1.0"})


def kept(office: Office, node: NodeId, *numbers: int) -> None:
    for number in numbers:
        with office.store.begin() as connection:
            remember(connection, node, stood(number))


def known(office: Office, numbers: range) -> list[int]:
    return [number for number in numbers if recall(office.store, stood(number).ticket) is not None]


@pytest.mark.databases
def test_what_was_remembered_comes_back_as_it_was(office: Office) -> None:
    kept(office, ONE, 7)

    assert recall(office.store, stood(7).ticket) == stood(7)
    assert recall(office.store, stood(8).ticket) is None


@pytest.mark.databases
def test_of_each_node_the_last_exchanges_are_remembered_and_no_other_nodes_are_forgotten(office: Office) -> None:
    kept(office, OTHER, 1)
    kept(office, ONE, *range(2, 9))

    assert known(office, range(10)) == [1, *range(9 - KEPT, 9)]


@pytest.mark.databases
def test_the_same_answer_again_is_the_newest_once(office: Office) -> None:
    kept(office, ONE, 1, 2, 3, 1, 1, 4)

    assert known(office, range(6)) == [1, 3, 4]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from([ONE, OTHER]), st.integers(0, 5)), max_size=12))
def test_a_repeated_answer_never_pushes_out_what_is_newer(office: Office, told: list[tuple[NodeId, int]]) -> None:
    with office.store.begin() as connection:
        connection.exec_driver_sql("DELETE FROM resumptions")
    newest: dict[NodeId, list[int]] = {ONE: [], OTHER: []}
    for node, number in told:
        number += 100 * (node == OTHER)
        kept(office, node, number)
        newest[node] = [one for one in newest[node] if one != number] + [number]

    assert known(office, range(200)) == sorted([*newest[ONE][-KEPT:], *newest[OTHER][-KEPT:]])
