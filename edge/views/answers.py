"""What was asked of the region, objected to and not accepted, how far each is, and what the region answered."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.answers import Asked, Stage, answered
from edge.rows import ObjectionRow, told_apart
from edge.views.decision_words import answer_words
from edge.views.differences import difference_rows, unread_keys
from edge.views.node import node
from edge.views.notices import notices, unread_notices
from edge.views.view import COORDINATOR, TEACHING, Group, Listed, Task, View
from edge.views.words import resource_name
from shared import badges, reasons, web
from shared.allocation import Answer
from shared.ids import ResourceId, SchoolId
from shared.request_answers import KIND, RequestAnswer
from shared.web import N_, ngettext
from shared.web import gettext as _
from shared.web.codes import code_words
from shared.web.formats import capital, day, number

pages = Blueprint("answers", __name__, url_prefix="/pedidos", template_folder="../templates")
_READ = "answers_read"
"""The answers that somebody who coordinates has read, by their keys."""
MOST = 50


@dataclass(frozen=True, slots=True)
class Told:
    """An answer of the region that somebody has to read: what it is kept by, and what it says."""

    key: str
    detail: str


@pages.get("/")
def page() -> str:
    """List requests, objections and what was not accepted, newest first, each with what became of it."""
    asked, objections, differences = asked_rows(), _objection_rows(), difference_rows()
    return render_template(
        "answers.html",
        asked=asked[:MOST],
        objections=objections[:MOST],
        differences=differences[:MOST],
        notices=notices()[:MOST],
        older=sum(max(0, len(rows) - MOST) for rows in (asked, objections, differences)),
        unread=[one.key for one in _unread()] if web.may("answers.mark_read") else [],
    )


@pages.post("/leido")
def mark_read() -> Response:
    """Keep which answers were read: those that the page showed, and no later one."""
    seen = set(request.form.getlist("leido"))
    db = node().store.db
    with db.transaction():
        read = set(db.setting(_READ, list[str], []))
        # What no decision says any more is not kept.
        db.put(_READ, sorted({one.key for one in _told()} & (read | seen)))
    return redirect(url_for("answers.page"))


def asked_rows() -> list[dict[str, object]]:
    """Return the requests of this site as pages show them, newest first."""
    services = told_apart(node().store.site.schools())
    return [_asked_row(one, services if len(services) > 1 else {}) for one in _asked()]


def _asked() -> list[Asked]:
    store = node().store
    return answered(store.facts.requests(), store.news.decisions())


def _asked_row(one: Asked, services: dict[SchoolId, str]) -> dict[str, object]:
    names = node().resources()
    row = one.request
    code, words = _stage(one)
    about = [services.get(row.school, ""), _("para un estudiante") if row.learner else "", code_words(row.cause)]
    return {
        "name": resource_name(row.resource, names),
        "units": number(row.units),
        "title": f"{resource_name(row.resource, names)}: {number(row.units)}",
        "detail": " · ".join([*filter(None, about), words]),
        "about": " · ".join(filter(None, about)),
        "reason": row.reason,
        "on": day(row.on) if row.on else "—",
        "code": code,
        "words": words,
        "answer": _line(one),
        "said": answer_words(_said().get(row.event)),
    }


def _stage(one: Asked) -> tuple[str, str]:
    match one.stage:
        case Stage.HERE:
            return "queue", _("Por enviar")
        case Stage.LEFT:
            return "ack", _("En el USB, sin confirmar")
        case Stage.WAITING:
            said = _said().get(one.request.event)
            if said and not said.counts:
                return "off", _("La región no lo tomará en cuenta")
            return "ack", _("Respondido: espera la próxima decisión") if said else _("Espera la próxima decisión")
        case Stage.REPLACED:
            return "off", _("Lo reemplazó un pedido posterior")
        case Stage.ANSWERED:
            return ("ok", _("Aprobado")) if _is_whole(one) else ("info", _("Respondido"))


def _is_whole(one: Asked) -> bool:
    return one.line is not None and one.line.units >= one.request.units


def _line(one: Asked) -> dict[str, str]:
    """Return what the decision says of a request; empty where none answers it."""
    if one.line is None or one.decision is None:
        return {}
    said = _replies().get((one.decision.id, one.line.school, one.line.resource))
    return {
        "units": number(one.line.units),
        "badge": badges.badge(one.line).words.text(_),
        "why": reasons.why(one.line, node().store.news.catalogue()).text(_),
        "note": one.line.note if one.line.reason != "LOCK" else "",
        "who": answer_words(said)["who"] if said else "",
        "text": said.text if said else "",
        "decided": _("Decidido el %(day)s.", day=day(one.decision.published)),
        "href": url_for("arrivals.page", decision=one.decision.id),
    }


def _replies() -> dict[tuple[str, SchoolId | None, ResourceId], Answer]:
    """Return what the region answered to objections, by the line that they name."""
    said = node().store.news.in_force("reply", Answer)
    return {(one.decision, one.school, one.resource): one for one in said}


def _said() -> dict[tuple[str, int], RequestAnswer]:
    """Return what the region answered in words to requests, by their events."""
    if "request_answers" not in g:
        said = node().store.news.in_force(KIND, RequestAnswer)
        g.request_answers = {(one.incarnation, one.seq): one for one in said}
    found: dict[tuple[str, int], RequestAnswer] = g.request_answers
    return found


def _objection_rows() -> list[dict[str, str]]:
    replies = _replies()
    return [_objection(row, replies.get(_key(row))) for row in node().store.facts.objections()]


def _objection(row: ObjectionRow, said: Answer | None) -> dict[str, str]:
    if said:
        code, words = "ok", _("Respondida")
    else:
        code, words = ("ack", _("Espera respuesta")) if row.confirmed else ("queue", _("Por enviar"))
    return {
        "name": capital(resource_name(row.resource, node().resources())),
        "why": " · ".join(filter(None, [code_words(row.reason), row.note])),
        "on": day(row.on) if row.on else "—",
        "code": code,
        "words": words,
        "who": answer_words(said)["who"] if said else "",
        "text": said.text if said else "",
        "href": url_for("arrivals.page", decision=row.decision),
    }


def _key(row: ObjectionRow) -> tuple[str, SchoolId | None, ResourceId]:
    return row.decision, row.school, row.resource


def _told() -> Iterator[Told]:
    """Give every answer of the region to what was asked, objected to or not accepted here."""
    facts, names = node().store.facts, node().resources()
    for one in _asked() if facts.requests() else ():
        if one.decision and one.line:
            name = capital(resource_name(one.line.resource, names))
            asked, units = number(one.request.units), number(one.line.units)
            detail = _("%(name)s: pidió %(asked)s, aprobado %(units)s", name=name, asked=asked, units=units)
            yield Told(f"{one.decision.id}/{one.line.school}/{one.line.resource}", detail)
    for row in facts.requests() if _said() else ():
        if words := _said().get(row.event):
            name = capital(resource_name(row.resource, names))
            yield Told(f"{KIND}/{words.incarnation}/{words.seq}/{words.on}", _("Pedido: %(name)s", name=name))
    objections = {_key(row) for row in facts.objections()}
    for key, said in _replies().items() if objections else ():
        if key in objections:
            name = capital(resource_name(said.resource, names))
            # A later answer to the same objection is to be read too.
            yield Told(f"{said.decision}/{said.school}/{said.resource}/{said.on}", _("Objeción: %(name)s", name=name))
    for key_, detail in (*unread_keys(), *unread_notices()):
        yield Told(key_, detail)


def _unread() -> list[Told]:
    read = set(node().store.db.setting(_READ, list[str], []))
    return [one for one in _told() if one.key not in read]


def _tasks() -> list[Task]:
    unread = _unread() if web.may("answers.mark_read") else []
    if not unread:
        return []
    title = ngettext("Leer %(n)s respuesta de la región", "Leer %(n)s respuestas de la región", len(unread))
    return [Task(title, unread[0].detail, url_for("answers.page"))]


VIEW = View(
    pages,
    {"answers.page": TEACHING, "answers.mark_read": COORDINATOR},
    under="arrivals.page",
    listed=(
        Listed(
            "answers.page",
            N_("Pedidos y respuestas"),
            N_("Qué se pidió u objetó, en qué va, y qué respondió la región."),
            "why",
            Group.DAILY,
        ),
    ),
    tasks=_tasks,
)
