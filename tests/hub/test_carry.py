"""The stick at the hub: order and repetition do not matter, strange files do no harm, answers come back."""

from pathlib import Path

import pytest

from hub.carry import carry
from hub.ingest import Full
from shared.errors import BadInput
from sync import folder
from sync.reply import decode_reply
from tests.hub.builders import Node, Office, uses
from tests.usage_events import uses as lifelike


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    root = tmp_path / "usb"
    root.mkdir()
    return root


def test_bundles_in_any_order_are_taken_in_and_answered_with_the_furthest_position(
    office: Office, node: Node, stick: Path
) -> None:
    node.record(*uses(9))
    for first, last in ((6, 9), (0, 3), (3, 6)):
        folder.put_bundle(stick, node.bundle(first, last).data)

    done = carry(office.store, office.ingest, stick)

    from sync.ack import open_ack

    ((_, reply),) = folder.replies(stick, node.keys.node_id)
    assert (done.bundles, done.new_events, done.replies) == (3, 9, 1)
    ack = open_ack(decode_reply(reply).ack, node.hub, node.keys.node_id)
    assert node.end in (ack.received, *ack.tips)


def test_carrying_again_takes_nothing_twice_and_leaves_one_answer(office: Office, node: Node, stick: Path) -> None:
    node.record(*uses(3))
    folder.put_bundle(stick, node.bundle().data)
    carry(office.store, office.ingest, stick)

    again = carry(office.store, office.ingest, stick)

    assert (again.new_events, len(list(folder.replies(stick, node.keys.node_id)))) == (0, 1)


def test_a_file_cut_on_the_stick_counts_up_to_where_it_verifies(office: Office, node: Node, stick: Path) -> None:
    node.record(*lifelike(3_000))
    path = folder.put_bundle(stick, node.bundle().data)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 3 // 4])

    assert carry(office.store, office.ingest, stick).new_events == 1_500


def test_what_is_no_bundle_is_refused_and_the_rest_goes_on(office: Office, node: Node, stick: Path) -> None:
    node.record(*uses(3))
    folder.put_bundle(stick, node.bundle().data)
    folder.put_bundle(stick, b"CHQ2 pero no")

    done = carry(office.store, office.ingest, stick)

    assert (done.refused, done.new_events) == (1, 3)


def test_a_stranger_s_bundle_is_held_and_answered(office: Office, node: Node, stick: Path) -> None:
    node.code = ""
    node.record(*uses(3))
    folder.put_bundle(stick, node.bundle().data)

    done = carry(office.store, office.ingest, stick)

    assert (done.held, done.new_events, done.replies) == (1, 0, 1)


def test_a_stick_that_is_not_there_says_so(office: Office, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="USB"):
        carry(office.store, office.ingest, tmp_path / "none")


def test_when_the_quota_is_used_up_the_earlier_answers_stay(office: Office, node: Node, stick: Path) -> None:
    node.code = ""
    node.record(*uses(3))
    folder.put_bundle(stick, node.bundle().data)
    folder.put_reply(stick, node.keys.node_id, b"earlier")
    answered = iter([office.take(node.bundle()), Full()])

    class Busy:
        def take(self, _: bytes) -> object:
            return next(answered)

    done = carry(office.store, Busy(), stick)  # type: ignore[arg-type]

    assert done.replies == 0
    assert [reply for _, reply in folder.replies(stick, node.keys.node_id)] == [b"earlier"]
