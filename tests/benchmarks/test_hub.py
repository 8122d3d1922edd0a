"""The hub's benchmark gives the figures that it promises, and its peers compute what we do; times are not judged."""

import json
from contextlib import closing
from pathlib import Path
from shutil import which
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hub import tables
from hub.aggregate import aggregate
from hub.config import Config
from hub.demo.processes import Workshop
from hub.store import Store
from tests.benchmarks import hub, hub_pages, lake_events
from tests.benchmarks.frame import main
from tests.benchmarks.region_year import ask, furnish
from tests.benchmarks.weekly_demand_peers import by_duckdb, by_polars, same
from tests.postgres import programs

FLEET = {
    "uploads", "at_once", "events", "bytes", "seconds", "ack_p95_s", "asked_again", "peak_mb", "lost", "small",
    "small_p95_s",
}  # fmt: skip
STEADY = {"steady_due_per_s", "steady_bundles_per_s", "steady_p95_s", "steady_bundles", "steady_events"}
EVENTS = sum(hub.QUICK_FLEET.events())


def figures(folder: Path, parts: str) -> dict[str, Any]:
    target = folder / "hub.json"
    main("hub", hub.measure, options=hub.add_options, argv=["--json", str(target), "--quick", "--parts", parts])
    told: dict[str, Any] = json.loads(target.read_text())
    return told


@pytest.mark.journey
def test_what_was_sent_is_counted_on_each_database(tmp_path: Path) -> None:
    told = figures(tmp_path, "ingest")["ours"]["ingest"]

    assert told.keys() == {"sqlite", *(["postgres"] if programs() else [])}
    for one in told.values():
        assert one.keys() == {"bundles_per_s", "events_per_s", "p95_s", "rss_mb", "nodes", "bundles", "events", *STEADY}
        assert (one["nodes"], one["bundles"], one["events"]) == (2, 4, 160)
        assert (one["steady_due_per_s"], one["steady_bundles"], one["steady_events"]) == (10, 8, 320)


@pytest.mark.soak
@pytest.mark.journey
def test_a_fleet_that_comes_at_once_loses_nothing(tmp_path: Path) -> None:
    told = figures(tmp_path, "uploads")["ours"]["uploads"]

    assert told.keys() == {*FLEET, *(["postgres"] if programs() else [])}
    for one in (told, *([told["postgres"]] if programs() else [])):
        assert one.keys() >= FLEET
        assert (one["uploads"], one["at_once"], one["lost"], one["events"]) == (20, 20, 0, EVENTS)
        assert one["small"] > 0


@pytest.mark.soak
@pytest.mark.journey
def test_a_fleet_that_comes_through_a_proxy_loses_nothing_either(tmp_path: Path) -> None:
    if not which("nginx", path="/usr/sbin:/usr/bin"):
        pytest.skip("needs nginx: make proxies")
    told = figures(tmp_path, "proxied")["ours"]["proxied"]

    assert told.keys() == FLEET
    assert (told["uploads"], told["at_once"], told["lost"], told["events"]) == (20, 20, 0, EVENTS)


@pytest.mark.soak
@pytest.mark.spark
def test_spark_and_its_peers_agree_and_a_night_ends_in_a_plan(tmp_path: Path) -> None:
    told = figures(tmp_path, "aggregate,nightly")

    ours = told["ours"]["aggregate"]
    assert ours["4000"].keys() >= {"spark_s", "duckdb_s", "polars_s"}
    assert ours["increment_ratio"] == ours["increments"]["4000"]["10"]["ratio"] > 0
    assert told["ours"]["nightly"]["lines"] > 0
    assert told["ours"]["nightly"]["seconds"] > 0
    assert told["duckdb"]["aggregate"].keys() == told["polars"]["aggregate"].keys() == {"4000"}


@pytest.mark.soak
@pytest.mark.journey
def test_every_page_of_every_role_is_asked_for_in_a_region_with_a_year_behind_it(tmp_path: Path) -> None:
    home = tmp_path / "hub"
    with Workshop(tmp_path) as shop:
        shop.run("chasqui-hub", "init", "--dir", str(home))
    size = furnish(home, hub.QUICK_YEAR, seed=1)
    with closing(Store(Config(home))) as store:
        aggregate(store)
    assert ask(home, hub.QUICK_YEAR, seed=1) > 0

    told = dict(hub_pages.measured(home))

    assert size["shipments"] > size["proofs"] > 0
    worst, beside = told.pop(""), told.pop("beside")
    assert (beside["workers"], beside["pss_mb"] > 100) == (2, True)
    assert max(page["bytes"] for page in told.values()) == worst["largest_bytes"]
    for role in ("operator", "admin", "analyst"):
        common = ("/", "/plan", "/entregas", "/entregas/<pecosa>", "/pedidos", "/uso", "/calidad", "/salud", "/mas")
        assert told.keys() >= {f"{role}.{address}" for address in common}
    assert "admin./cuentas" in told.keys() - {"operator./cuentas"}


@pytest.mark.parametrize(("at_once", "parts_due"), [(10_000_000, 1), (7_000, 3)])
def test_two_peers_agree_with_the_night_and_a_row_that_differs_is_seen(
    tmp_path: Path, at_once: int, parts_due: int
) -> None:
    config = Config(tmp_path / "hub")
    with closing(Store(config)) as store:
        size = lake_events.fill(store, 20_000, seed=3)
        segments = [config.lake_folder / name for name in store.segments("events")]
        places = pa.table({"school": [one.id for one in store.schools()], "ugel": ["HUAMANGA"] * size.schools})
        ours = tables.paths(config.lake_folder, aggregate(store))
    one, other = tmp_path / "duckdb", tmp_path / "polars"
    by_duckdb(segments, places, one, at_once)
    by_polars(segments, places, other, at_once)

    parts = sorted(other.iterdir())
    assert (len(parts), len(list(one.iterdir()))) == (parts_due, parts_due)
    assert same([str(one)], other)
    assert same(ours, other)
    pq.write_table(pq.read_table(parts[-1]).slice(1), parts[-1])
    assert not same(ours, other)
    assert size.rows > size.events
