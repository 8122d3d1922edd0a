"""The events of the lake as a frame of Spark's: those of listed segments, each once."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hub import table_frames
from hub.lake_place import Objects, Root, place_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def read_events(spark: "SparkSession", root: Root, segments: Sequence[str], more: str = "") -> "DataFrame":
    """Return the events of the listed segments, each with the name of its file; *more* columns, as Spark names them."""
    from pyspark.sql import functions as F  # noqa: N812 - as everybody writes it

    columns = _events_schema() + (f", {more}" if more else "")
    if not segments:
        return spark.createDataFrame([], columns + ", segment string")
    place = place_of(root)
    if isinstance(place, Objects):
        return table_frames.read(spark, place, segments, columns, named="segment")
    events = spark.read.schema(columns).parquet(*(str(place.root / name) for name in segments))
    return events.withColumn("segment", F.col("_metadata.file_name"))


def once(events: "DataFrame") -> "DataFrame":
    """Return each event once: by identity, and by source row where it was imported; what counts hides nothing else."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F  # noqa: N812

    known = events.dropDuplicates(["incarnation", "seq", "head"])
    rows = Window.partitionBy("site", "source_key", "left_out").orderBy("incarnation", "seq", "head")
    again = F.col("source_key").isNotNull() & (F.row_number().over(rows) > 1)
    return known.withColumn("again", again).where(~F.col("again")).drop("again")


def _events_schema() -> str:
    kinds: Mapping[str, str] = {
        "node": "string", "site": "string", "incarnation": "binary", "seq": "long", "head": "binary", "depth": "long",
        "received_s": "long",
        "kind": "long", "recorded_s": "long", "occurred_value": "long", "precision": "long", "source": "string",
        "source_key": "binary", "learner": "binary", "school": "string", "resource": "string", "units": "long",
        "learners": "long", "peak": "long", "progress_pct": "long", "score": "long", "wall": "long", "hub_time": "long",
        "whole_week": "boolean",
    }  # fmt: skip
    return ", ".join(f"{name} {kind}" for name, kind in kinds.items())
