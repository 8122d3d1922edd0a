"""A night on a full disk fails in words and leaves the tables in use; the next one with room ends as it would."""

import pytest

from hub import aggregate, runs
from hub.alarms import alarms
from shared.errors import NoSpace
from tests.faults.small_disk import SmallDisk
from tests.faults.test_killed_nights import _files, _listed, rows_of, two_nights
from tests.hub.builders import Office
from tests.hub.commands import run


def of_the_night(cramped: Office) -> list[str]:
    return [one.kind for one in alarms(cramped.store) if one.kind.startswith("night")]


def summed(cramped: Office) -> None:
    """Do what a night does to the weekly table, kept as a night is."""
    with runs.kept(cramped.store, runs.NIGHT) as note:
        note("aggregate", {})
        aggregate.aggregate(cramped.store)


def why_it_failed(cramped: Office) -> str:
    try:
        summed(cramped)
    except NoSpace as error:
        return str(error)
    return ""


@pytest.mark.parametrize("room", [0, 8_000, 30_000, 60_000, 120_000])
def test_a_disk_that_fills_during_the_night_leaves_the_table_and_the_next_night_makes_it(
    disk: SmallDisk, cramped: Office, room: int
) -> None:
    before = two_nights(cramped)
    disk.fill(but=room)
    said = why_it_failed(cramped)
    left, stray = rows_of(cramped), _files(cramped) - _listed(cramped)
    disk.clear()
    told = of_the_night(cramped)
    summed(cramped)

    after = rows_of(cramped)

    assert "Libere" in said or room > 8_000
    assert stray == set()
    assert left == before or (room > 30_000 and left == after)
    # Without room for even that, how it ended is not kept: the full disk is an alarm of its own.
    assert told in ([[], ["night_failed"]] if said else [[]])
    assert after != before
    assert _files(cramped) == _listed(cramped)
    assert of_the_night(cramped) == []


def night_that_fills(disk: SmallDisk, cramped: Office) -> None:
    """Let the disk fill while a night writes a file, and somebody make room before it ends."""
    with runs.kept(cramped.store, runs.NIGHT) as note:
        note("aggregate", {})
        disk.fill()
        try:
            (disk.folder / "table").write_bytes(bytes(100_000))
        finally:
            disk.clear()


def test_the_alarm_says_that_the_disk_was_full_and_what_holds_meanwhile(disk: SmallDisk, cramped: Office) -> None:
    with pytest.raises(NoSpace):
        night_that_fills(disk, cramped)
    (night,) = [one for one in alarms(cramped.store) if one.kind == "night_failed"]

    assert "No hay espacio en el disco. Libere 300 MB" in night.said.text()
    assert "Siguen valiendo la demanda y el plan de antes" in night.said.text()


def test_the_command_says_so_in_words_and_changes_nothing(disk: SmallDisk, cramped: Office) -> None:
    before = two_nights(cramped)
    disk.fill()
    done = run("nightly", "--dir", cramped.config.folder)
    left, kinds = rows_of(cramped), [one.kind for one in alarms(cramped.store)]
    disk.clear()

    assert done.exit_code == 1, done.output
    assert "Libere 300 MB" in done.output
    assert "disk" in kinds
    assert left == before
