"""A region that is made up for a benchmark is one whose laptops are heard every day."""

from contextlib import closing
from pathlib import Path

import msgspec

from hub import tables
from hub.aggregate import NAME, aggregate
from hub.config import Config
from hub.region_rows import School
from hub.store import Store
from hub.weekly import listed
from hub.weekly.files import LEDGER
from hub.weekly.kept import Ledger
from shared.ids import SchoolId, SiteId
from tests.benchmarks.hub_contacts import EVENTS, Region


def test_every_event_of_a_laptop_is_dated_by_its_clock_and_all_days_but_the_last_are_settled(tmp_path: Path) -> None:
    with closing(Store(Config(tmp_path))) as store:
        some = [School(id=SchoolId(f"{at}-0"), site=SiteId(f"{at}"), name=f"I.E. {at}", ugel="U") for at in (1, 2)]
        store.put_schools(some)
        region = Region(store, some, seed=1)
        region.live(6)
        aggregate(store)
        region.live(7)
        found = aggregate(store)

        with store.read() as connection:
            (name,) = [one.name for one in listed.in_force(connection, NAME) if one.layer == LEDGER]
        kept = msgspec.msgpack.decode((store.config.lake_folder / name).read_bytes(), type=Ledger)
        weeks = {str(one) for one in tables.read(store.config.lake_folder, found)["week"].to_pylist()}

    assert sum(one["facts"] for one in found.notes["dating"].values()) == 2 * 7 * (EVENTS - 1)
    assert sum(one["undated"] for one in found.notes["dating"].values()) == 0
    assert (len(kept.stretches), len(kept.received()[0])) == (2, 14)
    assert weeks >= {"2026-03-09", "2026-03-16"}
