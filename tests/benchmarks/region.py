"""A real hub in a process of its own, and laptops that it has enrolled and told all it has to say."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from edge.config import Config
from edge.enrol import init, load_identity
from edge.sealing import seal_all
from edge.store import Store
from edge.wiring import agent_of
from hub import lake
from hub.acts import BY_COMMAND
from hub.config import Config as HubConfig
from hub.demo.processes import Workshop, free_port
from hub.enrol import invite
from hub.keyfiles import read_keys
from hub.region_rows import School
from hub.store import Store as HubStore
from shared.clock import Clock, ShiftedClock, SystemClock
from shared.events import RECORDED, Claim, from_fields
from shared.ids import Incarnation, SchoolId, SiteId
from tests.usage_events import uses


@dataclass
class ToldClock:
    """A clock that stands where the next fact says."""

    start: datetime
    elapsed: float = 0.0

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.elapsed)

    def elapsed_s(self) -> float:
        return self.elapsed


@dataclass(frozen=True, slots=True)
class Laptop:
    """One school's node: enrolled, with the region's catalogue and calendar, and nothing to send."""

    config: Config
    site: SiteId
    school: SchoolId

    def record(self, count: int, seed: int, *, after: int = 0) -> float:
        """
        Record lifelike uses as they would have come over the days to now; return the bytes of disk that each took.

        *after*: of the same school's uses, so many were recorded before.
        """
        before = self.config.database.stat().st_size
        some = uses(after + count, seed, school=self.school)[after:]
        clock = ToldClock(self.config.clock.now() - timedelta(seconds=some[-1][RECORDED]))
        with Store(self.config.database, clock) as store, store.db.transaction():
            for fields in some:
                clock.elapsed = fields[RECORDED]
                store.record([Claim(from_fields(Incarnation(bytes(8)), 1, fields).fact)])
        # Closing the last connection has brought everything into the one file.
        return (self.config.database.stat().st_size - before) / count

    def waiting(self) -> int:
        """Return how many records the region has not confirmed."""
        with Store(self.config.database, self.config.clock, writer=False) as store:
            return store.outbox.pending()

    def seal(self) -> float:
        """Seal all whole blocks of what the region has; return the bytes of disk that each record of them takes."""
        with Store(self.config.database, self.config.clock) as store:
            seal_all(store, 1)
            pages = store.db.value(
                "SELECT sum(pgsize) FROM dbstat WHERE name IN ('sealed', 'sqlite_autoindex_sealed_1')"
            )
            return float(pages / store.db.value("SELECT sum(count) FROM sealed"))

    def bodies(self) -> list[bytes]:
        """Return the log, event by event."""
        with Store(self.config.database, self.config.clock, writer=False) as store:
            return [row.body for row in store.records.bodies()]

    def today(self) -> "Laptop":
        """Return the same laptop, by the clock of this machine."""
        return replace(self, config=replace(self.config, clock=SystemClock()))

    def sync(self, url: str, *, attempts: int, limit_s: float) -> dict[str, Any]:
        """Let a process of its own send until all is acked, *attempts* were made (0: any) or *limit_s* is over."""
        told = [str(self.config.dir), url, str(attempts), str(limit_s), self.config.clock.now().isoformat()]
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.sending", *told], check=True, stdout=subprocess.PIPE, text=True
        )
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


@dataclass(slots=True)
class Region:
    """
    A hub that runs, in *folder*, and room for *sites* laptops.

    Where it *began* is given, all stand at that moment until ``comes_to_today``: what was sent before a measurement was
    then also received before it, by every clock, and what is recorded next was recorded after.
    """

    folder: Path
    sites: int
    began: datetime | None = None
    port: int = field(default_factory=free_port)
    _shop: Workshop | None = None
    _taken: int = 0

    @property
    def config(self) -> HubConfig:
        """The hub's settings, for looking into its folder from here."""
        return HubConfig(self.folder / "hub", min_free_mb=1, clock=self.clock)

    @property
    def clock(self) -> Clock:
        """What time it is in the region."""
        return ShiftedClock(self.began) if self.began else SystemClock()

    @property
    def pid(self) -> int:
        """The hub's process."""
        assert self._shop is not None
        return self._shop.servers["hub"].pid

    def __enter__(self) -> "Region":
        shop = Workshop(self.folder, {"CHASQUI_HUB_PORT": str(self.port), "CHASQUI_HUB_MIN_FREE_MB": "1"})
        self._shop = shop.__enter__()
        shop.run("chasqui-hub", "init", "--dir", str(self.config.folder))
        with closing(HubStore(self.config)) as store:
            store.put_schools([_school(number) for number in range(self.sites)])
        self._serve(shop)
        return self

    def comes_to_today(self) -> None:
        """Let the hub start again by the clock of this machine."""
        assert self._shop is not None
        hub = self._shop.servers["hub"]
        hub.terminate()
        hub.wait(30)
        self.began = None
        self._serve(self._shop)

    def _serve(self, shop: Workshop) -> None:
        command = ["chasqui-hub", "run", "--dir", str(self.config.folder)]
        clock = {"CHASQUI_HUB_CLOCK": self.began.isoformat()} if self.began else {}
        shop.serve("hub", command, f"http://127.0.0.1:{self.port}/entrar", clock)

    def __exit__(self, *_: object) -> None:
        assert self._shop is not None
        self._shop.__exit__()

    def laptop(self) -> Laptop:
        """Enrol one more laptop; it takes the region's news over a good road before it is handed out."""
        school = _school(self._taken)
        self._taken += 1
        folder = self.folder / f"node-{school.site}"
        invitation = folder.with_suffix(".json")
        with closing(HubStore(self.config)) as store:
            public = read_keys(self.config).public
            told = invite(store, public, school.site, [school], f"http://127.0.0.1:{self.port}", by=BY_COMMAND)
        invitation.write_bytes(told.to_json())
        config = Config(dir=folder, clock=self.clock)
        init(config, invitation)
        with Store(config.database, config.clock) as store:
            row = agent_of(config, store, load_identity(config)).tick()
            if row.outcome != "ok":
                raise RuntimeError(f"the laptop could not be enrolled: {row.text}")
        return Laptop(config, school.site, school.id)

    def arrived(self, laptop: Laptop) -> list[bytes]:
        """Return the laptop's events that are in the lake, in the order of its chain."""
        return [body for _, body in sorted(self._rows(laptop.site))]

    def _rows(self, site: SiteId) -> Iterator[tuple[int, bytes]]:
        with closing(HubStore(self.config)) as store:
            for segment in store.segments("events"):
                rows = lake.rows_of(self.config.lake_folder, segment)
                yield from ((row["depth"], row["body"]) for row in rows if row["site"] == site)


def wrong(arrived: Sequence[bytes], log: Sequence[bytes]) -> int:
    """
    Return how many records at the hub are not those of the log, in its order.

    >>> wrong([b"a"], [b"a", b"b"]), wrong([b"b", b"x"], [b"a", b"b"])
    (0, 2)
    """
    return sum(at >= len(log) or body != log[at] for at, body in enumerate(arrived))


def _school(number: int) -> School:
    id_, site = SchoolId(f"{number + 100_000:07d}-0"), SiteId(f"{number + 100_000:06d}")
    return School(id=id_, site=site, name=f"I.E. {number:05d}", ugel="HUAMANGA", level="Primaria", students=120)
