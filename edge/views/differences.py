"""What the region says became of units that were not accepted or confirmed here, beside their line and its answers."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import g, url_for

from edge.rows import DeliveryRow
from edge.views.node import node
from edge.views.words import APPROVER_NAMES, resource_name
from shared.delivery_answers import KIND, DeliveryAnswer, How, Solution, words
from shared.ids import ResourceId
from shared.web import gettext as _
from shared.web.codes import code_words
from shared.web.formats import capital, day, number

Line = tuple[str, ResourceId]
"""The PECOSA and the resource of a line."""


def solutions() -> Mapping[Line, tuple[Solution, ...]]:
    """Return what the region says became of units, by their line."""
    if "delivery_answers" not in g:
        said = node().store.news.in_force(KIND, DeliveryAnswer)
        g.delivery_answers = {(one.pecosa, one.resource): one.solutions for one in said}
    found: dict[Line, tuple[Solution, ...]] = g.delivery_answers
    return found


def closed() -> Mapping[Line, int]:
    """Return how many units of each line are not on their way any more, as the region says."""
    told = {line: sum(one.units for one in said if one.unconfirmed) for line, said in solutions().items()}
    return {line: units for line, units in told.items() if units}


def arrived() -> Mapping[Line, int]:
    """Return how many units of each line came here by a paper, as the region says."""
    told = {line: sum(one.units for one in said if one.how == How.ARRIVED) for line, said in solutions().items()}
    return {line: units for line, units in told.items() if units}


def by_paper() -> dict[ResourceId, int]:
    """
    Return the units that came here by a paper alone, as the region says, and that no count of a later day has counted.

    Nobody here confirmed them: the stock does not know them.
    """
    store = node().store
    received = {row.pecosa for row in store.facts.deliveries()}
    counted = {row.resource: row.as_of for row in store.folded.stock()}
    found: dict[ResourceId, int] = {}
    for (pecosa, resource), said in solutions().items():
        last = counted.get(resource)
        for one in said:
            if one.how == How.ARRIVED and one.day and pecosa not in received and (last is None or last <= one.day):
                found[resource] = found.get(resource, 0) + one.units
    return found


def solved(pecosa: str, resource: ResourceId) -> list[dict[str, str]]:
    """Return what became of the units of one line, in words: what, who says so and when, and why."""
    return [_told(one) for one in solutions().get((pecosa, resource), ())]


def _told(one: Solution) -> dict[str, str]:
    office = _(APPROVER_NAMES.get(one.role, one.role))
    who = _("Respuesta de %(role)s, %(day)s:", role=office, day=day(one.on))
    return {"who": who, "what": words(one).text(_), "why": one.why}


def difference_rows() -> list[dict[str, Any]]:
    """Return each line that was not accepted whole, the last delivery first, with what the region says of it."""
    found = []
    for row in node().store.facts.deliveries():
        for resource, _shipped, _accepted, rejected, reason in row.lines:
            if rejected:
                found.append(_row(row, resource, rejected, reason))
    return [*closed_rows(), *found]


def closed_rows() -> list[dict[str, Any]]:
    """Return each line that nobody here confirmed and of which the region says what became, the last shipment first."""
    store = node().store
    received = {row.pecosa for row in store.facts.deliveries()}
    sent = sorted(store.news.shipments(), key=lambda one: (one.left, one.pecosa), reverse=True)
    return [
        {
            "name": capital(resource_name(resource, node().resources())),
            "units": number(sum(one.units for one in solutions()[shipment.pecosa, resource])),
            "reason": _("sin confirmar"),
            "pecosa": shipment.pecosa,
            "code": "ok",
            "words": _("Cerrado por la región"),
            "solved": solved(shipment.pecosa, resource),
            "href": url_for("arrivals.receive", pecosa=shipment.pecosa),
        }
        for shipment in sent
        if shipment.pecosa not in received
        for resource, _units in shipment.lines
        if solutions().get((shipment.pecosa, resource))
    ]


def _row(row: DeliveryRow, resource: ResourceId, rejected: int, reason: str) -> dict[str, Any]:
    said = [one for one in solutions().get((row.pecosa, resource), ()) if not one.unconfirmed]
    if sum(one.units for one in said) >= rejected:
        code, state = "ok", _("Resuelto")
    else:
        code, state = ("ack", _("Espera respuesta")) if row.confirmed else ("queue", _("Por enviar"))
    return {
        "name": capital(resource_name(resource, node().resources())),
        "units": number(rejected),
        "reason": code_words(reason),
        "pecosa": row.pecosa,
        "code": code,
        "words": state,
        "solved": solved(row.pecosa, resource),
        "href": url_for("arrivals.receive", pecosa=row.pecosa),
    }


def unread_keys() -> Iterator[tuple[str, str]]:
    """Give what names each thing that the region says of a line, and what to call it among what is to be read."""
    if not solutions():
        return
    names = node().resources()
    for (pecosa, resource), said in solutions().items():
        for one in said:
            name = capital(resource_name(resource, names))
            words = _("Cerrado: %(name)s", name=name) if one.unconfirmed else _("No aceptado: %(name)s", name=name)
            yield f"{KIND}/{pecosa}/{resource}/{one.number}", words
