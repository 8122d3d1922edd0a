"""
What a region's hub can take: bundles over HTTP, a lake into weekly demand, a night's work.

``ours.ingest.{sqlite,postgres}``: a real ``chasqui-hub run`` on loopback, and as many senders as nodes, each with its
own sealed bundles of lifelike uses, one after the other. bundles_per_s and events_per_s count what is acked, p95_s is
one delivery's, rss_mb the peak of the server's processes (PostgreSQL's own are not in it). nodes, bundles and events
say how many. Then 50 other nodes send one bundle of 300 events a second each, for ten seconds: steady_due_per_s
bundles are due a second, steady_bundles_per_s were acked a second until the last, and steady_p95_s is from when a
bundle was due to its ack. Both databases sync every commit. ``postgres`` is absent where none is installed.

``ours.uploads``, on SQLite, and ``ours.uploads.postgres``: as many nodes as uploads send at once, each at 8 kB/s in
pieces of 1,400 bytes, each a sealed bundle of its own. With ``--fleet day`` half have 600 events, 40 of 100 have 1,200,
9 have 2,400, and one, that had no road for long, has 20,000 (54 kB: the most that a bundle holds): what a thousand
schools bring that have a road each day and all find it in the same second. With ``--fleet week`` all but the last bring
five times as much (3,000 events are 10 kB: a week of 30 pupils), and a database takes a quarter of an hour. at_once is
how many were open at one time; seconds until all are acked, ack_p95_s from the last byte of an upload to its ack,
asked_again how often a sender was told that all of it is held (202) and asked for the ack without its bytes; peak_mb of
all the server's processes (PostgreSQL's own are not in it), lost those without a valid ack, or 1 where an event is
missing; small_p95_s of the small requests meanwhile, ten times a second one GET and one exchange of a node with nothing
to say. Who sends is another process on the same processors; what it sends was sealed before.

``ours.aggregate.N``: about N events in a lake (bundles of 1,000 events, fifty in a file as the compaction of past days
leaves them, 2 % of the bundles twice) into ``weekly_demand``. spark_s is ``hub.aggregate.aggregate``, its session
included; spark_session_s is the start of a session alone, and after_start_s what is left of the two; few new events are
counted without a session; read_s reads four columns of the table, in a fresh process, as pages and exports do;
disk_mb is the hub's folder after it, database and all. duckdb_s and polars_s write the same
table from the same segments with the same dedup and dating; a peer whose table differs in one row is an error of the
whole run. DuckDB has 4 GiB of memory and files for the rest; Polars streams. Beyond twenty million events DuckDB, and
beyond ten million Polars, takes the sites in turn, a part of them at a time. Each in a fresh process.
``ours.aggregate.increments.N.S``: after that S per mille events more, each bundle of another laptop and in a file of
its own: seconds of the same command, and ratio, these over spark_s: read across N it is the cost of what is stored,
down S of what is new.
``ours.aggregate.increment_ratio`` is that of 10 per mille at the largest N.

``ours.contacts.N``: a region whose laptops, schools of them, were started, recorded five events and were heard on each
of N school days: seconds of the night after a day more, the middle of three, and ledgers_mb of what the buckets keep
beside their events. Read across N it is the cost of what is stored, where it came in many small bundles.

``ours.nightly``: ``chasqui-hub nightly`` (aggregate, forecast by the baseline, allocate, report) on SQLite over a lake
of nightly.events events of nightly.schools schools and nightly.resources resources, of which nothing was computed
before, to a plan of nightly.lines lines; seconds is the whole command, peak_mb its own process, without Java's, and
``ours.nightly.steps`` the seconds of its steps. ``ours.nightly.next``: the same a week later, when every school has
sent a bundle more, each in a file of its own.

``ours.pages``: a real ``chasqui-hub run`` over a region of pages.schools schools with a year behind it: pages.plans
plans went out (pages.shipments shipments), pages.proofs proofs, pages.requests requests and pages.objections objections
came, and a night was. Each role opens, over HTTP, every page that it may: ``ours.pages.ROLE.ADDRESS`` {first_s: its
first time, seconds: the middle of three more, bytes: of the page, not compressed}. slowest_s and largest_bytes are the
worst of them, peak_mb of the hub's processes. ``ours.pages.beside``: pss_mb of all processes of ``chasqui-hub pages``
with so many workers after every page was asked of it six times. ``--region FOLDER`` keeps the region for another time.

Peers: ``duckdb.aggregate.N`` and ``polars.aggregate.N`` {seconds, peak_mb}.
"""

