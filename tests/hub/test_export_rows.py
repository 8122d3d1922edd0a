"""A table is read a few thousand rows at a time, and a page far on in it reads nothing of the files before."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub import tables
from hub.export_rows import BATCH, PART, Report, of_files, of_parts, of_rows, rows_from, version_of
from hub.lake_place import Local
from hub.rows import Dataset

HEADER = pa.schema([("n", pa.int64())])


def numbered(first: int, count: int) -> pa.Table:
    return pa.table({"n": pa.array(range(first, first + count), pa.int64())})


def table_of(root: Path, sizes: list[int]) -> Report:
    firsts = [sum(sizes[:at]) for at in range(len(sizes))]
    files = tuple(tables.write(root, "t", numbered(*some)) for some in zip(firsts, sizes, strict=True))
    return of_table(root, "", files)


def of_table(root: Path, path: str, files: tuple[str, ...] = ()) -> Report:
    known = Dataset(name="t", path=path, version="1", made=datetime(2026, 11, 2, tzinfo=UTC), rows=0, files=files)
    return of_files(Local(root), known, HEADER, lambda rows: rows, version="1")


def told(report: Report, first: int) -> list[int]:
    return [n for batch in rows_from(report, first) for n in batch["n"].to_pylist()]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(sizes=st.lists(st.integers(0, 9), min_size=1, max_size=5), first=st.integers(0, 50))
def test_from_any_row_on_every_later_row_is_given_once_in_its_order(
    tmp_path: Path, sizes: list[int], first: int
) -> None:
    rows = list(range(sum(sizes)))

    assert told(table_of(tmp_path, sizes), first) == rows[first:]
    assert told(of_rows(HEADER, ({"n": n} for n in rows)), first) == rows[first:]


def test_a_table_that_is_read_in_parts_is_asked_for_no_row_before_the_first(tmp_path: Path) -> None:
    asked: list[tuple[int, int]] = []

    def read(first: int, most: int) -> list[dict[str, int]]:
        asked.append((first, most))
        return [{"n": n} for n in range(first, min(first + most, 2_500))]

    report = of_parts(HEADER, read, version="1")

    assert told(report, 600) == list(range(600, 2_500))
    assert asked == [(600, PART), (1_600, PART)]
    assert told(report, 0) == list(range(2_500))


def test_of_a_file_that_is_left_out_no_row_is_read(tmp_path: Path) -> None:
    report = table_of(tmp_path, [6, 4])
    (folder,) = (tmp_path / "tables").iterdir()
    first = next(file for file in folder.iterdir() if pq.read_metadata(file).num_rows == 6)
    data, foot = first.read_bytes(), pq.read_metadata(first).serialized_size + 8
    first.write_bytes(data[:4] + bytes(len(data) - 4 - foot) + data[-foot:])

    assert told(report, 7) == [7, 8, 9]
    with pytest.raises(OSError, match=r"."):
        told(report, 0)


def test_a_large_file_is_read_by_batches(tmp_path: Path) -> None:
    report = table_of(tmp_path, [2 * BATCH + 1])

    assert [len(batch) for batch in report.rows] == [BATCH, BATCH, 1]


def test_a_folder_of_files_of_an_earlier_version_is_a_table_too(tmp_path: Path) -> None:
    folder = tmp_path / "tables" / "t" / "made-up"
    folder.mkdir(parents=True)
    for at in range(2):
        pq.write_table(numbered(3 * at, 3), folder / f"part-{at}.parquet")
    (folder / "_SUCCESS").touch()

    assert told(of_table(tmp_path, "tables/t/made-up"), 2) == [2, 3, 4, 5]


def test_a_version_differs_where_anything_does() -> None:
    assert len({version_of("a", [1]), version_of("a", [2]), version_of("b", [1])}) == 3
    assert version_of("a", [1]) == version_of("a", [1])
