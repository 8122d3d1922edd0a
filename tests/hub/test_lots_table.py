"""Spark builds the lots: under one partition and eight, of shuffled rows too, the plan is the same to the byte."""

from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hub import forecasting, lots, lots_table, nightly, plan_table
from hub.drawing import draw_plan
from hub.importers.supply import import_supply
from hub.inputs import Inputs
from tests.hub.builders import GUIDE, TABLET, Office
from tests.hub.importers.test_supply import supply
from tests.hub.peopled import peopled
from tests.hub.test_forecasting import ready

__all__ = ["ready"]
pytestmark = pytest.mark.spark
_FORECAST = "school string, resource string, p10 double, p50 double, p90 double, made_by string"


def plan_bytes(inputs: Inputs, rows: Any, partitions: int) -> bytes:
    """Return lines, prices and certificate of the plan whose lots Spark built in so many partitions."""
    table = lots_table.build_lots(rows, inputs, partitions).toArrow()
    plan = draw_plan(inputs, lots.read(table))
    return msgspec.json.encode([plan.id, plan.plan_hash, plan.lines, plan.prices, plan.certificate, plan.inputs])


def test_under_one_and_eight_partitions_and_shuffled_the_plan_is_the_same_to_the_byte(spark: Any) -> None:
    inputs, forecasts = peopled(5, 60)
    rows = spark.createDataFrame(forecasts, _FORECAST)
    shuffled = spark.createDataFrame(sorted(forecasts, key=lambda row: row["p50"]), _FORECAST).repartition(7)

    plans = [plan_bytes(inputs, of, count) for of, count in ((rows, 1), (rows, 8), (shuffled, 8))]

    at_once = draw_plan(inputs)
    assert sum(line.units for line in at_once.lines) > 0
    assert len(set(plans)) == 1
    assert plans[0] == msgspec.json.encode(
        [at_once.id, at_once.plan_hash, at_once.lines, at_once.prices, at_once.certificate, at_once.inputs]
    )


def test_eight_partitions_are_eight_parts_of_whole_sites(spark: Any) -> None:
    inputs, forecasts = peopled(5, 60)

    built = lots_table.build_lots(spark.createDataFrame(forecasts, _FORECAST), inputs, 8)

    parts = built.rdd.mapPartitions(lambda rows: [{row["school"][:7] for row in rows}]).collect()
    assert sum(bool(part) for part in parts) > 1
    assert sum(map(len, parts)) == len(set().union(*parts)) == 60


@pytest.mark.databases
def test_the_plan_by_spark_is_the_one_without_and_both_are_written_back(ready: Office) -> None:
    import_supply(ready.store, supply(ready.config.folder, f"Huamanga,{GUIDE},40", f"Huamanga,{TABLET},5"))
    forecasting.forecast(ready.store)

    by_spark = nightly.allocate(ready.store, by_spark=True)
    written, made = (ready.store.dataset(name) for name in (plan_table.NAME, lots_table.NAME))
    here = nightly.allocate(ready.store)

    assert written
    assert made
    assert (here.id, here.plan_hash) == (by_spark.id, by_spark.plan_hash)
    assert written.notes == {"plan": by_spark.id}
    rows = read_lots(ready.config.lake_folder / made.path)
    assert {row["resource"] for row in rows} == {GUIDE, TABLET}
    assert all(row["worth"] == sorted(row["worth"], reverse=True) for row in rows)
    assert sum(map(len, (row["worth"] for row in rows))) > 0


def test_lots_of_what_has_not_changed_are_found_and_not_built_again(ready: Office) -> None:
    import_supply(ready.store, supply(ready.config.folder, f"Huamanga,{GUIDE},40"))
    forecasting.forecast(ready.store)

    nightly.allocate(ready.store, by_spark=True)
    first = ready.store.dataset(lots_table.NAME)
    nightly.allocate(ready.store, by_spark=True)
    again = ready.store.dataset(lots_table.NAME)
    import_supply(ready.store, supply(ready.config.folder, f"Huamanga,{GUIDE},30"))
    nightly.allocate(ready.store, by_spark=True)

    assert first == again
    assert ready.store.dataset(lots_table.NAME) != first


def read_lots(path: Path) -> list[dict[str, Any]]:
    table: pa.Table = pq.read_table(path)
    return list(table.to_pylist())