import json
import os
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Any

import pyarrow as pa
from msgspec.structs import replace

from hub import tables
from hub.aggregate import NAME, aggregate
from hub.config import Config
from hub.demo.processes import Workshop
from hub.release import broadcast_catalogue
from hub.spark import start
from hub.store import Store
from tests.benchmarks import hub_pages, lake_events, weekly_demand_peers
from tests.benchmarks.frame import Figures, main, say
from tests.benchmarks.hub_contacts import contacts
from tests.benchmarks.hub_ingest import Load, ingest
from tests.benchmarks.hub_uploads import Fleet, uploads
from tests.benchmarks.lake_rows import WEEKS
from tests.benchmarks.processes import Cost, call, run, tree_mb
from tests.benchmarks.region_year import Year, ask, furnish
from tests.benchmarks.weekly_demand_peers import by_duckdb, by_polars
from tests.postgres import cluster, programs

SIZES, QUICK_SIZES = (1_000_000, 10_000_000), (4_000,)
LOAD, QUICK_LOAD = Load(nodes=8, bundles=10, events=500), Load(nodes=2, bundles=2, events=40)
INCREMENTS = (1, 10, 100)
"""Per mille."""


@dataclass(frozen=True, slots=True)
class Night:
    """A region, what it has recorded, and what each of its schools records in a week more."""

    schools: int
    resources: int
    events: int
    week: int


NIGHT, QUICK_NIGHT = Night(4_000, 40, 10_000_000, 100), Night(4, 6, 4_000, 40)
YEAR, QUICK_YEAR = Year(4_000, 40, 2_000_000, 12, 5), Year(20, 6, 2_000, 20, 2)
PARTS = ("ingest", "uploads", "proxied", "aggregate", "contacts", "nightly", "pages")
DAILY, QUICK_DAILY = (640, (30, 120, 480)), (8, (3, 6))
"""Laptops that are heard every day, and after how many days a night is timed."""
STEADY = Load(nodes=50, bundles=10, events=300, every_s=1.0, first=200_000)
QUICK_STEADY = Load(nodes=4, bundles=2, events=40, every_s=0.4, first=200_000)
FLEETS = {
    "day": Fleet(1_000, ((50, 600), (40, 1_200), (9, 2_400), (1, 20_000))),
    "week": Fleet(1_000, ((50, 3_000), (40, 6_000), (9, 12_000), (1, 20_000))),
}
QUICK_FLEET = Fleet(20, ((50, 100), (40, 400), (10, 2_000)))
_HUB = str(Path(sys.executable).with_name("chasqui-hub"))
_PEERS: dict[str, Callable[..., None]] = {"duckdb": by_duckdb, "polars": by_polars}


def add_options(parser: ArgumentParser) -> None:
    """Add what only this module takes."""
    parser.add_argument("--sizes", type=_numbers, metavar="N,N", help="events in the lake (default 1000000,10000000)")
    parser.add_argument("--parts", type=lambda text: text.split(","), default=PARTS,
                        help="of " + ",".join(PARTS))  # fmt: skip
    parser.add_argument(
        "--region", type=Path, metavar="FOLDER", help="where the region of the pages is made once, to be asked again"
    )
    parser.add_argument("--peers", type=lambda text: [one for one in text.split(",") if one], default=list(_PEERS),
                        metavar="NAME,NAME", help="who aggregates beside us (default both)")  # fmt: skip
    parser.add_argument("--fleet", choices=FLEETS, default="day", help="what the uploads bring (default day)")


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(sorted(int(part) for part in text.split(",")))


