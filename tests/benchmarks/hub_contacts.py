"""A region whose laptops are heard every day: what a night costs after so many days, with a day more of each."""

from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hub import schema
from hub.aggregate import NAME, aggregate
from hub.config import Config
from hub.region_rows import School
from hub.store import Store
from hub.weekly import listed
from hub.weekly.files import LEDGER
from shared.ids import SchoolId, SiteId
from sync.chain import START
from tests.benchmarks.frame import Figures, median
from tests.benchmarks.lake_events import put
from tests.benchmarks.lake_rows import DAY_S, logs
from tests.benchmarks.processes import call

EVENTS = 5
"""That a laptop records in a day; the first is a mark of its clock, which the hub's time confirms."""
_NIGHTS = 3
_LAPTOPS = 1_000_000
"""More than there are: a laptop has another incarnation each day."""


@dataclass
class Region:
    """What its laptops have recorded so far."""

    store: Store
    schools: list[School]
    seed: int
    days: int = 0
    heads: list[bytes] = field(default_factory=list)
    """Of the last event of each laptop."""

    def live(self, until: int) -> None:
        """Let every laptop be started, record and be heard on each school day up to the *until*-th."""
        while self.days < until:
            self._day()
            self.days += 1

    def _day(self) -> None:
        date = self.days // 5 * 7 + self.days % 5
        rng, numbers = np.random.default_rng([self.seed, 3, self.days]), self._names(self.days)
        log = _opened(logs(rng, self.schools, numbers, EVENTS, spans=(date, date + 1)), date).combine_chunks()
        heads = log["head"].to_pylist()
        with self.store.begin() as connection:
            segment = put(self.store, connection, log)
            rows = [self._stretch(at, number, segment, heads) for at, number in enumerate(numbers)]
            connection.execute(schema.stretches.insert(), rows)
        self.heads = heads[EVENTS - 1 :: EVENTS]

    def _names(self, day: int) -> range:
        return range(_LAPTOPS * (day + 1), _LAPTOPS * (day + 1) + len(self.schools))

    def _stretch(self, at: int, number: int, segment: str, heads: list[bytes]) -> dict[str, Any]:
        first, before = self._names(0)[at], self._names(self.days - 1)[at]
        return {
            "tree": _hex(first), "incarnation": _hex(number), "first_seq": 1, "first_depth": self.days * EVENTS + 1,
            "count": EVENTS, "heads": b"".join(heads[at * EVENTS : (at + 1) * EVENTS]), "forks": False,
            "parent_incarnation": _hex(before) if self.days else START.incarnation.hex(),
            "parent_seq": EVENTS if self.days else 0,
            "parent_head": (self.heads[at] if self.days else START.head).hex(),
            "segment": segment, "node": f"{first:016x}", "site": self.schools[at].site,
        }  # fmt: skip


def _hex(number: int) -> str:
    return number.to_bytes(8, "big").hex()


def _opened(log: pa.Table, date: int) -> pa.Table:
    """Return *log* as of laptops that were started on *date*, so many days after the first."""
    for name, days in (("recorded_s", -date), ("wall", date), ("hub_time", date)):
        at = log.schema.get_field_index(name)
        moved = pc.max_element_wise(pc.add(log[name], days * DAY_S), 0, skip_nulls=False)
        log = log.set_column(at, log.schema.field(name), moved)
    return log


def contacts(folder: Path, sites: int, days: tuple[int, ...], seed: int, figures: Figures) -> None:
    """Put the seconds of a night with a day more of each of *sites*, after so many *days*."""
    config = Config(folder / "contacts")
    with closing(Store(config)) as store:
        some = [
            School(id=SchoolId(f"{one:07d}-0"), site=SiteId(f"{one:06d}"), name=f"I.E. {one}", ugel="HUAMANGA")
            for one in range(400_000, 400_000 + sites)
        ]
        store.put_schools(some)
        region = Region(store, some, seed)
        for until in days:
            region.live(until)
            aggregate(store)
            seconds = [_night(region).seconds for _ in range(_NIGHTS)]
            figures.put(
                f"ours.contacts.{until}", seconds=median(seconds), ledgers_mb=_ledgers(store) / 2**20,
                events=region.days * EVENTS * sites, schools=sites,
            )  # fmt: skip


def _night(region: Region) -> Any:
    region.live(region.days + 1)
    _, cost = call(run_night, region.store.config.folder)
    return cost


def run_night(folder: Path) -> None:
    """Bring ``weekly_demand`` up to date as the hub's command does."""
    with closing(Store(Config.from_env(folder))) as store:
        aggregate(store)


def _ledgers(store: Store) -> int:
    with store.read() as connection:
        names = [one.name for one in listed.in_force(connection, NAME) if one.layer == LEDGER]
    return sum((store.config.lake_folder / name).stat().st_size for name in names)
