"""Tables go to Spark and back by whole files, in a folder and in a store of objects alike."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pyarrow as pa
import pytest

from hub import table_frames, tables
from hub.lake_place import Local, Objects, place_at, write_table
from tests.hub.object_store import ObjectStore

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.spark


@pytest.fixture(params=["folder", "objects"])
def place(request: pytest.FixtureRequest, tmp_path: Path, spark: object) -> Iterator[Local | Objects]:
    if request.param == "folder":
        yield place_at(str(tmp_path / "lake"))
        return
    store: ObjectStore = request.getfixturevalue("objects")
    cast("SparkSession", spark).sparkContext.environment.update(store.environment)
    yield place_at(store.lake(tmp_path.name))


def test_what_tasks_write_is_read_again(place: Local | Objects, spark: "SparkSession") -> None:
    frame = spark.range(1000).selectExpr("id", "cast(id as string) as word", "date'2026-03-09' as day").repartition(3)

    parts = table_frames.write(frame, place, "x")

    names = [one.name for one in parts]
    again = table_frames.read(spark, place, names).toArrow().sort_by("id")
    assert (len(parts), sum(one.rows for one in parts)) == (3, 1000)
    assert sorted(place.names("tables/x")) == names
    assert again.equals(tables.rows_of(place, names).sort_by("id"))
    assert again["word"].to_pylist() == [str(one) for one in range(1000)]


def test_a_table_without_rows_is_a_file_with_its_columns(place: Local | Objects, spark: "SparkSession") -> None:
    (part,) = table_frames.write(spark.createDataFrame([], "n long, word string"), place, "x")

    assert part.rows == 0
    assert place.rows(part.name).column_names == ["n", "word"]


def test_a_file_of_an_older_version_lacks_a_column_and_each_row_tells_its_file(
    place: Local | Objects, spark: "SparkSession"
) -> None:
    write_table(place, "events/a.parquet", pa.table({"n": [1], "more": [2]}))
    write_table(place, "events/b.parquet", pa.table({"n": [3]}))

    found = table_frames.read(spark, place, ["events/a.parquet", "events/b.parquet"], "n long, more long", named="file")

    assert sorted(map(tuple, found.collect())) == [(1, 2, "a.parquet"), (3, None, "b.parquet")]