def measure(options: Namespace, figures: Figures) -> None:
    """Measure the parts that were asked for."""
    sizes = options.sizes or (QUICK_SIZES if options.quick else SIZES)
    fleet = QUICK_FLEET if options.quick else FLEETS[options.fleet]
    with tempfile.TemporaryDirectory(prefix="chasqui-bench-") as folder:
        if "ingest" in options.parts:
            loads = (QUICK_LOAD, QUICK_STEADY) if options.quick else (LOAD, STEADY)
            _ingest(Path(folder), *loads, figures)
        if "uploads" in options.parts:
            _uploads(Path(folder), fleet, figures)
        if "proxied" in options.parts and which("nginx", path="/usr/sbin:/usr/bin"):
            say("hub: a fleet at once through nginx")
            figures.put("ours.proxied", **uploads(Config(Path(folder) / "proxied"), fleet, "nginx"))
        if "aggregate" in options.parts:
            _aggregate(Path(folder), sizes, options.seed, options.peers, figures)
        if "contacts" in options.parts:
            contacts(Path(folder), *(QUICK_DAILY if options.quick else DAILY), options.seed, figures)
        if "pages" in options.parts:
            _pages(options.region, Path(folder), QUICK_YEAR if options.quick else YEAR, options.seed, figures)
        if "nightly" in options.parts:
            _nightly(Path(folder), QUICK_NIGHT if options.quick else NIGHT, options.seed, figures)


def _ingest(folder: Path, load: Load, steady: Load, figures: Figures) -> None:
    say("hub: ingest on SQLite")
    figures.put("ours.ingest.sqlite", **ingest(Config(folder / "sqlite"), load, steady))
    if programs() is None:
        say("hub: no PostgreSQL here; ingest.postgres stays away")
        return
    say("hub: ingest on PostgreSQL")
    with cluster(durable=True) as server:
        config = Config(folder / "postgres", database=server.url(server.make()))
        figures.put("ours.ingest.postgres", **ingest(config, load, steady))


def _uploads(folder: Path, fleet: Fleet, figures: Figures) -> None:
    say("hub: a fleet at once on SQLite")
    figures.put("ours.uploads", **uploads(Config(folder / "fleet"), fleet))
    if programs() is None:
        say("hub: no PostgreSQL here; uploads.postgres stays away")
        return
    say("hub: a fleet at once on PostgreSQL")
    with cluster(durable=True) as server:
        config = Config(folder / "fleet-postgres", database=server.url(server.make()))
        figures.put("ours.uploads.postgres", **uploads(config, fleet))


