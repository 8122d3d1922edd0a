"""Asking for one pupil, with the reason; and the coordinator's answer. The words stay on this laptop, sealed."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.answers import Stage, answered
from edge.asking_for import Need, PupilRequest, PupilRequests, State
from edge.rows import RequestRow
from edge.views.choices import class_names, known_resource, resource_choices
from edge.views.forms import read_or_note, source_key, whole_number
from edge.views.node import node
from edge.views.own_class import class_links, own_class, own_learner
from edge.views.sent_once import sent_once
from edge.views.view import COORDINATOR, TEACHING, Group, Listed, Task, View
from edge.views.words import amount, resource_name
from shared import web
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import Request
from shared.ids import ResourceId, SchoolId
from shared.web import N_, ngettext, say
from shared.web import gettext as _
from shared.web.codes import REQUEST_CAUSES, code_words
from shared.web.formats import when

pages = Blueprint("pupil_requests", __name__, url_prefix="/mi-aula", template_folder="../templates")
LONGEST = 500
_FIELDS = ("quien", "recurso", "cantidad", "causa", "motivo")


def pupil_requests() -> PupilRequests:
    """Return the requests for pupils of this node."""
    store = node().store
    return PupilRequests(store.db, store.people.seal)


@pages.get("/pedir")
def page() -> str:
    """Show the form, and what was asked before with its answers."""
    form = dict.fromkeys(_FIELDS, "") | {"cantidad": "1", "quien": request.args.get("quien", "")}
    return _page(secrets.token_urlsafe(12), form, {})


@pages.post("/pedir")
def save() -> str | Response | tuple[str, int]:
    """Keep a request for a pupil of one's own classes."""
    chosen, nonce = own_class() or abort(400), request.form.get("vez", "")[:40]
    form = {name: request.form.get(name, "")[:LONGEST] for name in _FIELDS}
    need, errors = _need(form)
    if need is None:
        return _page(nonce, form, errors), 400
    form_key = source_key(sent_once()) or secrets.token_bytes(8)
    pupil_requests().ask(need, teacher=web.who().person, form=form_key)
    web.saved(_("Pedido guardado. Coordinación lo verá al entrar."))
    return redirect(url_for("pupil_requests.page", aula=chosen.id))


def _need(form: Mapping[str, str]) -> tuple[Need | None, dict[str, str]]:
    """Return what a form asks; else all that is wrong with it, by the field."""
    errors: dict[str, str] = {}
    if not form["quien"]:
        errors["quien"] = _("Elija para quién es.")
    resource = read_or_note(lambda: known_resource(form["recurso"]), "recurso", errors)
    units = read_or_note(lambda: whole_number(form["cantidad"], least=1, most=100), "cantidad", errors)
    if form["causa"] not in REQUEST_CAUSES:
        errors["causa"] = _("Elija la causa.")
    if not form["motivo"].strip():
        errors["motivo"] = _("Cuente en una frase por qué lo necesita.")
    if errors or resource is None or units is None:
        return None, errors
    learner = own_learner(form["quien"])
    return Need(learner.person, resource.id, units, form["causa"], form["motivo"].strip()), {}


def _page(nonce: str, form: Mapping[str, str], errors: Mapping[str, str]) -> str:
    chosen = own_class()
    learners = node().store.people.learners(chosen.id) if chosen else []
    return render_template(
        "ask_for.html",
        nonce=nonce,
        classes=class_links("pupil_requests.page", chosen),
        chosen=chosen,
        name=class_names()[chosen.id] if chosen else "",
        learners=[{"key": row.key, "name": row.name or row.code} for row in learners],
        resources=resource_choices(),
        causes=[(code, _(words)) for code, words in REQUEST_CAUSES.items()],
        form=form,
        errors=errors,
        asked=[_row(one) for one in pupil_requests().of(web.who().person)],
    )


def _row(one: PupilRequest) -> dict[str, Any]:
    people, names = node().store.people, node().names()
    learner, teacher = people.person(one.need.learner), people.person(one.teacher)
    return {
        "id": one.id,
        "learner": (learner.name or learner.code) if learner else "",
        "teacher": teacher.name if teacher else "",
        "what": amount(one.need.units, resource_name(one.need.resource, names)),
        "cause": code_words(one.need.cause),
        "why": one.need.why,
        "when": when(one.at, node().now()) if one.at else "",
        "waits": one.state is State.WAITS,
        "passed": one.state is State.PASSED,
        "answer": one.answer,
    }


@pages.get("/pedidos")
def answers() -> str:
    """Show what teachers asked for pupils, and a form to answer each that waits."""
    return _answers({}, {})


