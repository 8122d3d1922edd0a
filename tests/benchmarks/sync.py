"""
How facts get from a laptop to the hub, over good and bad roads.

A real laptop (store, agent and session in a process of its own) sends lifelike uses to a real hub (``chasqui-hub run``)
through the bad road, which counts every byte of HTTP in both directions, headers included, TCP and IP not. The laptop
is enrolled, has the region's news, and has recorded and sent 2,000 uses of the same school before, days ago by every
clock: a school at work. Both ends share this machine.

Profiles: ``clean`` (no delay, no limit) · ``bad`` (300 ms one way, 64 kbit/s) · ``reset8k`` (bad, each direction of
each connection reset after 8 KiB on average) · ``cut60`` (bad, cut for good after 60 % of the bytes; then a new bad
road) · ``flip`` (as clean, one bit flipped in 5 % of the KiB blocks of each direction) · ``idle`` (bad, nothing new) ·
``window`` (bad, there for 6 s, gone for 12 s, and so on from the first attempt). The agent waits 3 s at most between
attempts.

Keys: bytes_total and bytes_per_record (both ways); seconds (from the first attempt to the signed confirmation of
everything); useful_ratio (bytes of the same records over the clean road / bytes of this run, so clean is 1);
wrong_records (at the hub and not, in order, in the laptop's log; added over all runs, the rest are medians); cpu_s (the
laptop's while it sends, and the hub's meanwhile); peak_rss_mb (the laptop's whole process); above_flask_mb (what the
protocol's code and its work add to a process that has loaded Flask); disk_per_event (growth of the laptop's database);
disk_per_sealed_event (of the longest run: the pages of its sealed blocks);
of cut60, usable_at_cut (share of the records in the lake before the new road) and resent_bytes (beyond those of bad).

Peers: ``gzip_json``, see its module; with ``--peers`` also ``pouchdb`` (PouchDB 9 and a server of the CouchDB kind,
from npm) and ``kolibri`` (Kolibri 0.19 with Morango, from PyPI: each use is the log of a session, and the command that
pushes them is given again where it ended with an error). Both are installed once into build/peers and left out where
that cannot be done. Runs over slow roads go side by side (of Kolibri one at a time); each has its own road and server,
and is given up after a limit (``--peer-limit``). ``make benchmarks OF_sync=--peers`` takes them all.
"""

import sys
import tempfile
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from statistics import median

from tests.benchmarks.frame import Figures, main, say
from tests.benchmarks.peer_kolibri import kolibri
from tests.benchmarks.peer_pouchdb import pouchdb
from tests.benchmarks.peers import GzipJson, Peer, send_by
from tests.benchmarks.profiles import NAMES, Run, put_runs, repeats, road_of
from tests.benchmarks.senders import Ours

SIZES = (100, 1_000, 10_000)
QUICK_SIZES = (100,)
LONG = 60_000
"""Records of the run whose log is sealed: a database grows by pages, and of a few blocks nothing can be said."""
LIMIT_S, PEER_LIMIT_S = 180.0, 90.0


def add_options(parser: ArgumentParser) -> None:
    """Add what only this module takes."""
    parser.add_argument("--sizes", type=_numbers, metavar="N,N", help="records a run (default 100,1000,10000)")
    parser.add_argument("--profiles", type=_profiles, default=NAMES, help=f"of {','.join(NAMES)}")
    parser.add_argument("--no-peers", action="store_true", help="ours alone")
    parser.add_argument("--peers", action="store_true", help="PouchDB and Kolibri too, installed into build/peers")
    parser.add_argument(
        "--peer-limit", type=float, default=PEER_LIMIT_S, metavar="S", help="when a peer's run is given up"
    )


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(sorted(int(part) for part in text.split(",")))


