"""The page of schools: how many days each has been silent, what is missing, and what a person must repair."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Response, render_template, request

from hub import school_news
from hub.console.blueprint import console, csv_file, page_of, store
from hub.console.view import ALL_READ, View
from hub.region_rows import School, service_names
from hub.room import low
from hub.rows import NodeState, SchoolSync, ShipmentRow
from hub.stopped import KINDS, Kind, of_sites, stopped
from shared.ids import SchoolId, SiteId
from shared.resources import Power
from shared.web import N_, Role, now, say, who
from shared.web import gettext as _
from shared.web.failures import ROLE_NAMES

LATE_DAYS, SILENT_DAYS = 7, 14
DUTY_DAYS, DUTIES_SHOWN = 60, 20

STATES: Mapping[str, str] = {
    "ok": N_("Al día"),
    "queue": N_("Se atrasa"),
    "off": N_("Sin contacto"),
    "err": N_("Con error"),
    "none": N_("Sin laptop"),
}
POWERS: Mapping[Power, str] = {
    Power.GRID: N_("Red eléctrica"),
    Power.SOLAR: N_("Solar"),
    Power.GENERATOR: N_("Generador"),
    Power.NONE: N_("Ninguna"),
    Power.UNKNOWN: N_("Desconocido"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One school as the page shows it."""

    sync: SchoolSync
    state: str
    """A key of ``STATES``."""
    delivery: str
    name: str = ""
    """What the service is called beside others of its name at its site."""


def state_of(sync: SchoolSync) -> str:
    """Return the state of a school's news: what a person must repair before what is only late."""
    if sync.waiting or sync.forked or sync.state in (NodeState.HELD, NodeState.REVOKED):
        return "err"
    if sync.state is NodeState.NONE:
        return "none"
    if sync.days_silent is None or sync.days_silent > SILENT_DAYS:
        return "off"
    return "queue" if sync.days_silent > LATE_DAYS else "ok"


def by_silence(sync: SchoolSync) -> tuple[bool, float, str]:
    """Order schools: the longest silent first, those without a computer last."""
    days = float("inf") if sync.days_silent is None else sync.days_silent
    return sync.state is NodeState.NONE, -days, sync.school.name


@console.get("/")
def schools() -> str:
    """Show every school by days since its last accepted bundle."""
    every, halted = standings(), stopped(store())
    shown = _filtered(every, of_sites(halted))
    counts = {code: sum(one.state == code for one in every) for code in STATES}
    return render_template(
        "schools.html",
        page=page_of(shown),
        counts=counts,
        total=len(every),
        pending=sum(one.sync.pending or 0 for one in every),
        pending_known=any(one.sync.pending is not None for one in every),
        pending_unknown=sum(one.sync.pending is None and one.sync.state is not NodeState.NONE for one in every),
        states=[(code, _(words)) for code, words in STATES.items()],
        powers=[(power.value, _(words)) for power, words in POWERS.items()],
        ugels=sorted({one.sync.school.ugel for one in every if one.sync.school.ugel}),
        asked=request.args,
        dots=dots(every),
        may_accept=who().role in (Role.OPERATOR, Role.ADMIN),
        stopped=[(_(KINDS[kind]), n) for kind in Kind if (n := sum(one.kind is kind for one in halted))],
        disk=say(disk) if (disk := low(store().config)) else "",
        duties=_duties(every),
        words={code: _(words) for code, words in STATES.items()},
        power_words={power: _(words) for power, words in POWERS.items()},
    )


@console.get("/escuelas.csv")
def schools_csv() -> Response:
    """Give the same list as a spreadsheet."""
    header = ("cod_mod_anexo", "nombre", "ugel", "estado", "dias_sin_envio", "faltan", "energia", "almacen")
    return csv_file(
        "escuelas.csv",
        header,
        (
            (
                one.sync.school.id,
                one.name,
                one.sync.school.ugel,
                _(STATES[one.state]),
                "" if one.sync.days_silent is None else one.sync.days_silent,
                "" if one.sync.pending is None else one.sync.pending,
                _(POWERS[one.sync.school.power]),
                one.sync.school.depot,
            )
            for one in _filtered(standings(), of_sites(stopped(store())))
        ),
    )


