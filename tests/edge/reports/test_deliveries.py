"""Proofs of delivery as a table: a row for each line."""

from datetime import date

from edge.reports.deliveries import deliveries_report
from edge.rows import DeliveryRow
from shared.ids import ResourceId

TABLET, GUIDE = ResourceId("tablet"), ResourceId("guia")


def test_every_line_of_every_proof_is_a_row() -> None:
    lines = ((TABLET, 18, 17, 1, "danado"), (GUIDE, 5, 5, 0, ""))
    done = [DeliveryRow("000123", "2026-07", lines, date(2026, 6, 20), confirmed=True, acta="14")]
    report = deliveries_report({}, done)

    assert [row[:6] for row in report.rows] == [
        ("000123", date(2026, 6, 20), "14", "tablet", "tablet", 18),
        ("000123", date(2026, 6, 20), "14", "guia", "guia", 5),
    ]
    assert report.total[5:8] == (23, 22, 1)
    assert report.rows[1][-1] == ""
