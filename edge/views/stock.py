"""The stock with its reasons: what came, went, is lent, at the workshop and on hand, each with what was told of it."""

from flask import Blueprint, abort, render_template, request, url_for

from edge.rows import StockRow, ToldRow
from edge.stock_flow import MOVING, Flow, flows, moved
from edge.views.choices import KIND_ORDER
from edge.views.facts import fact_words
from edge.views.node import node
from edge.views.view import ALL_STAFF, Group, Listed, View
from edge.views.words import resource_name
from shared.facts import Count, Delivery
from shared.ids import ResourceId
from shared.resources import ResourceKind
from shared.stock import touched
from shared.web import N_
from shared.web import gettext as _
from shared.web.formats import day, number

pages = Blueprint("stock", __name__, url_prefix="/existencias", template_folder="../templates")
ON_A_PAGE = 50


@pages.get("/")
def page() -> str:
    """List every resource with what came, went, is away and is on hand."""
    here, known = node(), node().resources()
    stock = {row.resource: row for row in here.store.folded.stock()}
    moves, used = flows(here.store.facts.told(*MOVING)), _used()
    kept = [one for one in known.values() if one.kind is not ResourceKind.PACK]
    ordered = sorted(kept, key=lambda one: (one.id not in stock, KIND_ORDER[one.kind], one.name))
    lines = [
        {
            "id": one.id,
            "name": one.name,
            "used": number(used.get(one.id, 0)) if one.kind is ResourceKind.CONSUMABLE else "—",
            **_figures(stock.get(one.id), moves.get(one.id, Flow())),
        }
        for one in ordered
    ]
    return render_template("stock.html", lines=lines)


def _figures(row: StockRow | None, flow: Flow) -> dict[str, str]:
    counted = _("sin fecha") if row and row.counted else _("nunca")
    return {
        "came": number(flow.came),
        "gone": number(flow.gone),
        "repaired": number(max(flow.repaired, 0)),
        "lent": number(row.lent if row else 0),
        "on_hand": number(row.on_hand) if row and (row.counted or row.on_hand) else "—",
        "counted": day(row.as_of) if row and row.as_of else counted,
    }


def _used() -> dict[ResourceId, int]:
    """Return how much of each resource was used, by the weeks of all services."""
    found: dict[ResourceId, int] = {}
    for (_school, resource), weeks in node().store.folded.weeks().items():
        found[resource] = found.get(resource, 0) + sum(week.units for week in weeks)
    return found


@pages.get("/<resource>")
def one(resource: str) -> str:
    """List what was told of one resource, newest first, with what each moved."""
    here, name = node(), ResourceId(resource)
    rows = [row for row in here.store.facts.told(*MOVING) if name in touched(row.fact)]
    if not rows and name not in here.resources():
        abort(404)
    text = request.args.get("desde", "")
    at = int(text[:7]) if text.isascii() and text.isdigit() and int(text[:7]) < len(rows) else 0
    stock = next((row for row in here.store.folded.stock() if row.resource == name), None)
    return render_template(
        "stock_of.html",
        name=resource_name(name, here.resources()),
        resource=name,
        figures=_figures(stock, flows(rows).get(name, Flow())),
        consumable=(known := here.resources().get(name)) is not None and known.kind is ResourceKind.CONSUMABLE,
        lines=[_line(row, name) for row in rows[at : at + ON_A_PAGE]],
        total=len(rows),
        first=at + 1,
        last=min(at + ON_A_PAGE, len(rows)),
        prev=url_for("stock.one", resource=name, desde=max(at - ON_A_PAGE, 0)) if at else "",
        next=url_for("stock.one", resource=name, desde=at + ON_A_PAGE) if at + ON_A_PAGE < len(rows) else "",
        serials=any(state.resource == name for state in here.store.devices.all(name)),
    )


def _line(row: ToldRow, resource: ResourceId) -> dict[str, str]:
    fact = row.fact
    units = moved(fact, resource)
    serials = [text for text in (getattr(fact, "serial", None), *getattr(fact, "serials", ())) if text]
    if isinstance(fact, Delivery):
        serials = [text for line in fact.lines if line.resource == resource for text in line.serials]
    effect = (
        f"= {number(fact.units)}" if isinstance(fact, Count) else f"{units:+,d}".replace("-", "−") if units else "0"
    )
    return {
        "what": fact_words(fact, 1, node().resources()),
        "serials": ", ".join(serials[:6]) + ("…" if len(serials) > 6 else ""),
        "effect": effect,
        "on": day(row.on) if row.on else _("día sin fecha"),
        "state": _("confirmado por la región") if row.confirmed else _("por enviar o confirmar"),
    }


VIEW = View(
    pages,
    {"stock.page": ALL_STAFF, "stock.one": ALL_STAFF},
    under="more.page",
    listed=(
        Listed(
            "stock.page",
            N_("Existencias"),
            N_("Qué llegó, qué salió, qué está prestado y qué hay."),
            "box",
            Group.DAILY,
        ),
    ),
)
