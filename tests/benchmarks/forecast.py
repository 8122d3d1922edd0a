"""
How well, how fast and in how little a school's need is foreseen.

``METHOD.lp`` and ``METHOD.lp_in_session``: wql (0.1, 0.5, 0.9) on real weekly use of learning platforms, where
``../shared/data/usage`` or another folder of that shape (``--panel``) is there, over five rolling origins of 2020,
horizon 4 weeks, and over the three of them in term; ratio over the best peer of the same run; seconds for all origins;
series. ``ours`` is the baseline with its method chosen by class, which every laptop has, and ``calblend`` one of its
methods for every class; peers: naive (one year has no season: there SeasonalNaive is Naive), seasonal_naive,
historical_quantiles (26 weeks, no calendar). The network is not among them: it foresees nine weeks of a school year.

``ours.laptop``: a process that holds the forecaster and nothing else, with the baseline; ``ours.model`` the same with a
model, where ``--model FOLDER`` (default build/models, as ``dvc repro`` leaves it) has one: import_s, load_s (checks of
the file and its card included), seconds (a school of resources x weeks), rows_50_s (50 series, from their history to
quantiles, warm), peak_mb; bytes and parameters of the file that is released; ratio, its WQL over its baseline's at the
test origin of the region that it learned from, and ratio_WHAT, its loss over the same where it was chosen, by the
ablation of its card. ``ours.float32`` and ``ours.int8``: each of the two files that training makes in a process that
holds it and nothing else: bytes, import_s, load_s, latency_50_ms (50 rows through the file, one thread, warm, the
middle of many), peak_mb; of int8 also ``difference``, the share by which WQL with full weight differs from the float
file's on the validation origins. ``ours.page``: a school's node with a use of every resource in every week: seconds
from its database to the page that shows the needs, asked for over HTTP (forecast_s and page_s, added), with the
released model if there is one (``with_model`` 1), warm.

``ours.region``: the hub's Spark job over a made-up panel of schools x resources x weeks with the baseline; seconds is
``hub.forecasting.forecast`` in a fresh process, its session included, and series_per_s what that makes.

Peers that this does not run (AutoETS, AutoTheta, CrostonSBA, LightGBM) have no keys.
"""

import json
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hub.aggregate import aggregate
from hub.config import Config
from hub.importers.panel import import_panel
from hub.keyfiles import make_keys
from hub.release import broadcast_catalogue
from hub.store import Store
from models.convert import FILES
from shared.model_card import Card, Precision
from tests.benchmarks import lake_events, needs_page, real_use
from tests.benchmarks.frame import PROJECT, Figures, main, say
from tests.benchmarks.processes import call, run

USAGE = PROJECT.parent / "shared" / "data" / "usage"
RESOURCES, WEEKS = 40, 104
SCHOOLS, QUICK_SCHOOLS, QUICK_RESOURCES, REGION_WEEKS = 4_000, 4, 6, 60
_MONDAY = date(2025, 3, 10)


def add_options(parser: ArgumentParser) -> None:
    """Add what only this module takes."""
    parser.add_argument("--panel", type=Path, default=USAGE, metavar="FOLDER", help="real use (default: beside us)")
    parser.add_argument("--model", type=Path, default=PROJECT / "build" / "models", metavar="FOLDER", help="a release")
    parser.add_argument("--schools", type=int, help=f"of the region (default {SCHOOLS})")
    parser.add_argument("--resources", type=int, help=f"of each of its schools (default {RESOURCES})")
    parser.add_argument("--parts", type=lambda text: text.split(","), default=("lp", "laptop", "page", "region"),
                        help="of lp,laptop,page,region")  # fmt: skip


def measure(options: Namespace, figures: Figures) -> None:
    """Measure the parts that were asked for, as far as what they need is here."""
    if "lp" in options.parts:
        if options.panel.is_dir():
            _accuracy(figures, options.panel)
        else:
            say(f"forecast: no panel in {options.panel}; lp stays away")
    if "laptop" in options.parts:
        _alone(figures, "ours.laptop", None)
        if (options.model / "card.json").exists():
            card = msgspec.json.decode((options.model / "card.json").read_bytes(), type=Card)
            figures.put("ours.model", bytes=card.size_bytes, parameters=card.parameters, **_worth(options.model, card))
            _alone(figures, "ours.model", options.model)
            _files(figures, options.model, card)
        else:
            say(f"forecast: no model in {options.model} (dvc repro makes one); model stays away")
    if "page" in options.parts:
        _page(figures, options.model if (options.model / "card.json").exists() else None)
    if "region" in options.parts:
        schools = options.schools or (QUICK_SCHOOLS if options.quick else SCHOOLS)
        _region(figures, schools, options.resources or (QUICK_RESOURCES if options.quick else RESOURCES), options.seed)