@pages.post("/pedidos")
def answer() -> str | Response | tuple[str, int]:
    """Answer a request, or pass it on to the region."""
    number, op = request.form.get("pedido", ""), request.form.get("op", "")
    asked = next((one for one in pupil_requests().all() if str(one.id) == number), None) or abort(404)
    if op not in ("responder", "pasar"):
        abort(400)
    text, units = request.form.get("respuesta", "")[:LONGEST].strip(), request.form.get("unidades", "")[:8]
    errors: dict[str, str] = {}
    try:
        if op == "responder":
            if not text:
                raise BadInput("Escriba la respuesta: quien pidió la lee aquí mismo.")
            pupil_requests().answer(asked, text, by=web.who().person)
            web.saved(_("Respuesta guardada. Su docente la ve en «Pedir para un estudiante»."))
        else:
            _pass_on(asked, text, units)
            web.saved(_("Pedido a la región. Va con el próximo envío, con la causa y sin el nombre ni sus palabras."))
    except BadInput as problem:
        errors[f"{'u' if op == 'pasar' else 'r'}-{asked.id}"] = say(problem.said)
        return _answers({asked.id: {"text": text, "units": units}}, errors), 400
    return redirect(url_for("pupil_requests.answers"))


def _pass_on(asked: PupilRequest, text: str, units: str) -> None:
    """Ask the region: pseudonym, cause and units travel, and the reason of an open request that this one replaces."""
    school, need = _school(asked), asked.need
    before = _open(school, need.resource)
    fact = Request(
        school=school,
        resource=need.resource,
        units=whole_number(units, least=1),
        reason=before.reason if before else "",
        learner=need.learner,
        cause=need.cause,
    )
    pupil_requests().answer(asked, text, by=web.who().person, pass_on=lambda: node().store.record([Claim(fact)]))


def _school(asked: PupilRequest) -> SchoolId:
    store = node().store
    learner = store.people.learner(asked.need.learner)
    if learner is None:
        raise BadInput("Ese estudiante ya no está en la lista: responda sin pasar el pedido a la región.")
    return learner.school


def _open(school: SchoolId, resource: ResourceId) -> RequestRow | None:
    """Return the request that the region has not answered: it takes the last one for a resource, and no other."""
    store = node().store
    for one in answered(store.facts.requests(), store.news.decisions()):
        if (one.request.school, one.request.resource) == (school, resource):
            return None if one.stage is Stage.ANSWERED else one.request
    return None


def _answers(written: Mapping[int, Mapping[str, str]], errors: Mapping[str, str]) -> str:
    waiting, done = [], []
    for one in pupil_requests().all():
        row = _row(one)
        if one.state is not State.WAITS:
            done.append(row)
            continue
        learner = node().store.people.learner(one.need.learner)
        open_one = _open(learner.school, one.need.resource) if learner else None
        before = open_one.units if open_one else 0
        row |= {
            "text": written.get(one.id, {}).get("text", ""),
            "units": written.get(one.id, {}).get("units", str(before + one.need.units)),
            "may_pass": learner is not None,
            "before": ngettext(
                "Ya hay un pedido abierto de %(n)s unidad; la región toma solo el último, así que este lo incluye.",
                "Ya hay un pedido abierto de %(n)s unidades; la región toma solo el último, así que este las incluye.",
                before,
            )
            if before
            else "",
        }
        waiting.append(row)
    return render_template("answer_for.html", waiting=waiting, done=done, errors=errors)


def _tasks() -> list[Task]:
    count = pupil_requests().waiting() if web.may("pupil_requests.answers") else 0
    if not count:
        return []
    title = ngettext("Responda %(n)s pedido de docente", "Responda %(n)s pedidos de docentes", count)
    return [Task(title, _("Para un estudiante, con su motivo."), url_for("pupil_requests.answers"))]


VIEW = View(
    pages,
    {
        "pupil_requests.page": TEACHING,
        "pupil_requests.save": TEACHING,
        "pupil_requests.answers": COORDINATOR,
        "pupil_requests.answer": COORDINATOR,
    },
    under="more.page",
    listed=(
        Listed(
            "pupil_requests.page",
            N_("Pedir para un estudiante"),
            N_("Lo que le falta a uno, con su motivo; la respuesta llega aquí."),
            "plus",
            Group.DAILY,
        ),
        Listed(
            "pupil_requests.answers",
            N_("Pedidos de docentes"),
            N_("Responderlos, o pasarlos a la región sin el nombre."),
            "queue",
            Group.DAILY,
        ),
    ),
    tasks=_tasks,
)
