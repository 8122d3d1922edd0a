"""The school calendar on a page: what the region published, week by week, and the days that are the school's own."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.own_calendar import OwnCalendar, days_between, stretches
from edge.rows import told_apart
from edge.views.choices import first_school, known_school, schools
from edge.views.forms import day_written, read_or_note
from edge.views.node import node
from edge.views.school_days import calendar_for
from edge.views.view import ALL_STAFF, COORDINATOR, Group, Listed, View
from edge.views.words import school_week_number
from shared import web
from shared.day_numbers import number_of
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import Day
from shared.ids import SchoolId
from shared.school_year import Week, monday, week_of
from shared.web import N_, ngettext
from shared.web import gettext as _
from shared.web.codes import DAY_CAUSES, code_words
from shared.web.formats import day, hour, short_day

pages = Blueprint("calendar_page", __name__, url_prefix="/calendario", template_folder="../templates")
WEEKS = 12
"""On a page, the one before the week that was asked for on top."""
MOST_DAYS = 60
"""Of one change."""
SHOWN = 20
_NAMES = (N_("Lun"), N_("Mar"), N_("Mié"), N_("Jue"), N_("Vie"), N_("Sáb"), N_("Dom"))


@dataclass(frozen=True, slots=True)
class DaysForm:
    """The form of a change, as written."""

    nonce: str
    school: str
    first: str = ""
    last: str = ""
    opens: str = ""
    """``no``: no classes; ``si``: classes."""
    cause: str = ""


@pages.get("/")
def page() -> str:
    """Show some weeks, what is the school's own, and the form of a change."""
    return _page(DaysForm(secrets.token_urlsafe(12), request.args.get("escuela") or first_school()), {})


@pages.post("/")
def save() -> str | Response | tuple[str, int]:
    """Record that some days had classes or none, whatever the region's calendar says of them."""
    said = request.form
    form = DaysForm(
        nonce=said.get("vez", "")[:40],
        school=said.get("escuela") or first_school(),
        first=said.get("desde", "").strip()[:12],
        last=said.get("hasta", "").strip()[:12],
        opens=said.get("clases", "")[:4],
        cause=said.get("causa", "")[:20],
    )
    facts, errors = _facts(form)
    if errors:
        return _page(form, errors), 400
    node().store.record([Claim(fact) for fact in facts], once=form.nonce)
    count = ngettext("%(n)s día", "%(n)s días", sum(fact.last - fact.first + 1 for fact in facts))
    web.saved(_("Guardado a las %(hour)s. Calendario propio: %(what)s.", hour=hour(node().now()), what=count))
    return redirect(url_for("calendar_page.page", escuela=form.school, semana=day_written(form.first).isoformat()))


def _facts(form: DaysForm) -> tuple[list[Day], dict[str, str]]:
    """Return what a form says, a fact for each stretch of days that changes; else all that is wrong by the field."""
    errors: dict[str, str] = {}
    school = read_or_note(lambda: known_school(form.school), "escuela", errors)
    first = read_or_note(lambda: _near(form.first), "desde", errors)
    last = read_or_note(lambda: _near(form.last or form.first), "hasta", errors) if first else None
    if form.opens not in ("si", "no"):
        errors["clases"] = _("Diga si hubo clases o no.")
    if form.cause not in DAY_CAUSES:
        errors["causa"] = _("Elija el motivo.")
    if first and last and not 0 <= (last - first).days < MOST_DAYS:
        errors["hasta"] = _("Escriba un último día que no sea anterior al primero, y hasta 60 días.")
    if errors or school is None or first is None or last is None:
        return [], errors
    changed = _changed(calendar_for(school), days_between(first, last), opens=form.opens == "si")
    if not changed:
        return [], {"desde": _("Ya está así en el calendario: no hay nada que cambiar.")}
    facts = [_fact(school, *run, is_open=form.opens == "si", cause=form.cause) for run in stretches(changed)]
    return facts, {}


def _changed(calendar: OwnCalendar, days: Sequence[date], *, opens: bool) -> list[date]:
    """
    Return the days of a stretch that are to be told.

    A stretch of weeks leaves its Saturdays and Sundays as they are; one of nothing else is meant as it stands.
    """
    weekdays = [one for one in days if one.weekday() < 5]
    return [one for one in (weekdays or days) if calendar.has_classes(one) is not opens]


def _fact(school: SchoolId, first: date, last: date, *, is_open: bool, cause: str) -> Day:
    return Day(school=school, first=number_of(first), last=number_of(last), open=is_open, cause=cause or None)


