"""A lake that is made up for a benchmark is a hub's: every event counts, each once, and a week more goes on from it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from hub import tables
from hub.aggregate import aggregate
from hub.config import Config
from hub.store import Store
from tests.benchmarks import lake_events
from tests.benchmarks.lake_rows import FIRST, WEEKS


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(Config(tmp_path / "hub"))) as opened:
        yield opened


def test_the_same_seed_gives_the_same_events_in_few_files(store: Store, tmp_path: Path) -> None:
    size = lake_events.fill(store, 120_000, seed=5)
    with closing(Store(Config(tmp_path / "other"))) as other:
        lake_events.fill(other, 120_000, seed=5)
        same = [one.sort_by("head") for one in map(_rows, (store, other))]

    assert same[0].equals(same[1])
    assert (size.events, size.schools) == (120_000, 60)
    # Two for each of fifty schools, and for the ten others; and one for what came twice of each.
    assert size.segments == 6
    assert size.rows == same[0].num_rows > size.events


def test_each_event_counts_once_and_of_every_resource(store: Store) -> None:
    size = lake_events.fill(store, 40_000, seed=3, schools=10, resources=40)

    found = aggregate(store)
    rows = tables.read(store.config.lake_folder, found)

    assert sum(one["facts"] for one in found.notes["dating"].values()) < size.events
    assert found.notes["left_out"] == []
    assert len(set(zip(rows["school"].to_pylist(), rows["resource"].to_pylist(), strict=True))) == 400


def test_a_week_more_is_a_file_of_each_school_that_goes_on_from_its_log(store: Store) -> None:
    size = lake_events.fill(store, 8_000, seed=3)
    aggregate(store)

    more = lake_events.add_week(store, 3, 30)

    assert more == 30 * size.schools
    assert len(store.segments("events")) == size.segments + size.schools
    found = aggregate(store)
    rows = tables.read(store.config.lake_folder, found)
    last = max(rows["week"].to_pylist())
    assert (last - FIRST.date()).days == 7 * WEEKS
    assert all(one["undated"] == 0 for one in found.notes["dating"].values())


def _rows(store: Store) -> "pq.Table":
    return pq.read_table([store.config.lake_folder / name for name in store.segments("events")])
