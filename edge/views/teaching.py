"""A teacher's own class: who used what in which weeks, its part of what will be needed, and the faces it gave."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.class_use import FACES, faces, least_liked_first, parts, silent, weeks_used
from edge.pupil_notes import PupilNotes
from edge.recommending import offers_known
from edge.rows import ClassRow, LearnerRow
from edge.views.choices import class_names
from edge.views.class_devices import device_rows
from edge.views.node import node
from edge.views.own_class import class_links, own_class, teaching
from edge.views.school_days import calendar_for
from edge.views.standing import standings
from edge.views.view import COORDINATOR, TEACHING, Group, Listed, View
from edge.views.words import kind_words, resource_name
from shared import web
from shared.resources import ResourceKind
from shared.school_year import Week, monday, week_of
from shared.similarity import ItemId, parts_of
from shared.web import N_
from shared.web import gettext as _
from shared.web.formats import capital, number, short_day

pages = Blueprint("teaching", __name__, url_prefix="/mi-aula", template_folder="../templates")
WEEKS_SHOWN = 4
NOTES_SHOWN = 60
FACE_ICONS = {3: "good", 2: "so", 1: "bad"}
WEEKS_OF_PART = 12
"""Weeks of use by which a class's part of the need is reckoned."""
_USED: Mapping[ResourceKind, str] = {
    ResourceKind.CONSUMABLE: N_("%(own)s de %(all)s unidades"),
    ResourceKind.REUSABLE: N_("%(own)s de %(all)s días de uso"),
    ResourceKind.PACK: N_("%(own)s de %(all)s estudiantes"),
}


@pages.get("/")
def page() -> str:
    """Show one class, or the classes to choose from."""
    chosen = own_class()
    context: dict[str, Any] = {"classes": class_links("teaching.page", chosen), "chosen": chosen}
    if chosen is not None:
        learners = node().store.people.learners(chosen.id)
        context |= _use(chosen, learners) | {
            "name": class_names()[chosen.id],
            "learners": learners,
            "parts": _parts(chosen, learners),
            "weeks_of_part": WEEKS_OF_PART,
            "faces": _faces(learners),
            "notes": _notes(learners),
            "devices": device_rows(learners),
        }
        if web.may("teaching.set_teachers"):
            own = teaching().teachers_of(chosen.id)
            context["teachers"] = [
                {"key": one.key, "name": one.name, "on": one.person in own} for one in teaching().teachers()
            ]
    return render_template("my_class.html", **context)


@pages.post("/docentes")
def set_teachers() -> Response:
    """Say who teaches in a class."""
    chosen = own_class() or abort(400)
    keys = set(request.form.getlist("docente"))
    who = teaching().teachers()
    if not keys <= {one.key for one in who}:
        abort(400)
    teaching().set_teachers(chosen.id, [one.person for one in who if one.key in keys])
    web.saved(_("Guardado: cada docente ve su aula y ninguna otra."))
    return redirect(url_for("teaching.page", aula=chosen.id))


def _use(chosen: ClassRow, learners: Sequence[LearnerRow]) -> dict[str, Any]:
    today = week_of(node().today())
    last = _last_week(today)
    weeks = [Week(at) for at in range(last - WEEKS_SHOWN + 1, last + 1)]
    people = [row.person for row in learners]
    used = weeks_used(node().store.db, people, weeks[0], weeks[-1])
    names = node().names()
    told: dict[tuple[bytes, Week], list[str]] = defaultdict(list)
    for one in used:
        told[one.person, one.week].append(f"{resource_name(one.resource, names)} ({number(one.days)})")
    quiet = set(silent(people, used))

    def earlier_or_later(week: int) -> str:
        return url_for("teaching.page", aula=chosen.id, hasta=monday(Week(week)).isoformat())

    return {
        "weeks": [{"day": short_day(monday(week)), "free": _is_free(week, chosen.school)} for week in weeks],
        "rows": [
            {"name": row.name or row.code, "cells": [told[row.person, week] for week in weeks]}
            for row in learners
            if row.person not in quiet
        ],
        "quiet": [row.name or row.code for row in learners if row.person in quiet],
        "earlier": earlier_or_later(last - WEEKS_SHOWN),
        "later": earlier_or_later(min(last + WEEKS_SHOWN, today)) if last < today else "",
    }


def _last_week(today: Week) -> Week:
    """Return the last week to show: the one that the address names by a day, else this one."""
    try:
        asked = week_of(date.fromisoformat(request.args.get("hasta", "")))
    except ValueError:
        return today
    return min(max(asked, week_of(node().today() - timedelta(weeks=520))), today)


def _is_free(week: Week, school: str) -> bool:
    return calendar_for(school).school_days(week) == 0


def _parts(chosen: ClassRow, learners: Sequence[LearnerRow]) -> list[dict[str, str]]:
    """Return what part of the school's need is the class's, as its use is a part of the school's."""
    here = node()
    kinds = {name: one.kind for name, one in here.resources().items()}
    since = Week(week_of(here.today()) - WEEKS_OF_PART + 1)
    found = parts(here.store.db, chosen.school, [row.person for row in learners], kinds, since)
    rows = []
    for one in standings():
        if one.forecast.school != chosen.school:
            continue
        need, part = round(one.forecast.need().p50), found.get(one.resource)
        units, kind = part.of(need) if part else None, one.forecast.kind
        rows.append(
            {
                "name": one.name,
                "school": f"{number(need)} {kind_words(kind)}",
                "used": _(_USED[kind], own=number(part.own), all=number(part.all)) if part else "—",
                "part": "—" if units is None else f"{number(units)} {kind_words(kind)}",
            }
        )
    return rows


def _faces(learners: Sequence[LearnerRow]) -> list[dict[str, Any]]:
    found = faces(node().store.histories, [row.person for row in learners])
    return [
        {"name": item_name(item), "counts": [number(found[item][face]) for face in FACES]}
        for item in least_liked_first(found)
    ]


def _notes(learners: Sequence[LearnerRow]) -> list[dict[str, Any]]:
    names = {row.person: row.name or row.code for row in learners}
    store = node().store
    return [
        {"name": names[one.person], "material": item_name(one.item), "text": one.text, "face": FACE_ICONS[one.score]}
        for one in PupilNotes(store.db, store.people.seal).of(list(names))[:NOTES_SHOWN]
    ]


def item_name(item: ItemId) -> str:
    """Return what a material is called: a content by its title, where the node knows it."""
    known = offers_known(node().store).get(item)
    if known is not None:
        return capital(known.name)
    resource, content = parts_of(item)
    name = resource_name(resource, node().names())
    return f"{name} · {content[:12]}" if content else name


VIEW = View(
    pages,
    {"teaching.page": TEACHING, "teaching.set_teachers": COORDINATOR},
    under="more.page",
    listed=(
        Listed(
            "teaching.page",
            N_("Mi aula"),
            N_("Quién usó qué, qué equipos tienen, la parte de lo que hará falta, y si les sirvió."),
            "people",
            Group.DAILY,
        ),
    ),
)
