"""What the UGEL is told of a month: what happened in it, and how much nobody can date."""

from datetime import date
from pathlib import Path

from edge.reports.month import month_report
from edge.reports.reading import Asked
from shared.events import Claim
from shared.facts import Loss, Use
from shared.ids import Pseudonym
from shared.occurred import Occurred
from tests.edge.building import CATALOGUE, GUIDE, SCHOOL, TABLET, FakeClock, new_store

ASKED = Asked(date(2026, 7, 2), date(2026, 6, 1))


def lost(day: date | None, units: int) -> Claim:
    return Claim(Loss(resource=TABLET, units=units, cause="robo", report_number="77"), day and Occurred.on(day))


def test_a_month_has_what_happened_in_it_and_counts_what_has_no_day(tmp_path: Path) -> None:
    clock = FakeClock()
    clock.wall = clock.wall.replace(year=1999)
    with new_store(tmp_path, clock) as store:
        store.record([lost(date(2026, 6, 30), 2), lost(date(2026, 7, 1), 5), lost(None, 7)])
        who = [Pseudonym(bytes([at]) * 8) for at in range(5)]
        for at, pupil in enumerate(who):
            claim = Use(school=SCHOOL, resource=GUIDE if at else TABLET, units=1, learner=pupil)
            store.record([Claim(claim, Occurred.on(date(2026, 6, 2)))])
        store.record([Claim(Use(school=SCHOOL, resource=GUIDE, units=1))])
        found = month_report(store, CATALOGUE.by_id(), ASKED)
    use, _came, losses, _stock = found.tables

    assert [row[3:5] for row in losses.rows] == [(2, "Robo")]
    assert [(row[1], row[3], row[6]) for row in use.rows] == [(GUIDE, 4, "menos de 5"), (TABLET, 1, "menos de 5")]
    assert found.undated == 2
    assert not [one for one in who if one.hex() in "".join(table.as_csv() for table in found.tables)]
