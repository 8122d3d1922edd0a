from dataclasses import replace

import pytest

from hub.room import low, told
from shared.disk import Room, room_in
from tests.hub.builders import Office

MIB = 1_048_576


@pytest.mark.parametrize(("free_mb", "alarm"), [(100, True), (2_047, True), (2_048, False), (9_000, False)])
def test_the_alarm_comes_long_before_nothing_more_is_received(free_mb: int, alarm: bool) -> None:
    said = told(Room(free_mb * MIB, 2**40), 256)

    assert (said is not None) is alarm
    assert said is None or f"{free_mb:,} MB" in said.text()


def test_it_is_the_disk_of_the_hub_that_is_looked_at(office: Office) -> None:
    room = room_in(office.config.folder)
    assert room is not None

    assert low(replace(office.config, min_free_mb=room.free // MIB)) is not None
    assert low(replace(office.config, min_free_mb=1)) is None
