"""The coordinator's home: five questions, answered in five seconds."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, render_template, url_for

from edge.rows import told_apart
from edge.views.alarms import alarms, of_this_computer
from edge.views.node import node, school_name
from edge.views.on_the_way import parcel_words, parcels
from edge.views.school_days import today_line
from edge.views.standing import Standing, assumed_words, maybe_missing, standings
from edge.views.sync_words import sync_words
from edge.views.tasks import tasks, urgent
from edge.views.view import ALL_STAFF, Figure, Task, View
from edge.views.words import resource_name
from shared import badges, web
from shared.allocation import Decision
from shared.ids import SchoolId
from shared.web import gettext as _
from shared.web import ngettext, say
from shared.web.formats import day, number

pages = Blueprint("home", __name__, template_folder="../templates")


@pages.get("/")
def page() -> str:
    """Answer the five questions."""
    here = node()
    all_standings = standings()
    short = sorted((s for s in all_standings if s.missing), key=lambda s: s.outlook.weeks_covered)
    coming, decisions, to_do = parcels(), here.store.news.decisions(), tasks()
    schools = told_apart(here.store.site.schools())
    return render_template(
        "home.html",
        school_name=school_name(),
        today=today_line(),
        sync=sync_words(),
        coming=[parcel_words(one) for one in coming],
        nothing=_nothing(next(iter(decisions), None)),
        decided=bool(decisions),
        short=[_short(item, schools) for item in short[:3]],
        foreseen=bool(all_standings),
        uncounted=_uncounted(all_standings),
        assumed=assumed_words(all_standings),
        tasks=urgent(to_do),
        more_tasks=sum(map(len, to_do)) - len(urgent(to_do)),
        health=[figure for view in here.views for figure in view.figures()],
        alarms=alarms(),
        languages=web.every_language(),
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


def _health() -> list[Figure]:
    seen = node().store.health()
    free = seen["disk_free_mb"]
    clock = _("Bien") if seen["clock_ok"] else _("Fuera de hora")
    disk = _("No se sabe") if free is None else _("%(gb)s\u00a0GB libres", gb=number(free / 1000, 1))
    return [
        Figure(_("Disco"), disk, well=not seen["disk_low"]),
        Figure(_("Reloj"), clock, well=seen["clock_ok"]),
        Figure(_("Registros guardados"), number(node().store.sync_state().total)),
        Figure(_("Modelo"), seen["model_version"] or _("ninguno todavía")),
        Figure(_("Versión"), seen["app_version"]),
    ]


def _clock_task() -> list[Task]:
    """Ask whoever can set the clock to do so; what is recorded stays in order all the same."""
    if node().store.days.clock_ok() or not web.may("sending.send"):
        return []
    detail = _("Ponga la fecha y la hora de hoy.")
    return [Task(_("Corregir el reloj"), detail, url_for("web.help") + "#reloj")]


VIEW = View(pages, {"home.page": ALL_STAFF}, alarms=of_this_computer, figures=_health, tasks=_clock_task)
