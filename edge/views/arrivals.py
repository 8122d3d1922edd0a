"""What was decided for the school and why, how to object, and the proof of delivery."""

import secrets
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from msgspec import structs
from werkzeug.wrappers import Response

from edge.rows import DeliveryRow
from edge.views.accepting import MOST_LETTERS, Papers, read_papers
from edge.views.asked_once import mark, name_question
from edge.views.decision_words import decision_view, line_key
from edge.views.differences import arrived, solved
from edge.views.forms import DeliveryForm, day_problem, read_delivery, source_key
from edge.views.node import node
from edge.views.on_the_way import left_words, others_coming, parcels
from edge.views.sent_once import sent_once
from edge.views.view import ALL_STAFF, COORDINATOR, Group, Listed, Task, View
from edge.views.words import resource_name
from shared import web
from shared.allocation import Decision, Shipment
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import Delivery, DeliveryLine, Objection
from shared.ids import Pseudonym
from shared.occurred import Occurred
from shared.resources import ResourceKind
from shared.web import N_, say
from shared.web import gettext as _
from shared.web.codes import OBJECTION_REASONS, REJECTION_REASONS, STORAGE, code_words
from shared.web.formats import day, hour

pages = Blueprint("arrivals", __name__, template_folder="../templates")


@pages.get("/llegadas")
def page() -> str:
    """Show the latest decision, or the one asked for."""
    decisions = node().store.news.decisions()
    chosen = _chosen(decisions)
    form = {"line": request.args.get("linea", ""), "reason": "", "note": ""}
    return _page(decisions, chosen, form, {})


def _chosen(decisions: list[Decision]) -> Decision | None:
    wanted = request.args.get("decision")
    if not wanted:
        return decisions[0] if decisions else None
    return next((item for item in decisions if item.id == wanted), None) or abort(404)


def _page(decisions: list[Decision], chosen: Decision | None, form: dict[str, str], errors: dict[str, str]) -> str:
    others = [
        {
            "href": url_for("arrivals.page", decision=item.id),
            "title": _("Decisión %(id)s", id=item.id),
            "detail": day(item.published),
        }
        for item in decisions
        if chosen is None or item.id != chosen.id
    ]
    return render_template(
        "decision.html",
        decision=decision_view(chosen) if chosen else None,
        coming=others_coming(chosen.id if chosen else "", parcels()),
        form=form,
        errors=errors,
        objection_reasons=[(code, _(words)) for code, words in OBJECTION_REASONS.items()],
        others=others[:10],
        nonce=secrets.token_urlsafe(12),
    )


@pages.post("/llegadas/objetar")
def oppose() -> Response | tuple[str, int]:
    """Record an objection to one line."""
    decisions = node().store.news.decisions()
    chosen = _chosen(decisions)
    if chosen is None:
        abort(404)
    names = {"line": "linea", "reason": "motivo", "note": "detalle"}
    form = {name: request.form.get(key, "")[:500].strip() for name, key in names.items()}
    fact, errors = _objection(chosen, form)
    if fact is None:
        return _page(decisions, chosen, form, errors), 400
    if question := name_question(fact.note, request.form.get("s-detalle", "")):
        return _page(decisions, chosen, form | {"question": question, "sure": mark(fact.note)}, {}), 200
    node().store.record([Claim(fact, None, source_key(sent_once()))])
    web.saved(_("Guardado a las %(hour)s. La objeción sale con el próximo envío.", hour=hour(node().now())))
    return redirect(url_for("arrivals.page", decision=chosen.id))


def _objection(chosen: Decision, form: dict[str, str]) -> tuple[Objection | None, dict[str, str]]:
    """Return the objection of a form; else all that is wrong with it by the field."""
    errors: dict[str, str] = {}
    line = next((item for item in chosen.lines if line_key(item) == form["line"]), None)
    if line is None:
        errors["linea"] = _("Elija la línea que quiere objetar.")
    if form["reason"] not in OBJECTION_REASONS:
        errors["motivo"] = _("Elija el motivo.")
    if form["reason"] == "otro" and not form["note"]:
        errors["detalle"] = _("Cuente en una frase qué pasa: así la región puede responder.")
    if line is None or errors:
        return None, errors
    fact = Objection(
        decision=chosen.id, school=line.school, resource=line.resource, reason=form["reason"], note=form["note"]
    )
    return fact, {}


