"""The page on which a truck leaves: the shipments that nobody has seen go, by depot and road, written down together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import dispatched, dispatching
from hub.console.blueprint import console, page_of, store
from hub.console.sought import asked
from hub.console.view import SIGNING, View
from hub.dispatching import MAX_CARRIER, Said
from hub.kept_means import rows_of
from hub.lock_checks import day_told
from hub.means import Road
from hub.offices import SIGNERS
from hub.out_of_service import to_nobody
from hub.region import depots_of_schools
from hub.rows import ShipmentRow
from shared.acts import Actor
from shared.errors import BadInput, Moved
from shared.web import ngettext, now, saved, say, who

PAGE_LOADS = 60
"""A truck's load and more; each row is light enough for a poor connection."""
_FIELDS = ("dia", "con")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A shipment of which nobody has said yet that it left."""

    row: ShipmentRow
    depot: str
    road: str
    district: str


@console.get("/entregas/salidas")
def departures() -> str:
    """Show what is ordered to leave and that nobody has seen go, of a depot and a road or of all."""
    return _page({}, ())


@console.post("/entregas/salidas")
def depart_together() -> Response | tuple[str, int]:
    """Write down that what is ticked left; what cannot be kept stays in its fields, with the reason."""
    form = {name: request.form.get(name, "").strip()[: MAX_CARRIER + 1] for name in _FIELDS}
    ticked = [pecosa[:80] for pecosa in request.form.getlist("pecosa")[:PAGE_LOADS]]
    try:
        said = Said(day=day_told(form["dia"]), carrier=form["con"])
        by = Actor(who().login, SIGNERS[who().role])
        left = dispatching.dispatch_together(store(), ticked, said, by=by)
    except BadInput as problem:
        return _page(form, ticked, say(problem.said)), 409 if isinstance(problem, Moved) else 400
    saved(
        ngettext(
            "Anotado: salió %(num)s entrega. La escuela lo sabe después de su próximo envío.",
            "Anotado: salieron %(num)s entregas. Cada escuela lo sabe después de su próximo envío.",
            len(left),
        )
    )
    return redirect(url_for("console.departures", almacen=asked("almacen"), ruta=asked("ruta")))


def _page(form: Mapping[str, str], ticked: Sequence[str], error: str = "") -> str:
    every, depot, road = waiting(), asked("almacen"), asked("ruta")
    found = [one for one in every if depot in ("", one.depot) and road in ("", one.road)]
    # What somebody ticked and could not be kept comes first, so that all of it is on the page again.
    page = page_of(sorted(found, key=lambda one: one.row.pecosa not in ticked), PAGE_LOADS)
    asked_for: dict[str, Any] = {name: asked(name) or None for name in ("almacen", "ruta", "p")}
    whole = bool(road or request.args.get("marcar"))
    nobody = to_nobody(store(), (one.row for one in page.rows))
    return render_template(
        "departures.html",
        page=page,
        total=len(every),
        depot=depot,
        road=road,
        depots=sorted({one.depot for one in every} - {""}),
        roads=sorted({one.road for one in every} - {""}),
        # What goes by a road is a truck's load: it leaves but for what is taken off it. A depot has many trucks.
        ticked=set(ticked) if error else {one.row.pecosa for one in page.rows} - nobody if whole else set(),
        to_nobody=nobody,
        all_ticked="" if whole else url_for("console.departures", **asked_for, marcar=1),
        form={"dia": now().date().isoformat(), "con": ""} | dict(form),
        error=error,
        last=now().date().isoformat(),
        longest=MAX_CARRIER,
    )


def waiting() -> list[Waiting]:
    """Return what nobody has said anything of yet, by depot, road, district and site, as one drives."""
    roads, schools = rows_of(store(), Road), store().every_school()
    with store().read() as connection:
        depots, told = depots_of_schools(connection), dispatched.told(connection)
    places = {one.site: (depots.get(one.id, ""), one.district) for one in schools}
    found = []
    for row in store().shipment_rows():
        if may_leave(row, told):
            depot, district = places.get(row.site, ("", ""))
            found.append(Waiting(row, depot, roads[row.site].zone if row.site in roads else "", district))
    return sorted(found, key=lambda one: (one.depot, one.road, one.district, one.row.site, one.row.pecosa))


def may_leave(row: ShipmentRow, told: Collection[str]) -> bool:
    """Tell whether a shipment is still to leave: nobody has *told* anything of it, nor its school, nor the office."""
    return not (row.over or row.proved or row.pecosa in told)


VIEW = View(
    {"console.departures": SIGNING, "console.depart_together": SIGNING},
    under="console.deliveries",
)
