"""A record lies short in the database and comes back byte for byte, whatever it says."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge import short_rows
from edge.short_rows import MAX_SHAPES, NAMED, ShortRows, varint
from edge.store import Store
from shared.errors import NotReady
from shared.events import canonical
from tests.edge.building import new_store

SCHOOL = min(NAMED)
VALUES: Any = st.one_of(
    st.integers(-(2**63), 2**64 - 1), st.text(max_size=40), st.binary(max_size=40), st.booleans(), st.none()
)
RECORDS = st.dictionaries(st.integers(0, 40), VALUES, max_size=6).map(canonical)


@settings(max_examples=30, deadline=None)
@given(st.lists(RECORDS, min_size=1, max_size=12))
def test_whatever_a_record_says_its_row_gives_it_back(bodies: list[bytes]) -> None:
    with TemporaryDirectory() as folder, new_store(Path(folder)) as store, store.db.transaction():
        rows = [ShortRows(store.db).write(body) for body in bodies]

        assert [ShortRows(store.db).read(row) for row in rows] == bodies


def named(name: str) -> bytes:
    return canonical({0: 1, SCHOOL: name})


def test_a_name_is_written_once_and_takes_a_byte_afterwards(tmp_path: Path) -> None:
    with new_store(tmp_path) as store, store.db.transaction():
        rows = [ShortRows(store.db).write(named("I.E. 38001")) for _ in range(3)]

        assert {len(row) for row in rows} == {3}
        assert store.db.rows("SELECT name FROM names WHERE field = ?", SCHOOL) == [("I.E. 38001",)]


def test_when_there_is_no_room_for_a_name_it_stands_in_its_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(short_rows, "MAX_NAMES", 4)
    with new_store(tmp_path) as store, store.db.transaction():
        rows = [ShortRows(store.db).write(named(name)) for name in "abc"]

        assert [ShortRows(store.db).read(row) for row in rows] == [named(name) for name in "abc"]
        assert store.db.rows("SELECT name FROM names WHERE field = ?", SCHOOL) == [("a",), ("b",)]


def test_when_there_are_too_many_shapes_a_record_stands_as_it_is(tmp_path: Path) -> None:
    bodies = [canonical({number: 1}) for number in range(MAX_SHAPES + 2)]
    with new_store(tmp_path) as store, store.db.transaction():
        rows = [ShortRows(store.db).write(body) for body in bodies]

        assert rows[-2:] == bodies[-2:]
        assert store.db.value("SELECT count(*) FROM shapes") == MAX_SHAPES
        assert [ShortRows(store.db).read(row) for row in rows] == bodies


def test_a_record_that_could_not_be_had_back_as_it_was_stands_as_it_is(tmp_path: Path) -> None:
    out_of_order = msgspec.msgpack.encode({5: 1, 0: 2})
    with new_store(tmp_path) as store, store.db.transaction():
        assert ShortRows(store.db).write(out_of_order) == out_of_order


def test_to_ask_for_a_place_adds_no_name(tmp_path: Path) -> None:
    with new_store(tmp_path) as store, store.db.transaction():
        assert ShortRows(store.db).place(SCHOOL, "a", add=False) is None
        assert [ShortRows(store.db).place(SCHOOL, name, add=True) for name in "aba"] == [0, 1, 0]
        assert ShortRows(store.db).known() == {SCHOOL: 2}
        assert ShortRows(store.db).names({SCHOOL: 1}) == {SCHOOL: ["a"]}


@pytest.mark.parametrize(("table", "told"), [("names", "nombre"), ("shapes", "forma")])
def test_a_row_whose_table_is_damaged_is_told_and_never_guessed(tmp_path: Path, table: str, told: str) -> None:
    with new_store(tmp_path) as store, store.db.transaction():
        row = ShortRows(store.db).write(named("a"))
        store.db.write(f"DELETE FROM {table}")

        with pytest.raises(NotReady, match=told):
            ShortRows(store.db).read(row)


@given(st.integers(0, 2**62))
def test_small_numbers_are_short_and_no_byte_but_the_last_ends_one(value: int) -> None:
    data = varint(value)

    assert len(data) == max(1, -(-value.bit_length() // 7))
    assert [byte > 127 for byte in data] == [True] * (len(data) - 1) + [False]


def test_names_of_an_earlier_version_get_their_places(tmp_path: Path) -> None:
    with new_store(tmp_path) as store, store.db.transaction():
        ShortRows(store.db).learn({SCHOOL: "a", 0: 7})

        assert ShortRows(store.db).known() == {SCHOOL: 1}


def test_the_rows_of_one_opening_are_read_by_the_next(tmp_path: Path) -> None:
    with new_store(tmp_path) as store, store.db.transaction():
        row = ShortRows(store.db).write(named("a"))
    with Store(tmp_path / "node.db", store.clock) as again:
        assert ShortRows(again.db).read(row) == named("a")