@pages.get("/recepcion/<pecosa>")
def receive(pecosa: str) -> str:
    """Show the form of a proof of delivery, or what was confirmed."""
    shipment = _shipment(pecosa)
    done = _delivered(pecosa)
    if done is not None:
        return _received_page(shipment, done)
    blank = DeliveryForm(pecosa, day(node().today()), "", {}, {}, {})
    return _receive_page(shipment, blank, Papers(), {}, checked=False)


@pages.post("/recepcion/<pecosa>")
def confirm(pecosa: str) -> Response | tuple[str, int]:
    """Record the proof of delivery: only whole, only once."""
    shipment = _shipment(pecosa)
    if _delivered(pecosa) is not None:
        return redirect(url_for("arrivals.receive", pecosa=pecosa))
    form, papers = _read_form(shipment), _read_papers(shipment)
    lines, on, errors = read_delivery(form, pecosa, shipment.lines)
    if on is not None and (problem := day_problem(on, shipment.left, node().today())):
        errors["fecha"] = problem
    serials, wrong = read_papers(papers, lines)
    errors |= wrong
    if errors or on is None:
        return _receive_page(shipment, form, papers, errors, checked=True), 400
    told = [structs.replace(line, serials=serials.get(line.resource, ())) for line in lines]
    fact = _proof(shipment, form, papers, told)
    try:
        # One sheet is received once: its number is the key, whatever the browser sends again.
        node().store.record([Claim(fact, Occurred.on(on), source_key(f"pecosa {pecosa}"))])
    except BadInput as refused:
        errors[_named_in(refused, told)] = say(refused.said)
        return _receive_page(shipment, form, papers, errors, checked=True), 400
    web.saved(_("Recepción de la PECOSA %(pecosa)s confirmada a las %(hour)s.", hour=hour(node().now()), pecosa=pecosa))
    return redirect(url_for("arrivals.receive", pecosa=pecosa))


def _proof(shipment: Shipment, form: DeliveryForm, papers: Papers, lines: list[DeliveryLine]) -> Delivery:
    deliverer = form.deliverer.strip()
    return Delivery(
        decision=shipment.decision,
        pecosa=shipment.pecosa,
        receiver=Pseudonym(web.who().person),
        deliverer=node().store.people.pseudonyms([deliverer])[deliverer],
        lines=tuple(lines),
        acta=None if papers.no_acta else papers.acta.strip() or None,
        kept_in=papers.kept_in,
    )


def _named_in(refused: BadInput, lines: list[DeliveryLine]) -> str:
    """Return the field of the line whose serial was refused: a device that is somewhere else already."""
    serial = refused.said.params.get("serial")
    return next((f"s-{line.resource}" for line in lines if serial in line.serials), "series")


def _shipment(pecosa: str) -> Shipment:
    return node().store.news.shipment(pecosa) or abort(404)


def _delivered(pecosa: str) -> DeliveryRow | None:
    return next((row for row in node().store.facts.deliveries() if row.pecosa == pecosa), None)


def _read_form(shipment: Shipment) -> DeliveryForm:
    def column(letter: str) -> dict[str, str]:
        return {r: request.form.get(f"{letter}-{r}", "")[:20] for r, _units in shipment.lines}

    return DeliveryForm(
        pecosa=request.form.get("pecosa", "")[:40],
        day=request.form.get("fecha", "")[:12],
        deliverer=request.form.get("entrega", "")[:80],
        accepted=column("a"),
        rejected=column("x"),
        reasons=column("m"),
    )


