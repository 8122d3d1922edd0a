"""Table ``lots``: the lots of a plan, built by Spark from the forecasts in the lake, and read by who divides them."""

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from hub import lots, table_frames, tables
from hub.drawing import RULE
from hub.fingerprints import digest, hashes
from hub.inputs import Inputs, check_once
from hub.lots import Built
from hub.rows import Dataset
from hub.store import Store

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

NAME = "lots"
_VERSION = 1
_log = logging.getLogger(__name__)


def build(store: Store, forecasts: Dataset, inputs: Inputs) -> Built:
    """
    Build the lots of *inputs*, whose needs are those of the table *forecasts*, and keep them in the lake.

    Of inputs that have not changed they are found there. Call it within ``tables.one_at_a_time``.

    Raises:
        BadInput: The forecasts name a school and resource twice.
        NotReady: There is no Java.
    """
    from hub.spark import session

    check_once(inputs.foreseen)
    version = digest([RULE, _VERSION, forecasts.version, hashes(inputs)])
    root, known = store.config.lake_place, store.dataset(NAME)
    if known is not None and known.version == version and tables.are_there(root, known):
        return lots.read(tables.read(root, known))
    with session(store.config) as spark:
        known_needs = table_frames.read(spark, root, tables.names(forecasts))
        found = build_lots(known_needs, inputs).toArrow()
    path = tables.write(root, NAME, found)
    store.swap_dataset(NAME, path=path, version=version, rows=found.num_rows, notes={"forecast": forecasts.version})
    tables.sweep(root, NAME, but=(path, known.path if known else ""))
    _log.info("lots pairs=%d", found.num_rows)
    return lots.read(found)


def build_lots(forecasts: "DataFrame", inputs: Inputs, partitions: int | None = None) -> "DataFrame":
    """Return a row of ``lots.SCHEMA`` for each school and resource; what is in *partitions* changes none of them."""
    common = lots.common_of(inputs)

    def run(frames: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        full = [frame for frame in frames if len(frame)]
        if full:
            yield lots.lots_of(lots.part_of(common, pd.concat(full, ignore_index=True)))

    spark = forecasts.sparkSession
    sites = spark.createDataFrame(lots.told_of(inputs), "site string, told binary")
    home = spark.createDataFrame([(str(one.id), str(one.site)) for one in inputs.schools], "school string, site string")
    known = forecasts.select(*lots.OF_FORECAST).join(home, "school")
    rows = known.unionByName(sites, allowMissingColumns=True)
    whole = rows.repartition("site") if partitions is None else rows.repartition(partitions, "site")
    return whole.mapInPandas(run, schema=lots.SCHEMA)
