"""The night's work: aggregate, forecast, allocate, report. Each step by itself too; all of it again changes nothing."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import msgspec

from hub import (
    aggregate,
    caveats,
    doubting,
    forecast_watch,
    forecasting,
    history,
    laptops,
    left_out,
    lots_table,
    night_trouble,
    plan_table,
    proposing,
    reports,
    retention,
    room,
    runs,
    services,
    tables,
    watch_report,
)
from hub.allocation.compiled import is_kept
from hub.allocation.insertion import fill
from hub.compacting import compact
from hub.health import heard
from hub.ingest import Ingest
from hub.inputs import Foreseen, Inputs
from hub.kept_forecasts import usual_weeks
from hub.keyfiles import read_keys
from hub.left_out import LeftOut
from hub.plan_rows import STATUSES, PlanRow, PlanStatus, size_words
from hub.spark import session
from hub.store import Store
from shared.clock import LIMA
from shared.dating import Quality
from shared.errors import NotReady
from shared.forecast import PERIOD_WEEKS, assumed_years
from shared.school_year import monday
from shared.sentences import counted

T = TypeVar("T")
_DATED_BY = {
    Quality.CLAIMED: "por quien anotó",
    Quality.ANCHORED: "por la hora de la región",
    Quality.WALL: "por el reloj de la laptop",
    Quality.BOUNDED: "entre dos horas conocidas",
}
_PREPARING = (
    "Es la primera vez desde que se instaló o se actualizó: se prepara el cálculo, y tarda de medio minuto a unos "
    "minutos más. Las siguientes no esperan eso."
)
_log = logging.getLogger(__name__)


def nightly(store: Store, say: Callable[[str], None]) -> dict[str, Any]:
    """
    Do the night's work and return its report, which is also written to ``reports/``; *say* hears of each step.

    Raises:
        NotReady: There is no catalogue, or nothing to forecast.
    """
    with runs.kept(store, runs.NIGHT, nothing_yet=partial(night_trouble.nothing_yet, store)) as note:
        return _night(store, say, note)


def _night(
    store: Store, say: Callable[[str], None], note: Callable[[str, Mapping[str, float]], None]
) -> dict[str, Any]:
    started = time.monotonic()
    spent: dict[str, float] = {}

    def step(name: str, work: Callable[[], T]) -> T:
        say(dividing() if name == "allocate" else f"{runs.STEPS[name]}…")
        note(name, spent)
        at = time.monotonic()
        result = work()
        spent[name] = round(time.monotonic() - at, 2)
        return result

    step("heard", lambda: heard.note(store))
    # First of what needs room: what goes gives some.
    removed = step("retention", lambda: retention.clean(store))
    again = step("waiting", lambda: Ingest(store, read_keys(store.config)).retry())
    # One session for all jobs: to start it costs more than any of them on a small region.
    with session(store.config):
        demand = step("aggregate", lambda: aggregate.aggregate(store))
        # Before the forecast: a model that is set aside tonight makes none tonight.
        watched = step("watch", lambda: forecast_watch.watch(store))
        foreseen = step("forecast", lambda: forecasting.forecast(store))
        doubted = step("plausibility", lambda: doubting.judge(store))
        told = step("services", lambda: services.tell(store))
        keys = step("laptops", lambda: laptops.tell(store))
        plan = step("allocate", lambda: allocate(store, by_spark=True))
    compacted = step("compact", lambda: compact(store))
    looked = watch_report.report_of(store, watched)
    kept = history.check(store)
    report = {
        "made": store.clock.now().isoformat(timespec="seconds"),
        "weekly_demand": {"rows": demand.rows, "version": demand.version[:12], "dating": demand.notes["dating"]},
        "left_out": [one._asdict() for one in store.left_out()],
        "forecast": {"rows": foreseen.rows, "version": foreseen.version[:12], **foreseen.notes},
        "doubted": len(doubted),
        "services_told": told,
        "laptops_told": keys,
        "watch": {**looked.notes, "told": looked.text().splitlines()},
        "plan": plan_summary(plan),
        "replayed_events": again,
        "removed": removed,
        "compacted": asdict(compacted),
        "disk": room.words(store.config),
        "history": {
            "rows": kept.rows,
            "hash": kept.hash,
            "problems": [one.text() for one in kept.problems],
        },
        "totals": asdict(store.totals()),
        "seconds": {**spent, "all": round(time.monotonic() - started, 2)},
    }
    reports.write(store, runs.NIGHT, report, report_text(report))
    return report


def dividing(last: Callable[..., object] = fill) -> str:
    """Return what is said while a plan is drawn; *last*: of which machine code is there unless it takes longer."""
    doing = f"{runs.STEPS['allocate']}…"
    return doing if is_kept(last) else f"{doing} {_PREPARING}"


def allocate(store: Store, *, by_spark: bool = False) -> PlanRow:
    """
    Propose the plan of the next period from the forecast in use, and write its lines into the lake too.

    *by_spark*: the lots are built by Spark (``hub.lots_table``), and not in this process; the plan is the same.

    Raises:
        NotReady: No forecast was computed yet, or it is of no school that the region knows.
        DatabaseBusy: Another job computes a table.
    """
    with tables.one_at_a_time(store.config):
        forecasts = store.dataset(forecasting.NAME)
        build = partial(lots_table.build, store, forecasts) if by_spark and forecasts else None
        plan = _from_forecast(store, partial(proposing.make_plan, build=build))
        plan_table.write(store, plan)
    return plan


def plan_inputs(store: Store) -> Inputs:
    """
    Return what the plan of the next period would be drawn from now.

    Raises:
        NotReady: As ``allocate``.
    """
    return _from_forecast(store, proposing.inputs_now)


def _from_forecast(store: Store, use: Callable[..., T]) -> T:
    forecasts = forecasting.latest(store)
    known = {school.id for school in store.schools()}
    weeks = usual_weeks(forecasts)
    foreseen = [
        Foreseen(one.school, one.resource, one.need(), one.made_by.value) for one in forecasts if one.school in known
    ]
    if not foreseen and known:
        raise NotReady(
            "Todavía ninguna escuela de la región tiene pronóstico: nadie envió registros. Enlace la laptop de una "
            "escuela y reciba su primer envío, o importe un panel con «chasqui-hub import panel», y repita."
        )
    if not foreseen:
        raise NotReady("El pronóstico no tiene escuelas de la región. Importe el listado de servicios y repita.")
    dataset = store.dataset(forecasting.NAME)
    simulated = ("historia de uso de parte de las escuelas",) if dataset and dataset.notes.get("simulated") else ()
    return use(
        store,
        foreseen,
        period_first=monday(weeks[0]) if weeks else _next_monday(store),
        period_weeks=len(weeks) or PERIOD_WEEKS,
        simulated=simulated,
        assumed=assumed_years(forecasts),
    )


def plan_summary(plan: PlanRow) -> dict[str, Any]:
    """Return what a report says of a plan."""
    return {
        "id": plan.id,
        "status": plan.status.value,
        "lines": plan.lines,
        "units": plan.units,
        "period_first": plan.period_first.isoformat(),
        "period_weeks": plan.period_weeks,
        "certificate": plan.certificate,
        "comparison": plan.comparison,
        "simulated": list(plan.simulated),
        "assumed": [msgspec.to_builtins(one) for one in plan.assumed],
        "caveats": [one.text() for one in caveats.of_plan(plan)],
    }


def plan_told(plan: PlanRow, reasons: Mapping[str, int] | None = None) -> tuple[dict[str, Any], str]:
    """Return a plan for another program, and in words."""
    told = {**plan_summary(plan), **({"reasons": dict(reasons)} if reasons else {})}
    words = [f"Plan {plan.id} ({STATUSES[plan.status]}): {size_words(plan.lines, plan.units)}."]
    words += [f"  {name}: {count}" for name, count in (reasons or {}).items()]
    return told, "\n".join([*words, *told["caveats"]])


def report_text(report: dict[str, Any]) -> str:
    """Return a report in words, for a terminal or a mail."""
    plan, totals, spent = report["plan"], report["totals"], report["seconds"]
    made = report["forecast"].get("model") or "pronóstico base"
    return "\n".join(
        [
            f"Informe de la noche, {datetime.fromisoformat(report['made']).astimezone(LIMA):%Y-%m-%d %H:%M}",
            f"Registros: {totals['events']:,}. Computadoras: {totals['nodes']}. En espera: {totals['waiting']}.",
            f"Demanda semanal: {counted(report['weekly_demand']['rows'], 'fila', 'filas')}",
            dating_words(report["weekly_demand"]["dating"]),
            *left_out.words([LeftOut(**one) for one in report["left_out"]]),
            f"Pronóstico: {counted(report['forecast']['rows'], 'serie', 'series')}, con {made}",
            *report["watch"]["told"],
            *([f"Uso en revisión: {counted(report['doubted'], 'serie', 'series')}."] if report["doubted"] else []),
            f"Plan {plan['id']} ({STATUSES[PlanStatus(plan['status'])]}): {size_words(plan['lines'], plan['units'])}",
            *plan["caveats"],
            *retention.words(report["removed"]),
            *([report["disk"]] if report["disk"] else []),
            *report["history"]["problems"],
            f"Historial de los planes, última fila: {report['history']['rows']}:{report['history']['hash']}",
            f"Tiempo: {spent['all']} s",
        ]
    )


def dating_words(dating: Mapping[str, Mapping[str, int]]) -> str:
    """
    Say how the facts were dated, and how many have no week.

    >>> one = {"facts": 9, "units": 12, "undated": 0, "undated_units": 0}
    >>> print(dating_words({"anchored": one, "bounded": {"facts": 3, "units": 8, "undated": 2, "undated_units": 7}}))
    Fechas: 9 por la hora de la región, 3 entre dos horas conocidas. Sin semana: 2 registros (7 unidades), que cuentan
    solo en los totales.
    """
    parts = [f"{dating[name]['facts']} {words}" for name, words in _DATED_BY.items() if name in dating]
    undated, units = (sum(one[name] for one in dating.values()) for name in ("undated", "undated_units"))
    told = f"{counted(undated, 'registro', 'registros')} ({counted(units, 'unidad', 'unidades')})"
    lost = f" Sin semana: {told}, que cuentan solo en los totales." if undated else ""
    return f"Fechas: {', '.join(parts) or 'ningún registro'}.{lost}"


def _next_monday(store: Store) -> date:
    today = store.clock.now().astimezone(LIMA).date()
    return today + timedelta(days=7 - today.weekday())
