"""The page of one shipment: its steps from the order to the proof, when it left, closing what nobody confirms."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import dispatching, enrol, limits
from hub.closing import close
from hub.console.blueprint import console, store
from hub.console.forms import number_told
from hub.console.view import ALL_READ, SIGNING, View
from hub.cuadro import cuadro_of
from hub.discrepancies import Discrepancy, discrepancies
from hub.dispatched import decision_in, entries
from hub.dispatching import MAX_CARRIER, Said
from hub.lock_checks import day_told
from hub.offices import SIGNERS
from hub.out_of_service import to_nobody
from hub.rows import DeliveryRow, Dispatch, ShipmentRow
from hub.settled import Solved
from hub.settling import Said as Closed
from shared.acts import Actor
from shared.allocation import Decision
from shared.delivery_answers import HOWS, UNCONFIRMED, How
from shared.errors import BadInput, Moved
from shared.ids import ResourceId
from shared.web import gettext as _
from shared.web import now, saved, say, who
from shared.web.codes import code_words
from shared.web.formats import day, number

Step = tuple[str, str, str]
"""Words, what there is to add, and "done", "now" or nothing, as ``macros.html`` shows them."""
_FIELDS = ("dia", "con", "motivo")
_CLOSING = ("que", "almacen", "cuando", "porque")
_LINE = "linea:"
"""Before the resource of a line that is closed; its value says how much of it was on its way."""
_UNITS = "unidades:"
"""Before the resource of a line; its value says of how much of it something is said."""


@console.get("/entregas/<pecosa>")
def shipment(pecosa: str) -> str:
    """Show one shipment: what goes, its steps, and the form with which the office says that it left."""
    return _page(_row(pecosa), {})


@console.post("/entregas/<pecosa>/salida")
def dispatch_shipment(pecosa: str) -> Response | tuple[str, int]:
    """Write down when a shipment left and with whom, or that it did not leave."""
    row = _row(pecosa)
    form = {name: request.form.get(name, "")[: limits.MAX_WHY + 1] for name in _FIELDS}
    stayed = request.form.get("quedo") == "1"
    try:
        left = None if stayed else day_told(form["dia"])
        said = Said(day=left, carrier=form["con"], why=form["motivo"])
        seen = number_told(request.form.get("visto", ""))
        dispatching.dispatch(store(), row.pecosa, said, by=Actor(who().login, SIGNERS[who().role]), seen=seen)
    except BadInput as problem:
        return _page(_row(pecosa), form, say(problem.said)), 409 if isinstance(problem, Moved) else 400
    saved(
        _("Anotado. La escuela lo sabe después de su próximo envío.")
        if enrol.is_linked(store(), row.site)
        else _("Anotado. La escuela no tiene laptop enlazada: avísele.")
    )
    return redirect(url_for("console.shipment", pecosa=row.pecosa))


@console.post("/entregas/<pecosa>/cerrar")
def close_shipment(pecosa: str) -> Response | tuple[str, int]:
    """Write down what became of what nobody confirms; what cannot be used stays in its fields, with the reason."""
    row = _row(pecosa)
    form = {name: request.form.get(name, "").strip()[: limits.MAX_WHY + 1] for name in _CLOSING}
    ticked = {str(resource): request.form.get(_LINE + resource) for resource, _units in row.lines}
    seen = {resource: number_told(text) for resource, text in ticked.items() if text is not None}
    typed = {str(resource): request.form.get(_UNITS + resource, "").strip()[:12] for resource, _units in row.lines}
    try:
        when = day_told(form["cuando"]) if form["que"] in (How.RETURNED, How.ARRIVED) else None
        said = Closed(how=form["que"], units=0, why=form["porque"], depot=form["almacen"], day=when)
        units = {resource: number_told(typed[resource]) for resource in seen}
        close(store(), row.pecosa, seen, said, by=Actor(who().login, SIGNERS[who().role]), units=units)
    except BadInput as problem:
        status = 409 if isinstance(problem, Moved) else 400
        kept = {_UNITS + resource: text for resource, text in typed.items()}
        return _page(_row(pecosa), form | kept | {_LINE: " ".join(seen)}, say(problem.said)), status
    saved(
        _("Cerrado. La escuela lo lee después de su próximo envío.")
        if enrol.is_linked(store(), row.site)
        else _("Cerrado. La escuela no tiene laptop enlazada: avísele.")
    )
    return redirect(url_for("console.shipment", pecosa=row.pecosa))


@console.get("/entregas/<pecosa>/hoja")
def pecosa_sheet(pecosa: str) -> str:
    """Show the PECOSA of one shipment, to be printed and signed on A4."""
    row = _row(pecosa)
    with store().read() as connection:
        decision = decision_in(connection, row.decision) or abort(404)
    found = cuadro_of(decision.lines, store().every_school(), store().catalogue(), {row.site: row.pecosa})
    depots = sorted({one.depot for one in found.items if one.depot})
    return render_template("pecosa.html", row=row, plan=decision.plan, depots=depots, cuadro=found, load=found.load)


def steps_of(row: ShipmentRow, proofs: Sequence[DeliveryRow]) -> list[Step]:
    """Return the way of a shipment, the step that it waits for marked."""
    steps = [(_("Orden de salida"), day(row.left), "done")]
    if row.gone and row.gone.day:
        with_whom = _("%(day)s, con %(carrier)s", day=day(row.gone.day), carrier=row.gone.carrier)
        steps.append((_("Salió del almacén"), with_whom if row.gone.carrier else day(row.gone.day), "done"))
    elif proofs:
        steps.append((_("Salió del almacén"), _("nadie anotó el día"), "done"))
    elif row.over:
        steps.append((_("Salir del almacén"), _("nadie anotó la salida"), ""))
    else:
        steps.append((_("Salir del almacén"), _("falta anotar la salida"), "now"))
    units = {word: number(sum(getattr(line, word) for one in proofs for line in one.lines)) for word in _COUNTED}
    told = _("aceptado: %(accepted)s, rechazado: %(rejected)s", **units)
    if row.confirmed and proofs:
        return [*steps, (_("Confirmada por la escuela"), " · ".join([*_days(proofs), told]), "done")]
    if row.over:
        return [*steps, (_("Cerrada por la oficina"), told if proofs else "", "done")]
    if proofs:
        return [*steps, (_("Confirmada en parte"), " · ".join([*_days(proofs), told]), "now")]
    return [*steps, (_("Acta de la escuela"), "", "now" if row.gone else "")]


def _days(proofs: Sequence[DeliveryRow]) -> list[str]:
    return [day(one) for one in sorted({proof.day for proof in proofs if proof.day})]


def _page(row: ShipmentRow, form: Mapping[str, str], error: str = "") -> str:
    with store().read() as connection:
        shipment = dispatching.shipment_in(connection, row.pecosa)
        proofs, told = store().proofs_in(connection, shipment), entries(connection, row.pecosa)
        decision = decision_in(connection, row.decision)
    names = {resource.id: resource.name for resource in store().catalogue().resources}
    differing = discrepancies(store(), proofs, pecosa=row.pecosa)
    closed = {one.resource: one.tally.closed for one in differing}
    today = now().date()
    blank = {"dia": row.gone.day.isoformat() if row.gone and row.gone.day else "", "motivo": ""}
    return render_template(
        "shipment.html",
        row=row,
        plan=decision.plan if decision else "",
        steps=steps_of(row, proofs),
        lines=[_line(*pair, row, proofs, names) | {"closed": closed.get(pair[0], 0)} for pair in row.lines],
        told=[_told(one) for one in reversed(told)],
        form=blank | {"con": row.gone.carrier if row.gone else ""} | dict(form),
        error=error,
        proofs=proofs,
        differs=bool(differing),
        open=any(one.waits for one in differing),
        closings=[_closing(one, entry, names) for one in differing for entry in one.holding if entry.unconfirmed],
        hows=[(code, _(HOWS[code])) for code in UNCONFIRMED],
        depots=_depots(row, decision),
        words=code_words,
        may_sign=who().role in SIGNERS,
        to_nobody=bool(row.pending) and row.pecosa in to_nobody(store(), [row]),
        first=row.left.isoformat() if row.left <= today else "",
        last=today.isoformat(),
        most=limits.MAX_WHY,
        longest=MAX_CARRIER,
    )


def _closing(one: Discrepancy, entry: Solved, names: Mapping[ResourceId, str]) -> dict[str, Any]:
    return {
        "name": names.get(one.resource, one.resource),
        "how": _(HOWS.get(entry.how, entry.how)),
        "units": entry.units,
        "depot": entry.depot,
        "day": entry.day,
        "why": entry.why,
        "who": f"{_(entry.by.office)} ({entry.by.login})" if entry.by.login else _(entry.by.office),
        "at": entry.at,
    }


def _depots(row: ShipmentRow, decision: Decision | None) -> list[str]:
    """Return the depots that count something that is on its way, those out of which it went first."""
    own = {line.depot for line in decision.lines} if decision else set()
    wanted = {resource for resource, _units in row.pending}
    return sorted(
        {one.depot for one in store().supply() if one.resource in wanted}, key=lambda one: (one not in own, one)
    )


def _line(
    resource: ResourceId, units: int, row: ShipmentRow, proofs: Sequence[DeliveryRow], names: Mapping[ResourceId, str]
) -> dict[str, Any]:
    own = [line for proof in proofs for line in proof.lines if line.resource == resource]
    return {
        "id": resource,
        "name": names.get(resource, resource),
        "units": units,
        "accepted": sum(line.accepted for line in own),
        "rejected": sum(line.rejected for line in own),
        "whys": "; ".join(filter(None, (code_words(line.reason) for line in own if line.rejected))),
        "serials": ", ".join(serial for line in own for serial in line.serials),
        "pending": dict(row.pending).get(resource, 0),
    }


def _told(one: Dispatch) -> dict[str, Any]:
    left = _("Salió el %(day)s", day=day(one.day)) if one.day else _("No salió")
    return {
        "words": _("%(left)s, con %(carrier)s", left=left, carrier=one.carrier) if one.carrier else left,
        "who": f"{_(one.by.office)} ({one.by.login})" if one.by.login else _(one.by.office),
        "at": one.at,
        "why": one.why,
    }


def _row(pecosa: str) -> ShipmentRow:
    return store().shipment_row(pecosa) or abort(404)


_COUNTED = ("accepted", "rejected")
VIEW = View(
    {
        "console.shipment": ALL_READ,
        "console.dispatch_shipment": SIGNING,
        "console.close_shipment": SIGNING,
        "console.pecosa_sheet": ALL_READ,
    },
    under="console.deliveries",
)
