"""What a stick brought and nobody took is named since the first time, within bounds, until it is taken or let go."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from hub import stick_files
from hub.carried import Problem
from hub.carry import NOT_OURS, carry
from hub.stick_files import MOST, MOST_AT_ONCE, NotTaken
from shared.errors import BadInput
from shared.sentences import Sentence
from sync import folder
from tests.hub.builders import Node, Office, uses

pytestmark = pytest.mark.databases


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    root = tmp_path / "KINGSTON"
    folder.up(root).mkdir(parents=True)
    return root


def on_list(office: Office) -> list[NotTaken]:
    with office.store.read() as connection:
        return stick_files.not_taken(connection)


def noted(office: Office, names: Sequence[str], *, stick: str = "E:", why: str = "No.") -> None:
    with office.store.begin() as connection:
        problems = [Problem(name, Sentence(why)) for name in names]
        stick_files.note(connection, office.store.now_s(), stick, problems, ())


def test_what_a_visit_did_not_take_is_there_after_a_restart_and_reading_it_again_changes_nothing(
    office: Office, node: Node, stick: Path
) -> None:
    (folder.up(stick) / "foto.jpg").write_bytes(b"JPEG")
    node.record(*uses(3))
    folder.put_bundle(stick, node.bundle().data)
    carry(office.store, office.ingest, stick)
    first_s = office.store.now_s()
    office.config.clock.at = office.config.clock.at.replace(day=25)  # type: ignore[attr-defined]
    carry(office.store, office.ingest, stick)
    (one,) = on_list(office.reopened())

    assert (one.stick, one.files, one.since_s, one.why) == ("KINGSTON", ("foto.jpg",), first_s, Sentence(NOT_OURS))


def test_a_file_that_a_later_visit_takes_is_on_the_list_no_more(office: Office, node: Node, stick: Path) -> None:
    node.record(*uses(3))
    path = folder.put_bundle(stick, node.bundle().data)
    whole = path.read_bytes()
    path.write_bytes(b"CHQ2 pero no")
    carry(office.store, office.ingest, stick)
    before = [one.files for one in on_list(office)]
    path.write_bytes(whole)
    carry(office.store, office.ingest, stick)

    assert before == [(path.name,)]
    assert on_list(office) == []


def test_what_waits_for_an_update_is_kept_whole_and_not_told_of_the_stick_too(office: Office, stick: Path) -> None:
    (folder.up(stick) / "newer").write_bytes(b"CHQ9 of nobody")
    done = carry(office.store, office.ingest, stick)

    assert (done.refused, len(office.store.waiting())) == (1, 1)
    assert on_list(office) == []


def test_those_of_one_stick_and_cause_are_one_and_leave_together(office: Office) -> None:
    noted(office, ["b", "a"])
    noted(office, ["c"], why="Otra cosa.")
    noted(office, ["a"], stick="F:")
    one = next(one for one in on_list(office) if one.files == ("a", "b"))
    with office.store.begin() as connection:
        gone = stick_files.forget(connection, one.id)

    assert gone == one
    assert sorted((left.stick, left.files) for left in on_list(office)) == [("E:", ("c",)), ("F:", ("a",))]


def test_what_is_not_as_it_was_shown_stays(office: Office) -> None:
    noted(office, ["a"])
    (shown,) = on_list(office)
    noted(office, ["b"])
    with pytest.raises(BadInput, match="llegó otro"), office.store.begin() as connection:
        stick_files.forget(connection, shown.id)

    assert [one.files for one in on_list(office)] == [("a", "b")]


def test_a_stick_full_of_junk_takes_no_room_from_the_others_and_the_oldest_give_way(office: Office) -> None:
    noted(office, [f"{number}" for number in range(MOST_AT_ONCE + 1)], stick="first")
    for number in range(MOST // MOST_AT_ONCE):
        office.config.clock.at = office.config.clock.at.replace(minute=number + 1)  # type: ignore[attr-defined]
        noted(office, [f"{one}" for one in range(MOST_AT_ONCE)], stick=f"{number}")

    assert {one.stick: len(one.files) for one in on_list(office)} == dict.fromkeys("01234", MOST_AT_ONCE)


def test_names_and_reasons_of_strangers_are_kept_short_and_printable(office: Office) -> None:
    noted(office, ["x" * 300 + "\x1b[2J", "a\nb"], stick="\x00" + "E" * 300, why="y" * 5_000)
    (one,) = on_list(office)

    assert (len(one.stick), one.stick[0], sorted(map(len, one.files))) == (40, "?", [3, 40])
    assert len(one.why.text()) <= 600


def test_somebodys_own_files_come_after_what_begins_like_a_bundle(office: Office, stick: Path) -> None:
    for number in range(MOST_AT_ONCE):
        (folder.up(stick) / f"{number:03d}.jpg").write_bytes(b"JPEG")
    (folder.up(stick) / "zzz").write_bytes(b"CHQ2 pero no")
    carry(office.store, office.ingest, stick)

    assert sorted(len(one.files) for one in on_list(office)) == [1, MOST_AT_ONCE - 1]
    assert ("zzz",) in [one.files for one in on_list(office)]
