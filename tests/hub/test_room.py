"""Each disk on which something of the hub lies is looked at, once, long before it is full."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hub.config import Config
from hub.parts import open_parts
from hub.readiness import troubles
from hub.room import Place, low, rooms, scarcest, told, words
from shared.disk import Room, room_in
from tests.faults.small_disk import SmallDisk, small_disk
from tests.hub.builders import Office, open_office

MIB = 1_048_576


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "small", 24 * 1024) as found:
        yield found


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize(("free_mb", "alarm"), [(100, True), (2_047, True), (2_048, False), (9_000, False)])
def test_the_alarm_comes_long_before_nothing_more_is_received(place: Place, free_mb: int, alarm: bool) -> None:
    said = told(Room(free_mb * MIB, 2**40), 256, place)

    assert (said is not None) is alarm
    assert said is None or f"{free_mb:,} MB" in said.text()


def test_it_is_the_disk_of_the_hub_that_is_looked_at(office: Office) -> None:
    room = room_in(office.config.folder)
    assert room is not None

    assert [*low(replace(office.config, min_free_mb=room.free // MIB))] == [Place.FOLDER]
    assert low(replace(office.config, min_free_mb=1)) == {}


def test_what_lies_on_one_disk_is_told_once_and_what_is_not_there_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    config = Config(tmp_path / "hub", lake=tmp_path / "lake", copies=str(tmp_path / "copies"))

    assert [*rooms(config)] == [Place.FOLDER]
    assert [*rooms(replace(config, copies="rclone:away:copies"))] == [Place.FOLDER]
    assert [*rooms(replace(config, copies=str(tmp_path / "not mounted")))] == [Place.FOLDER]


@pytest.mark.parametrize(("place", "refused"), [(Place.LAKE, True), (Place.COPIES, False)])
def test_another_disk_that_fills_is_told_and_where_the_lake_lies_nothing_more_is_received(
    small: SmallDisk, tmp_path: Path, place: Place, refused: bool
) -> None:
    there = {"lake": small.folder / "lake"} if place is Place.LAKE else {"copies": str(small.folder)}
    office = open_office(tmp_path / "hub")
    hub = open_parts(replace(office.config, min_free_mb=1, **there), office.store)
    assert hub.spool is not None
    before = low(hub.config), troubles(hub), hub.spool.has_room()
    small.fill(but=MIB // 2)

    assert before == ({}, [], True)
    assert [*low(hub.config)] == [place]
    assert words(hub.config).startswith("Queda poco espacio en el disco de")
    assert (len(troubles(hub)), hub.spool.has_room()) == ((1, False) if refused else (0, True))
    assert scarcest(hub.config) == rooms(hub.config)[place]
    office.store.close()
