"""Tables of the lake to Spark and back, wherever the lake lies: each task reads and writes whole files by itself."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from hub import tables
from hub.lake_place import Local, Root, place_at, place_of
from hub.table_parts import Written

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

_AT_ONCE = 256
"""At most so many tasks read the files of a table."""


def read(spark: "SparkSession", root: Root, names: Sequence[str], schema: str = "", *, named: str = "") -> "DataFrame":
    """
    Return the rows of some files: by Spark's own reader in a folder, else by tasks that read objects.

    *schema*: which columns; those that a file lacks are empty; without it those of the first file. *named*: a column
    more of this name, the file's own.
    """
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
    from pyspark.sql.types import StringType, StructType

    place = place_of(root)
    if isinstance(place, Local) and not named:
        paths = [str(place.root / name) for name in names]
        return spark.read.schema(schema).parquet(*paths) if schema else spark.read.parquet(*paths)
    told = StructType.fromDDL(schema) if schema else from_arrow_schema(place.parquet(names[0]).schema_arrow)
    full = told.add(named, StringType()) if named else told
    address, wanted = place.address, to_arrow_schema(full)

    def run(batches: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
        there = place_at(address)
        for batch in batches:
            for name in batch["name"].to_pylist():
                file = there.parquet(name)
                rows = file.read([one for one in wanted.names if one in file.schema_arrow.names])
                rows = _as(wanted, rows, {named: name.rpartition("/")[2]} if named else {})
                yield from rows.to_batches()

    files = spark.createDataFrame([(name,) for name in names], "name string")
    return files.repartition(min(len(names), _AT_ONCE)).mapInArrow(run, schema=full)


def _as(wanted: "pa.Schema", rows: "pa.Table", told: dict[str, str]) -> "pa.Table":
    """Return *rows* with the columns *wanted*: of those that are not there, what is *told* of all rows, or nothing."""
    import pyarrow as pa

    def column(field: Any) -> Any:
        if field.name in told:
            return pa.repeat(pa.scalar(told[field.name], field.type), rows.num_rows)
        if field.name in rows.column_names:
            return rows[field.name].cast(field.type)
        return pa.nulls(rows.num_rows, field.type)

    return pa.table([column(field) for field in wanted], schema=wanted)


def write(frame: "DataFrame", root: Root, name: str) -> list[Written]:
    """
    Write *frame* as files of table *name*, one for each task that has rows; they count once they are listed.

    A task that is done twice leaves a file that nobody lists, and the next result sweeps it.
    """
    import pyarrow as pa
    from pyspark.sql.pandas.types import to_arrow_schema

    place = place_of(root)
    # As Spark writes: that a column is never empty is nothing that a file says.
    address, schema = place.address, pa.schema([one.with_nullable(True) for one in to_arrow_schema(frame.schema)])

    def run(batches: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
        held = [batch for batch in batches if batch.num_rows]
        if held:
            rows = pa.Table.from_batches(held).cast(schema)
            file = tables.write(place_at(address), name, rows)
            yield pa.RecordBatch.from_pydict({"name": [file], "rows": pa.array([rows.num_rows], pa.int64())})

    done = frame.mapInArrow(run, schema="name string, rows long").collect()
    if not done:
        return [Written(tables.write(place, name, schema.empty_table()), 0)]
    return sorted((Written(one["name"], one["rows"]) for one in done), key=lambda one: one.name)