def _aggregate(folder: Path, sizes: tuple[int, ...], seed: int, peers: Sequence[str], figures: Figures) -> None:
    for events in sizes:
        config = Config(folder / f"lake-{events}")
        say(f"hub: a lake of {events} events")
        with closing(Store(config)) as store:
            size = lake_events.fill(store, events, seed)
            disk_mb = _peers_and_spark(config, store, events, peers, figures)
            figures.put(f"ours.aggregate.{events}", events=size.events, rows=size.rows, segments=size.segments,
                        schools=size.schools, disk_mb=disk_mb)  # fmt: skip
            whole = figures.tree["ours"]["aggregate"][str(events)]["spark_s"]
            ratios = {}
            for at, share in enumerate(INCREMENTS):
                lake_events.add(store, seed, events * share // 1_000, round_=at)
                _, more = call(run_aggregate, config.folder)
                ratios[share] = more.seconds / whole
                figures.put(f"ours.aggregate.increments.{events}.{share}", seconds=more.seconds, ratio=ratios[share])
    figures.put("ours.aggregate", increment_ratio=ratios[10])


def _peers_and_spark(config: Config, store: Store, events: int, peers: Sequence[str], figures: Figures) -> float:
    """Put what each took, and return what the hub's folder holds after our own."""
    path = f"aggregate.{events}"
    _, bare = call(open_session, config.folder)
    demand, spark = call(run_aggregate, config.folder)
    after = spark.seconds - (bare.seconds if events > _here(config.folder).spark_from else 0)
    figures.put(f"ours.{path}", spark_s=spark.seconds, spark_session_s=bare.seconds, after_start_s=after)
    _, reading = call(read_table, config.folder)
    figures.put(f"ours.{path}", read_s=reading.seconds)
    disk_mb = tree_mb(config.folder)
    segments = [config.lake_folder / name for name in store.segments("events")]
    schools = store.schools()
    places = pa.table({"school": [one.id for one in schools], "ugel": [one.ugel for one in schools]})
    for name in peers:
        say(f"hub: {path} by {name}")
        target = config.folder / f"{name}.tables"
        cost: Cost = call(_PEERS[name], segments, places, target)[1]
        if not weekly_demand_peers.same(demand, target):
            raise RuntimeError(f"{name} computes another weekly_demand than we do: its time says nothing")
        figures.put(f"ours.{path}", **{f"{name}_s": cost.seconds})
        figures.put(f"{name}.{path}", seconds=cost.seconds, peak_mb=cost.peak_rss_mb)
    return disk_mb


def open_session(folder: Path) -> None:
    """Start a Spark session and do nothing with it."""
    start(_here(folder)).range(1).count()


def run_aggregate(folder: Path) -> list[str]:
    """Bring ``weekly_demand`` up to date as the hub's command does; return where its files lie."""
    with closing(Store(_here(folder))) as store:
        return tables.paths(store.config.lake_folder, aggregate(store))


def read_table(folder: Path) -> None:
    """Read what most readers ask of ``weekly_demand``, file by file, as they do."""
    with closing(Store(_here(folder))) as store:
        known = store.dataset(NAME)
        assert known is not None
        tables.rows_of(store.config.lake_place, tables.names(known), ["school", "resource", "week", "units"])


def _here(folder: Path) -> Config:
    # Java and the like come from the environment, as for the command.
    return Config.from_env(folder)


def _nightly(folder: Path, region: Night, seed: int, figures: Figures) -> None:
    home = folder / "night" / "hub"
    with Workshop(folder / "night") as shop:
        shop.run("chasqui-hub", "init", "--dir", str(home))
    with closing(Store(Config(home))) as store:
        goods = lake_events.catalogue(region.resources)
        broadcast_catalogue(store, replace(goods, version=store.catalogue().version + 1))
        size = lake_events.fill(store, region.events, seed, schools=region.schools, resources=region.resources)
        store.put_supply(lake_events.supply(size.schools, region.resources))
    say(f"hub: a night over {size.events} events of {size.schools} schools")
    _night(home, "ours.nightly", figures, events=size.events, schools=size.schools, resources=region.resources)
    with closing(Store(Config(home))) as store:
        more = lake_events.add_week(store, seed, region.week, resources=region.resources)
    say(f"hub: the same a week later, with {more} events more")
    _night(home, "ours.nightly.next", figures, weeks=1, events=more)


def _pages(kept: Path | None, folder: Path, year: Year, seed: int, figures: Figures) -> None:
    home = (kept or folder / "year") / "hub"
    told = home.with_name("told.json")
    if not told.exists():
        with Workshop(home.parent) as shop:
            shop.run("chasqui-hub", "init", "--dir", str(home))
        say(f"hub: a year of {year.schools} schools")
        size = furnish(home, year, seed)
        _, cost = _nightly_of(home)
        told.write_text(json.dumps({**size, "requests": ask(home, year, seed), "night_s": cost.seconds}))
    figures.put("ours.pages", **json.loads(told.read_text()))
    for name, page in hub_pages.measured(home):
        figures.put(f"ours.pages.{name}".rstrip("."), **page)


def _night(home: Path, path: str, figures: Figures, *, weeks: int = 0, **told: int) -> None:
    report, cost = _nightly_of(home, weeks)
    figures.put(path, seconds=cost.seconds, peak_mb=cost.peak_rss_mb, lines=report["plan"]["lines"], **told)
    figures.put(f"{path}.steps", **report["seconds"])


def _nightly_of(home: Path, weeks: int = 0) -> tuple[dict[str, Any], Cost]:
    """Let the night's command do its work, so many weeks later, and return its report."""
    clock = {"CHASQUI_HUB_CLOCK": lake_events.day_after(WEEKS + weeks).isoformat()}
    text, cost = run([_HUB, "nightly", "--json", "--dir", str(home)], env={**os.environ, **clock})
    report: dict[str, Any] = json.loads(text)
    return report, cost


if __name__ == "__main__":
    sys.exit(
        main("hub", measure, versions=("pyspark", "duckdb", "polars", "sqlalchemy", "psycopg"), options=add_options)
    )