def _near(text: str) -> date:
    """
    Read a day within a year before or after this one.

    Raises:
        BadInput: No day, or too far away: a figure is wrong.
    """
    found, today = day_written(text), node().store.days.today()
    if today is not None and abs((found - today).days) > 366:
        raise BadInput("Esa fecha está a más de un año. Revise el año.")
    if found.year < 2020:
        raise BadInput("Esa fecha es de antes de 2020. Revise el año.")
    return found


def _page(form: DaysForm, errors: dict[str, str]) -> str:
    here = node()
    calendar, news = calendar_for(form.school), here.store.news
    region = news.calendar_of(SchoolId(form.school)) if form.school else news.calendar()
    heard = news.services().values()
    own = [one for one in heard if one.calendar == region]
    # Where its UGEL follows the region's again, the region said why.
    whys = [one.calendar_why for one in own or heard if one.calendar in (region, None) and one.calendar_why]
    first = Week(_asked_week() - 1)
    last = Week(first + WEEKS - 1)
    weeks = [_week(calendar, Week(at), here.today()) for at in range(first, last + 1)]
    return render_template(
        "calendar.html",
        form=form,
        errors=errors,
        schools=schools(),
        services=[(url_for("calendar_page.page", escuela=id_), name, id_ == form.school) for id_, name in schools()],
        names=[_(name) for name in _NAMES],
        weeks=weeks,
        shown=7 if any(cell["own"] for week in weeks for cell in week["days"][5:]) else 5,
        source=region.source,
        of_ugel=bool(own),
        why=next(iter(whys), ""),
        terms=[(short_day(term.first), day(term.last)) for term in region.terms],
        assumed=[one.sentence().text(_) for one in region.assumed(first, last)],
        causes=[(code, _(words)) for code, words in DAY_CAUSES.items()],
        own=_own(form.school)[:SHOWN],
        before=_at(form.school, Week(first + 1 - WEEKS)),
        after=_at(form.school, Week(first + 1 + WEEKS)),
    )


def _at(school: str, week: Week) -> str:
    return url_for("calendar_page.page", escuela=school or None, semana=monday(week).isoformat())


def _asked_week() -> Week:
    today = node().today()
    try:
        asked = date.fromisoformat(request.args.get("semana", ""))
    except ValueError:
        asked = today
    return week_of(asked if abs((asked - today).days) < 3 * 366 else today)


def _week(calendar: OwnCalendar, week: Week, today: date) -> dict[str, Any]:
    first = monday(week)
    days = [_cell(calendar, first + timedelta(days=n)) for n in range(7)]
    number = school_week_number(week, calendar.region)
    count = calendar.school_days(week)
    words = _("no se sabe") if count is None else ngettext("%(n)s día", "%(n)s días", count)
    return {
        "day": short_day(first),
        "number": str(number) if number and calendar.region.school_days(week) else "",
        "now": week == week_of(today),
        "days": days,
        "words": words,
    }


def _cell(calendar: OwnCalendar, at: date) -> dict[str, Any]:
    classes = calendar.has_classes(at)
    return {"n": at.day, "classes": classes, "own": at in calendar.own, "words": _cell_words(calendar, at)}


def _cell_words(calendar: OwnCalendar, at: date) -> str:
    classes = calendar.has_classes(at)
    said = _("no se sabe") if classes is None else _("con clases") if classes else _("sin clases")
    return _("%(said)s, por la escuela", said=said) if at in calendar.own else said


def _own(school: str) -> list[dict[str, str]]:
    """Return what was told of the days of a service, or of all, the last on top."""
    services = told_apart(node().store.site.schools())
    told = [one for one in node().store.folded.own_days() if school in ("", one.school)]
    return [
        {
            "days": day(one.first)
            if one.first == one.last
            else _("%(first)s al %(last)s", first=day(one.first), last=day(one.last)),
            "words": _("Con clases") if one.open else _("Sin clases"),
            "code": "ok" if one.open else "off",
            "cause": code_words(one.cause) or "—",
            "school": services.get(one.school, one.school) if len(services) > 1 else "",
        }
        for one in reversed(told)
    ]


VIEW = View(
    pages,
    {"calendar_page.page": ALL_STAFF, "calendar_page.save": COORDINATOR},
    under="record.use",
    listed=(
        Listed(
            "calendar_page.page",
            N_("Calendario escolar"),
            N_("Qué días hay clases, y los que aquí fueron distintos."),
            "cal",
            Group.SCHOOL,
        ),
    ),
)
