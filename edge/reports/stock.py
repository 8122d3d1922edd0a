"""The stock with its reasons, as a table."""

from collections.abc import Iterable, Mapping

from edge.reports.report import Column, Report
from edge.rows import StockRow
from edge.stock_flow import Flow
from shared.ids import ResourceId
from shared.resources import Resource, ResourceKind
from shared.web import N_

TITLE = N_("Existencias")
COLUMNS = (
    Column(N_("Recurso")),
    Column(N_("Código")),
    Column(N_("Llegó"), adds=True),
    Column(N_("Se usó"), adds=True),
    Column(N_("Perdido o de baja"), adds=True),
    Column(N_("Prestado"), adds=True),
    Column(N_("En reparación"), adds=True),
    Column(N_("Hay"), adds=True),
    Column(N_("Último conteo")),
)


def stock_report(
    names: Mapping[ResourceId, Resource],
    stock: Iterable[StockRow],
    moves: Mapping[ResourceId, Flow],
    used: Mapping[ResourceId, int],
) -> Report:
    """Return a row for each resource of the catalogue that is no pack, and for whatever else was told of."""
    held = {row.resource: row for row in stock}
    packs = {one for one, known in names.items() if known.kind is ResourceKind.PACK}
    listed = ({*names, *held, *moves} - packs) | (moves.keys() & packs) | (held.keys() & packs)
    rows = []
    for one in sorted(listed, key=lambda one: (names[one].name if one in names else one, one)):
        known, row, flow = names.get(one), held.get(one), moves.get(one, Flow())
        rows.append(
            (
                known.name if known else one,
                one,
                flow.came,
                # What is used again and again is not used up.
                used.get(one, 0) if known and known.kind is ResourceKind.CONSUMABLE else None,
                flow.gone,
                row.lent if row else 0,
                max(flow.repaired, 0),
                row.on_hand if row and (row.counted or row.on_hand) else None,
                row.as_of if row else None,
            )
        )
    return Report(TITLE, COLUMNS, tuple(rows))
