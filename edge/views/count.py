"""Counting what there is: a number that the records make unlikely is asked about once, and never refused."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.rows import StockRow
from edge.views.choices import KIND_ORDER
from edge.views.forms import number_or, read_or_note, source_key, whole_number
from edge.views.node import node
from edge.views.school_days import calendar_for, is_due
from edge.views.sent_once import sent_once
from edge.views.stocktaking import with_serials
from edge.views.view import COORDINATOR, Group, Listed, Task, View
from shared import web
from shared.events import Claim
from shared.facts import Count
from shared.ids import ResourceId
from shared.resources import Resource, ResourceKind
from shared.web import N_, ngettext
from shared.web import gettext as _
from shared.web.formats import hour, number, short_day

pages = Blueprint("count", __name__, template_folder="../templates")
EVERY_DAYS = 30


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was written beside each resource, and what is to be said of it."""

    nonce: str
    written: Mapping[ResourceId, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    """By the name of the field."""
    asked: Mapping[str, str] = field(default_factory=dict)
    """What is asked about a number that may well be right, by the name of the field."""


def surprises(counted: int, expected: int) -> bool:
    """
    Tell whether a count is so far from what the records expect that a figure too many or too few is likelier.

    Ten more or less never are, nor is up to twice as many or half as many.

    >>> [surprises(counted, 25) for counted in (200, 250, 60, 26, 25, 8, 7, 0)]
    [True, True, False, False, False, False, True, True]
    """
    less, more = sorted((counted, expected))
    return more > 2 * less + 10


@pages.get("/contar")
def page() -> str:
    """Show the form of a count."""
    return _page(Sheet(secrets.token_urlsafe(12)))


@pages.post("/contar")
def save() -> str | Response | tuple[str, int]:
    """Record what was counted; what was left blank stays."""
    nonce = request.form.get("vez", "")[:40]
    written = {r: request.form.get(_field(r), "").strip()[:20] for r in node().resources()}
    counted, errors = _counted(written)
    if not counted and not errors:
        errors = {"conteo": _("Escriba al menos una cantidad.")}
    asked = {_field(r): words for r, units in counted.items() if (words := _question(r, units))}
    if errors or asked:
        return _page(Sheet(nonce, written, errors, asked)), 400 if errors else 200
    sent = sent_once()
    claims = [Claim(Count(resource=r, units=units), None, source_key(sent, r)) for r, units in counted.items()]
    node().store.record(claims)
    words = ngettext("%(n)s recurso contado", "%(n)s recursos contados", len(claims))
    web.saved(_("Guardado a las %(hour)s. %(what)s.", hour=hour(node().now()), what=words))
    return redirect(url_for("count.page"))


def _counted(written: Mapping[ResourceId, str]) -> tuple[dict[ResourceId, int], dict[str, str]]:
    """Return what was counted, and what is wrong with what was written by the field."""
    counted: dict[ResourceId, int] = {}
    errors: dict[str, str] = {}
    for resource, text in written.items():
        units = read_or_note(partial(whole_number, text), _field(resource), errors) if text else None
        if units is not None:
            counted[resource] = units
    return counted, errors


def _question(resource: ResourceId, units: int) -> str:
    """Return what to ask about a count; empty where nothing is, or where this very number was asked about before."""
    row = next((row for row in node().store.folded.stock() if row.resource == resource), None)
    sure = number_or(request.form.get(_sure(resource), ""), -1) == units
    if row is None or not row.counted or sure or not surprises(units, row.on_hand):
        return ""
    return _("¿Son %(units)s? Según los registros hay %(before)s.", units=number(units), before=number(row.on_hand))


def _sure(resource: ResourceId) -> str:
    return f"s-{resource}"


def _field(resource: ResourceId) -> str:
    return f"c-{resource}"


def _page(sheet: Sheet) -> str:
    stock = {row.resource: row for row in node().store.folded.stock()}
    found = [r for r in node().resources().values() if r.kind is not ResourceKind.PACK]
    ordered = sorted(found, key=lambda r: (r.id not in stock, KIND_ORDER[r.kind], r.name))
    items = [_item(r.id, r.name, stock.get(r.id), sheet) for r in ordered]
    names = {item["id"]: item["name"] for item in items}
    return render_template(
        "count.html",
        items=items,
        names=names,
        sheet=sheet,
        by_serial=bool(with_serials(node().store.devices.all())),
    )


def _item(resource: ResourceId, name: str, row: StockRow | None, sheet: Sheet) -> dict[str, str]:
    never = _("sin fecha") if row and row.counted else _("nunca")
    return {
        "id": _field(resource),
        "name": name,
        "on_hand": number(row.on_hand) if row and (row.counted or row.on_hand) else "—",
        "lent": number(row.lent) if row else "—",
        "counted": short_day(row.as_of) if row and row.as_of else never,
        "value": sheet.written.get(resource, ""),
        "sure": _sure(resource) if _field(resource) in sheet.asked else "",
    }


def _tasks() -> list[Task]:
    if not web.may("count.page"):
        return []
    here = node()
    known = here.resources()
    # What is counted by serial has a task of its own.
    by_serial = with_serials(here.store.devices.all())
    rows = [row for row in here.store.folded.stock() if row.resource not in by_serial]
    days = calendar_for(), here.today()
    if not any(row.counted for row in rows) and not by_serial and any(map(_countable, known.values())):
        detail = _("Todavía no se contó nada. Con eso se sabe qué falta y cuánto alcanza.")
        return [Task(_("Contar lo que hay"), detail, url_for("count.page"))]
    stale = [row for row in rows if _countable(known.get(row.resource)) and is_due(row.as_of, EVERY_DAYS, *days)]
    detail = ngettext("%(n)s recurso sin conteo en 30 días", "%(n)s recursos sin conteo en 30 días", len(stale))
    return [Task(_("Contar lo que hay"), detail, url_for("count.page"))] if stale else []


def _countable(resource: Resource | None) -> bool:
    return resource is not None and resource.kind is not ResourceKind.PACK


VIEW = View(
    pages,
    {"count.page": COORDINATOR, "count.save": COORDINATOR},
    under="record.use",
    listed=(Listed("count.page", N_("Contar lo que hay"), N_("Lo contado corrige lo anotado."), "box", Group.DAILY),),
    tasks=_tasks,
)
