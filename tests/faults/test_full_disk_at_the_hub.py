"""The hub's disk is full: refused before the body, what is spooled stays, no ack, and nothing is left behind."""

import dataclasses
from pathlib import Path

import pytest
import requests

from hub.carry import carry
from hub.ingest import Ingest
from shared.errors import NoSpace
from sync import folder as stick_files
from sync.bundle import Sealed
from tests.faults.pair import held_by, new_school, school, served
from tests.faults.small_disk import SmallDisk
from tests.hub.builders import Node, Office, node_of
from tests.usage_events import uses

UNCHECKED = {"min_free_mb": -8}
"""The disk fills between the check and the writing."""


@pytest.fixture
def node(cramped: Office) -> Node:
    found = node_of(cramped)
    found.record(*uses(3_000))
    return found


def put(url: str, bundle: Sealed, first: int, last: int) -> requests.Response:
    address = f"{url}/v1/bundles/{bundle.id}?offset={first}&total={len(bundle.data)}"
    return requests.put(address, data=bundle.data[first:last], timeout=20)


def test_a_full_disk_refuses_before_the_body_and_keeps_what_was_spooled(
    disk: SmallDisk, cramped: Office, node: Node
) -> None:
    bundle = node.bundle()
    with served(cramped) as url:
        first = put(url, bundle, 0, 2_000)
        disk.fill(but=1_000_000)
        free = disk.free
        refused = put(url, bundle, 2_000, len(bundle.data))
        held = requests.get(f"{url}/v1/bundles/{bundle.id}", timeout=60).json()
        free_after = disk.free
        disk.clear()
        whole = put(url, bundle, 2_000, len(bundle.data))

    assert (first.status_code, refused.status_code, whole.status_code) == (202, 507, 200)
    assert held == {"held": 2_000}
    assert free_after == free
    assert len(held_by(cramped)) == 3_000


@pytest.mark.parametrize("room", [40_000, 80_000, 120_000, 140_000, 160_000])
def test_a_disk_that_fills_while_the_segment_or_the_rows_are_written_gives_no_ack_and_leaves_nothing(
    disk: SmallDisk, cramped: Office, node: Node, room: int
) -> None:
    cramped.take(node.bundle(0, 10))
    disk.fill(but=room)
    lake = sorted(cramped.config.lake_folder.rglob("*"))
    for _ in range(3):
        with pytest.raises(NoSpace, match="Libere"):
            cramped.ingest.take(node.bundle(10).data)
    left = sorted(cramped.config.lake_folder.rglob("*"))
    disk.clear()

    assert left == lake
    assert cramped.store.totals().events == 10
    assert cramped.take(node.bundle(10)).new_events == 2_990


def test_a_disk_that_fills_during_an_upload_is_told_and_the_upload_goes_on_later(
    disk: SmallDisk, cramped: Office, node: Node
) -> None:
    bundle = node.bundle()
    with served(cramped, **UNCHECKED) as url:
        disk.fill(but=4_096)
        refused = put(url, bundle, 0, len(bundle.data))
        held = requests.get(f"{url}/v1/bundles/{bundle.id}", timeout=60)
        offset = held.json().get("held", 0) if held.ok else 0
        disk.clear()
        whole = put(url, bundle, offset, len(bundle.data))

    assert (refused.status_code, whole.status_code) == (507, 200)
    assert len(held_by(cramped)) == 3_000


def test_a_node_waits_and_sends_again_when_there_is_space(disk: SmallDisk, cramped: Office, tmp_path: Path) -> None:
    new_school(cramped, tmp_path / "node")
    with served(cramped, **UNCHECKED) as url, school(tmp_path / "node", url) as one:
        one.record(2_000)
        disk.fill(but=20_000)
        full = one.agent.tick()
        waiting = one.store.outbox.pending()
        disk.clear()
        done = one.send_all()

        assert (full.outcome, waiting, full.next_at is not None) == ("off", 2_001, True)
        assert "no tiene espacio" in full.text
        assert (done.outcome, one.store.outbox.pending()) == ("ok", 0)
        assert held_by(cramped) == one.bodies()


def test_a_stick_at_a_full_hub_is_told_so_and_loses_nothing(
    disk: SmallDisk, cramped: Office, node: Node, tmp_path: Path
) -> None:
    (tmp_path / "usb").mkdir()
    stick_files.put_bundle(tmp_path / "usb", node.bundle().data)
    disk.fill(but=20_000)
    stopped = carry(cramped.store, cramped.ingest, tmp_path / "usb")
    disk.clear()

    assert stopped.trouble is not None
    assert "Libere" in stopped.trouble.text()
    assert (stopped.new_events, stopped.cleared) == (0, 0)
    assert carry(cramped.store, cramped.ingest, tmp_path / "usb").new_events == 3_000


def test_with_nothing_at_all_free_the_hub_says_so_in_words(disk: SmallDisk, cramped: Office, node: Node) -> None:
    disk.fill()
    with pytest.raises(NoSpace, match="lo guardado antes está a salvo"):
        cramped.ingest.take(node.bundle().data)
    disk.clear()

    assert cramped.take(node.bundle()).new_events == 3_000


def test_a_stranger_is_not_kept_on_a_full_disk_and_no_half_of_it_either(disk: SmallDisk, cramped: Office) -> None:
    stranger = dataclasses.replace(node_of(cramped, b"s"), code="")
    stranger.record(*uses(3_000))
    disk.fill(but=8_000)
    with pytest.raises(NoSpace):
        Ingest(cramped.store, cramped.keys).take(stranger.bundle().data)
    left = list((cramped.config.folder / "waiting").iterdir())
    disk.clear()

    assert (left, cramped.store.waiting()) == ([], [])
