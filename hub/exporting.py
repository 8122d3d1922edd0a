"""What other programs are given of the region: a table each, of no pupil, and of no group of fewer than five."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from hub import aggregate, export_reports, forecasting, school_news
from hub.borne_out import closings
from hub.export_rows import Report, header_of, of_files, of_parts, of_rows, version_of
from hub.panel import SCHEMA as DEMAND
from hub.panel import TELLERS
from hub.plan_order import last_out
from hub.plan_rows import PlanRow
from hub.region_rows import School, StockRow
from hub.rows import Dataset, DeliveryRow
from hub.school_news import LossRow
from hub.small_groups import is_few, of_few_pupils
from hub.store import Store
from shared.allocation import Line
from shared.delivery_answers import UNCONFIRMED
from shared.errors import BadInput, NotReady
from shared.facts import DeliveryLine
from shared.ids import SchoolId
from shared.sentences import N_
from shared.similarity import LEAST_LEARNERS
from shared.suiting import stage_of
from shared.web.codes import LOSS_CAUSES, REJECTION_REASONS

_TEXT, _COUNT, _DAY, _FIGURE, _TOLD = pa.string(), pa.int64(), pa.date32(), pa.float64(), pa.bool_()
_NOT_YET = N_("Todavía no se calculó: lo hace la noche de la central («chasqui-hub nightly»). Repita después.")
_NO_PLAN = N_("No hay ese plan. Véalos con «chasqui-hub plan history».")
_NONE_OUT = N_("Todavía no se publicó ningún plan. Pida uno por su nombre, o espere a que se publique.")
_OF_PUPILS = ("units", "peak_concurrent", "learners", "unserved")
"""Columns of ``weekly_demand`` that tell of the learners of a row."""


@dataclass(frozen=True, slots=True)
class Table:
    """One of the tables: what it is in words, and what makes it."""

    means: str
    make: Callable[[Store, str], Report]


def report(store: Store, name: str, *, plan: str = "") -> Report:
    """
    Return the table of that name; ``plan_lines`` of *plan*, or else of the plan published last.

    Raises:
        BadInput: There is no such table or plan.
        NotReady: It was not computed yet, or no plan was published yet.
    """
    if name not in TABLES:
        raise BadInput("No hay ninguna tabla «%(name)s». Hay: %(names)s.", name=name[:40], names=", ".join(TABLES))
    return TABLES[name].make(store, plan)


def _schools(store: Store, _: str) -> Report:
    header = header_of(
        _TEXT, "school site name ugel level management rurality district ubigeo power languages depot simulated",
        _COUNT, "students altitude_m quintile",
        _TOLD, "coverage internet",
        _FIGURE, "lat lon",
    )  # fmt: skip
    schools = store.schools()
    return of_rows(header, (_school(one) for one in schools), version_of(schools))


def _school(one: School) -> dict[str, Any]:
    told = {
        name: getattr(one, name) for name in ("site", "name", "ugel", "management", "rurality", "district", "ubigeo")
    }
    told |= {
        name: getattr(one, name) for name in ("depot", "altitude_m", "quintile", "coverage", "internet", "lat", "lon")
    }
    told |= {"school": one.id, "level": stage_of(one.level) or one.level, "power": one.power.value}
    told |= {"languages": " ".join(one.languages), "simulated": " ".join(one.simulated)}
    return told | {"students": None if is_few(one.students) else one.students}


def _weekly_demand(store: Store, _: str) -> Report:
    known, few = _dataset(store, aggregate.NAME), _small_schools(store)
    header = pa.schema([field for field in DEMAND if field.name not in TELLERS])

    def told(rows: pa.RecordBatch) -> pa.RecordBatch:
        return _without_few(rows, header, few)

    return of_files(store.config.lake_place, known, header, told, version=version_of(known.version, sorted(few)))


def _without_few(rows: pa.RecordBatch, header: pa.Schema, small: Collection[SchoolId]) -> pa.RecordBatch:
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
    known, small = _dataset(store, forecasting.NAME), sorted(_small_schools(store))
    few = pa.array(small, pa.string())
    header = header_of(
        _TEXT, "school resource kind", _DAY, "origin", _TEXT, "made_by model_version pattern", _FIGURE, "p10 p50 p90"
    )

    def told(rows: pa.RecordBatch) -> pa.RecordBatch:
        is_few = pc.is_in(rows["school"], few)
        columns = [
            pc.if_else(is_few, None, rows[one.name]) if one.type == _FIGURE else rows[one.name] for one in header
        ]
        return pa.RecordBatch.from_arrays(
            [each.cast(one.type) for each, one in zip(columns, header, strict=True)], schema=header
        )

    version = version_of(known.version, small)
    return of_files(store.config.lake_place, known, header, told, version=version, columns=header.names)


def _plan_lines(store: Store, plan: str) -> Report:
    return lines_of(store, plan_of(store, plan))


def lines_of(store: Store, chosen: PlanRow) -> Report:
    """Return the lines of a plan as a table."""
    few = _small_schools(store)
    header = header_of(
        _TEXT, "plan status", _DAY, "period_first", _COUNT, "period_weeks", _TEXT, "school site resource",
        _COUNT, "units lots lot", _TEXT, "reason limit", _COUNT, "need_p10 need_p50 need_p90 on_hand in_transit asked",
        _COUNT, "urgency_pct value price", _TEXT, "depot made_by",
    )  # fmt: skip
    of = {"plan": chosen.id, "status": chosen.status.value, "period_first": chosen.period_first,
          "period_weeks": chosen.period_weeks}  # fmt: skip
    # What one more lot is worth there is what of it is foreseen to be used.
    foreseen = ("need_p10", "need_p50", "need_p90", "value")
    same = [name for name in header.names if name not in (*of, *foreseen)]

    def told(line: Line) -> dict[str, Any]:
        words = {name: getattr(line, name) for name in same} | {"reason": line.reason.value}
        need = {} if line.school in few else {
            "need_p10": line.need.p10, "need_p50": line.need.p50, "need_p90": line.need.p90, "value": line.value
        }  # fmt: skip
        # Where nobody ever counted, what is there is not known: that is no 0.
        return of | words | need | {"on_hand": line.on_hand if line.counted or line.on_hand else None}

    def read(first: int, most: int) -> list[dict[str, Any]]:
        return [told(line) for line in store.plan_lines(chosen.id, first=first, most=most)]

    return of_parts(header, read, version=version_of(chosen.id, chosen.plan_hash, chosen.status, sorted(few)))


def plan_of(store: Store, wanted: str) -> PlanRow:
    """
    Return the plan *wanted*, or else the one that was published last.

    Raises:
        BadInput: There is no such plan.
        NotReady: None was published yet.
    """
    plans = store.plans()
    if wanted:
        named = next((one for one in plans if one.id == wanted), None)
        if named is None:
            raise BadInput(_NO_PLAN)
        return named
    # What is only proposed, a program that did not ask for it would take for what goes to schools.
    newest = last_out(plans)
    if newest is None:
        raise NotReady(_NONE_OUT)
    return newest


def _deliveries(store: Store, _: str) -> Report:
    header = header_of(
        _TEXT, "site decision pecosa", _DAY, "day", _TEXT, "resource", _COUNT, "shipped accepted rejected",
        _TEXT, "reason",
    )  # fmt: skip
    of = ("site", "decision", "pecosa", "day")
    what = ("resource", "shipped", "accepted", "rejected")
    proofs, ordered = store.deliveries(), store.pecosas()

    def told(one: DeliveryRow, line: DeliveryLine) -> dict[str, Any]:
        # A code or a number of ours, or nothing: what else a computer may have sent there, a person wrote.
        reason = line.reason if line.reason in REJECTION_REASONS else None
        pecosa = one.pecosa if one.pecosa in ordered else None
        same = {name: getattr(one, name) for name in of} | {name: getattr(line, name) for name in what}
        return same | {"reason": reason, "pecosa": pecosa}

    rows = (told(one, line) for one in proofs for line in one.lines)
    return of_rows(header, rows, version_of(proofs, len(ordered)))


def _stock(store: Store, _: str) -> Report:
    header = header_of(_TEXT, "site resource", _COUNT, "on_hand lent", _DAY, "as_of", _TEXT, "dated")
    held = store.stock()

    def told(one: StockRow) -> dict[str, Any]:
        return {
            "site": one.site, "resource": one.resource, "on_hand": one.on_hand, "as_of": one.as_of,
            "lent": None if is_few(one.lent) else one.lent,
            "dated": None if one.dated is None else one.dated.value,
        }  # fmt: skip

    return of_rows(header, map(told, held), version_of(held))


def _losses(store: Store, _: str) -> Report:
    header = header_of(_TEXT, "site resource", _COUNT, "units", _TEXT, "cause", _TOLD, "reported", _DAY, "day")
    with store.read() as connection:
        lost = school_news.losses(connection)

    def told(one: LossRow) -> dict[str, Any]:
        cause = one.cause if one.cause in LOSS_CAUSES else None
        same = {name: getattr(one, name) for name in ("site", "resource", "units", "day")}
        return same | {"cause": cause, "reported": bool(one.report_number)}

    return of_rows(header, map(told, lost), version_of(lost))


def _closings(store: Store, _: str) -> Report:
    header = header_of(_TEXT, "site pecosa resource how", _COUNT, "units", _TEXT, "depot", _DAY, "day")
    with store.one_state(), store.read() as connection:
        found = closings(connection, UNCONFIRMED)
        sites = {one.pecosa: one.site for one in store.shipments()}
    rows = [
        {"site": sites.get(pecosa), "pecosa": pecosa, "resource": resource, "how": one.how, "units": one.units,
         "depot": one.depot or None, "day": one.day}
        for (pecosa, resource), entries in found.items() for one in entries
    ]  # fmt: skip
    return of_rows(header, rows, version_of(rows))


def _supply(store: Store, _: str) -> Report:
    header = header_of(_TEXT, "depot resource", _COUNT, "units", _TOLD, "simulated")
    there = store.supply()
    return of_rows(header, ({name: getattr(one, name) for name in header.names} for one in there), version_of(there))


def _weekly(make: Callable[[Store], pa.RecordBatch]) -> Callable[[Store, str], Report]:
    """Return what makes a report that is computed from ``weekly_demand``."""

    def made(store: Store, _: str) -> Report:
        _dataset(store, aggregate.NAME)
        return _of_one(make(store))

    return made


def _who_got(store: Store, _: str) -> Report:
    return _of_one(export_reports.who_got_what(store))


def _of_one(found: pa.RecordBatch) -> Report:
    return Report(found.schema, [found], version_of(found.to_pylist()))


TABLES: Mapping[str, Table] = {
    "schools": Table(N_("Las escuelas y lo que se sabe de ellas"), _schools),
    "weekly_demand": Table(N_("Lo que se usó y se pidió, por escuela, recurso y semana"), _weekly_demand),
    "forecast": Table(N_("El pronóstico del próximo período, por escuela y recurso"), _forecast),
    "plan_lines": Table(N_("Las líneas del último plan publicado, con su motivo"), _plan_lines),
    "deliveries": Table(N_("Lo que las escuelas recibieron y lo que no aceptaron"), _deliveries),
    "stock": Table(N_("Lo que tiene cada local escolar"), _stock),
    "losses": Table(N_("Las unidades que las escuelas perdieron, con su causa"), _losses),
    "closings": Table(N_("Lo que la oficina cerró sin acta de la escuela, y qué fue de ello"), _closings),
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


def _dataset(store: Store, name: str) -> Dataset:
    known = store.dataset(name)
    if known is None:
        raise NotReady(_NOT_YET)
    return known


def _small_schools(store: Store) -> frozenset[SchoolId]:
    # What a school did before it was closed is of the same few.
    return of_few_pupils(store.every_school())
