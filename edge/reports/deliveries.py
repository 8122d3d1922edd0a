"""The proofs of delivery, line by line, as a table without who handed over and who received."""

from collections.abc import Iterable, Mapping

from edge.reports.report import Column, Report, Said
from edge.rows import DeliveryRow
from shared.ids import ResourceId
from shared.resources import Resource
from shared.web import N_
from shared.web.codes import REJECTION_REASONS

TITLE = N_("Entregas recibidas")
COLUMNS = (
    Column(N_("PECOSA")),
    Column(N_("Recibida el")),
    Column(N_("Acta")),
    Column(N_("Recurso")),
    Column(N_("Código")),
    Column(N_("Enviado"), adds=True),
    Column(N_("Aceptado"), adds=True),
    Column(N_("Rechazado"), adds=True),
    Column(N_("Motivo")),
)


def deliveries_report(names: Mapping[ResourceId, Resource], deliveries: Iterable[DeliveryRow]) -> Report:
    """Return a row for each line of each proof, in the order given."""
    return Report(
        TITLE,
        COLUMNS,
        tuple(
            (
                row.pecosa,
                row.on,
                row.acta,
                names[resource].name if resource in names else resource,
                resource,
                shipped,
                accepted,
                rejected,
                Said(REJECTION_REASONS.get(reason, reason)),
            )
            for row in deliveries
            for resource, shipped, accepted, rejected, reason in row.lines
        ),
    )
