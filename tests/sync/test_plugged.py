"""A page that looks at the sticks waits for none that hangs, and shows the others."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.errors import RoadClosed
from sync.plugged import Plugged
from sync.sticks import Place, Stick, places_in, stick_at
from tests.sync.hanging import Hanging


@pytest.fixture
def media(tmp_path: Path) -> Path:
    for name in ("BUENO", "COLGADO"):
        (tmp_path / name / "CHASQUI").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    made = Hanging("COLGADO")
    yield made
    made.answer()


def plugged(media: Path, hanging: Hanging) -> Plugged:
    return Plugged([media], mounts=media / "none", patience_s=0.1, at=hanging.at)


def test_a_stick_that_hangs_is_told_and_the_others_are_there(media: Path, hanging: Hanging) -> None:
    look = plugged(media, hanging).look()

    assert [stick.name for stick in look.sticks] == ["BUENO"]
    assert [one.text() for one in look.silent] == [
        f"«{media / 'COLGADO'}» no responde. Retire el USB, conéctelo otra vez y repita. Todo sigue guardado aquí."
    ]


def test_it_is_asked_once_and_is_there_again_once_it_answers(media: Path, hanging: Hanging) -> None:
    sticks = plugged(media, hanging)
    looks = [sticks.look() for _ in range(3)]
    asked = hanging.asked
    hanging.answer()

    assert [len(look.silent) for look in looks] == [1, 1, 1]
    assert asked == 1
    assert [stick.name for stick in sticks.look().sticks] == ["BUENO", "COLGADO"]


def test_what_is_read_from_it_waits_for_it_no_longer_either(media: Path, hanging: Hanging) -> None:
    sticks = plugged(media, hanging)
    sticks.look()

    with pytest.raises(RoadClosed, match="no responde"):
        sticks.ask(media / "COLGADO", lambda: b"never")
    assert sticks.ask(media / "BUENO", lambda: b"read") == b"read"


def test_how_much_room_it_has_is_not_known_while_it_hangs(media: Path) -> None:
    goes_on = threading.Event()

    class Slow(Stick):
        @property
        def free(self) -> int | None:
            goes_on.wait(30)
            return 7

    sticks = Plugged([media], mounts=media / "none", patience_s=0.1)
    known = sticks.free(Stick(media / "BUENO", ours=True))
    unknown = sticks.free(Slow(media / "COLGADO", ours=True))
    goes_on.set()

    assert known
    assert unknown is None


def test_a_folder_is_a_stick_only_where_it_is_ours_and_a_mounted_one_always(tmp_path: Path) -> None:
    (tmp_path / "nuevo").mkdir()

    assert stick_at(Place(tmp_path / "nuevo", mounted=False)) is None
    assert stick_at(Place(tmp_path / "nuevo")) == Stick(tmp_path / "nuevo", ours=False)


def test_a_folder_of_sticks_that_hangs_itself_is_told_and_the_others_are_there(media: Path, hanging: Hanging) -> None:
    def inside(folder: Path) -> list[Place]:
        if folder.name == "COLGADO":
            hanging.touch(folder)
        return places_in(folder)

    folders = [media / "COLGADO", media / "BUENO"]
    look = Plugged(folders, mounts=media / "none", patience_s=0.1, inside=inside).look()

    assert [stick.name for stick in look.sticks] == ["BUENO"]
    assert [one.params["where"] for one in look.silent] == [str(media / "COLGADO")]