def _profiles(text: str) -> tuple[str, ...]:
    if unknown := set(text.split(",")) - set(NAMES):
        raise ArgumentTypeError(f"no such profile: {', '.join(sorted(unknown))}")
    return tuple(text.split(","))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is run: each profile at each size, always the same records, over a road of another seed each time."""

    profiles: Sequence[str]
    sizes: Sequence[int]
    seed: int
    quick: bool

    @property
    def has_long(self) -> bool:
        """Whether a log is made long enough to be sealed."""
        return "clean" in self.profiles and not self.quick

    def seeds(self, profile: str, records: int) -> range:
        return range(self.seed, self.seed + repeats(profile, records, quick=self.quick))


def measure(options: Namespace, figures: Figures) -> None:
    """Run ours, then the peer."""
    sizes = options.sizes or (QUICK_SIZES if options.quick else SIZES)
    plan = _Plan([name for name in NAMES if name in options.profiles], sizes, options.seed, options.quick)
    with tempfile.TemporaryDirectory(prefix="chasqui-sync-") as folder:
        with Ours(Path(folder) / "ours", _laptops(plan), max(*plan.sizes, LONG), plan.seed) as ours:
            _ours(ours, plan, figures)
            if plan.has_long:
                say(f"sync: ours, clean, {LONG} records, and their sealing")
                runs = [ours.record_and_send(LONG, road_of("clean", plan.seed, 0), LIMIT_S, seal=True)]
                put_runs(figures, f"ours.clean.{LONG}", runs, runs)
        _put_peers(_peers(options, Path(folder)), plan, figures)


def _laptops(plan: _Plan) -> int:
    runs = [(name, n) for name in {"clean", *plan.profiles} - {"idle"} for n in plan.sizes]
    return sum(len(plan.seeds(name, n)) for name, n in (*runs, ("idle", 0))) + plan.has_long


def _ours(ours: Ours, plan: _Plan, figures: Figures) -> None:
    if "idle" in plan.profiles:
        say("sync: ours, idle")
        roads = [road_of("idle", seed, 0) for seed in plan.seeds("idle", 0)]
        put_runs(figures, "ours.idle.0", [ours.record_and_send(0, road, LIMIT_S) for road in roads], [])
    for records in plan.sizes:
        runs: dict[str, list[Run]] = {}
        for profile in dict.fromkeys(("clean", *plan.profiles)):
            if profile == "idle":
                continue
            say(f"sync: ours, {profile}, {records} records")
            clean_up = runs["clean"][0].bytes_up if runs else 0
            roads = [road_of(profile, seed, clean_up) for seed in plan.seeds(profile, records)]
            runs[profile] = [ours.record_and_send(records, road, LIMIT_S) for road in roads]
            if profile in plan.profiles:
                put_runs(figures, f"ours.{profile}.{records}", runs[profile], runs["clean"])
        if {"bad", "cut60"} <= runs.keys():
            again = median(run.bytes_total for run in runs["cut60"]) - median(run.bytes_total for run in runs["bad"])
            figures.put(f"ours.cut60.{records}", resent_bytes=int(again))


@dataclass(frozen=True, slots=True)
class _Beside:
    """A peer in this run: where its files go, how many of its runs go side by side, and those over the clean road."""

    peer: Peer
    folder: Path
    at_once: int
    seed: int
    limit_s: float
    clean: dict[int, Run] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=count)

    def run(self, name: str, records: int, clean_up: int) -> Run:
        """Send over the road *name*. A cut is the end of one connection: a peer has no other way to a new road."""
        road = replace(road_of(name, self.seed, clean_up), stays_cut=False)
        return send_by(self.peer, self.folder / str(next(self.numbers)), records, self.seed, road, self.limit_s)

    def run_all(self, cases: Sequence[tuple[str, int]]) -> list[tuple[tuple[str, int], Run]]:
        """Send over each road of *cases*, as many at once as this peer bears."""
        with ThreadPoolExecutor(self.at_once) as threads:
            runs = threads.map(lambda case: self.run(case[0], case[1], self._cut_from(*case)), cases)
            return list(zip(cases, runs, strict=True))

    def _cut_from(self, name: str, records: int) -> int:
        return self.clean[records].bytes_up if name == "cut60" else 0


def _peers(options: Namespace, folder: Path) -> list[_Beside]:
    """Return the peers that can run here."""
    if options.no_peers:
        return []
    found: list[tuple[Peer | None, int]] = [(GzipJson(), 16)]
    if options.peers:
        # Of two servers of Kolibri side by side one may end.
        found += [(pouchdb(), 4), (kolibri(options.seed), 1)]
    return [
        _Beside(peer, folder / peer.name, at_once, options.seed, options.peer_limit)
        for peer, at_once in found
        if peer is not None
    ]


def _put_peers(peers: Sequence[_Beside], plan: _Plan, figures: Figures) -> None:
    """Run each peer over the clean road, one after the other, then all over the slow ones, where who waits is idle."""
    for one in peers:
        say(f"sync: {one.peer.name}, clean")
        for records in plan.sizes:
            one.clean[records] = one.run("clean", records, 0)
    rest = {one.peer.name: _over_slow_roads(one.peer, plan) for one in peers}
    say(f"sync: {', '.join(rest)} side by side: {', '.join(plan.profiles)}")
    with ThreadPoolExecutor(max(1, len(peers))) as threads:
        done = list(threads.map(lambda one: one.run_all(rest[one.peer.name]), peers))
    for one, runs in zip(peers, done, strict=True):
        if "clean" in plan.profiles:
            runs = [(("clean", n), run) for n, run in one.clean.items()] + runs
        for (name, records), run in runs:
            put_runs(figures, f"{one.peer.name}.{name}.{records}", [run], [one.clean[records]] if records else [])


def _over_slow_roads(peer: Peer, plan: _Plan) -> list[tuple[str, int]]:
    rest = [(name, n) for name in plan.profiles for n in plan.sizes if name not in ("clean", "idle")]
    return rest + [("idle", 0)] * ("idle" in plan.profiles and peer.has_idle)


VERSIONS = ("flask", "httptools", "msgspec", "pynacl", "requests", "sqlite-utils", "uvicorn", "waitress")

if __name__ == "__main__":
    sys.exit(main("sync", measure, versions=VERSIONS, options=add_options))
