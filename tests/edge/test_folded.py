"""What pages and forecasts read of the folds."""

from datetime import date
from pathlib import Path

from shared.facts import Loan, Return
from shared.school_year import week_of
from tests.edge.building import ANA, CATALOGUE, GUIDE, SCHOOL, TABLET, counted, new_store, on, use


def test_loans_say_who_has_what_and_until_when(tmp_path: Path) -> None:
    due = (date(2026, 6, 30) - date(1970, 1, 1)).days
    with new_store(tmp_path) as store:
        store.record([on("2026-06-22", Loan(resource=TABLET, units=3, borrower=ANA, due=due))])
        [row] = store.folded.loans()

        assert (row.units, row.borrower, row.due, row.since) == (3, ANA, date(2026, 6, 30), date(2026, 6, 22))
        store.record([on("2026-06-23", Return(resource=TABLET, units=units, borrower=ANA)) for units in (1, 2)])
        assert store.folded.loans() == []


def test_what_was_counted_on_an_unknown_day_is_counted_all_the_same(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([counted(7, "2026-06-22"), on("2026-06-22", use(GUIDE, units=2))])
        store.db.write("UPDATE stock SET as_of = NULL")

        assert [(row.resource, row.counted) for row in store.folded.stock()] == [(GUIDE, True)]


def test_only_what_the_catalogue_knows_has_a_series(tmp_path: Path) -> None:
    week = week_of(date(2026, 6, 22))
    with new_store(tmp_path) as store:
        store.record([on("2026-06-22", use(TABLET, units=3))])
        unknown = store.folded.series(SCHOOL, TABLET), store.folded.all_series()
        store.db.put("catalogue", CATALOGUE)
        [known] = store.folded.all_series()

        assert unknown == (None, [])
        assert (known.school, known.resource) == (SCHOOL, TABLET)
        assert store.folded.series(SCHOOL, GUIDE) is None
        assert store.folded.alive_weeks(SCHOOL) == [week]
        assert [row.units for row in store.folded.weeks()[SCHOOL, TABLET]] == [3]
