"""Loans as a table: what is out and until when, and nobody's name."""

from datetime import date

from edge.reports.loans import loans_report
from edge.rows import LoanRow
from shared.ids import Pseudonym, ResourceId

TABLET, TODAY = ResourceId("tablet"), date(2026, 6, 23)


def lent(serial: str | None, due: date | None, units: int = 1) -> LoanRow:
    return LoanRow(TABLET, units, Pseudonym(b"12345678"), serial, due, date(2026, 6, 1), Pseudonym(b"87654321"))


def test_a_loan_is_late_from_the_day_after_it_was_due() -> None:
    loans = [lent("A1", date(2026, 6, 22)), lent("A2", TODAY), lent(None, None, 4)]
    report = loans_report({}, loans, TODAY)

    assert [row[-1] for row in report.rows] == ["sí", "no", None]
    assert report.total[3] == 6


def test_who_has_it_is_in_no_cell() -> None:
    told = loans_report({}, [lent("A1", TODAY)], TODAY).as_csv()

    assert "A1" in told
    assert not [who for who in (b"12345678", b"87654321") if who.hex() in told or who.decode() in told]
