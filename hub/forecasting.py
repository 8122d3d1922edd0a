"""The region's forecast: every school's next period, by Spark, with the very file and class of the schools' laptops."""

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pyarrow as pa

from hub import aggregate, serving, table_frames, table_parts, tables, ugel_calendars
from hub.kept_forecasts import keep_if_due
from hub.lake_place import Root
from hub.region_series import COLUMNS, PLACE, series_by_school, whole_schools
from hub.release import released, set_aside
from hub.rows import Dataset
from hub.services import places_of
from hub.shifts import shifts_of
from hub.spark import session
from hub.store import Store
from shared.allocation import ModelManifest
from shared.clock import LIMA
from shared.donors import Place, unused
from shared.drift import Histogram, moved, tallied
from shared.errors import NotReady
from shared.features import Pattern
from shared.forecast import PERIOD_WEEKS, Forecast
from shared.forecaster import Forecaster
from shared.foresight import Foresight
from shared.ids import ResourceId, SchoolId
from shared.model_card import Card, read_card
from shared.resources import Catalogue, Resource, ResourceKind
from shared.school_year import AssumedYear, SchoolCalendar, Week, last_whole_week, monday

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

NAME = "forecast"
SCHEMA = (
    "school string, resource string, kind string, origin date, made_by string, model_version string, "
    "p10 double, p50 double, p90 double, forecast binary, pattern string, inputs binary"
)
"""
``forecast`` holds the whole of it as JSON: weeks, their quantiles, and what it rests on; ``inputs`` is a row of
``shared.drift.tallied``.
"""
_NAMES = [column.split()[0] for column in SCHEMA.split(", ")]
_VERSION = 2
"""Part of what the result is named after: a change of its columns makes it anew."""
_log = logging.getLogger(__name__)


def forecast(store: Store) -> Dataset:
    """
    Forecast every series of ``weekly_demand`` from the last complete week, and let readers use the result.

    Raises:
        NotReady: ``weekly_demand`` was not computed yet, or there is no catalogue.
        BadModel: The released model fails its checks on this machine.
        DatabaseBusy: Another job computes a table.
    """
    with tables.one_at_a_time(store.config):
        model = released(store)
        made = _forecast(store, model)
        keep_if_due(store, made, model[0].sha256 if model else "")
    return made


def _forecast(store: Store, model: tuple[ModelManifest, bytes] | None) -> Dataset:
    demand = store.dataset(aggregate.NAME)
    if demand is None:
        raise NotReady("Todavía no hay demanda semanal. Ejecute primero «chasqui-hub aggregate».")
    calendar, origin = store.calendar(), origin_of(store)
    kinds = kinds_in(store.config.lake_place, demand, store.catalogue())
    schools, own = store.schools(), ugel_calendars.of_schools(store)
    assumed = assumed_in([calendar, *own.values()], origin)
    card = read_card(model[0].card) if model else None
    places = places_of(schools) if card and _asks_for_places(card) else {}
    aside = set_aside(store, model[0].sha256) if model else frozenset()
    region = Region(calendar, kinds, store.catalogue().resources, places, aside, own)
    names = [_VERSION, demand.version, model[0].sha256 if model else "", int(origin), calendar]
    names += [sorted(kinds.items()), *assumed]
    names += [sorted(places.items()), region.resources] if places else []
    names += [sorted(aside)] if aside else []
    names += [sorted(own.items())] if own else []
    closed = sorted(one.id for one in store.every_school() if one.closed)
    names += [closed] if closed else []
    version = hashlib.sha256(msgspec.json.encode(names)).hexdigest()
    root, known = store.config.lake_place, store.dataset(NAME)
    if known is not None and known.version == version and tables.are_there(root, known):
        return known
    released_files = (model[1], model[0].card) if model else None
    serving_url, unserved = _serving(store.config.serving, released_files)
    with session(store.config) as spark:
        frame = table_frames.read(spark, root, tables.names(demand))
        frame = frame.where(~frame["school"].isin(closed)) if closed else frame
        result = forecast_demand(frame, origin, region, model=released_files, serving_url=serving_url)
        parts = table_frames.write(result, root, NAME)
    version_words = model[0].version if model else ""
    notes: dict[str, Any] = {
        "origin": str(monday(origin)),
        "assumed": [msgspec.to_builtins(one) for one in assumed],
        "model": version_words,
        "simulated": simulated_sources(root, demand),
    }
    if card and card.reference:
        inputs = tables.rows_of(root, [one.name for one in parts], ["school", "resource", "inputs"])
        notes["drift"] = drift_of(inputs, card.reference)
        notes["shifts"] = msgspec.to_builtins(shifts_of(inputs, card.reference))
    if own:
        notes["calendars"] = {one.ugel: own[one.id].version for one in schools if one.id in own}
    if aside:
        notes["set_aside"] = sorted(aside)
    if serving_url or unserved:
        notes["serving"] = unserved or "ok"
    rows = sum(one.rows for one in parts)
    table_parts.swap(store, NAME, parts, version=version, notes=notes)
    _log.info("forecast rows=%d model=%s origin=%s", rows, version_words or "baseline", monday(origin))
    found = store.dataset(NAME)
    assert found is not None
    return found


