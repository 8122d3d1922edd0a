"""The paper register of a week: a grid of resources and days, copied once into the log."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.importers.weekly import SOURCE
from edge.importers.weeks import week_written
from edge.views.choices import first_school, known_school, resource_choices, schools
from edge.views.forms import read_or_note, whole_number
from edge.views.node import node
from edge.views.school_days import calendar_for
from edge.views.sent_once import record_once
from edge.views.view import TEACHING, Group, Listed, View
from edge.views.words import school_week_number
from shared import web
from shared.dating import plausible
from shared.errors import BadInput
from shared.events import Claim
from shared.fact_fields import Fact
from shared.facts import Unserved, WeeklyTotal
from shared.ids import ResourceId, SchoolId
from shared.occurred import Occurred
from shared.school_year import Week, monday, week_of
from shared.web import N_, ngettext
from shared.web import gettext as _
from shared.web.formats import day, hour, number, short_day

pages = Blueprint("register", __name__, url_prefix="/cuaderno", template_folder="../templates")
MOST_A_DAY = 500
SCHOOL_DAYS = 5
DAY_NAMES = (N_("Lun"), N_("Mar"), N_("Mié"), N_("Jue"), N_("Vie"), N_("Sáb"), N_("Dom"))
COVERS = ("semana", "parte")


@dataclass(frozen=True, slots=True)
class Written:
    """What is written in the grid, by the name of the field, and what it covers."""

    nonce: str
    school: str
    covers: str
    cells: Mapping[str, str]


@pages.get("/")
def page() -> str:
    """Show the grid of a week."""
    blank = Written(secrets.token_urlsafe(12), request.args.get("escuela") or first_school(), "", {})
    return _page(_week(request.args.get("semana", "")), blank, {})


@pages.post("/")
def save() -> str | Response | tuple[str, int]:
    """Record the totals of the week and what was asked for and missing, or say what must be corrected."""
    week = _week(request.form.get("semana", ""))
    cells = {name: text.strip()[:6] for name, text in request.form.items() if name[:2] in ("d-", "n-")}
    school, covers = request.form.get("escuela") or first_school(), request.form.get("cubre", "")
    written = Written(request.form.get("vez", "")[:40], school, covers, cells)
    facts, errors = _facts(written, _open_days(week, school))
    if errors:
        return _page(week, written, errors), 400
    record_once([Claim(fact, Occurred.in_week(week, SOURCE)) for fact in facts])
    totals = sum(isinstance(fact, WeeklyTotal) for fact in facts)
    what = ngettext("%(n)s recurso", "%(n)s recursos", totals)
    told = _(
        "Guardado a las %(hour)s. Semana del %(day)s: %(what)s.",
        hour=hour(node().now()),
        day=day(monday(week)),
        what=what,
    )
    web.saved(told)
    return redirect(url_for("register.page", semana=monday(week).isoformat(), escuela=school))


def _week(text: str) -> Week:
    """Return the week that is asked for; this week where it is none, or still to come."""
    this = week_of(node().today())
    try:
        week = week_written(text)
    except BadInput:
        return this
    return week if week <= this or not plausible(node().store.db.now_s()) else this


def _open_days(week: Week, school: str) -> list[int]:
    """
    Return the days of the week with classes, Saturday and Sunday where the service told so.

    Where the region's calendar has none it may be another one here: all of them but those that the service closed.
    """
    calendar = calendar_for(school)
    found = {n: calendar.has_classes(monday(week) + timedelta(days=n)) for n in range(len(DAY_NAMES))}
    if days := [n for n, classes in found.items() if classes]:
        return days
    return [n for n in range(SCHOOL_DAYS) if calendar.own.get(monday(week) + timedelta(days=n)) is not False]


def _facts(written: Written, days: list[int]) -> tuple[list[Fact], dict[str, str]]:
    """Return what the grid says, and what is wrong with it by the field."""
    facts: list[Fact] = []
    errors: dict[str, str] = {}
    said = False
    school = read_or_note(lambda: known_school(written.school), "escuela", errors)
    if written.covers not in COVERS:
        errors["cubre"] = _("Diga si es la semana completa o solo una parte.")
    for resource in node().resources():
        uses = [_number(written, f"d-{resource}-{n}", errors) for n in days]
        missing = _number(written, f"n-{resource}", errors)
        noted = [count for count in uses if count is not None]
        said = said or bool(noted or missing)
        if noted and school:
            facts.append(_total(school, resource, noted, whole=written.covers == "semana"))
        if missing and school:
            facts.append(Unserved(school=school, resource=resource, units=missing))
    closed = [n for n in range(len(DAY_NAMES)) if n not in days]
    if any(written.cells.get(f"d-{resource}-{n}") for resource in node().resources() for n in closed):
        errors["grilla"] = _("Hay cantidades en un día sin clases. Si hubo clases, ábralo en «Calendario escolar».")
    if not said and not errors.keys() & written.cells.keys():
        errors["grilla"] = _("Escriba al menos una cantidad.")
    return facts, errors


def _total(school: SchoolId, resource: ResourceId, noted: list[int], *, whole: bool) -> WeeklyTotal:
    return WeeklyTotal(school=school, resource=resource, units=sum(noted), peak=max(noted), whole_week=whole)


def _number(written: Written, name: str, errors: dict[str, str]) -> int | None:
    text = written.cells.get(name, "")
    return read_or_note(lambda: whole_number(text, most=MOST_A_DAY), name, errors) if text else None


def _page(week: Week, written: Written, errors: Mapping[str, str]) -> str:
    first = monday(week)
    used = _noted(week, written.school)
    rows = [_row(item, used, written, errors) for item in resource_choices()]
    stocked = {row.resource for row in node().store.folded.stock()} | set(used)
    ours = [row for row in rows if row["id"] in stocked or row["touched"]] or rows
    days = _days(week, written.school)
    return render_template(
        "register.html",
        context=_context(week, written.school),
        closed=not any(one["open"] for one in days),
        week=first.isoformat(),
        days=days,
        ours=ours,
        others=[row for row in rows if row not in ours],
        written=written,
        errors=errors,
        names=_field_names(rows, days),
        schools=schools(),
        before=url_for("register.page", semana=(first - timedelta(days=7)).isoformat(), escuela=written.school),
        after=_after(week, written.school),
    )


def _field_names(rows: Sequence[Mapping[str, Any]], days: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return what the fields of the grid are called, for what is told of them above it."""
    cells = {f"d-{row['id']}-{one['n']}": f"{row['name']}, {one['name']}" for row in rows for one in days}
    missing = {row["missing"]["name"]: _("%(name)s, pidieron y no había", name=row["name"]) for row in rows}
    return cells | missing


