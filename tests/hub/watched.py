"""An office whose forecasts were kept and judged, without Spark: tables written as its jobs write them."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from hub import aggregate, forecast_watch, forecasting, ugel_calendars
from hub.forecasting import origin_of
from hub.kept_forecasts import keep_if_due
from hub.keyfiles import read_keys
from hub.rows import Dataset
from hub.store import Store
from hub.watching import WATCHED_WEEKS
from shared.allocation import ModelManifest
from shared.forecast import PERIOD_WEEKS, Forecast, MadeBy, Quantiles, RestsOn
from shared.ids import ResourceId, SchoolId
from shared.resources import ResourceKind
from shared.school_year import Week, monday
from sync.feed import ALL
from sync.whole import write_whole
from tests.hub.office import schools

MODEL, BASELINE = Quantiles(4, 5, 6), Quantiles(8, 10, 12)
DRIFT: Mapping[str, Any] = {
    "use": {"psi": 0.31, "series": 900, "enough": True},
    "pack": {"psi": 0.12, "series": 900, "enough": True},
    "zero_share": {"psi": 0.02, "series": 900, "enough": True},
    "known_weeks": {"psi": 0.5, "series": 12, "enough": False},
}
SHIFTS: Mapping[str, Any] = {
    "school": [
        {"id": one.id, "input": "use", "psi": 0.9 - at / 10, "chance": 0.31, "series": 12}
        for at, one in enumerate(schools()[:3])
    ],
    "resource": [{"id": "guia-01", "input": "zero_share", "psi": 0.42, "chance": 0.2, "series": 40}],
}
Asked = Callable[[SchoolId, Week], int | None]


def pretend_model(store: Store, version: str = "3") -> str:
    """Pretend that a model was released; return the hash of its file. Nothing here runs it."""
    data = version.encode() * 99
    sha256 = hashlib.sha256(data).hexdigest()
    write_whole(store.config.models_folder / sha256, data)
    manifest = ModelManifest(version=version, sha256=sha256, size=len(data), card=b"{}", release_signature="")
    with store.begin() as connection:
        life, body = store.issuing_life(connection), msgspec.json.encode(manifest)
        store.issue(connection, life, read_keys(store.config), stream=ALL, kind="model", subject="model", body=body)
    return sha256


def forecast_of(
    school: SchoolId, resource: ResourceId, origin: Week, weeks: tuple[Week, ...], *, aside: bool = False
) -> Forecast:
    """Return a forecast with both quantiles, made by the model, or by the baseline where the model is set *aside*."""
    used, other = (BASELINE, MODEL) if aside else (MODEL, BASELINE)
    return Forecast(
        school=school, resource=resource, kind=ResourceKind.CONSUMABLE, origin=origin, weeks=weeks,
        weekly=(used,) * len(weeks), period=Quantiles(36, 45, 54), rests_on=RestsOn(weeks=20), model_version="3",
        made_by=MadeBy.BASELINE if aside else MadeBy.MODEL, other=(other,) * len(weeks),
    )  # fmt: skip


def foreseen(
    store: Store, origin: Week, resource: ResourceId, *, model: str, notes: Mapping[str, Any], aside: bool = False
) -> Dataset:
    """Put forecasts of every school at *origin* in use, as a night does; keep them to be watched if they are due."""
    usual, own = store.calendar(), ugel_calendars.of_schools(store)
    found = [
        forecast_of(
            *(one.id, resource, origin),
            tuple(own.get(one.id, usual).next_school_weeks(origin, PERIOD_WEEKS)),
            aside=aside,
        )
        for one in store.schools()
    ]
    rows = [
        {
            "school": one.school, "resource": one.resource, "kind": one.kind.value, "origin": monday(one.origin),
            "made_by": one.made_by.value, "model_version": one.model_version, "p10": float(one.period.p10),
            "p50": float(one.period.p50), "p90": float(one.period.p90), "forecast": msgspec.json.encode(one),
            "pattern": "dense",
        }
        for one in found
    ]  # fmt: skip
    made = table_in_use(store, forecasting.NAME, rows, {"origin": str(monday(origin)), "model": "3", **notes})
    keep_if_due(store, made, model)
    return made


def asked_for(store: Store, resource: ResourceId, origins: list[Week], asked: Asked) -> None:
    """Put what every school asked for in the weeks after *origins* in use as ``weekly_demand``."""
    weeks = sorted({w for origin in origins for w in store.calendar().next_school_weeks(origin, WATCHED_WEEKS)})
    _demand(store, resource, weeks, asked)


def demand_table(store: Store, resource: ResourceId, asked: Asked, *, weeks: int) -> None:
    """Put what every school asked for in the last *weeks* weeks in use as ``weekly_demand``."""
    last = origin_of(store)
    _demand(store, resource, [Week(week) for week in range(last - weeks + 1, last + 1)], asked)


def _demand(store: Store, resource: ResourceId, weeks: list[Week], asked: Asked) -> None:
    counts = {"peak_concurrent": 0, "learners": 9, "unserved": 0, "stockout_days": 0, "recorded_days": 5}
    rows = [
        {"school": one.id, "resource": resource, "week": monday(week), "units": units, **counts}
        for one in store.schools() for week in weeks if (units := asked(one.id, week)) is not None
    ]  # fmt: skip
    table_in_use(store, aggregate.NAME, rows, {"dating": {}})


def origins_of(store: Store, count: int) -> list[Week]:
    """Return *count* origins four school weeks apart; the weeks of the newest are over by now."""
    calendar, at = store.calendar(), int(origin_of(store))
    over = [Week(week) for week in range(at - 60, at + 1) if calendar.expected_days(Week(week))]
    return over[-1 - WATCHED_WEEKS * count :: WATCHED_WEEKS][:count]


def watched_office(
    store: Store, resource: ResourceId, asked: Asked, *, origins: int = 3, shifts: Mapping[str, Any] = SHIFTS
) -> Dataset:
    """Return what the watch of an office comes to whose schools asked for what *asked* says."""
    model, past = pretend_model(store), origins_of(store, origins)
    for origin in [*past, origin_of(store)]:
        foreseen(store, origin, resource, model=model, notes={"drift": DRIFT, "shifts": shifts})
    asked_for(store, resource, past, asked)
    return forecast_watch.watch(store)


def table_in_use(store: Store, name: str, rows: list[dict[str, Any]], notes: Mapping[str, Any]) -> Dataset:
    """Put *rows* in use as the computed table *name*."""
    version = hashlib.sha256(msgspec.json.encode([str(row) for row in rows])).hexdigest()
    folder = store.config.lake_folder / "tables" / name / version[:12]
    folder.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pylist(rows)
    at = table.schema.get_field_index("week")
    dated = table if at < 0 else table.set_column(at, "week", table["week"].cast(pa.date32()))
    pq.write_table(dated, folder / "part-0.parquet")
    path = str(folder.relative_to(store.config.lake_folder))
    store.swap_dataset(name, path=path, version=version, rows=len(rows), notes=dict(notes))
    found = store.dataset(name)
    assert found is not None
    return found
