"""A stick takes the same bytes as the wire, and brings back what was left on it for this node."""

from pathlib import Path

import pytest

from shared.errors import RoadClosed
from sync import folder
from sync.bundle import Run
from sync.folder_road import FolderRoad
from sync.reply import Reply, encode_reply
from tests.sync.builders import NODE, any_model, incarnation, sealed
from tests.usage_events import uses

BUNDLE = sealed([Run(incarnation("a"), 1, list(uses(1_000)))])
MANIFEST, MODEL = any_model()


def test_a_stick_takes_the_same_bytes_and_answers_later(tmp_path: Path) -> None:
    road = FolderRoad(tmp_path)

    assert road.deliver(BUNDLE) is None
    assert (tmp_path / "CHASQUI" / "up" / BUNDLE.id).read_bytes() == BUNDLE.data
    assert list(road.collect(NODE.node_id)) == []


def test_replies_on_a_stick_are_found_and_what_is_none_is_skipped(tmp_path: Path) -> None:
    folder.put_reply(tmp_path, NODE.node_id, encode_reply(Reply(b"first")))
    folder.put_reply(tmp_path, NODE.node_id, b"hostile")
    folder.put_reply(tmp_path, NODE.node_id, encode_reply(Reply(b"second")))

    assert [reply.ack for reply in FolderRoad(tmp_path).collect(NODE.node_id)] == [b"first", b"second"]


def test_a_stick_that_is_not_there_is_a_closed_road(tmp_path: Path) -> None:
    road = FolderRoad(tmp_path / "pulled out")

    with pytest.raises(RoadClosed, match="USB"):
        road.deliver(BUNDLE)
    with pytest.raises(RoadClosed, match="USB"):
        road.collect(NODE.node_id)


def test_a_model_comes_from_a_stick_that_carries_it(tmp_path: Path) -> None:
    road = FolderRoad(tmp_path)
    with pytest.raises(RoadClosed):
        road.model(MANIFEST, tmp_path / "m.tflite")
    folder.put_model(tmp_path, MANIFEST.sha256, MODEL)
    road.model(MANIFEST, tmp_path / "m.tflite")

    assert (tmp_path / "m.tflite").read_bytes() == MODEL


def test_replies_are_read_one_after_the_other(tmp_path: Path) -> None:
    for number in range(3):
        folder.put_reply(tmp_path, NODE.node_id, encode_reply(Reply(b"%d" % number)))
    road = FolderRoad(tmp_path)
    next(iter(road.collect(NODE.node_id)))

    assert road.traffic.bytes_down == len(encode_reply(Reply(b"0")))
