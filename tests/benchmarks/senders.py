"""Who sends: a laptop of ours to a hub of ours, over a road that counts."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from hub.demo.badroad import BadRoad
from hub.demo.weather import Road
from shared.clock import SystemClock
from shared.events import RECORDED
from tests.benchmarks.processes import cpu_s, cpu_s_at_rest
from tests.benchmarks.profiles import Run
from tests.benchmarks.region import Laptop, Region, wrong
from tests.usage_events import uses

ENOUGH_FOR_PAGES = 1_000
"""A database grows by pages: of fewer events nothing can be said."""
USED_BEFORE = 2_000
"""Uses that a laptop has recorded and sent before its run: what is measured is a school at work, not its first day."""


class Ours:
    """A hub, and a laptop of its own for each of *runs*: each has been in use since some days, by the same *seed*."""

    def __init__(self, folder: Path, runs: int, most_records: int, seed: int) -> None:
        self.seed = seed
        span_s = uses(USED_BEFORE + most_records, seed)[-1][RECORDED] + 3_600
        self.region = Region(folder, runs, SystemClock().now() - timedelta(seconds=span_s))
        self._runs = runs
        self._laptops: Iterator[Laptop] = iter(())

    def __enter__(self) -> "Ours":
        self.region.__enter__()
        laptops = [self._in_use() for _ in range(self._runs)]
        self.region.comes_to_today()
        self._laptops = iter([laptop.today() for laptop in laptops])
        for laptop in laptops:
            # The hub has started again since: a laptop is told of that once, and not in the run that is measured.
            self._exchange(laptop.today())
        return self

    def __exit__(self, *_: object) -> None:
        self.region.__exit__()

    def _in_use(self) -> Laptop:
        laptop = self.region.laptop()
        laptop.record(USED_BEFORE, self.seed)
        self._exchange(laptop)
        return laptop

    def _exchange(self, laptop: Laptop) -> None:
        if not laptop.sync(f"http://127.0.0.1:{self.region.port}", attempts=0, limit_s=60)["finished"]:
            raise RuntimeError("the laptop could not reach its hub before its run")

    def record_and_send(self, records: int, road: Road, limit_s: float, *, seal: bool = False) -> Run:
        """Let a laptop that was in use before record *records* uses more and send them over *road*; *seal* its log."""
        laptop = next(self._laptops)
        disk = laptop.record(records, self.seed, after=USED_BEFORE) if records else 0.0
        run = self._send(laptop, records, road, limit_s)
        own = {"disk_per_event": disk} if records >= ENOUGH_FOR_PAGES else {}
        if seal and not laptop.waiting():
            own["disk_per_sealed_event"] = laptop.seal()
        return replace(run, own=run.own | own)

    def _send(self, laptop: Laptop, records: int, road: Road, limit_s: float) -> Run:
        """Let a laptop send what it has over *road*; where that is cut for good, over a new one of the same kind."""
        before, known = cpu_s_at_rest(self.region.pid), len(self.region.arrived(laptop))
        with BadRoad(("127.0.0.1", self.region.port), road) as first:
            told = laptop.sync(first.url, attempts=1 if road.stays_cut else 0, limit_s=limit_s)
        traffic, own = [first.traffic], {"above_flask_mb": told["above_flask_mb"]}
        if road.stays_cut:
            own["usable_at_cut"] = min(1.0, (self._settled(laptop) - known) / records)
            with BadRoad(("127.0.0.1", self.region.port), replace(road, cut_up_after=None)) as second:
                told = _both(told, laptop.sync(second.url, attempts=0, limit_s=limit_s))
            traffic.append(second.traffic)
        hub_cpu_s, arrived, log = cpu_s(self.region.pid) - before, self.region.arrived(laptop), laptop.bodies()
        if told["finished"] and len(arrived) != len(log):
            raise RuntimeError(f"confirmed, but {len(arrived)} of {len(log)} events are at the hub")
        return Run(
            records=records,
            seconds=told["seconds"],
            bytes_up=sum(one.bytes_up for one in traffic),
            bytes_down=sum(one.bytes_down for one in traffic),
            requests=sum(one.requests for one in traffic),
            cpu_s=told["cpu_s"] + hub_cpu_s,
            peak_rss_mb=told["peak_rss_mb"],
            wrong_records=wrong(arrived, log),
            arrived=len(arrived) - known,
            finished=told["finished"],
            own=own,
        )

    def _settled(self, laptop: Laptop) -> int:
        """Return how many events are in the lake once the hub has dealt with the cut."""
        counts = [-1]
        for _ in range(15):
            counts.append(len(self.region.arrived(laptop)))
            if counts[-1] == counts[-2] > 0:
                break
            time.sleep(0.2)
        return counts[-1]


def _both(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    added = {name: first[name] + second[name] for name in ("seconds", "cpu_s")}
    peaks = {name: max(first[name], second[name]) for name in ("peak_rss_mb", "above_flask_mb")}
    return second | added | peaks
