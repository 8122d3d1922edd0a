"""The papers of a plan on the pages: the cuadro de distribución with its totals, and the packing lists by depot."""

from flask import Response, abort, render_template, request

from hub import papers as work
from hub.console.blueprint import console, page_of, store
from hub.console.view import ALL_READ, View
from hub.cuadro import Cuadro, by_road, total
from hub.plan_rows import PlanRow, PlanStatus
from shared.tabular.workbook import MIME
from shared.web.downloads import attachment
from shared.web.formats import number


@console.get("/plan/<plan_id>/cuadro")
def cuadro(plan_id: str) -> str:
    """Show what a plan sends: in all, by resource, by depot, and line by line."""
    row, found = _read(plan_id)
    return render_template(
        "cuadro.html",
        plan=row,
        cuadro=found,
        load=found.load,
        kg=headline(found.load.kg),
        litres=headline(found.load.litres),
        page=page_of(found.items),
        draft=_is_draft(row),
    )


def headline(value: float) -> str:
    """
    Return a weight or a volume as a large figure, with no more decimals than fit a phone; nothing known is no 0.

    >>> headline(12345.678), headline(12.345), headline(0.045), headline(0)
    ('12,346', '12.3', '0.045', '')
    """
    return number(value, 0 if value >= 1000 else 1 if value >= 10 else 3) if value else ""


@console.get("/plan/<plan_id>/cuadro.csv")
def cuadro_csv(plan_id: str) -> Response:
    """Give the cuadro as CSV."""
    row, found = _read(plan_id)
    return attachment(work.csv_of(found).encode(), f"cuadro-{row.id}.csv", "text/csv")


@console.get("/plan/<plan_id>/cuadro.xlsx")
def cuadro_xlsx(plan_id: str) -> Response:
    """Give the cuadro as a workbook."""
    row, found = _read(plan_id)
    return attachment(work.xlsx_of(found), f"cuadro-{row.id}.xlsx", MIME)


@console.get("/plan/<plan_id>/empaque")
def packing(plan_id: str) -> str:
    """Show the packing list of a depot, to be printed on A4."""
    row, found = _read(plan_id)
    depot = _depot(found)
    stops = found.route(depot)
    load = total(item for stop in stops for item in stop.items)
    return render_template(
        "packing.html",
        plan=row,
        depot=depot,
        stops=stops,
        roads=by_road(stops),
        load=load,
        unweighed=found.unweighed,
        draft=_is_draft(row),
    )


@console.get("/plan/<plan_id>/empaque.xlsx")
def packing_xlsx(plan_id: str) -> Response:
    """Give the packing list of a depot as a workbook."""
    row, found = _read(plan_id)
    return attachment(work.packing_xlsx(found, _depot(found)), f"empaque-{row.id}.xlsx", MIME)


def _read(plan_id: str) -> tuple[PlanRow, Cuadro]:
    row = next((one for one in store().plans() if one.id == plan_id), None) or abort(404)
    return row, work.read_cuadro(store(), row.id)


def _depot(found: Cuadro) -> str:
    asked = request.args.get("almacen", "")
    return asked if any(depot == asked for depot, _load, _sites in found.depots()) else abort(404)


def _is_draft(row: PlanRow) -> bool:
    return row.status is not PlanStatus.PUBLISHED


VIEW = View(
    {
        "console.cuadro": ALL_READ,
        "console.cuadro_csv": ALL_READ,
        "console.cuadro_xlsx": ALL_READ,
        "console.packing": ALL_READ,
        "console.packing_xlsx": ALL_READ,
    },
    under="console.plan",
)