def _accuracy(figures: Figures, folder: Path) -> None:
    panel = real_use.read(folder)
    for span, origins in (("lp", real_use.ORIGINS), ("lp_in_session", real_use.IN_SESSION)):
        seen: dict[str, tuple[float, float]] = {}
        for name, method in real_use.METHODS.items():
            at = time.monotonic()
            seen[name] = real_use.wql(panel, method, origins), time.monotonic() - at
        best = min(seen[name][0] for name in real_use.PEERS)
        for name, (wql, seconds) in seen.items():
            figures.put(f"{name}.{span}", wql=wql, ratio=wql / best, seconds=seconds, series=len(panel.y))


def _alone(figures: Figures, path: str, folder: Path | None) -> None:
    say(f"forecast: {path}, a school of {RESOURCES} resources and {WEEKS} weeks")
    module = [sys.executable, "-m", "tests.benchmarks.forecaster_alone", str(RESOURCES), str(WEEKS)]
    told, cost = run([*module, *([str(folder)] if folder else [])])
    figures.put(path, **json.loads(told), peak_mb=cost.peak_rss_mb, resources=RESOURCES, weeks=WEEKS)


def _worth(folder: Path, card: Card) -> dict[str, float]:
    """Return the model's loss over its baseline's, where it was judged and where it was chosen."""
    told = {f"ratio_{name}": value for name, value in card.ablation.items()}
    metrics = folder / "metrics.json"
    return {"ratio": json.loads(metrics.read_bytes())["ratio"], **told} if metrics.exists() else told


def _files(figures: Figures, folder: Path, card: Card) -> None:
    for precision, name in FILES.items():
        say(f"forecast: the file of {precision}")
        told, cost = run([sys.executable, "-m", "tests.benchmarks.network_alone", str(folder / name)])
        figures.put(f"ours.{precision}", **json.loads(told), peak_mb=cost.peak_rss_mb, bytes=card.sizes[precision])
    if card.difference is not None:
        figures.put(f"ours.{Precision.INT8}", difference=card.difference)


def _page(figures: Figures, model: Path | None) -> None:
    say(f"forecast: a page of {RESOURCES} resources, from {WEEKS} weeks in the database")
    with tempfile.TemporaryDirectory(prefix="chasqui-bench-") as folder:
        told, _ = call(needs_page.measured, Path(folder), model, RESOURCES, WEEKS)
    figures.put("ours.page", **told, resources=RESOURCES, weeks=WEEKS)


def _region(figures: Figures, schools: int, resources: int, seed: int) -> None:
    say(f"forecast: a region of {schools} schools by Spark")
    with tempfile.TemporaryDirectory(prefix="chasqui-bench-") as folder:
        panel = Path(folder) / "panel.parquet"
        pq.write_table(_panel(schools, resources, seed), panel)
        config = Config(Path(folder) / "hub")
        make_keys(config)
        with closing(Store(config)) as store:
            broadcast_catalogue(store, lake_events.catalogue(resources))
            import_panel(store, panel)
        call(run_aggregate, config.folder)
        rows, cost = call(run_forecast, config.folder)
    if rows != schools * resources:
        raise RuntimeError(f"{rows} series were foreseen, not {schools * resources}")
    figures.put("ours.region", seconds=cost.seconds, series_per_s=rows / cost.seconds, schools=schools,
                resources=resources, weeks=REGION_WEEKS)  # fmt: skip


def _panel(schools: int, resources: int, seed: int) -> pa.Table:
    """Return made-up weekly use of every school and resource."""
    rng = np.random.default_rng(seed)
    count = schools * resources * REGION_WEEKS
    names = [f"{number + 300_000:07d}-0" for number in range(schools)]
    weeks = [_MONDAY + timedelta(weeks=number) for number in range(REGION_WEEKS)]
    usual = np.repeat(rng.gamma(2.0, 5.0, schools * resources), REGION_WEEKS)
    columns = {
        "school": np.repeat(names, resources * REGION_WEEKS),
        "resource": np.tile(np.repeat([f"r-{n:02d}" for n in range(resources)], REGION_WEEKS), schools),
        "week": pa.array(weeks * (schools * resources), pa.date32()),
        "units": rng.poisson(usual),
        "peak_concurrent": rng.poisson(usual / 3),
        "learners": rng.poisson(usual / 2),
        "unserved": np.zeros(count, dtype=np.int64),
        "stockout_days": np.zeros(count, dtype=np.int64),
        "recorded_days": np.full(count, 5),
        "source": pa.array(["simulated"] * count),
    }
    return pa.table(columns)


def run_aggregate(folder: Path) -> None:
    """Compute ``weekly_demand`` of the panel."""
    with closing(Store(Config.from_env(folder))) as store:
        aggregate(store)


def run_forecast(folder: Path) -> int:
    """Forecast the region as the hub's command does; return how many series."""
    from hub.forecasting import forecast

    with closing(Store(Config.from_env(folder))) as store:
        return forecast(store).rows


if __name__ == "__main__":
    sys.exit(main("forecast", measure, versions=("numpy", "pyspark", "ai-edge-litert"), options=add_options))
