"""The lake lies in a folder or in a store of objects: whoever reads and writes sees no difference."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pytest

from hub.demo.processes import free_port
from hub.lake_place import Local, Objects, place_at, place_of, write_table
from shared.errors import BadInput, DatabaseBusy
from shared.whole import Disk
from tests.hub.object_store import ObjectStore

ROWS = pa.table({"n": list(range(10)), "word": ["a"] * 10})


@pytest.fixture(params=["folder", "objects"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Local | Objects]:
    if request.param == "folder":
        yield place_at(str(tmp_path / "lake"))
        return
    store: ObjectStore = request.getfixturevalue("objects")
    yield place_at(store.lake(tmp_path.name))


def test_what_is_written_is_there_whole_and_can_be_read_in_part(place: Local | Objects) -> None:
    assert not place.in_use()

    size = write_table(place, "tables/x/one.parquet", ROWS, row_group_size=5)

    assert place.has("tables/x/one.parquet")
    assert not place.has("tables/x/two.parquet")
    assert place.rows("tables/x/one.parquet").equals(ROWS)
    assert place.rows("tables/x/one.parquet", ["n"]).column_names == ["n"]
    assert place.parquet("tables/x/one.parquet").read_row_group(1).num_rows == 5
    assert len(b"".join(place.chunks("tables/x/one.parquet"))) == size
    assert place.in_use()
    assert place_at(place.address) == place


def test_what_lies_in_a_folder_is_found_and_removed(place: Local | Objects) -> None:
    for name in ("a/1", "a/2", "b/3"):
        place.write(name, lambda file: file.write(b"x"))

    assert sorted(place.names("a")) == ["a/1", "a/2"]
    assert place.names("c") == []
    place.remove("a/1")
    place.remove("a/1")
    assert place.names("a") == ["a/2"]


def test_a_file_that_is_not_there_is_told_as_on_a_disk(place: Local | Objects) -> None:
    with pytest.raises(FileNotFoundError):
        b"".join(place.chunks("events/none"))


def test_a_store_that_does_not_answer_is_told_whatever_is_read(objects: ObjectStore) -> None:
    silent = place_at(f"s3://lago/x?endpoint=http://127.0.0.1:{free_port()}")

    for read in (silent.rows, silent.parquet, lambda name: b"".join(silent.chunks(name))):
        with pytest.raises(DatabaseBusy, match="no responde"):
            read("tables/x/one.parquet")


def test_what_fails_in_the_middle_leaves_nothing(place: Local | Objects) -> None:
    def half(file: object) -> None:
        file.write(b"half")  # type: ignore[attr-defined]
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        place.write("events/one", half)

    assert place.names("events") == []


@dataclass
class Noting(Disk):
    """A disk that notes what was brought onto it."""

    synced: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def sync(self, path: Path) -> None:
        self.synced.append(path)
        super().sync(path)


def test_in_a_folder_the_file_and_every_new_folder_are_on_the_disk_before_it_is_listed(tmp_path: Path) -> None:
    disk = Noting()

    Local(tmp_path).write("tables/x/one", lambda file: file.write(b"x"), disk)

    assert {tmp_path, tmp_path / "tables", tmp_path / "tables" / "x"} <= set(disk.synced)
    assert disk.synced[-1] == tmp_path / "tables" / "x"


@pytest.mark.parametrize(
    "address", ["s3://", "s3:///prefix", "s3://key:secret@lago/x", "s3://lago?endpoint=ftp://x", "s3://lago?secret=1"]
)
def test_an_address_that_names_no_bucket_or_holds_a_secret_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="AWS_SECRET_ACCESS_KEY") as told:
        place_at(address)

    assert "key:secret" not in str(told.value)


def test_a_folder_stands_for_itself(tmp_path: Path) -> None:
    assert place_of(tmp_path) == place_at(str(tmp_path)) == Local(tmp_path)
    assert place_of(Objects("s3://lago")) == Objects("s3://lago")