def _context(week: Week, school: str) -> str:
    first = monday(week)
    span = _("del lunes %(first)s al viernes %(last)s", first=short_day(first), last=day(first + timedelta(days=4)))
    at = school_week_number(week, node().store.news.calendar())
    if calendar_for(school).school_days(week) == 0:
        return _("Semana sin clases · %(span)s", span=span)
    return _("Semana lectiva %(n)s · %(span)s", n=at, span=span) if at else span


def _after(week: Week, school: str) -> str:
    """Return the address of the next week; nothing where it is still to come."""
    following = Week(week + 1)
    text = monday(following).isoformat()
    return url_for("register.page", semana=text, escuela=school) if _week(text) == following else ""


def _days(week: Week, school: str) -> list[dict[str, Any]]:
    open_days = _open_days(week, school)
    return [
        {"n": n, "name": f"{_(name)} {(monday(week) + timedelta(days=n)).day}", "open": n in open_days}
        for n, name in enumerate(DAY_NAMES)
        if n < SCHOOL_DAYS or n in open_days
    ]


def _noted(week: Week, school: str) -> dict[ResourceId, str]:
    """Return what is recorded of the week so far, by resource."""
    found = {}
    for (where, resource), rows in node().store.folded.weeks().items():
        units = sum(row.units for row in rows if row.week == week)
        if where == school and any(row.week == week for row in rows):
            found[resource] = number(units)
    return found


def _row(
    item: Mapping[str, str], used: Mapping[ResourceId, str], written: Written, errors: Mapping[str, str]
) -> dict[str, Any]:
    id_ = item["id"]
    names = [f"d-{id_}-{n}" for n in range(len(DAY_NAMES))]
    cells = [{"name": name, "value": written.cells.get(name, "")} for name in names]
    missing = f"n-{id_}"
    return {
        "id": id_,
        "name": item["name"],
        "hint": item["hint"],
        "cells": cells,
        "missing": {"name": missing, "value": written.cells.get(missing, "")},
        "wrong": [(name, errors[name]) for name in (*names, missing) if name in errors],
        "noted": used.get(ResourceId(id_), "—"),
        "touched": any(written.cells.get(name) for name in (*names, missing)),
    }


VIEW = View(
    pages,
    {"register.page": TEACHING, "register.save": TEACHING},
    under="record.use",
    listed=(
        Listed(
            "register.page", N_("Cuaderno de la semana"), N_("Copiar lo que se anotó en papel."), "book", Group.DAILY
        ),
    ),
)
