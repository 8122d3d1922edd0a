"""A decision as its page shows it: every line with its reason and what would change it."""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from edge.rows import DeliveryRow, told_apart
from edge.views.differences import arrived, closed, solved
from edge.views.node import node
from edge.views.on_the_way import summed
from edge.views.words import APPROVER_NAMES, amounts, listed, resource_name
from shared import badges, changes, pack_words, reasons
from shared.allocation import Answer, Decision, Line, Shipment
from shared.ids import ResourceId, SchoolId
from shared.request_answers import RequestAnswer
from shared.resources import Catalogue, Resource
from shared.web import gettext as _
from shared.web import ngettext
from shared.web.codes import code_words
from shared.web.formats import capital, day, number, short_day


def decision_view(decision: Decision) -> dict[str, Any]:
    """Return what the page of a decision shows."""
    here = node()
    shipment = next((item for item in here.store.news.shipments() if item.decision == decision.id), None)
    delivered = next((row for row in here.store.facts.deliveries() if row.decision == decision.id), None)
    context = ngettext(
        "Decisión %(id)s · publicada el %(day)s · para %(n)s semana desde el %(first)s",
        "Decisión %(id)s · publicada el %(day)s · para %(n)s semanas desde el %(first)s",
        decision.period_weeks,
        id=decision.id,
        day=day(decision.published),
        first=day(decision.period_first),
    )
    return {
        "id": decision.id,
        "context": context,
        "headline": _headline(decision, shipment, delivered),
        "refused": _refused(delivered) if delivered else _closed(shipment) if shipment else [],
        "steps": _steps(decision, shipment, delivered),
        "made": _made(decision),
        "approvals": _approvals(decision),
        "simulated": _simulated(decision),
        "lines": _lines(decision),
        "packs": _packs(decision),
        "pecosa": shipment.pecosa if shipment and delivered is None else "",
        "href": url_for("arrivals.page", decision=decision.id),
    }


def _lines(decision: Decision) -> list[dict[str, Any]]:
    """Return the lines of a decision, each with the objection made to it here and what the region answered."""
    store = node().store
    catalogue, schools = store.news.catalogue(), told_apart(store.site.schools())
    names = catalogue.by_id()
    several = len(schools) > 1
    objected = {(row.school, row.resource) for row in store.facts.objections() if row.decision == decision.id}
    said = (one for one in store.news.in_force("reply", Answer) if one.decision == decision.id)
    answers = {(one.school, one.resource): one for one in said}
    return [
        {
            **_line(
                line,
                catalogue,
                capital(resource_name(line.resource, names)),
                schools.get(line.school, line.school) if several else "",
            ),
            "objected": not objected.isdisjoint(_told_of(line)),
            "answer": answer_words(next((answers[key] for key in _told_of(line) if key in answers), None)),
        }
        for line in decision.lines
    ]


def _packs(decision: Decision) -> list[dict[str, Any]]:
    """Return the content packs of a decision, those that go first, each with why and what would change it."""
    names = node().resources()
    found = []
    for line in sorted(decision.packs, key=lambda line: (not line.chosen, -line.worth, line.resource)):
        said = pack_words.told(line)
        found.append({
            "name": capital(resource_name(line.resource, names)),
            "learners": number(line.learners) if line.needs else "—",
            "storage": number(line.storage_mb) if line.storage_mb else "—",
            "sync": number(line.sync_mb) if line.sync_mb else "—",
            "code": said.tone,
            "icon": said.icon,
            "label": said.badge.text(_),
            "why": said.why.text(_),
            "change": said.change.text(_) if said.change else "—",
        })  # fmt: skip
    return found


def _told_of(line: Line) -> tuple[tuple[SchoolId | None, ResourceId], ...]:
    """Return by what an objection or its answer names a line: its service, or none as older versions did."""
    return (line.school, line.resource), (None, line.resource)


def line_key(line: Line) -> str:
    """Return what a form calls a line of a decision."""
    return f"{line.school} {line.resource}"


def _headline(decision: Decision, shipment: Shipment | None, delivered: DeliveryRow | None) -> str:
    if delivered is not None:
        accepted = [(resource, units) for resource, _shipped, units, *_rest in delivered.lines if units]
        return (
            _("Llegó: %(what)s", what=amounts(accepted, node().resources()))
            if accepted
            else _("Llegó, y no se aceptó nada")
        )
    gone = closed() if shipment else {}
    pecosa, names = shipment.pecosa if shipment else "", node().resources()
    rest = [(resource, units - gone.get((pecosa, resource), 0)) for resource, units in summed(decision)]
    if sent := [(resource, units) for resource, units in rest if units > 0]:
        return _("Va a llegar: %(what)s", what=amounts(sent, names))
    if came := [(resource, units) for (of, resource), units in arrived().items() if of == pecosa]:
        return _("Llegó, según un acta en papel: %(what)s", what=amounts(came, names))
    return _("Esta vez no llega nada; abajo dice por qué")


def _refused(delivered: DeliveryRow) -> list[str]:
    """Say of each line that was not accepted whole how much was, why not the rest, and what the region says of it."""
    names = node().resources()
    return [
        " ".join([_not_accepted(names, *line), *(one["what"] for one in solved(delivered.pecosa, line[0]))])
        for line in delivered.lines
        if line[3]
    ]


