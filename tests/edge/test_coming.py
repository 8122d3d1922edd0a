"""What came of a long item is on the disk, whole or not at all, and never in the way of anything."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.coming import Coming
from sync import rest
from sync.feed import ALL, FeedEntry
from sync.parts import Begun, Part, part_of
from tests.sync.builders import LIFE
from tests.sync.test_parts import chain


@pytest.fixture
def coming(tmp_path: Path) -> Coming:
    return Coming(tmp_path / "coming")


def part(entries: list[FeedEntry], begun: list[Begun]) -> Part:
    had = rest.of(begun[0].data) if begun else None
    found = part_of(entries, entries[0].position, had, 1_000, stream=ALL, hub_incarnation=LIFE)
    assert found is not None
    return found


def test_each_part_is_there_after_a_restart_and_the_last_one_makes_the_page(coming: Coming, tmp_path: Path) -> None:
    entries = chain()
    places = {ALL: entries[0].position}
    for _ in range(6):
        assert coming.joined(part(entries, coming.begun(places))) is None
        coming = Coming(tmp_path / "coming")

    page = coming.joined(part(entries, coming.begun(places)))
    assert page is not None
    assert page.entries == (entries[1],)


def test_what_the_node_left_behind_is_removed(coming: Coming, tmp_path: Path) -> None:
    entries = chain()
    coming.joined(part(entries, []))

    assert len(coming.begun({ALL: entries[0].position})) == 1
    assert coming.begun({ALL: entries[1].position}) == []
    assert list((tmp_path / "coming").iterdir()) == []


def test_what_a_kill_left_under_another_name_is_removed_and_the_item_comes_all_the_same(
    coming: Coming, tmp_path: Path
) -> None:
    entries, page = chain(), None
    coming.joined(part(entries, []))
    [path] = (tmp_path / "coming").iterdir()
    path.rename(path.with_name(f".{path.name}.0123abcd.part"))

    for _ in range(7):
        page = page or coming.joined(part(entries, coming.begun({ALL: entries[0].position})))

    assert page is not None
    assert page.entries == (entries[1],)


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda _: b"", lambda data: b"\xc1" + data])
def test_a_damaged_file_is_removed_and_it_begins_anew(coming: Coming, tmp_path: Path, damage: object) -> None:
    entries = chain()
    coming.joined(part(entries, []))
    [path] = (tmp_path / "coming").iterdir()
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]

    assert coming.begun({ALL: entries[0].position}) == []
    assert not path.exists()


@pytest.mark.parametrize("parts", [1, 3])
def test_a_flipped_byte_in_what_is_kept_is_found_and_the_item_comes_all_the_same(
    coming: Coming, tmp_path: Path, parts: int
) -> None:
    entries, places, page = chain(), {ALL: chain()[0].position}, None
    for _ in range(parts):
        coming.joined(part(entries, coming.begun(places)))
    [path] = (tmp_path / "coming").iterdir()
    data = bytearray(path.read_bytes())
    data[-40] ^= 1
    path.write_bytes(data)

    for _ in range(7):
        page = page or coming.joined(part(entries, coming.begun(places)))

    assert page is not None
    assert page.entries == (entries[1],)


def test_parts_that_the_hub_signed_and_that_make_no_entry_are_given_up(coming: Coming, tmp_path: Path) -> None:
    entries = chain()
    wrong = Part(ALL, LIFE, entries[0].position, entries[1].head, 9, 0, b"\0nonsense")

    assert coming.joined(wrong) is None
    assert coming.begun({ALL: entries[0].position}) == []


def test_a_folder_that_cannot_be_written_keeps_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    (tmp_path / "coming").write_bytes(b"a file in its place")
    coming, entries = Coming(tmp_path / "coming"), chain()

    assert coming.joined(part(entries, [])) is None
    assert coming.begun({ALL: entries[0].position}) == []


PARTS = st.builds(
    Part,
    st.sampled_from([ALL, "074294"]),
    st.just(LIFE),
    st.sampled_from([None, chain()[0].position]),
    st.sampled_from([entry.head for entry in chain()]),
    st.integers(1, 3_000),
    st.integers(0, 3_000),
    st.binary(max_size=1_500),
)


@given(st.lists(PARTS, max_size=20))
def test_whatever_parts_come_there_is_one_file_for_each_stream_and_never_more_than_it_was_said_to_have(
    parts: list[Part],
) -> None:
    with TemporaryDirectory() as folder:
        coming = Coming(Path(folder))
        for one in parts:
            assert coming.joined(one) is None
            files = list(Path(folder).iterdir())
            assert len(files) <= 2
            assert all(path.stat().st_size < 3_000 + 200 for path in files)
