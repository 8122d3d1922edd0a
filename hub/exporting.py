"""What other programs are given of the region: a table each, of no pupil, and of no group of fewer than five."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from hub import aggregate, export_reports, forecasting, tables
from hub.panel import SCHEMA as DEMAND
from hub.panel import TELLERS
from hub.plan_rows import PlanRow, PlanStatus
from hub.region_rows import School
from hub.rows import Dataset
from hub.store import Store
from shared.errors import BadInput, NotReady
from shared.sentences import N_
from shared.similarity import LEAST_LEARNERS
from shared.suiting import stage_of

_BATCH = 5_000
_TEXT, _COUNT, _DAY, _FIGURE, _TOLD = pa.string(), pa.int64(), pa.date32(), pa.float64(), pa.bool_()
_NOT_YET = N_("Todavía no se calculó. Ejecute primero «chasqui-hub nightly», y repita.")
_NO_PLAN = N_("No hay ese plan. Véalos con «chasqui-hub plan history».")
_OF_PUPILS = ("units", "peak_concurrent", "learners", "unserved")
"""Columns of ``weekly_demand`` that tell of the learners of a row."""


@dataclass(frozen=True, slots=True)
class Report:
    """A table for other programs: its columns, and its rows, which are read once, as they are asked for."""

    header: pa.Schema
    rows: Iterable[pa.RecordBatch]
    version: str = ""
    """Another one: the table was computed again, and a page of it goes on from no page of the one before."""


@dataclass(frozen=True, slots=True)
class Table:
    """One of the tables: what it is in words, and what makes it."""

    means: str
    make: Callable[[Store, str], Report]


def report(store: Store, name: str, *, plan: str = "") -> Report:
    """
    Return the table of that name; ``plan_lines`` of *plan*, or else of the plan published last, or of the newest.

    Raises:
        BadInput: There is no such table or plan.
        NotReady: It was not computed yet.
    """
    if name not in TABLES:
        raise BadInput("No hay ninguna tabla «%(name)s». Hay: %(names)s.", name=name[:40], names=", ".join(TABLES))
    return TABLES[name].make(store, plan)


def _schools(store: Store, _: str) -> Report:
    header = _header(
        _TEXT, "school site name ugel level management rurality district ubigeo power languages depot simulated",
        _COUNT, "students altitude_m quintile",
        _TOLD, "coverage internet",
        _FIGURE, "lat lon",
    )  # fmt: skip
    return _of(header, (_school(one) for one in store.schools()))


def _school(one: School) -> dict[str, Any]:
    told = {
        name: getattr(one, name) for name in ("site", "name", "ugel", "management", "rurality", "district", "ubigeo")
    }
    told |= {
        name: getattr(one, name) for name in ("depot", "altitude_m", "quintile", "coverage", "internet", "lat", "lon")
    }
    told |= {"school": one.id, "level": stage_of(one.level) or one.level, "power": one.power.value}
    told |= {"languages": " ".join(one.languages), "simulated": " ".join(one.simulated)}
    return told | {"students": None if _is_few(one.students) else one.students}


def _weekly_demand(store: Store, _: str) -> Report:
    known, few = _dataset(store, aggregate.NAME), _small_schools(store)
    header = pa.schema([field for field in DEMAND if field.name not in TELLERS])
    return Report(header, (_without_few(one, header, few) for one in _batches(store, known)), known.version)


def _without_few(rows: pa.RecordBatch, header: pa.Schema, small: Collection[str]) -> pa.RecordBatch:
    """Tell nothing of the few learners of a row, nor what few said or did; a table of before does not say how many."""
    here = set(rows.schema.names)
    learners = rows["learners"]
    few = pc.and_(pc.greater(learners, 0), pc.less(learners, LEAST_LEARNERS))
    few = pc.or_(pc.fill_null(few, False), pc.is_in(rows["school"], pa.array(sorted(small), pa.string())))
    told = {field.name: rows[field.name] if field.name in here else pa.nulls(len(rows)) for field in header}
    hidden = dict.fromkeys(_OF_PUPILS, few)
    for count, sums in TELLERS.items():
        many = pc.greater_equal(rows[count], LEAST_LEARNERS) if count in here else pa.array([False] * len(rows))
        hidden |= dict.fromkeys(sums, pc.or_(few, pc.invert(pc.fill_null(many, False))))
    for name, mask in hidden.items():
        told[name] = pc.if_else(mask, None, told[name])
    return pa.RecordBatch.from_arrays([told[field.name].cast(field.type) for field in header], schema=header)


def _forecast(store: Store, _: str) -> Report:
    known, few = _dataset(store, forecasting.NAME), pa.array(sorted(_small_schools(store)), pa.string())
    header = _header(
        _TEXT, "school resource kind", _DAY, "origin", _TEXT, "made_by model_version pattern", _FIGURE, "p10 p50 p90"
    )

    def told(rows: pa.RecordBatch) -> pa.RecordBatch:
        small = pc.is_in(rows["school"], few)
        columns = [pc.if_else(small, None, rows[one.name]) if one.type == _FIGURE else rows[one.name] for one in header]
        return pa.RecordBatch.from_arrays(
            [each.cast(one.type) for each, one in zip(columns, header, strict=True)], schema=header
        )

    return Report(header, (told(one) for one in _batches(store, known, header.names)), known.version)


def _plan_lines(store: Store, plan: str) -> Report:
    chosen, few = _plan(store, plan), _small_schools(store)
    header = _header(
        _TEXT, "plan status", _DAY, "period_first", _COUNT, "period_weeks", _TEXT, "school site resource",
        _COUNT, "units lots lot", _TEXT, "reason limit", _COUNT, "need_p10 need_p50 need_p90 on_hand in_transit asked",
        _COUNT, "urgency_pct value price", _TEXT, "depot made_by",
    )  # fmt: skip
    of = {"plan": chosen.id, "status": chosen.status.value, "period_first": chosen.period_first,
          "period_weeks": chosen.period_weeks}  # fmt: skip
    same = [name for name in header.names if name not in of and not name.startswith("need_")]

    def rows() -> Iterator[dict[str, Any]]:
        for line in store.plan_lines(chosen.id):
            told = {name: getattr(line, name) for name in same} | {"reason": line.reason.value}
            need = {} if line.school in few else {
                "need_p10": line.need.p10, "need_p50": line.need.p50, "need_p90": line.need.p90
            }  # fmt: skip
            # Where nobody ever counted, what is there is not known: that is no 0.
            yield of | told | need | {"on_hand": line.on_hand if line.counted or line.on_hand else None}

    return _of(header, rows(), chosen.plan_hash)


def _plan(store: Store, wanted: str) -> PlanRow:
    found = [one for one in store.plans() if wanted in ("", one.id)]
    out = [one for one in found if one.status is PlanStatus.PUBLISHED and one.published]
    newest = max(out, key=lambda one: (one.published, one.created), default=None) or next(iter(found), None)
    if newest is None:
        raise BadInput(_NO_PLAN) if wanted else NotReady(_NO_PLAN)
    return newest


def _deliveries(store: Store, _: str) -> Report:
    header = _header(
        _TEXT, "site decision pecosa", _DAY, "day", _TEXT, "resource", _COUNT, "shipped accepted rejected",
        _TEXT, "reason",
    )  # fmt: skip
    of = ("site", "decision", "pecosa", "day")
    what = ("resource", "shipped", "accepted", "rejected", "reason")
    return _of(
        header,
        (
            {name: getattr(one, name) for name in of} | {name: getattr(line, name) for name in what}
            for one in store.deliveries()
            for line in one.lines
        ),
    )


def _stock(store: Store, _: str) -> Report:
    header = _header(_TEXT, "site resource", _COUNT, "on_hand lent", _DAY, "as_of", _TEXT, "dated")
    return _of(
        header,
        (
            {
                "site": one.site, "resource": one.resource, "on_hand": one.on_hand, "as_of": one.as_of,
                "lent": None if _is_few(one.lent) else one.lent,
                "dated": None if one.dated is None else one.dated.value,
            }
            for one in store.stock()
        ),
    )  # fmt: skip


def _supply(store: Store, _: str) -> Report:
    header = _header(_TEXT, "depot resource", _COUNT, "units", _TOLD, "simulated")
    return _of(header, ({name: getattr(one, name) for name in header.names} for one in store.supply()))


def _weekly(make: Callable[[Store], pa.RecordBatch]) -> Callable[[Store, str], Report]:
    """Return what makes a report that is computed from ``weekly_demand``."""

    def made(store: Store, _: str) -> Report:
        known = _dataset(store, aggregate.NAME)
        found = make(store)
        return Report(found.schema, [found], known.version)

    return made


def _who_got(store: Store, _: str) -> Report:
    found = export_reports.who_got_what(store)
    return Report(found.schema, [found])


TABLES: Mapping[str, Table] = {
    "schools": Table(N_("Las escuelas y lo que se sabe de ellas"), _schools),
    "weekly_demand": Table(N_("Lo que se usó y se pidió, por escuela, recurso y semana"), _weekly_demand),
    "forecast": Table(N_("El pronóstico del próximo período, por escuela y recurso"), _forecast),
    "plan_lines": Table(N_("Las líneas del último plan publicado, con su motivo"), _plan_lines),
    "deliveries": Table(N_("Lo que las escuelas recibieron y lo que no aceptaron"), _deliveries),
    "stock": Table(N_("Lo que tiene cada local escolar"), _stock),
    "supply": Table(N_("Lo que los almacenes tienen para repartir"), _supply),
    "quality_schools": Table(
        N_("Qué tan completos y puntuales son los datos de cada escuela"), _weekly(export_reports.quality_schools)
    ),
    "quality_ugels": Table(
        N_("Qué tan completos y puntuales son los datos de cada UGEL"), _weekly(export_reports.quality_ugels)
    ),
    "use_by_kind": Table(N_("El uso de cada recurso por nivel, ruralidad y UGEL"), _weekly(export_reports.use_by_kind)),
    "use_by_week": Table(N_("El uso de cada recurso, semana por semana"), _weekly(export_reports.use_by_week)),
    "who_got": Table(N_("Qué parte de su necesidad recibió cada grupo de escuelas, por ciclo"), _who_got),
}


def _header(*kinds_and_names: Any) -> pa.Schema:
    pairs = zip(kinds_and_names[::2], kinds_and_names[1::2], strict=True)
    return pa.schema([(name, kind) for kind, names in pairs for name in names.split()])


def _of(header: pa.Schema, rows: Iterator[Mapping[str, Any]], version: str = "") -> Report:
    def batches() -> Iterator[pa.RecordBatch]:
        while some := list(islice(rows, _BATCH)):
            yield pa.RecordBatch.from_pylist(some, schema=header)

    return Report(header, batches(), version)


def _dataset(store: Store, name: str) -> Dataset:
    known = store.dataset(name)
    if known is None:
        raise NotReady(_NOT_YET)
    return known


def _batches(store: Store, known: Dataset, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
    """Give the rows of a computed table, always in one order, a file of it in memory at a time."""
    for name in tables.names(known):
        yield from store.config.lake_place.rows(name, columns).to_batches(_BATCH)


def _small_schools(store: Store) -> frozenset[str]:
    return frozenset(str(one.id) for one in store.schools() if _is_few(one.students))


def _is_few(count: int | None) -> bool:
    return count is not None and 0 < count < LEAST_LEARNERS
