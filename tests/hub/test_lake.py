"""Segments are written whole, hold every event's own bytes, and take what a newer version wrote."""

import errno
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub import lake
from shared.events import canonical, fields_from
from shared.whole import Disk
from sync.chain import ROOT, heads_after
from sync.opened import Frame
from tests.hub.builders import incarnation

values = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=9) | st.binary(max_size=9)
records = st.lists(st.dictionaries(st.integers(0, 50), values, max_size=12), min_size=1, max_size=8)


def frame(rows: list[dict[int, Any]]) -> Frame:
    bodies = [canonical(row) for row in rows]
    return Frame(incarnation("a"), 5, rows, bodies, heads_after(ROOT, bodies))


@settings(max_examples=60, deadline=None)
@given(rows=records)
def test_whatever_the_fields_are_the_record_comes_back_as_it_came(rows: list[dict[int, Any]]) -> None:
    table = lake.segment_of([frame(rows)], depth=4, node="n", site="074294", received_s=7)

    assert [fields_from(body) for body in table["body"].to_pylist()] == rows
    assert table["seq"].to_pylist() == table["depth"].to_pylist() == list(range(5, 5 + len(rows)))


def test_a_run_is_read_back_by_its_place(tmp_path: Path) -> None:
    one = frame([{0: 1, 1: n} for n in range(9)])
    written = lake.write(tmp_path, "events", lake.segment_of([one], depth=0, node="n", site="s", received_s=7))

    found = list(lake.events_in(tmp_path, written.name, incarnation("a"), 7, 9))

    assert found == list(zip([7, 8, 9], one.bodies[2:5], [7] * 3, strict=True))
    assert list(lake.events_in(tmp_path, written.name, incarnation("b"), 1, 99)) == []


class Watched(Disk):
    """A disk that remembers what was asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[tuple[str, str]] = []

    def sync(self, path: Path) -> None:
        self.steps.append(("sync", path.suffix or path.name))
        super().sync(path)

    def rename(self, path: Path, to: Path) -> None:
        self.steps.append(("rename", to.suffix))
        super().rename(path, to)


class Full(Disk):
    """A disk that has no room for the file's name, or for what is in it."""

    def __init__(self, *, at_rename: bool) -> None:
        super().__init__()
        self.at_rename = at_rename

    def sync(self, path: Path) -> None:
        if path.suffix == ".part" and not self.at_rename:
            raise OSError(errno.ENOSPC, "full")
        super().sync(path)

    def rename(self, path: Path, to: Path) -> None:
        if self.at_rename:
            raise OSError(errno.ENOSPC, "full")
        super().rename(path, to)


@pytest.mark.parametrize("at_rename", [False, True])
def test_a_segment_that_does_not_fit_leaves_no_half_of_it(tmp_path: Path, at_rename: bool) -> None:
    table = lake.segment_of([frame([{0: 1}])], depth=0, node="n", site="s", received_s=7)

    with pytest.raises(OSError, match="full"):
        lake.write(tmp_path, "events", table, Full(at_rename=at_rename))

    assert list((tmp_path / "events").iterdir()) == []


def test_every_folder_that_is_made_and_then_the_file_are_on_the_disk(tmp_path: Path) -> None:
    disk, root = Watched(), tmp_path / "hub" / "lake"
    table = lake.segment_of([frame([{0: 1}])], depth=0, node="n", site="s", received_s=7)

    for _ in range(2):
        lake.write(root, "events", table, disk)

    file = [("sync", ".part"), ("rename", ".parquet"), ("sync", "events")]
    assert disk.steps == [("sync", tmp_path.name), ("sync", "hub"), ("sync", "lake"), *file, *file]


def test_nothing_half_written_is_left_under_the_name_of_a_segment(tmp_path: Path) -> None:
    written = lake.write(
        tmp_path, "events", lake.segment_of([frame([{0: 1}])], depth=0, node="n", site="s", received_s=7)
    )

    assert [path.name for path in (tmp_path / "events").iterdir()] == [written.name.removeprefix("events/")]
    assert pq.read_schema(tmp_path / written.name).equals(lake.SCHEMA)