def _closed(shipment: Shipment) -> list[str]:
    """Say of each line that nobody here confirmed what the region says became of it, and why."""
    names = node().resources()
    return [
        _(
            "%(name)s: %(what)s «%(why)s»",
            name=capital(resource_name(resource, names)),
            what=one["what"],
            why=one["why"],
        )
        for resource, _units in shipment.lines
        for one in solved(shipment.pecosa, resource)
    ]


def _not_accepted(
    names: Mapping[ResourceId, Resource], resource: ResourceId, shipped: int, accepted: int, rejected: int, reason: str
) -> str:
    return _(
        "%(name)s: de %(shipped)s se aceptaron %(accepted)s. No se aceptaron %(rejected)s: %(reason)s.",
        name=capital(resource_name(resource, names)),
        shipped=number(shipped),
        accepted=number(accepted),
        rejected=number(rejected),
        reason=code_words(reason),
    )


def _steps(decision: Decision, shipment: Shipment | None, delivered: DeliveryRow | None) -> list[tuple[str, str, str]]:
    approved = min((item.on for item in decision.approvals), default=decision.published)
    ordered = short_day(decision.published)
    left = _("%(day)s, PECOSA %(pecosa)s", day=ordered, pecosa=shipment.pecosa) if shipment else ""
    gone = shipment.gone if shipment else None
    stages = [
        (_("Aprobada"), short_day(approved), True),
        (_("Publicada"), short_day(decision.published), True),
        (_("Con orden de salida"), left, shipment is not None),
        (_("Salió del almacén"), short_day(gone) if gone else "", gone is not None or delivered is not None),
        (_("Recibida"), short_day(delivered.on) if delivered and delivered.on else "", delivered is not None),
        (_("Confirmada por la región"), "", delivered is not None and delivered.confirmed),
    ]
    if shipment is None and delivered is None and not any(line.units for line in decision.lines):
        # Nothing will leave, so that nothing is still to come.
        stages = stages[:2]
    last_done = max(n for n, (_words, _detail, done) in enumerate(stages) if done)
    return [
        (words, detail, "done" if done else "now" if n == last_done + 1 else "")
        for n, (words, detail, done) in enumerate(stages)
    ]


def _made(decision: Decision) -> str:
    if len(decision.approvals) == 1:
        return _("Esta propuesta la calculó un programa y la aprobó una persona:")
    return _("Esta propuesta la calculó un programa y la aprobaron %(n)s personas:", n=len(decision.approvals))


def _approvals(decision: Decision) -> str:
    who = [
        _("%(role)s (%(day)s)", role=_(APPROVER_NAMES.get(item.role, item.role)), day=short_day(item.on))
        for item in decision.approvals
    ]
    return listed(who) + "."


def _simulated(decision: Decision) -> str:
    if not decision.simulated:
        return ""
    return _("Se apoya en datos simulados: %(what)s.", what=", ".join(map(_, decision.simulated)))


def answer_words(said: Answer | RequestAnswer | None) -> dict[str, str]:
    """Return who answered an objection or a request, and what; nothing where nobody did."""
    if said is None:
        return {}
    who = _("Respuesta de %(role)s, %(day)s:", role=_(APPROVER_NAMES.get(said.role, said.role)), day=day(said.on))
    return {"who": who, "text": said.text}


def _line(line: Line, catalogue: Catalogue, name: str, school: str) -> dict[str, Any]:
    badge = badges.badge(line)
    have = line.on_hand + line.in_transit
    lo, mid, hi = (max(0, p - have) for p in (line.need.p10, line.need.p50, line.need.p90))
    return {
        "key": line_key(line),
        "resource": line.resource,
        "name": name,
        "school": school,
        "asked": line.asked,
        "units": line.units,
        "need": _(
            "%(mid)s (%(lo)s a %(hi)s)", mid=number(line.need.p50), lo=number(line.need.p10), hi=number(line.need.p90)
        ),
        "have": _have(line),
        "lo": lo,
        "mid": mid,
        "hi": hi,
        "top": max(1, hi, line.asked, line.units),
        "code": badge.tone,
        "icon": badge.icon,
        "label": badge.words.text(_),
        "why": reasons.why(line, catalogue).text(_),
        "change": changes.what_would_change(line, catalogue).text(_),
        "note": line.note if line.reason != "LOCK" else "",
        "summary": _(
            "%(name)s: pidió %(asked)s, aprobado %(units)s",
            name=f"{name}, {school}" if school else name,
            asked=number(line.asked) if line.asked else "—",
            units=number(line.units),
        ),
    }


def _have(line: Line) -> str:
    there, coming = number(line.on_hand), number(line.in_transit)
    if not line.counted and not line.on_hand:
        return (
            _("no se sabe cuánto hay; vienen %(coming)s", coming=coming)
            if line.in_transit
            else _("no se sabe cuánto hay")
        )
    return _("hay %(n)s y vienen %(coming)s", n=there, coming=coming) if line.in_transit else _("hay %(n)s", n=there)