def _read_papers(shipment: Shipment) -> Papers:
    said = request.form
    return Papers(
        acta=said.get("acta", "")[:80],
        no_acta="sin_acta" in said,
        kept_in=said.get("guardado", "")[:40],
        serials={r: said.get(f"s-{r}", "")[:MOST_LETTERS] for r, _units in shipment.lines},
        some_unread=frozenset(said.getlist("sin_serie")),
    )


def _receive_page(
    shipment: Shipment, form: DeliveryForm, papers: Papers, errors: dict[str, str], *, checked: bool
) -> str:
    names = node().resources()
    lines = [
        {
            "id": resource,
            "name": resource_name(resource, names),
            "shipped": units,
            "accepted": form.accepted.get(resource, ""),
            "rejected": form.rejected.get(resource, "0" if not checked else ""),
            "reason": form.reasons.get(resource, ""),
            "serials": papers.serials.get(resource, ""),
            "unread": resource in papers.some_unread,
            "kind": names[resource].kind if resource in names else None,
            "solved": solved(shipment.pecosa, resource),
        }
        for resource, units in shipment.lines
    ]
    me = node().store.people.person(web.who().person)
    return render_template(
        "receive.html",
        context=_("PECOSA %(pecosa)s · %(left)s", pecosa=shipment.pecosa, left=left_words(shipment)),
        lines=lines,
        names={f"{letter}-{line['id']}": line["name"] for line in lines for letter in "axms"},
        numbered=[line for line in lines if line["kind"] is ResourceKind.REUSABLE or line["serials"]],
        form=form,
        papers=papers,
        storage=[(code, _(words)) for code, words in STORAGE.items()],
        errors=errors,
        checked=checked,
        rejection_reasons=[(code, _(words)) for code, words in REJECTION_REASONS.items()],
        receiver=me.name if me and me.name else web.who().login,
    )


def _received_page(shipment: Shipment, done: DeliveryRow) -> str:
    names = node().resources()
    lines: list[dict[str, Any]] = [
        {
            "name": resource_name(resource, names),
            "shipped": shipped,
            "accepted": accepted,
            "rejected": rejected,
            "reason": code_words(reason),
            "serials": ", ".join(done.serials.get(resource, ())),
            "solved": solved(shipment.pecosa, resource),
        }
        for resource, shipped, accepted, rejected, reason in done.lines
    ]
    on = day(done.on) if done.on else "—"
    context = _("PECOSA %(pecosa)s · recibida el %(day)s", pecosa=shipment.pecosa, day=on)
    return render_template(
        "received.html",
        context=context,
        lines=lines,
        confirmed=done.confirmed,
        acta=done.acta,
        kept_in=code_words(done.kept_in),
    )


def _tasks() -> list[Task]:
    if not web.may("arrivals.receive"):
        return []
    coming, facts = [one.pecosa for one in parcels() if one.shipment], node().store.facts
    over = {*coming, *(row.pecosa for row in facts.deliveries())}
    by_paper = sorted({pecosa for pecosa, _resource in arrived()} - over)
    words, todo = _("Recibir la PECOSA %(pecosa)s"), _("contar, aceptar o rechazar cada línea")
    proof, known = _("Confirmar la PECOSA %(pecosa)s"), _("la región sabe por un acta en papel que llegó")
    return [
        *(_task(words, todo, pecosa, _("cuando llegue")) for pecosa in coming),
        *(_task(proof, known, pecosa, _("si puede")) for pecosa in by_paper),
    ]


def _task(words: str, todo: str, pecosa: str, when: str) -> Task:
    return Task(words % {"pecosa": pecosa}, todo, url_for("arrivals.receive", pecosa=pecosa), when)


VIEW = View(
    pages,
    {
        "arrivals.page": ALL_STAFF,
        "arrivals.oppose": COORDINATOR,
        "arrivals.receive": COORDINATOR,
        "arrivals.confirm": COORDINATOR,
    },
    listed=(
        Listed("arrivals.page", N_("Llegadas"), N_("Qué va a llegar, por qué, y qué llegó."), "truck", Group.DAILY),
    ),
    tasks=_tasks,
)
