"""The page of deliveries: what left, what was confirmed, what was rejected and why, and what schools object to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template

from hub.console.blueprint import console, page_of, store
from hub.rows import DeliveryRow, ShipmentRow
from shared.facts import DeliveryLine
from shared.ids import ResourceId
from shared.web import gettext as _
from shared.web.codes import code_words


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A proof of delivery with the names of what it lists; the rejected lines come first."""

    row: DeliveryRow
    lines: Sequence[tuple[str, DeliveryLine]]


@console.get("/entregas")
def deliveries() -> str:
    """Show shipments and their proofs, rejected lines on top."""
    rows = store().deliveries()
    shipments = store().shipment_rows()
    names = {resource.id: resource.name for resource in store().catalogue().resources}
    shown = sorted(rows, key=lambda row: row.rejected == 0)
    return render_template(
        "deliveries.html",
        page=page_of([_confirmed(row, names) for row in shown], 10),
        on_the_way=page_of([row for row in shipments if not row.confirmed], name="camino"),
        sent=len(shipments),
        confirmed=sum(row.confirmed for row in shipments),
        accepted=sum(line.accepted for row in rows for line in row.lines),
        rejected=sum(row.rejected for row in rows),
        packed=_packed(shipments, names),
        objections=store().objections(),
        names=names,
        words=code_words,
    )


def _confirmed(row: DeliveryRow, names: Mapping[ResourceId, str]) -> Confirmed:
    lines = sorted(row.lines, key=lambda line: (line.rejected == 0, line.resource))
    return Confirmed(row, [(names.get(line.resource, line.resource), line) for line in lines])


def _packed(shipments: Sequence[ShipmentRow], names: Mapping[ResourceId, str]) -> Mapping[str, str]:
    """Return what each shipment carries, in words."""
    return {
        row.pecosa: "; ".join(
            _("%(resource)s: %(units)s", resource=names.get(resource, resource), units=units)
            for resource, units in row.lines
        )
        for row in shipments
    }
