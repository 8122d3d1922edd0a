"""On a cluster of one master and two workers the night's tables are those of one machine, though a worker dies."""

import os
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from sqlalchemy import delete

from hub import aggregate, forecasting, schema, tables
from hub.config import Config
from hub.keyfiles import make_keys
from hub.release import broadcast_catalogue
from hub.schema.partitions import partitions
from hub.store import Store
from hub.weekly import files, listed
from shared.clock import ShiftedClock
from tests.benchmarks import lake_events
from tests.hub.cluster import cluster, until

_HUB = str(Path(sys.executable).with_name("chasqui-hub"))
_KEYS = [("school", "ascending"), ("resource", "ascending")]


def region(folder: Path, events: int, schools: int) -> Config:
    """Return a region with events of which nothing was computed."""
    config = Config(folder / "hub")
    make_keys(config)
    with closing(Store(config)) as store:
        broadcast_catalogue(store, lake_events.catalogue())
        lake_events.fill(store, events, seed=7, schools=schools)
    return config


def order(config: Config, name: str, **told: object) -> "subprocess.Popen[bytes]":
    """Start a command of the hub, with what its settings say."""
    settings = {f"CHASQUI_HUB_{key.upper()}": str(value) for key, value in told.items()}
    clock = {"CHASQUI_HUB_CLOCK": lake_events.day_after().isoformat()}
    return subprocess.Popen([_HUB, name, "--dir", str(config.folder)], env={**os.environ, **clock, **settings})


def found(config: Config, name: str) -> pa.Table:
    with closing(Store(config)) as store:
        known = store.dataset(name)
        assert known is not None
        rows = tables.read(config.lake_folder, known)
    return rows.sort_by([*_KEYS, *([("week", "ascending")] if "week" in rows.column_names else [])]).combine_chunks()


@pytest.mark.spark
def test_a_cluster_forecasts_what_one_machine_does_with_the_code_that_it_is_sent(tmp_path: Path, spark: object) -> None:
    config = region(tmp_path, events=8_000, schools=4)
    settings = tmp_path / "spark.conf"
    settings.write_text("# de esta oficina\nspark.cores.max 2\n")
    with closing(Store(replace(config, clock=ShiftedClock(lake_events.day_after())))) as store:
        aggregate.aggregate(store)
        forecasting.forecast(store)
    alone = found(config, forecasting.NAME)
    with closing(Store(config)) as store, store.begin() as connection:
        connection.execute(delete(schema.datasets).where(schema.datasets.c.name == forecasting.NAME))

    with cluster(tmp_path / "cluster") as running:
        told = {"spark_master": running.url, "spark_memory": "512m", "spark_conf": settings}
        assert order(config, "forecast", spark_host="127.0.0.1", **told).wait() == 0
        sent = [list((running.folder / f"work-{at}").rglob("chasqui-*.zip")) for at in range(2)]

    assert found(config, forecasting.NAME).equals(alone)
    assert any(sent)


def taken_off(config: Config, name: str) -> pa.Table:
    """Return a table's rows, and forget the table: the next run makes it from nothing."""
    rows = found(config, name)
    with closing(Store(config)) as store, store.begin() as connection:
        connection.execute(delete(schema.datasets).where(schema.datasets.c.name == name))
        connection.execute(delete(partitions).where(partitions.c.dataset == name))
    return rows


def lying(config: Config) -> tuple[set[str], set[str]]:
    """Return the files of the weekly table that are there, and those that are listed."""
    with closing(Store(config)) as store, store.read() as connection:
        return set(files.there(config.lake_place, aggregate.NAME)), listed.names(connection, aggregate.NAME)


@pytest.mark.spark
def test_a_cluster_counts_the_weeks_that_one_machine_does_though_a_worker_dies(tmp_path: Path) -> None:
    config = region(tmp_path, events=260_000, schools=260)
    assert order(config, "aggregate").wait() == 0
    alone = taken_off(config, aggregate.NAME)

    with cluster(tmp_path / "cluster") as running:
        told = {"spark_master": running.url, "spark_memory": "512m", "spark_from": 1}
        job = order(config, "aggregate", spark_host="127.0.0.1", **told)
        until(lambda: running.working(0))
        running.kill(0)
        assert job.poll() is None, "it was over before the worker died"
        assert job.wait() == 0
        assert running.alive() == 1

    there, known = lying(config)
    assert found(config, aggregate.NAME).equals(alone)
    assert there == known


@pytest.mark.spark
@pytest.mark.soak
def test_a_worker_that_dies_in_the_middle_of_a_job_changes_no_row(tmp_path: Path) -> None:
    config = region(tmp_path, events=200_000, schools=100)
    for each in ("aggregate", "forecast"):
        assert order(config, each).wait() == 0
    alone = taken_off(config, forecasting.NAME)

    with cluster(tmp_path / "cluster") as running:
        job = order(config, "forecast", spark_master=running.url, spark_memory="1g", spark_host="127.0.0.1")
        until(lambda: running.working(0))
        running.kill(0)
        assert job.poll() is None, "it was over before the worker died"
        assert job.wait() == 0
        assert running.alive() == 1

    assert found(config, forecasting.NAME).equals(alone)
