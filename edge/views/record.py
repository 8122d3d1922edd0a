"""Recording what happened: uses, and what was asked for and missing."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from msgspec import structs
from werkzeug.wrappers import Response

from edge.rows import LearnerRow
from edge.views.choices import (
    Room,
    class_names,
    first_school,
    known_resource,
    known_school,
    learners_of,
    resource_choices,
    room_of,
    schools,
)
from edge.views.facts import fact_lines, fact_words
from edge.views.forms import number_or, read_or_note, when_written, whole_number
from edge.views.node import node
from edge.views.school_days import today_line
from edge.views.sent_once import record_once
from edge.views.typed_codes import MOST as MOST_CODE
from edge.views.typed_codes import Scanned, scanned
from edge.views.view import TEACHING, Group, Listed, View
from shared import web
from shared.events import Claim
from shared.fact_fields import Fact
from shared.facts import Unserved, Use
from shared.occurred import Occurred
from shared.web import N_, ngettext
from shared.web import gettext as _
from shared.web.formats import hour, long_day

pages = Blueprint("record", __name__, template_folder="../templates")
MOST_MINUTES = 600
MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class UseForm:
    """What is ticked and written in the form of a use."""

    nonce: str
    school: str
    resource: str = ""
    minutes: str = "45"
    other_minutes: str = ""
    learners: list[str] = field(default_factory=list)
    uses: str = "1"
    unserved: str = "0"
    when: str = "hoy"
    """``hoy``, ``ayer`` or ``otro``: the day that is written in ``day``."""
    day: str = ""
    code: str = ""
    """What a scanner typed and could not be used."""
    one_by_one: bool = False
    """Pupils are picked by their codes: the first one takes the place of all that were ticked."""


@pages.get("/registrar")
def use() -> str:
    """Show the form of a use; the question whose it was where nobody said."""
    room = room_of(request.args.get("aula", ""))
    learners = learners_of(room)
    school = room.row.school if room.row else first_school()
    everybody = [row.key for row in learners]
    form = UseForm(secrets.token_urlsafe(12), school, request.args.get("recurso", ""), learners=everybody)
    return _use_page(room, learners, form, {})


@pages.post("/registrar")
def save_use() -> str | Response | tuple[str, int]:
    """Record the uses and what was missing, or change what is ticked."""
    room = room_of(request.form.get("aula", ""))
    learners = learners_of(room)
    form, op = _read_use(room, learners), request.form.get("op", "guardar")
    if op == "guardar" and form.code:
        return _scan(room, learners, form)
    if op != "guardar":
        return _use_page(room, learners, _changed(form, op, learners), {})
    facts, occurred, errors = _use_facts(form, room, learners)
    if errors:
        return _use_page(room, learners, form, errors), 400
    record_once([Claim(fact, occurred) for fact in facts])
    web.saved(_saved(facts, room, occurred))
    return redirect(url_for("record.use", aula=room.key, lector=1 if form.one_by_one else None))


def _read_use(room: Room, learners: list[LearnerRow]) -> UseForm:
    known = {row.key for row in learners}
    return UseForm(
        nonce=request.form.get("vez", "")[:40],
        school=room.row.school if room.row else request.form.get("escuela") or first_school(),
        resource=request.form.get("recurso", ""),
        minutes=request.form.get("minutos", ""),
        other_minutes=request.form.get("minutos_otro", "")[:4],
        learners=[key for key in request.form.getlist("quien") if key in known],
        uses=request.form.get("usos", "1")[:4],
        unserved=request.form.get("no_atendidos", "0")[:4],
        when=request.form.get("cuando", "hoy")[:4],
        day=request.form.get("dia", "").strip()[:10],
        code=request.form.get("codigo", "").strip()[:MOST_CODE],
        one_by_one="de_a_uno" in request.form,
    )


def _scan(room: Room, learners: list[LearnerRow], form: UseForm) -> str | tuple[str, int]:
    """Choose in the form what a code stands for: nothing is recorded until the field is sent empty."""
    errors: dict[str, str] = {}
    found = read_or_note(lambda: scanned(form.code, learners), "codigo", errors)
    if found is None:
        return _use_page(room, learners, form, errors), 400
    return _use_page(room, learners, _with(form, found), {}, found.words)


def _with(form: UseForm, found: Scanned) -> UseForm:
    """
    Return the form with what was scanned in it.

    >>> all_ = UseForm("", "", learners=["a", "b", "c"])
    >>> _with(_with(all_, Scanned("", learner="c")), Scanned("", learner="a")).learners
    ['c', 'a']
    """
    learners = form.learners
    if found.learner:
        before = learners if form.one_by_one else []
        learners = [*before, *([] if found.learner in before else [found.learner])]
    return replace(
        form,
        code="",
        resource=found.resource or form.resource,
        learners=learners,
        one_by_one=form.one_by_one or bool(found.learner),
    )


def _changed(form: UseForm, op: str, learners: list[LearnerRow]) -> UseForm:
    match op:
        case "mas" | "menos":
            return replace(form, unserved=_stepped(form.unserved, up=op == "mas"))
        case "mas_usos" | "menos_usos":
            return replace(form, uses=_stepped(form.uses, up=op == "mas_usos"))
        case "todos":
            return replace(form, learners=[row.key for row in learners])
        case "nadie":
            return replace(form, learners=[])
        case _:
            return form


def _stepped(text: str, *, up: bool) -> str:
    return str(max(0, min(MOST_AT_ONCE, number_or(text, 0) + (1 if up else -1))))


def _use_facts(
    form: UseForm, room: Room, learners: list[LearnerRow]
) -> tuple[list[Fact], Occurred | None, dict[str, str]]:
    """Return what a form says, when it happened, and all that is wrong with it by the field."""
    errors: dict[str, str] = {}
    if not room.key:
        errors["aula"] = _("Elija el aula, o «Sin lista».")
    school = read_or_note(lambda: known_school(form.school), "escuela", errors)
    resource = read_or_note(lambda: known_resource(form.resource), "recurso", errors)
    minutes = read_or_note(lambda: _minutes(form), "minutos", errors)
    uses = len(form.learners) if learners else read_or_note(lambda: _at_once(form.uses), "usos", errors)
    missing = read_or_note(lambda: _at_once(form.unserved), "no_atendidos", errors)
    occurred = read_or_note(lambda: when_written(form.when, form.day, node().store.days.today()), "dia", errors)
    if uses == 0 and missing == 0:
        nobody = _("Marque quiénes lo usaron, o cuántos lo pidieron y no alcanzó.")
        errors["quien" if learners else "usos"] = nobody
    if errors or school is None or resource is None or minutes is None or uses is None or missing is None:
        return [], None, errors
    people = [row.person for row in learners if row.key in form.learners]
    made = Use(school=school, resource=resource.id, seconds=minutes * 60)
    facts: list[Fact] = [structs.replace(made, learner=who) for who in people]
    facts += [structs.replace(made, units=uses)] if uses and not learners else []
    facts += [Unserved(school=school, resource=resource.id, units=missing)] if missing else []
    return facts, occurred, {}


def _minutes(form: UseForm) -> int:
    return whole_number(form.other_minutes or form.minutes or "0", most=MOST_MINUTES)


def _at_once(text: str) -> int:
    return whole_number(text or "0", most=MOST_AT_ONCE)


def _saved(facts: list[Fact], room: Room, occurred: Occurred | None) -> str:
    names = node().resources()
    uses = [fact for fact in facts if isinstance(fact, Use)]
    rest = [fact_words(fact, 1, names) for fact in facts if not isinstance(fact, Use)]
    parts = [fact_words(uses[0], len(uses), names)] if uses else []
    parts += (
        rest + ([class_names()[room.row.id]] if room.row else []) + ([long_day(occurred.day())] if occurred else [])
    )
    return _("Guardado a las %(hour)s. %(what)s.", hour=hour(node().now()), what=", ".join(parts))


def _use_page(
    room: Room, learners: list[LearnerRow], form: UseForm, errors: Mapping[str, str], chosen: str = ""
) -> str:
    here = node()
    names = here.names()
    count = len(form.learners) if learners else number_or(form.uses, 0)
    recent = fact_lines(here.store.facts.recent_facts(60), names, here.now())[:6]
    return render_template(
        "record_use.html",
        today=today_line(),
        schools=schools(),
        classes=_class_links(room, form.resource),
        room=room.key,
        class_name=class_names()[room.row.id] if room.row else "",
        learners=learners,
        resources=resource_choices(),
        form=form,
        errors=errors,
        chosen=chosen,
        scanning=bool(chosen or "codigo" in errors or "lector" in request.args),
        save_words=ngettext("Guardar %(num)s uso", "Guardar %(num)s usos", count) if count else _("Guardar"),
        recent=[{"title": line.title, "detail": line.when, "ago": line.ago} for line in recent],
    )


def _class_links(room: Room, resource: str) -> list[dict[str, Any]]:
    """Return what to choose from: every class, and none of them; nothing where there is no class."""
    named = [(str(id_), name) for id_, name in class_names().items()]
    return [
        {"name": name, "href": url_for("record.use", aula=key, recurso=resource or None), "on": key == room.key}
        for key, name in ([*named, ("-", _("Sin lista"))] if named else [])
    ]


VIEW = View(
    pages,
    {"record.use": TEACHING, "record.save_use": TEACHING},
    under="record.use",
    listed=(
        Listed("record.use", N_("Registrar uso"), N_("Quién usó qué, y qué se pidió y no había."), "pen", Group.DAILY),
    ),
)
