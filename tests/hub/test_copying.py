"""A copy counts once it was opened again where it lies; only then do the oldest go, and never others' files."""

from datetime import timedelta
from pathlib import Path

import pytest

from hub import copying, runs
from hub.alarms import alarms
from hub.copy_places import Folder, Remote
from hub.copying import copy_to, copy_to_file, in_order, latest
from hub.store import Store
from shared.errors import BadInput, NotReady
from tests.hub.builders import Node, Office, StillClock, uses
from tests.hub.elsewhere import Elsewhere

pytestmark = pytest.mark.databases


@pytest.fixture
def used(office: Office, node: Node) -> Office:
    node.record(*uses(4))
    office.take(node.bundle())
    return office


@pytest.fixture
def place(used: Office, tmp_path: Path) -> Elsewhere:
    (tmp_path / "copies").mkdir()
    return Elsewhere(tmp_path / "copies", used.config.folder)


def later(office: Office, **more: int) -> None:
    assert isinstance(office.config.clock, StillClock)
    office.config.clock.at += timedelta(**more)


def kinds(store: Store) -> list[str]:
    return [one.kind for one in alarms(store) if one.kind.startswith("copy")]


class Bad(Elsewhere):
    """A disk that gives back other bytes than were written."""

    def keep(self, name: str, write: object) -> None:
        super().keep(name, write)  # type: ignore[arg-type]
        path = self._folder / name
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)


def test_a_copy_is_noted_with_what_it_holds_and_the_last_ones_stay(used: Office, place: Elsewhere) -> None:
    (place._folder / "notas.zip").write_bytes(b"somebody's own")
    names = []
    for _ in range(3):
        names.append(copy_to(used.store, place, 2).name)
        later(used, days=1)

    assert place.names() == names[1:]
    assert (place._folder / "notas.zip").exists()
    newest = latest(used.store, away=True)
    assert newest is not None
    assert (newest.name, newest.here) == (names[-1], False)
    assert newest.rows > 0
    assert [one.done for one in runs.latest(used.store, copying.COPY)] == [True] * 3


def test_a_clock_that_went_back_does_not_take_the_new_copy_away(used: Office, place: Elsewhere) -> None:
    copy_to(used.store, place, 1)
    later(used, days=-9)
    made = copy_to(used.store, place, 1)

    assert place.names() == [made.name]


def test_a_copy_that_a_clock_ahead_named_goes_in_its_turn(used: Office, place: Elsewhere) -> None:
    (place._folder / "central-20990101-000000.zip").write_bytes(b"of another hub")
    later(used, days=26_000)
    ahead = copy_to(used.store, place, 3)
    later(used, days=-26_000)
    made = []
    for _ in range(3):
        later(used, days=1)
        made.append(copy_to(used.store, place, 3).name)

    assert ahead.name > made[-1]
    assert place.names() == made
    assert in_order(used.store, [ahead.name, *reversed(made), "central-z.zip"]) == ["central-z.zip", ahead.name, *made]


def test_a_disk_that_gives_back_other_bytes_is_told_and_takes_nothing_away(used: Office, place: Elsewhere) -> None:
    good = copy_to(used.store, place, 1)
    later(used, days=1)

    with pytest.raises(BadInput, match="No se quitó ninguna copia de antes"):
        copy_to(used.store, Bad(place._folder, used.config.folder), 1)
    assert good.name in place.names()
    assert latest(used.store) == good
    assert kinds(used.store) == ["copy_failed"]


def test_a_copy_that_is_bad_does_not_push_a_good_one_out(used: Office, place: Elsewhere) -> None:
    good = copy_to(used.store, place, 2)
    later(used, days=1)
    with pytest.raises(BadInput):
        copy_to(used.store, Bad(place._folder, used.config.folder), 2)
    later(used, days=1)
    newest = copy_to(used.store, place, 2)

    assert place.names() == [good.name, newest.name]


@pytest.mark.usefixtures("rclone")
def test_the_first_copy_to_a_remote_makes_its_folder_and_ends_the_alarm(used: Office, tmp_path: Path) -> None:
    later(used, days=4)
    before = kinds(used.store)
    made = copy_to(used.store, Remote(f":local:{tmp_path / 'none' / 'chasqui'}", used.config.folder), 3)

    assert (before, kinds(used.store)) == (["copy_late"], [])
    assert [path.name for path in (tmp_path / "none" / "chasqui").iterdir()] == [made.name]


def test_a_disk_that_is_not_mounted_is_told_and_not_made(used: Office, tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="vea que esté montado"):
        copy_to(used.store, Folder(tmp_path / "none", used.config.folder), 3)

    assert not (tmp_path / "none").exists()


def test_three_days_without_a_copy_that_left_are_an_alarm_that_a_copy_ends(used: Office, place: Elsewhere) -> None:
    before = kinds(used.store)
    later(used, days=3, seconds=1)
    never = kinds(used.store)
    copy_to(used.store, place, 3)
    copied = kinds(used.store)
    later(used, days=3, seconds=1)

    assert (before, never, copied, kinds(used.store)) == ([], ["copy_late"], [], ["copy_late"])


def test_a_copy_of_a_clock_that_was_ahead_is_told_to_be_of_no_day_that_is_known_until_the_next(
    used: Office, place: Elsewhere
) -> None:
    later(used, days=26_000)
    copy_to(used.store, place, 3)
    later(used, days=-26_000)
    (alarm,) = [one for one in alarms(used.store) if one.kind == "copy_late"]
    copy_to(used.store, place, 3)

    assert "todavía no llega" in alarm.said.text()
    assert "copy_late" not in kinds(used.store)


def test_a_copy_on_the_disk_of_the_hub_does_not_count_as_one_that_left(used: Office, tmp_path: Path) -> None:
    made = copy_to_file(used.store, tmp_path / "copy.zip")

    assert made.here
    assert latest(used.store, away=True) is None
    (alarm,) = (one for one in alarms(used.store) if one.kind == "copy_late")
    assert "en el mismo disco que la central" in alarm.said.text()
