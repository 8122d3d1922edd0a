"""What was decided for the school and has not been received: the same on every page that tells what comes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from edge.rows import told_apart
from edge.views.differences import closed
from edge.views.node import node
from edge.views.words import amounts
from shared.allocation import Decision, Shipment
from shared.ids import ResourceId, SchoolId
from shared.web import gettext as _
from shared.web.formats import day, short_day


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one decision sends and nobody has received: with its dispatch order, or before it has one."""

    decision: str
    lines: tuple[tuple[ResourceId, int], ...]
    decided: date | None
    """None where the decision itself has not arrived here."""
    shipment: Shipment | None = None
    services: frozenset[SchoolId] = frozenset()
    """For which of the services it is; empty where the decision itself has not arrived here."""

    @property
    def pecosa(self) -> str:
        """The dispatch order to receive it by; empty where it has none yet."""
        return self.shipment.pecosa if self.shipment else ""


def parcels() -> list[Parcel]:
    """Return what comes to this school, what left first on top."""
    store = node().store
    received = {row.pecosa for row in store.facts.deliveries()}
    return unreceived(store.news.decisions(), store.news.shipments(), received, closed())


def unreceived(
    decisions: Sequence[Decision],
    shipments: Sequence[Shipment],
    received: Collection[str],
    closed: Mapping[tuple[str, ResourceId], int] | None = None,
) -> list[Parcel]:
    """
    Return what was decided and is not *received*, what left first on top and what has no dispatch order last.

    A later decision takes nothing back: what an earlier one sends comes all the same. *closed* are the units of a line
    that the region says are not on their way any more.
    """
    gone = closed or {}
    decided = {one.id: one.published for one in decisions}
    served = {one.id: frozenset(line.school for line in one.lines if line.units) for one in decisions}
    out = [
        Parcel(one.decision, lines, decided.get(one.decision), one, served.get(one.decision, frozenset()))
        for one in sorted(shipments, key=lambda one: (one.left, one.pecosa))
        if one.pecosa not in received and (lines := still_to_come(one, gone))
    ]
    ordered = {one.decision for one in shipments}
    waiting = [
        Parcel(one.id, lines, one.published, services=served[one.id])
        for one in sorted(decisions, key=lambda one: (one.published, one.id))
        if one.id not in ordered and (lines := summed(one))
    ]
    return out + waiting


def still_to_come(
    shipment: Shipment, closed: Mapping[tuple[str, ResourceId], int]
) -> tuple[tuple[ResourceId, int], ...]:
    """Return what of a shipment the region has not said that it will not come."""
    rest = [(resource, units - closed.get((shipment.pecosa, resource), 0)) for resource, units in shipment.lines]
    return tuple((resource, units) for resource, units in rest if units > 0)


def summed(decision: Decision) -> tuple[tuple[ResourceId, int], ...]:
    """Return what a decision sends to the whole site: two services may get of the same."""
    units: dict[ResourceId, int] = {}
    for line in decision.lines:
        units[line.resource] = units.get(line.resource, 0) + line.units
    return tuple((resource, count) for resource, count in units.items() if count)


def parcel_words(parcel: Parcel) -> dict[str, str]:
    """Return what a page says of a parcel: what it brings, when, and where its reasons are."""
    return {
        "words": amounts(parcel.lines, node().resources()),
        "detail": _detail(parcel) + _whom(parcel),
        "pecosa": parcel.pecosa,
        "href": url_for("arrivals.page", decision=parcel.decision),
    }


def _whom(parcel: Parcel) -> str:
    """Say for which service a parcel is, where there are several and not all of them get something."""
    names = told_apart(node().store.site.schools())
    if not parcel.services or parcel.services >= names.keys():
        return ""
    schools = ", ".join(names.get(one, one) for one in sorted(parcel.services))
    if parcel.shipment is None:
        return " " + _("Es para %(schools)s.", schools=schools)
    return " · " + _("para %(schools)s", schools=schools)


def others_coming(decision: str, coming: Iterable[Parcel]) -> list[dict[str, str]]:
    """Return the words of what comes by other decisions than *decision*."""
    return [parcel_words(one) for one in coming if one.decision != decision]


def _detail(parcel: Parcel) -> str:
    shipment = parcel.shipment
    if shipment is None:
        # Only a decision that is here comes without its shipment.
        approved = day(parcel.decided) if parcel.decided else "—"
        return _("Aprobado el %(day)s; falta la orden de salida del almacén.", day=approved)
    return _("PECOSA %(pecosa)s · %(left)s", pecosa=shipment.pecosa, left=left_words(shipment))


def left_words(shipment: Shipment) -> str:
    """Say when a shipment left and with whom, where the office has said so, else when it was ordered to."""
    if shipment.gone is None:
        return _("orden de salida del %(left)s", left=short_day(shipment.left))
    if shipment.carrier:
        return _("salió el %(day)s con %(carrier)s", day=short_day(shipment.gone), carrier=shipment.carrier)
    return _("salió el %(day)s", day=short_day(shipment.gone))
