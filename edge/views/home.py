"""The coordinator's home: five questions, answered in five seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template, url_for

from edge.rows import told_apart
from edge.views.alarms import alarms
from edge.views.node import node, school_name
from edge.views.on_the_way import parcel_words, parcels
from edge.views.standing import Standing, assumed_words, maybe_missing, standings
from edge.views.sync_words import sync_words
from edge.views.words import resource_name, today_words
from shared import badges, web
from shared.allocation import Decision, Shipment
from shared.ids import SchoolId
from shared.resources import Resource, ResourceKind
from shared.web import gettext as _
from shared.web import ngettext, say
from shared.web.formats import day, number

pages = Blueprint("home", __name__, template_folder="../templates")
COUNT_EVERY_DAYS = 30
MOST_PARCELS = 2
"""The whole page fits a screen of 1366 by 768."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do today."""

    title: str
    detail: str
    href: str
    due: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """How the laptop is: a state and up to five figures."""

    code: str
    facts: list[tuple[str, str]]


@pages.get("/")
def page() -> str:
    """Answer the five questions."""
    here = node()
    all_standings = standings()
    short = sorted((s for s in all_standings if s.missing), key=lambda s: s.outlook.weeks_covered)
    coming, decisions = parcels(), here.store.news.decisions()
    schools = told_apart(here.store.site.schools())
    return render_template(
        "home.html",
        school_name=school_name(),
        today=today_words(here.today(), here.store.news.calendar()),
        sync=sync_words(),
        coming=[parcel_words(one) for one in coming],
        nothing=_nothing(next(iter(decisions), None)),
        decided=bool(decisions),
        short=[_short(item, schools) for item in short[:3]],
        foreseen=bool(all_standings),
        uncounted=_uncounted(all_standings),
        assumed=assumed_words(all_standings),
        tasks=_tasks([one.shipment for one in coming if one.shipment]),
        health=_health(),
        alarms=alarms(),
    )


def _nothing(decision: Decision | None) -> dict[str, str]:
    """Say that the newest decision is to send nothing, and why, of what was needed most; empty where it sends."""
    if decision is None or any(line.units for line in decision.lines):
        return {}
    names = node().resources()
    needed = sorted((line for line in decision.lines if line.need.p50), key=lambda line: -line.need.p50)
    told = [f"{resource_name(line.resource, names)}: {say(badges.badge(line).words)}" for line in needed[:2]]
    decided = _("Decidido el %(day)s.", day=day(decision.published))
    return {"decided": decided, "why": " · ".join(told), "href": url_for("arrivals.page", decision=decision.id)}


def _uncounted(found: Sequence[Standing]) -> str:
    """Say of how many resources nobody can tell whether they last."""
    # What only schools like this one use is no reason to count.
    unsure = {item.resource for item in found if item.unsure and item.forecast.rests_on.weeks}
    return (
        ngettext(
            "De %(n)s recurso no se sabe si alcanza: falta contar lo que hay.",
            "De %(n)s recursos no se sabe si alcanzan: falta contar lo que hay.",
            len(unsure),
        )
        if unsure
        else ""
    )


def _short(item: Standing, schools: Mapping[SchoolId, str]) -> dict[str, object]:
    weeks = ngettext("alcanza %(n)s semana", "alcanza %(n)s semanas", item.outlook.weeks_covered)
    missing = ngettext("falta %(n)s", "faltan %(n)s", item.missing)
    words = f"{missing} · {weeks if item.outlook.weeks_covered else _('ya no alcanza')}"
    return {
        "resource": item.resource,
        "name": item.name,
        "words": maybe_missing(item) if item.guess else words,
        "knots": item.outlook.knots,
        "unsure": "?" in item.outlook.knots,
        "school": schools.get(item.forecast.school, "") if len(schools) > 1 else "",
    }


def _tasks(waiting: Sequence[Shipment]) -> list[Task]:
    """Return what a coordinator has to do, a few parcels at most: they do not push the count off the list."""
    if web.who().role != web.Role.COORDINATOR:
        return []
    return [_receive(one) for one in waiting[:MOST_PARCELS]] + _count()


def _receive(shipment: Shipment) -> Task:
    return Task(
        _("Recibir la PECOSA %(pecosa)s", pecosa=shipment.pecosa),
        _("contar, aceptar o rechazar cada línea"),
        url_for("arrivals.receive", pecosa=shipment.pecosa),
        _("cuando llegue"),
    )


def _count() -> list[Task]:
    here = node()
    known = here.resources()
    stale = [row for row in here.store.folded.stock() if _countable(known.get(row.resource)) and _stale(row.as_of)]
    detail = ngettext("%(n)s recurso sin conteo en 30 días", "%(n)s recursos sin conteo en 30 días", len(stale))
    return [Task(_("Contar lo que hay"), detail, url_for("count.page"))] if stale else []


def _countable(resource: Resource | None) -> bool:
    return resource is not None and resource.kind is not ResourceKind.PACK


def _stale(counted_on: date | None) -> bool:
    return counted_on is None or counted_on < node().today() - timedelta(days=COUNT_EVERY_DAYS)


def _health() -> Health:
    seen = node().store.health()
    free = seen["disk_free_mb"]
    clock = _("Bien") if seen["clock_ok"] else _("Atrasado o adelantado: sus registros siguen en orden")
    facts = [
        (_("Disco"), _("No se sabe") if free is None else _("%(gb)s\u00a0GB libres", gb=number(free / 1000, 1))),
        (_("Reloj"), clock),
        (_("Registros guardados"), number(node().store.sync_state().total)),
        (_("Modelo"), seen["model_version"] or _("su propia historia, sin modelo")),
        (_("Versión"), seen["app_version"]),
    ]
    return Health("ok" if seen["clock_ok"] and not seen["disk_low"] else "queue", facts)