def assumed_in(calendars: Iterable[SchoolCalendar], origin: Week) -> tuple[AssumedYear, ...]:
    """Return the years that a period after *origin* reaches into and that one of the calendars does not know."""
    found = {
        year
        for one in calendars
        for year in one.assumed(Week(origin + 1), one.next_school_weeks(origin, PERIOD_WEEKS)[-1])
    }
    return tuple(sorted(found, key=lambda one: (one.year, one.like or 0)))


def _serving(url: str, model: tuple[bytes, bytes] | None) -> tuple[str, str]:
    """Return the address of the server that computes the forecasts, empty where this machine does, and why it does."""
    if not url or model is None:
        return "", ""
    problem = serving.why_not(*model, url)
    if problem:
        _log.warning("serving=unused url=%s reason=%s", url, problem)
    return ("", problem) if problem else (url, "")


def _asks_for_places(card: Card) -> bool:
    return bool(card.donors.rows or card.covariates)


def kinds_in(root: Root, demand: Dataset, catalogue: Catalogue) -> dict[ResourceId, ResourceKind]:
    """Return how need of each resource of ``weekly_demand`` is counted; a resource of no known kind is left out."""
    names = _resources(root, tables.names(demand))
    kinds = {ResourceId(name): catalogue.kind_of(ResourceId(name)) for name in names}
    return {name: kind for name, kind in sorted(kinds.items()) if kind is not None}


@lru_cache(maxsize=2)
def _resources(root: Root, names: tuple[str, ...]) -> tuple[str, ...]:
    # A file of a table never changes: what is in it is read once.
    return tuple(tables.rows_of(root, names, ["resource"])["resource"].unique().to_pylist())


@dataclass(frozen=True, slots=True)
class Region:
    """What a forecast needs to know besides use."""

    calendar: SchoolCalendar
    kinds: Mapping[ResourceId, ResourceKind]
    resources: tuple[Resource, ...]
    places: Mapping[SchoolId, Place]
    """What is known of the schools; empty where the model asks for none of it."""
    set_aside: frozenset[Pattern] = frozenset()
    """For whose series the baseline forecasts although there is a model."""
    own: Mapping[SchoolId, SchoolCalendar] = field(default_factory=dict)
    """Of the schools whose UGEL has one: the calendar in place of the region's."""