def _duties(every: Sequence[Standing]) -> list[dict[str, Any]]:
    """Return the latest changes of duty that schools told: of whom, the region knows no name."""
    since_s = int((now() - timedelta(days=DUTY_DAYS)).timestamp())
    with store().read() as connection:
        rows = school_news.duties_since(connection, since_s, DUTIES_SHOWN)
    named = {role.value: role for role in (Role.COORDINATOR, Role.TEACHER, Role.IT)}
    return [
        {
            "names": names_at(every, row.site),
            "site": row.site,
            "role": _(ROLE_NAMES[named[row.role]]) if row.role in named else row.role,
            "begins": row.begins,
            "at": datetime.fromtimestamp(row.received_s, UTC),
            "mark": row.audit[:16],
        }
        for row in rows
    ]


def names_at(every: Sequence[Standing], site: str) -> str:
    """Return what the services of a site are called; empty where the region knows none there."""
    return ", ".join(sorted(one.name for one in every if one.sync.school.site == site))


def standings() -> list[Standing]:
    """Return every school as the page shows it, the longest silent first."""
    shipments: dict[SiteId, list[ShipmentRow]] = {}
    for shipment in store().shipment_rows():
        shipments.setdefault(shipment.site, []).append(shipment)
    rows, served = sorted(store().sync_states(), key=by_silence), store().served()
    names = service_names(row.school for row in rows)
    return [
        Standing(row, state_of(row), _delivery(_for(row.school, shipments, served)), names[row.school.id])
        for row in rows
    ]


def _for(
    school: School, shipments: Mapping[SiteId, Sequence[ShipmentRow]], served: Mapping[str, Collection[SchoolId]]
) -> ShipmentRow | None:
    """Return what is said of a service: what is still on its way first, and nothing of what is another service's."""
    here = shipments.get(school.site, ())
    return next((row for row in here if school.id in served.get(row.decision, (school.id,))), None)


def _delivery(shipment: ShipmentRow | None) -> str:
    if shipment is None:
        return "—"
    if shipment.confirmed:
        return _("Confirmada")
    return _("En camino") if shipment.pending == shipment.lines else _("Confirmada en parte")


def _filtered(rows: Sequence[Standing], halted: Collection[str]) -> list[Standing]:
    text = request.args.get("q", "").strip().casefold()
    wanted: list[tuple[str, Callable[[Standing], str]]] = [
        ("ugel", lambda one: one.sync.school.ugel),
        ("estado", lambda one: one.state),
        ("energia", lambda one: one.sync.school.power.value),
    ]
    chosen = [(request.args[name], value) for name, value in wanted if request.args.get(name)]
    return [
        one
        for one in rows
        if all(value(one) == choice for choice, value in chosen)
        and (request.args.get("faltan") != "si" or one.sync.pending)
        and (request.args.get("detenido") != "si" or one.sync.school.site in halted)
        and (not text or text in one.name.casefold() or one.sync.school.id.startswith(text))
    ]


def dots(rows: Sequence[Standing]) -> list[dict[str, Any]]:
    """Return the places of the schools on the map, in percent, for those that have a computer and a known place."""
    placed = [one for one in rows if one.state != "none" and one.sync.school.lat is not None]
    if len(placed) < 2:
        return []
    norths = _shares([one.sync.school.lat or 0.0 for one in placed])
    easts = _shares([one.sync.school.lon or 0.0 for one in placed])
    return [
        {
            "x": round(6 + 88 * east, 1),
            "y": round(94 - 88 * north, 1),
            "state": one.state,
            "name": one.name,
            "days": one.sync.days_silent,
        }
        for one, north, east in zip(placed, norths, easts, strict=True)
    ]


def _shares(values: Sequence[float]) -> list[float]:
    """
    Return where each of *values* lies between the least and the largest of them.

    >>> _shares([3.0, 2.0, 4.0]), _shares([2.0, 2.0])
    ([0.5, 0.0, 1.0], [0.5, 0.5])
    """
    least, most = min(values), max(values)
    return [(value - least) / (most - least) if most > least else 0.5 for value in values]


VIEW = View({"console.schools": ALL_READ, "console.schools_csv": ALL_READ}, under="console.schools")
