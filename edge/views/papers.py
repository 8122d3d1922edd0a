"""The papers that a school prints and signs, and the list of them all."""

from flask import Blueprint, abort, render_template, request, url_for

from edge.reports.load import load_of
from edge.reports.month import month_report
from edge.reports.reading import Asked
from edge.reports.use import before, month_of
from edge.rows import DeliveryRow
from edge.views.exports import table_of
from edge.views.node import node, school_name
from edge.views.paper_marks import acta_paper, mark_of, packing_paper, ugel_paper
from edge.views.view import COORDINATOR, Group, Listed, View
from edge.views.words import resource_name
from shared.allocation import Shipment
from shared.web import N_, ngettext
from shared.web import gettext as _
from shared.web.codes import STORAGE, code_words
from shared.web.formats import day, month_words

pages = Blueprint("papers", __name__, url_prefix="/papeles", template_folder="../templates")
SHOWN = 20
"""Dispatch orders and open loans on the list, the newest first."""


@pages.get("/")
def page() -> str:
    """List every paper."""
    store = node().store
    sent = sorted(store.news.shipments(), key=lambda one: (one.left, one.pecosa), reverse=True)
    got = {row.pecosa for row in store.facts.deliveries()}
    lent = [row for row in store.folded.loans() if row.serial]
    last = before(node().today())
    return render_template(
        "papers.html",
        shipments=[
            {"pecosa": one.pecosa, "left": one.left, "state": _("recibida") if one.pecosa in got else _("por recibir")}
            for one in sent[:SHOWN]
        ],
        loans=[
            {
                "name": resource_name(row.resource, node().resources()),
                "serial": row.serial,
                "href": url_for("loan_papers.sheet", resource=row.resource, serial=row.serial),
            }
            for row in lent[:SHOWN]
        ],
        hidden=(max(len(sent) - SHOWN, 0), max(len(lent) - SHOWN, 0)),
        month=month_words(last),
        ugel=url_for("papers.ugel", mes=f"{last:%Y-%m}"),
    )


@pages.get("/acta/<pecosa>")
def acta(pecosa: str) -> str:
    """Show the acta of a dispatch order: to be filled by hand, or as it was received."""
    shipment = _shipment(pecosa)
    done = next((row for row in node().store.facts.deliveries() if row.pecosa == pecosa), None)
    names = node().resources()
    told = {line[0]: line for line in done.lines} if done else {}
    lines = []
    for one, packed in zip(shipment.lines, load_of(shipment.lines, names).lines, strict=True):
        _resource, _sent, accepted, rejected, reason = told.get(one[0], (one[0], 0, None, None, ""))
        lines.append({"packed": packed, "accepted": accepted, "rejected": rejected, "reason": code_words(reason)})
    return render_template(
        "acta.html",
        facts=_facts(shipment, done),
        lines=lines,
        units=sum(units for _resource, units in shipment.lines),
        totals=_totals(done, shipment),
        done=done,
        kept_in=code_words(done.kept_in) if done else "",
        storage=[_(words) for words in STORAGE.values()],
        mark=mark_of(acta_paper(shipment, done)),
    )


@pages.get("/empaque/<pecosa>")
def packing(pecosa: str) -> str:
    """Show the school's copy of the packing list of a dispatch order."""
    shipment = _shipment(pecosa)
    return render_template(
        "packing_copy.html",
        facts=_facts(shipment, None)[:-1],
        load=load_of(shipment.lines, node().resources()),
        mark=mark_of(packing_paper(shipment)),
    )


@pages.get("/ugel")
def ugel() -> str:
    """Show what the school tells the UGEL of a month."""
    here = node()
    today = here.today()
    month = month_of(request.args.get("mes", "")[:10], today)
    found = month_report(here.store, here.names(), Asked(today, month))
    # What was asked of the region is in its own list; a month has what happened.
    return render_template(
        "ugel.html",
        school=school_name(),
        services=", ".join(row.id for row in here.store.site.schools()),
        site=here.store.site.id(),
        month=month_words(month),
        today=today,
        tables=[table_of(one) for one in found.tables],
        undated=ngettext(
            "Hay %(n)s registro sin fecha, que no está en ningún mes.",
            "Hay %(n)s registros sin fecha, que no están en ningún mes.",
            found.undated,
        )
        if found.undated
        else "",
        prev=url_for("papers.ugel", mes=f"{before(month):%Y-%m}"),
        mark=mark_of(ugel_paper(month, found)),
    )


def _totals(done: DeliveryRow | None, shipment: Shipment) -> tuple[int | None, int | None]:
    """Return how much was accepted and rejected in all; neither where a line is still for the pen."""
    if done is None or {line[0] for line in done.lines} != {resource for resource, _units in shipment.lines}:
        return None, None
    return sum(line[2] for line in done.lines), sum(line[3] for line in done.lines)


def _shipment(pecosa: str) -> Shipment:
    return node().store.news.shipment(pecosa) or abort(404)


def _facts(shipment: Shipment, done: DeliveryRow | None) -> list[tuple[str, str]]:
    """Return what heads the sheet of a dispatch order; empty: for a pen."""
    schools = node().store.site.schools()
    return [
        (_("Institución educativa"), ", ".join(row.name for row in schools)),
        (_("Código modular y anexo"), ", ".join(row.id for row in schools)),
        (_("Código de local"), shipment.site),
        (_("PECOSA"), shipment.pecosa),
        (_("Decisión"), shipment.decision),
        (_("Salida de almacén"), day(shipment.left)),
        (_("Acta N°"), done.acta if done else ""),
        (_("Fecha de recepción"), day(done.on) if done and done.on else ""),
    ]


VIEW = View(
    pages,
    dict.fromkeys(("papers.page", "papers.acta", "papers.packing", "papers.ugel"), COORDINATOR),
    under="more.page",
    listed=(
        Listed(
            "papers.page",
            N_("Papeles para imprimir"),
            N_("Actas, listas de empaque, constancias, tarjetas, afiche e informe a la UGEL."),
            "print",
            Group.FILES,
        ),
        Listed(
            "papers.ugel",
            N_("Informe del mes para la UGEL"),
            N_("Uso, entregas, pérdidas y existencias, sin nombres."),
            "chart",
            Group.FILES,
        ),
    ),
)
