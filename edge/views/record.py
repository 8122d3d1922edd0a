"""Recording what happened: uses and what was asked for and missing, counts, requests to the region."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.rows import ClassRow, LearnerRow
from edge.views.choices import (
    KIND_ORDER,
    class_of,
    first_school,
    known_resource,
    known_school,
    learners_of,
    resource_choices,
    schools,
)
from edge.views.facts import fact_lines, fact_words
from edge.views.forms import number_or, when_written, whole_number
from edge.views.node import node
from edge.views.words import resource_name, today_words
from shared import web
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import Count, Fact, Request, Unserved, Use
from shared.ids import ResourceId
from shared.occurred import Occurred
from shared.resources import ResourceKind
from shared.web import gettext as _
from shared.web import ngettext, say
from shared.web.formats import hour, long_day, number, short_day

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


def source_key(nonce: str, part: str = "") -> bytes | None:
    """Return the key that makes sending a form twice harmless; None without a nonce."""
    return hashlib.blake2b(f"{nonce} {part}".encode(), digest_size=8).digest() if nonce else None


@pages.get("/registrar")
def use() -> str:
    """Show the form of a use."""
    chosen = class_of(request.args.get("aula", ""))
    learners = learners_of(chosen)
    school = chosen.school if chosen else first_school()
    everybody = [row.key for row in learners]
    form = UseForm(secrets.token_urlsafe(12), school, request.args.get("recurso", ""), learners=everybody)
    return _use_page(chosen, learners, form, "")


@pages.post("/registrar")
def save_use() -> str | Response | tuple[str, int]:
    """Record the uses and what was missing, or change what is ticked."""
    chosen = class_of(request.form.get("aula", ""))
    learners = learners_of(chosen)
    form, op = _read_use(chosen, learners), request.form.get("op", "guardar")
    if op != "guardar":
        return _use_page(chosen, learners, _changed(form, op, learners), "")
    try:
        facts = _use_facts(form, learners)
        occurred = when_written(form.when, form.day, node().store.today())
    except BadInput as problem:
        return _use_page(chosen, learners, form, say(problem.said)), 400
    node().store.record([Claim(fact, occurred) for fact in facts], once=form.nonce)
    web.saved(_saved(facts, chosen, occurred))
    return redirect(url_for("record.use", aula=chosen.id if chosen else "-"))


def _read_use(chosen: ClassRow | None, learners: list[LearnerRow]) -> UseForm:
    known = {row.key for row in learners}
    return UseForm(
        nonce=request.form.get("vez", "")[:40],
        school=request.form.get("escuela") or (chosen.school if chosen else first_school()),
        resource=request.form.get("recurso", ""),
        minutes=request.form.get("minutos", ""),
        other_minutes=request.form.get("minutos_otro", "")[:4],
        learners=[key for key in request.form.getlist("quien") if key in known],
        uses=request.form.get("usos", "1")[:4],
        unserved=request.form.get("no_atendidos", "0")[:4],
        when=request.form.get("cuando", "hoy")[:4],
        day=request.form.get("dia", "").strip()[:10],
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


def _use_facts(form: UseForm, learners: list[LearnerRow]) -> list[Fact]:
    resource = known_resource(form.resource)
    school = known_school(form.school)
    minutes = whole_number(form.other_minutes or form.minutes or "0", most=MOST_MINUTES)
    missing = whole_number(form.unserved or "0", most=MOST_AT_ONCE)
    facts: list[Fact] = []
    if learners:
        people = [row.person for row in learners if row.key in form.learners]
        facts += [Use(school=school, resource=resource.id, learner=who, seconds=minutes * 60) for who in people]
    elif count := whole_number(form.uses or "0", most=MOST_AT_ONCE):
        facts.append(Use(school=school, resource=resource.id, units=count, seconds=minutes * 60))
    if missing:
        facts.append(Unserved(school=school, resource=resource.id, units=missing))
    if not facts:
        raise BadInput("Marque quiénes lo usaron, o cuántos lo pidieron y no alcanzó.")
    return facts


def _saved(facts: list[Fact], chosen: ClassRow | None, occurred: Occurred | None) -> str:
    names = node().resources()
    uses = [fact for fact in facts if isinstance(fact, Use)]
    rest = [fact_words(fact, 1, names) for fact in facts if not isinstance(fact, Use)]
    parts = [fact_words(uses[0], len(uses), names)] if uses else []
    parts += rest + ([chosen.name] if chosen else []) + ([long_day(occurred.day())] if occurred else [])
    return _("Guardado a las %(hour)s. %(what)s.", hour=hour(node().now()), what=", ".join(parts))


def _use_page(chosen: ClassRow | None, learners: list[LearnerRow], form: UseForm, error: str) -> str:
    here = node()
    names = here.resources()
    count = len(form.learners) if learners else number_or(form.uses, 0)
    recent = fact_lines(here.store.recent_facts(60), names, here.now())[:6]
    return render_template(
        "record_use.html",
        today=today_words(here.today(), here.store.calendar()),
        schools=schools(),
        classes=_class_links(chosen),
        class_id=chosen.id if chosen else None,
        class_name=chosen.name if chosen else "",
        learners=learners,
        resources=resource_choices(),
        form=form,
        error=error,
        save_words=ngettext("Guardar %(num)s uso", "Guardar %(num)s usos", count) if count else _("Guardar"),
        recent=[{"title": line.title, "detail": line.when, "ago": line.ago} for line in recent],
    )


def _class_links(chosen: ClassRow | None) -> list[dict[str, Any]]:
    return [
        {"name": row.name, "href": url_for("record.use", aula=row.id), "on": row == chosen}
        for row in node().store.classes()
    ]


@pages.get("/contar")
def count() -> str:
    """Show the form of a count."""
    return _count_page(secrets.token_urlsafe(12), {}, {})


@pages.post("/contar")
def save_count() -> str | Response | tuple[str, int]:
    """Record what was counted; what was left blank stays."""
    nonce = request.form.get("vez", "")[:40]
    written = {r: request.form.get(f"c-{r}", "").strip() for r in node().resources()}
    errors: dict[str, str] = {}
    claims: list[Claim] = []
    for resource, text in written.items():
        if not text:
            continue
        try:
            claims.append(Claim(Count(resource=resource, units=whole_number(text)), None, source_key(nonce, resource)))
        except BadInput as problem:
            errors[resource] = say(problem.said)
    if errors:
        return _count_page(nonce, written, errors), 400
    if claims:
        node().store.record(claims)
        words = ngettext("%(n)s recurso contado", "%(n)s recursos contados", len(claims))
        web.saved(_("Guardado a las %(hour)s. %(what)s.", hour=hour(node().now()), what=words))
    return redirect(url_for("record.count"))


def _count_page(nonce: str, written: Mapping[ResourceId, str], errors: Mapping[str, str]) -> str:
    stock = {row.resource: row for row in node().store.stock()}
    found = [r for r in node().resources().values() if r.kind is not ResourceKind.PACK]
    items = []
    for resource in sorted(found, key=lambda r: (r.id not in stock, KIND_ORDER[r.kind], r.name)):
        row = stock.get(resource.id)
        never = _("sin fecha") if row and row.counted else _("nunca")
        counted = short_day(row.as_of) if row and row.as_of else never
        items.append(
            {
                "id": resource.id,
                "name": resource.name,
                "on_hand": number(row.on_hand) if row and (row.counted or row.on_hand) else "—",
                "lent": number(row.lent) if row else "—",
                "counted": counted,
                "value": written.get(resource.id, ""),
            }
        )
    return render_template("count.html", items=items, errors=errors, nonce=nonce)


@pages.get("/pedir")
def ask() -> str:
    """Show the form of a request to the region."""
    form = {"resource": request.args.get("recurso", ""), "school": first_school(), "units": "", "reason": ""}
    return _ask_page(secrets.token_urlsafe(12), form, "")


@pages.post("/pedir")
def save_ask() -> str | Response | tuple[str, int]:
    """Record a request to the region."""
    nonce = request.form.get("vez", "")[:40]
    names = {"resource": "recurso", "school": "escuela", "units": "cantidad", "reason": "motivo"}
    form = {name: request.form.get(key, "")[:500] for name, key in names.items()}
    form["school"] = form["school"] or first_school()
    try:
        fact = Request(
            school=known_school(form["school"]),
            resource=known_resource(form["resource"]).id,
            units=whole_number(form["units"], least=1),
            reason=form["reason"].strip(),
        )
    except BadInput as problem:
        return _ask_page(nonce, form, say(problem.said)), 400
    node().store.record([Claim(fact, None, source_key(nonce))])
    what = fact_words(fact, 1, node().resources())
    web.saved(_("Guardado a las %(hour)s. %(what)s.", hour=hour(node().now()), what=what))
    return redirect(url_for("record.ask"))


def _ask_page(nonce: str, form: Mapping[str, str], error: str) -> str:
    names = node().resources()
    asked = [
        {
            "title": f"{resource_name(row.resource, names)}: {number(row.units)}",
            "detail": _("confirmado por la región") if row.confirmed else _("por enviar o confirmar"),
        }
        for row in node().store.requests()[:5]
    ]
    values = {"schools": schools(), "resources": resource_choices(), "form": form, "error": error, "asked": asked}
    return render_template("ask.html", nonce=nonce, **values)
