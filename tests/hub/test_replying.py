"""What a node is told, and of which answers the hub remembers that they were given."""

import pytest
from sqlalchemy import select

from hub import schema
from hub.replying import answered, held, is_settled
from sync.ack import open_ack
from sync.chain import START, Position
from sync.header import open_header
from sync.opened import Opened, open_frames
from sync.reply import Reply
from tests.hub.builders import SITE, Node, Office, node_of, uses


@pytest.fixture
def known(office: Office) -> Node:
    node = node_of(office)
    office.take(node.bundle())
    node.record(*uses(3))
    return node


def opened(office: Office, node: Node, *, skim: bool = False) -> Opened:
    data = node.bundle().data
    return open_frames(open_header(office.keys, data), data, skim=skim)


def tickets(office: Office) -> int:
    with office.store.read() as connection:
        return len(connection.execute(select(schema.resumptions.c.ticket)).all())


def answer(office: Office, bundle: Opened, received: Position | None) -> Reply:
    with office.store.begin() as connection:
        life = office.store.life(connection)
        return answered(connection, bundle, office.keys, life=life, site=SITE, received=received, now_s=7)


def test_who_is_not_believed_is_told_that_its_bytes_wait_and_nothing_else(office: Office, known: Node) -> None:
    with office.store.begin() as connection:
        reply = held(opened(office, known), office.keys, office.store.life(connection), 7)
    ack = open_ack(reply.ack, known.hub, known.keys.node_id)

    assert (ack.state, ack.received, ack.hub_time, reply.slices) == ("held", None, 7, ())


def test_an_answer_that_names_the_end_of_a_whole_bundle_is_remembered(office: Office, known: Node) -> None:
    bundle, before = opened(office, known), tickets(office)
    reply = answer(office, bundle, known.end)

    assert is_settled(bundle, known.end)
    assert open_ack(reply.ack, known.hub, known.keys.node_id).received == known.end
    assert tickets(office) == before + 1


def test_an_answer_to_less_is_not(office: Office, known: Node) -> None:
    whole, skimmed, before = opened(office, known), opened(office, known, skim=True), tickets(office)
    for bundle, received in ((whole, None), (whole, START), (skimmed, skimmed.end)):
        answer(office, bundle, received)

        assert not is_settled(bundle, received)
    assert skimmed.complete
    assert tickets(office) == before
