"""The stock as a table: what is known of each resource, and no 0 where nobody counted."""

from datetime import date

from edge.reports.stock import stock_report
from edge.rows import StockRow
from edge.stock_flow import Flow
from shared.ids import ResourceId
from shared.resources import Resource, ResourceKind

TABLET, GUIDE, PACK, OTHER = (ResourceId(name) for name in ("tablet", "guia", "relatos", "otro"))
NAMES = {
    TABLET: Resource(id=TABLET, name="Tabletas", kind=ResourceKind.REUSABLE),
    GUIDE: Resource(id=GUIDE, name="Guías", kind=ResourceKind.CONSUMABLE),
    PACK: Resource(id=PACK, name="Relatos", kind=ResourceKind.PACK),
}


def test_each_resource_has_its_row_and_packs_have_none() -> None:
    stock = [StockRow(TABLET, 7, 2, date(2026, 6, 1), True), StockRow(GUIDE, 0, 0, None, False)]
    report = stock_report(NAMES, stock, {TABLET: Flow(9, 1, 1), OTHER: Flow(came=3)}, {GUIDE: 12, TABLET: 40})

    assert report.rows == (
        ("Guías", "guia", 0, 12, 0, 0, 0, None, None),
        ("Tabletas", "tablet", 9, None, 1, 2, 1, 7, date(2026, 6, 1)),
        ("otro", "otro", 3, None, 0, 0, 0, None, None),
    )
    assert report.total == ("TOTAL", None, 12, 12, 1, 2, 1, 7, None)