def forecast_demand(
    demand: "DataFrame", origin: Week, region: Region, *, model: tuple[bytes, bytes] | None, serving_url: str = ""
) -> "DataFrame":
    """
    Return a row of ``SCHEMA`` for each school and resource of *demand* whose kind is known.

    *model* is a released file and its card; without one the baseline serves, as on a laptop. With one that knows
    donors, schools of the region get a row too for what they never used. *serving_url*: who runs its network instead.
    """

    from pyspark.sql import functions as F  # noqa: N812

    def run(batches: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
        forecaster = serving.forecaster(*model, region.set_aside, serving_url) if model else Forecaster.baseline()
        reference = forecaster.card.reference if forecaster.card else {}
        resources = {one.id: one for one in region.resources}
        for rows in whole_schools(batches):
            for school, used in series_by_school(rows, region.kinds):
                place = {school: region.places[school]} if school in region.places else {}
                series = [*used, *unused(forecaster.donors, region.resources, place, used)]
                calendar = region.own.get(school, region.calendar)
                found = forecaster.foresee(series, origin, calendar, place, resources)
                if found.forecasts:
                    yield _batch(found, origin, reference)

    known = demand.where(demand["resource"].isin([str(name) for name in region.kinds]))
    known = known.select(*(name for name in COLUMNS if name in known.columns))
    if region.places:
        # A row without a resource: a school that never recorded anything is foreseen too.
        named = [(str(school),) for school in region.places]
        everyone = demand.sparkSession.createDataFrame(named, "school string")
        known = known.unionByName(everyone, allowMissingColumns=True)
    # A number is sorted by its digits, a name by comparing it with the same name over and over.
    placed = known.withColumn(PLACE, F.xxhash64("school"))
    return placed.repartition("school").sortWithinPartitions(PLACE).mapInArrow(run, schema=SCHEMA)


def _batch(found: Foresight, origin: Week, reference: Mapping[str, Histogram]) -> "pa.RecordBatch":
    """Return the rows of one school, with the columns of ``SCHEMA``."""
    counts = tallied(reference, found.inputs) if found.inputs else [b""] * len(found.forecasts)
    rows = [
        (
            one.school, one.resource, one.kind.value, monday(origin), one.made_by.value, one.model_version,
            one.period.p10, one.period.p50, one.period.p90, msgspec.json.encode(one), pattern.value, bytes(count),
        )
        for one, pattern, count in zip(found.forecasts, found.patterns, counts, strict=True)
    ]  # fmt: skip
    return pa.RecordBatch.from_arrays([pa.array(column) for column in zip(*rows, strict=True)], names=_NAMES)


def drift_of(rows: pa.Table, reference: Mapping[str, Histogram]) -> dict[str, Any]:
    """Return how far each input of the network moved since training, as the notes of a forecast tell it."""
    raw = [one for one in rows["inputs"].to_pylist() if one and any(one)]
    width = sum(len(one.shares) for one in reference.values())
    counts = np.frombuffer(b"".join(raw), dtype=np.uint8).reshape(len(raw), width).sum(axis=0, dtype=np.int64)
    found = moved(reference, counts, len(raw))
    return {name: msgspec.to_builtins(one) for name, one in found.items()}


def latest(store: Store) -> list[Forecast]:
    """
    Return the forecasts in use, by school and resource.

    Raises:
        NotReady: None was computed yet.
    """
    known = store.dataset(NAME)
    if known is None:
        raise NotReady("Todavía no hay pronóstico de la región. Ejecute primero «chasqui-hub forecast».")
    table = tables.read(store.config.lake_place, known, ["forecast"])
    found = [msgspec.json.decode(raw, type=Forecast) for raw in table["forecast"].to_pylist()]
    return sorted(found, key=lambda one: (one.school, one.resource))


def origin_of(store: Store) -> Week:
    """Return the week after which the forecasts begin, as a laptop does."""
    return last_whole_week(store.clock.now().astimezone(LIMA).date())


def simulated_sources(root: Root, demand: Dataset) -> list[str]:
    """Return the sources of a panel that say of themselves that they are simulated."""
    sources = tables.read(root, demand, ["source"])["source"].unique().to_pylist()
    return sorted(source for source in sources if source and source.startswith("simulated"))
