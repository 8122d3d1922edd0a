"""The page of a depot's stock: one row for each movement since its newest count, the total, and the adjustments."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from hub import limits, stock_ledger
from hub.console.blueprint import console, csv_file, page_of, store
from hub.console.forms import number_told
from hub.console.navigation import MORE
from hub.console.view import ALL_READ, SIGNING, Group, Listed, View
from hub.offices import SIGNERS
from hub.stock_ledger import Moved, Movement, depot_names, movements, totals
from shared import errors
from shared.acts import Actor
from shared.errors import BadInput
from shared.ids import ResourceId
from shared.web import N_, saved, say, who
from shared.web import gettext as _
from shared.web.formats import number

KINDS: Mapping[Moved, tuple[str, str, str]] = {
    Moved.COUNTED: ("info", "list", N_("Conteo")),
    Moved.SENT: ("ok", "truck", N_("Salió con un plan")),
    Moved.RETURNED: ("info", "prev", N_("Volvió de una escuela")),
    Moved.STAYED: ("info", "prev", N_("No llegó a salir")),
    Moved.CAME: ("ok", "truck", N_("Sí llegó, según el acta de su escuela")),
    Moved.ADJUSTED: ("queue", "pen", N_("Ajuste")),
}
"""Tone, icon and words."""
_FIELDS = ("almacen", "recurso", "sentido", "unidades", "motivo")
_IN, _OUT = "entra", "sale"


@console.get("/almacenes")
def depots() -> str:
    """Show what a depot has, and every movement that made it so."""
    return _page({})


@console.get("/almacenes.csv")
def depots_csv() -> Response:
    """Give the movements of a depot as a spreadsheet; the last rows are its totals."""
    depot, rows = _chosen(request.args.get("almacen", ""))
    names = _names()
    header = ("almacen", "recurso", "dia", "movimiento", "unidades", "plan", "pecosa", "motivo")
    moved = [
        (
            depot,
            names.get(one.resource, one.resource),
            one.day,
            _(KINDS[one.kind][2]),
            one.units,
            one.plan,
            one.pecosa,
            one.why,
        )
        for one in rows
    ]
    last = [(depot, names.get(name, name), "", "TOTAL", units, "", "", "") for name, units in totals(rows).items()]
    return csv_file("almacen.csv", header, [*moved, *last])


@console.post("/almacenes/ajustar")
def adjust_stock() -> Redirect | tuple[str, int]:
    """Add to what a depot has, or take off, with the reason."""
    form = {name: request.form.get(name, "").strip()[: limits.MAX_WHY + 1] for name in _FIELDS}
    units = number_told(form["unidades"])
    signed = -units if form["sentido"] == _OUT else units
    try:
        by = Actor(who().login, SIGNERS[who().role])
        shown = request.form.get(f"visto:{form['recurso']}")
        seen = None if shown is None else number_told(shown)
        stock_ledger.adjust(store(), form["almacen"], form["recurso"], signed, why=form["motivo"], by=by, seen=seen)
    except errors.Moved as problem:
        return _page(form, say(problem.said)), 409
    except BadInput as problem:
        return _page(form, say(problem.said)), 400
    saved(_("Ajustado. El próximo plan cuenta con lo que dice el total."))
    return redirect(url_for("console.depots", almacen=form["almacen"]))


def _page(form: Mapping[str, str], error: str = "") -> str:
    depot, rows = _chosen(form.get("almacen") or request.args.get("almacen", ""))
    with store().read() as connection:
        every = depot_names(connection)
    names, left = _names(), totals(rows)
    return render_template(
        "depots.html",
        depots=every,
        depot=depot,
        page=page_of([_told(row, names) for row in _newest_first(rows)]),
        totals=left,
        resources=sorted(((name, names.get(name, name)) for name in left), key=lambda pair: pair[1]),
        stock=sorted(_lines(rows, names), key=lambda line: str(line["name"])),
        counted=next((row.day for row in rows if row.kind is Moved.COUNTED), None),
        form=dict.fromkeys(_FIELDS, "") | {"sentido": _OUT} | dict(form),
        error=error,
        may_sign=who().role in SIGNERS,
        most=limits.MAX_WHY,
        directions=[(_OUT, _("Salen")), (_IN, _("Entran"))],
    )


def _newest_first(rows: Sequence[Movement]) -> list[Movement]:
    """Return what moved the stock, the last first, and under it what was counted."""
    moved = sorted((row for row in rows if row.kind is not Moved.COUNTED), key=lambda row: row.day, reverse=True)
    return [*moved, *(row for row in rows if row.kind is Moved.COUNTED)]


def _lines(rows: Sequence[Movement], names: Mapping[ResourceId, str]) -> list[dict[str, Any]]:
    """Return what a depot has of each resource, and what makes it so."""
    left = totals(rows)
    return [
        {
            "name": names.get(resource, resource),
            **{
                kind.value: sum(row.units for row in rows if (row.resource, row.kind) == (resource, kind))
                for kind in Moved
            },
            "total": units,
        }
        for resource, units in left.items()
    ]


def _told(row: Movement, names: Mapping[ResourceId, str]) -> dict[str, Any]:
    tone, icon, words = KINDS[row.kind]
    return {
        "row": row,
        "name": names.get(row.resource, row.resource),
        "tone": tone,
        "icon": icon,
        "words": _(words),
        "units": number(row.units) if row.kind is Moved.COUNTED else f"{row.units:+,}",
        "who": f"{_(row.by.office)} ({row.by.login})" if row.by.login else "",
    }


def _chosen(asked: str) -> tuple[str, list[Movement]]:
    with store().read() as connection:
        every = depot_names(connection)
        depot = asked if asked in every else next(iter(every), "")
        return depot, movements(connection, depot)


def _names() -> Mapping[ResourceId, str]:
    return {resource.id: resource.name for resource in store().catalogue().resources}


VIEW = View(
    {"console.depots": ALL_READ, "console.depots_csv": ALL_READ, "console.adjust_stock": SIGNING},
    under=MORE,
    listed=(
        Listed(
            "console.depots",
            N_("Almacenes"),
            N_("Qué tiene cada almacén y cada movimiento desde su último conteo."),
            "box",
            Group.REGION,
        ),
    ),
)
