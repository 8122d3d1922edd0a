"""An office in which a trial can be made: its forecasts are in use, and everything that it keeps can be looked at."""

import hashlib
from dataclasses import replace
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import inspect, text

from hub import forecasting, nightly
from hub.forecasting import origin_of
from hub.store import Store
from shared.allocation import Need
from shared.forecast import PERIOD_WEEKS, Quantiles
from shared.school_year import monday
from tests.hub.builders import StillClock
from tests.hub.office import NOW, needs, office
from tests.hub.watched import forecast_of


def tried_office(folder: Path) -> Store:
    """Return an office with its forecasts and a plan that rests on them."""
    found = office(folder, StillClock(NOW))
    put_forecasts(found)
    nightly.allocate(found)
    return found


def put_forecasts(store: Store) -> None:
    """Put a forecast of every need of the office in use, as a night does."""
    origin = origin_of(store)
    weeks = tuple(store.calendar().next_school_weeks(origin, PERIOD_WEEKS))
    found = [
        msgspec.structs.replace(forecast_of(one.school, one.resource, origin, weeks), period=quantiles(one.need))
        for one in needs()
    ]
    path = store.config.lake_folder / "tables" / "trying"
    path.mkdir(parents=True)
    pq.write_table(pa.table({"forecast": [msgspec.json.encode(one) for one in found]}), path / "part-0.parquet")
    folder = str(path.relative_to(store.config.lake_folder))
    notes = {"origin": str(monday(origin)), "model": "3"}
    store.swap_dataset(forecasting.NAME, path=folder, version="trying", rows=len(found), notes=notes)


def quantiles(need: Need) -> Quantiles:
    return Quantiles(need.p10, need.p50, need.p90)


def more_stock(store: Store, times: int) -> None:
    """Let the depots have so many times as much."""
    store.put_supply([replace(row, units=row.units * times) for row in store.supply()])


def all_kept(store: Store) -> str:
    """Return a hash of every row of the database and of every file beside it: the same while nothing is written."""
    found = hashlib.sha256()
    with store.read() as connection:
        for name in sorted(inspect(connection).get_table_names()):
            rows = sorted(repr(tuple(row)) for row in connection.execute(text(f'select * from "{name}"')))
            found.update(repr((name, rows)).encode())
    for path in sorted(files(store.config.folder)):
        found.update(repr((str(path), path.read_bytes())).encode())
    return found.hexdigest()


def files(folder: Path) -> list[Path]:
    """Return the files of a hub but those of the database itself, whose pages may move."""
    return [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("hub.db")]
