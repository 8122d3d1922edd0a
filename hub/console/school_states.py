"""How each school's news stands, as the list, the map and the sheets of the region say it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from hub.console.blueprint import store
from hub.region_rows import School, service_names
from hub.rows import NodeState, SchoolSync, ShipmentRow
from shared.ids import SchoolId, SiteId
from shared.web import N_
from shared.web import gettext as _

LATE_DAYS, SILENT_DAYS = 7, 14

STATES: Mapping[str, str] = {
    "ok": N_("Al día"),
    "queue": N_("Se atrasa"),
    "off": N_("Sin contacto"),
    "err": N_("Con error"),
    "none": N_("Sin laptop"),
}
ORDER: Mapping[str, int] = {"err": 0, "off": 1, "queue": 2, "ok": 3, "none": 4}
"""Which state is worse, the worst first."""

BARE = (NodeState.INVITED, NodeState.NONE)
"""Of a school that has no laptop: those that will have one come first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One school as the page shows it."""

    sync: SchoolSync
    state: str
    """A key of ``STATES``."""
    name: str = ""
    """What the service is called beside others of its name at its site."""


def state_of(sync: SchoolSync) -> str:
    """Return the state of a school's news: what a person must repair before what is only late."""
    if sync.waiting or sync.forked or sync.state in (NodeState.HELD, NodeState.REVOKED):
        return "err"
    if sync.state in BARE:
        return "none"
    if sync.days_silent is None or sync.days_silent > SILENT_DAYS:
        return "off"
    return "queue" if sync.days_silent > LATE_DAYS else "ok"


def by_silence(sync: SchoolSync) -> tuple[int, float, str]:
    """Order schools: the longest silent first, those without a computer last."""
    days = float("inf") if sync.days_silent is None else sync.days_silent
    return 1 + BARE.index(sync.state) if sync.state in BARE else 0, -days, sync.school.name


def standings() -> list[Standing]:
    """Return every school, the longest silent first."""
    rows = sorted(store().sync_states(), key=by_silence)
    names = service_names(row.school for row in rows)
    return [Standing(row, state_of(row), names[row.school.id]) for row in rows]


def deliveries_of(rows: Sequence[Standing]) -> Mapping[SchoolId, str]:
    """Return of each of *rows* where what was sent to it last is, in words."""
    sites = {one.sync.school.site for one in rows}
    shipments: dict[SiteId, list[ShipmentRow]] = {}
    for shipment in store().shipment_rows(sites):
        shipments.setdefault(shipment.site, []).append(shipment)
    served = store().served(sites)
    return {one.sync.school.id: _delivery(_for(one.sync.school, shipments, served)) for one in rows}


def _for(
    school: School, shipments: Mapping[SiteId, Sequence[ShipmentRow]], served: Mapping[str, Collection[SchoolId]]
) -> ShipmentRow | None:
    """Return what is said of a service: what is still on its way first, and nothing of what is another service's."""
    here = shipments.get(school.site, ())
    return next((row for row in here if school.id in served.get(row.decision, (school.id,))), None)


def _delivery(shipment: ShipmentRow | None) -> str:
    if shipment is None:
        return "—"
    if shipment.over:
        return _("Confirmada") if shipment.confirmed else _("Cerrada por la oficina")
    if shipment.proved:
        return _("Confirmada en parte")
    return _("En camino") if shipment.gone else _("Con orden de salida")
