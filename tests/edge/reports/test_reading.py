"""The reports read from a store: the pupils of a month once each, and how many records have no date."""

from datetime import date
from pathlib import Path

from edge.reports.reading import READERS, Asked, pupils_of, undated
from edge.views.exports import LABELS
from shared.events import Claim
from shared.facts import Use
from shared.ids import Pseudonym
from shared.occurred import Occurred
from tests.edge.building import CATALOGUE, GUIDE, SCHOOL, FakeClock, new_store

JUNE = date(2026, 6, 1)


def used(who: bytes, day: date) -> Claim:
    return Claim(Use(school=SCHOOL, resource=GUIDE, units=2, learner=Pseudonym(who)), Occurred.on(day))


def test_a_pupil_counts_once_in_a_month(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([used(b"ana-----", date(2026, 6, day)) for day in (1, 2, 10)])
        store.record([used(b"luz-----", date(2026, 6, 29)), used(b"eva-----", date(2026, 7, 6))])

        assert pupils_of(store, JUNE) == {(SCHOOL, GUIDE): 2}
        assert pupils_of(store, date(2026, 1, 1)) == {}
        report = READERS["uso"](store, CATALOGUE.by_id(), Asked(date(2026, 7, 9), JUNE))
    assert report.rows == (("Guías", GUIDE, SCHOOL, 8, 0, 0, "menos de 5"),)


def test_records_of_a_clock_that_was_wrong_are_counted(tmp_path: Path) -> None:
    clock = FakeClock()
    clock.wall = clock.wall.replace(year=1999)
    with new_store(tmp_path, clock) as store:
        store.record([Claim(Use(school=SCHOOL, resource=GUIDE, units=1))] * 3)
        store.record([used(b"ana-----", date(2026, 6, 3))])

        assert undated(store) == 3


def test_every_report_has_its_words() -> None:
    assert READERS.keys() == LABELS.keys()
