"""The page of one school: what is known of it, its computers, stock and losses, what it got, and its corrections."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from hub import history, limits, schema, school_changes, school_news, school_words
from hub.computers import computers
from hub.console.blueprint import console, page_of, store
from hub.console.computers import STATES
from hub.console.few_pupils import few_or, without_few
from hub.console.field_words import name_of, value_of
from hub.console.navigation import MORE
from hub.console.schools import POWERS
from hub.console.view import ADMIN, ALL_READ, Group, Listed, View
from hub.health import school_alarms
from hub.offices import SIGNERS
from hub.out_of_service import open_shipments
from hub.plan_rows import PlanStatus
from hub.region import kept_of, schools_of
from hub.region_rows import School
from shared.acts import Actor
from shared.errors import BadInput
from shared.ids import ResourceId, SchoolId
from shared.resources import Power
from shared.web import N_, Role, saved, say, who
from shared.web import gettext as _
from shared.web.codes import code_words
from shared.web.formats import number

_BEFORE = "antes_"
"""What a field said when the page was made goes along under its name after this."""
_ROWS = 12
_SHOWN = ("level", "management", "ugel", "district", "ubigeo", "rurality", "students", "coverage", "internet",
          "languages", "altitude_m", "lat", "lon", "site")  # fmt: skip


@console.get("/escuelas/<school_id>")
def school(school_id: str) -> str:
    """Show what the region knows of one school."""
    return _page(_known(school_id))


@console.post("/escuelas/<school_id>/corregir")
def correct_school(school_id: str) -> Response | tuple[str, int]:
    """Change fields of a school, with the reason."""
    one = _known(school_id)
    form = {name: request.form.get(name, "")[:200] for name in school_changes.FIELDS if name in request.form}
    # What this person did not touch may have been changed by another since: it is not put back.
    touched = {
        name: text for name, text in form.items() if text.strip() != request.form.get(_BEFORE + name, "\0").strip()
    }
    try:
        school_changes.correct(store(), one.id, touched, why=_why(), by=_by())
    except BadInput as problem:
        return _page(one, form, say(problem.said)), 400
    saved(_("Corregido. El próximo archivo que diga otra cosa lo mostrará en su diferencia."))
    return redirect(url_for("console.school", school_id=one.id))


@console.post("/escuelas/<school_id>/cerrar")
def close_school(school_id: str) -> Response | tuple[str, int]:
    """Say that a school is no more, or that it is in service again: which, the page says that was seen."""
    one, op = _known(school_id), request.form.get("op", "")
    if op not in ("cerrar", "abrir"):
        abort(400)
    try:
        if op == "cerrar":
            school_changes.close(store(), one.id, request.form.get("con", "").strip()[:20], why=_why(), by=_by())
            saved(_("Fuera de servicio. Su pasado se conserva; ningún plan ni pronóstico la nombra."))
        else:
            school_changes.reopen(store(), one.id, why=_why(), by=_by())
            saved(_("En servicio otra vez."))
    except BadInput as problem:
        return _page(one, {}, say(problem.said)), 400
    return redirect(url_for("console.school", school_id=one.id))


@console.get("/escuelas/fuera")
def closed_schools() -> str:
    """List the schools that were closed or merged."""
    rows = [one for one in store().every_school() if one.closed]
    return render_template("closed_schools.html", page=page_of(rows))


def _why() -> str:
    return request.form.get("motivo", "")[: limits.MAX_WHY + 1]


def _by() -> Actor:
    return Actor(who().login, SIGNERS[who().role])


def _known(school_id: str) -> School:
    return schools_of(store().every_school()).get(SchoolId(school_id)) or abort(404)


def _page(one: School, form: Mapping[str, str] | None = None, error: str = "") -> str:
    with store().one_state():
        told, every, coming = _told(one), store().every_school(), open_shipments(store(), one)
    return render_template(
        "school.html",
        one=one,
        facts=[(name_of(name), _fact(one, name), name in one.simulated) for name in _SHOWN],
        power=(_(POWERS[one.power]), "power" in one.simulated),
        form={**_as_written(one), **(form or {})},
        before={name: request.form.get(_BEFORE + name, text) for name, text in _as_written(one).items()},
        fields=_fields(one.level, every),
        ugels=school_words.ugels(every),
        error=error,
        why=_why() if error else "",
        into=request.form.get("con", "")[:20],
        coming=coming,
        may_change=who().role is Role.ADMIN,
        most=limits.MAX_WHY,
        **told,
    )


def _told(one: School) -> dict[str, Any]:
    names = {resource.id: resource.name for resource in store().catalogue().resources}

    def named(resource: ResourceId) -> str:
        return names.get(resource, resource)

    stock = [row for row in store().stock() if row.site == one.site]
    last = max((row.as_of for row in stock if row.as_of), default=None)
    lines, plans = schema.plan_lines.c, schema.plans.c
    query = (
        select(lines.plan, lines.resource, lines.units, lines.reason, plans.published)
        .join_from(schema.plan_lines, schema.plans, lines.plan == plans.id)
        .where(lines.school == one.id, plans.status == PlanStatus.PUBLISHED)
        .order_by(plans.published.desc(), lines.plan.desc(), lines.units.desc(), lines.resource)
    )
    with store().read() as connection:
        rows = connection.execute(query).all()
        losses = [row for row in school_news.losses(connection) if row.site == one.site]
    return {
        "machines": [
            (row, *STATES[row.state]) for row in computers(store(), (), store().waiting()) if row.site == one.site
        ],
        "stock": page_of(
            [(named(row.resource), row, few_or(row.lent, number(row.lent))) for row in stock], _ROWS, name="hay"
        ),
        "counted": last,
        "overdue": any(alarm.subject == one.site for alarm in school_alarms.counts(store())),
        "cause_words": code_words,
        "losses": page_of([(named(row.resource), row) for row in losses], _ROWS, name="bajas"),
        "lines": page_of([(named(ResourceId(row.resource)), row) for row in rows], _ROWS, name="plan"),
        "deliveries": page_of(store().deliveries({one.site}), _ROWS, name="actas"),
        "requests": page_of(
            [(named(row.resource), row) for row in store().requests() if row.school == one.id], _ROWS, name="pedidos"
        ),
        "acts": [
            (act, say(history.told(without_few(act))))
            for act in reversed(store().acts(school_changes.subject_of(one.id)))
        ],
    }


def _fact(one: School, name: str) -> str:
    told = value_of(name, getattr(one, name))
    return few_or(one.students, told) if name == "students" else told


def _as_written(one: School) -> dict[str, str]:
    kept = kept_of(one)
    yes = {True: school_changes.YES, False: school_changes.NO, None: ""}
    said = {name: "" if kept[name] is None else str(kept[name]) for name in school_changes.FIELDS}
    return {**said, "power": one.power.value, "coverage": yes[one.coverage], "internet": yes[one.internet]}


def _fields(level: str, every: Sequence[School]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return each field that may be corrected: its name, its words, and what may be chosen (none: it is typed)."""
    doubt = [("", _("No se sabe")), (school_changes.YES, _("sí")), (school_changes.NO, _("no"))]
    # One of before whose level nobody knows shows it, until somebody chooses another.
    levels = dict.fromkeys(["", *school_words.levels(every), level])
    choices = {
        "level": [(one, one or _("No se sabe")) for one in levels],
        "power": [(power.value, _(POWERS[power])) for power in Power],
        "coverage": doubt,
        "internet": doubt,
        "rurality": [(one, one or _("No se sabe")) for one in school_changes.RURALITIES],
    }
    return [(name, name_of(name), choices.get(name, [])) for name in school_changes.FIELDS]


VIEW = View(
    {
        "console.school": ALL_READ,
        "console.correct_school": ADMIN,
        "console.close_school": ADMIN,
    },
    under="console.schools",
)
CLOSED = View(
    {"console.closed_schools": ALL_READ},
    under=MORE,
    listed=(
        Listed(
            "console.closed_schools",
            N_("Escuelas fuera de servicio"),
            N_("Las que se cerraron o se juntaron con otra; su pasado se conserva."),
            "map",
            Group.REGION,
        ),
    ),
)
"""The list of those that are out of service, which *Más* lists."""
