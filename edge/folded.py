"""What the log folds to, read: stock, loans, and what was used in each week."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from edge.database import Database
from edge.facts_read import FactReaders
from edge.folds import TOLD_WEEKS, WEEKS, Told, day_from, week_row, with_told
from edge.news import News
from edge.own_calendar import OwnCalendar, calendar_of
from edge.rows import LoanRow, StockRow, WholeWeek
from shared.day_numbers import day_of_number
from shared.demand import Series, WeekRow
from shared.ids import Pseudonym, ResourceId, SchoolId
from shared.own_days import OwnDays
from shared.school_year import Week


class Folded:
    """The tables that ``Folds`` keeps, in the order in which pages show them."""

    def __init__(self, db: Database, news: News, facts: FactReaders) -> None:
        self._db = db
        self._news = news
        self._facts = facts

    def stock(self) -> list[StockRow]:
        """Return what the site has, by resource."""
        rows = self._db.rows("SELECT resource, on_hand, lent, as_of FROM stock ORDER BY resource")
        undated = self._facts.counted() if any(as_of is None for *_, as_of in rows) else frozenset()
        return [
            StockRow(ResourceId(name), on_hand, lent, day_from(as_of), as_of is not None or name in undated)
            for name, on_hand, lent, as_of in rows
        ]

    def loans(self) -> list[LoanRow]:
        """Return what is out, by the day it is due."""
        rows = self._db.rows(
            "SELECT resource, units, borrower, serial, due, since, learner FROM loans "
            "ORDER BY due IS NULL, due, resource"
        )
        return [
            LoanRow(
                resource=ResourceId(resource),
                units=units,
                borrower=Pseudonym(borrower) if borrower else None,
                serial=serial or None,
                due=day_from(due),
                since=day_from(since),
                learner=Pseudonym(learner) if learner else None,
            )
            for resource, units, borrower, serial, due, since, learner in rows
        ]

    def own_days(self) -> list[OwnDays]:
        """Return the days on which the calendar of a service was its own, as they were told; the last one stands."""
        rows = self._db.rows("SELECT school, first, last, open, cause FROM own_days ORDER BY n")
        return [
            OwnDays(SchoolId(school), day_of_number(first), day_of_number(last), bool(is_open), cause)
            for school, first, last, is_open, cause in rows
        ]

    def calendar_of(self, school: SchoolId) -> OwnCalendar:
        """Return the calendar that a service follows, for pages: forecasts know nothing of days that it told."""
        return calendar_of(self._news.calendar_of(school), self.own_days(), school)

    def alive_weeks(self, school: SchoolId) -> list[Week]:
        """Return the weeks in which a school, or its whole site, gave a sign of life."""
        rows = self._db.rows("SELECT DISTINCT week FROM alive WHERE school IN (?, '') ORDER BY week", school)
        return [Week(week) for (week,) in rows]

    def weeks(self) -> Mapping[tuple[SchoolId, ResourceId], Sequence[WeekRow]]:
        """Return the weekly use of every school and resource with a record."""
        found: dict[tuple[SchoolId, ResourceId], list[WeekRow]] = defaultdict(list)
        for row in map(week_row, self._db.rows(WEEKS + "ORDER BY w.school, w.resource, w.week")):
            found[row[0], row[1]].append(row[2])
        return found

    def _told(self, where: str = "", *values: str) -> Mapping[tuple[SchoolId, ResourceId], Told]:
        found: dict[tuple[SchoolId, ResourceId], dict[int, tuple[int, ...]]] = defaultdict(dict)
        for school, resource, week, *sums in self._db.rows(TOLD_WEEKS + where, *values):
            found[SchoolId(school), ResourceId(resource)][week] = tuple(sums)
        return found

    def used(self) -> set[ResourceId]:
        """Return the resources of which a use, a total or a request that was not served is recorded."""
        return {ResourceId(name) for (name,) in self._db.rows("SELECT DISTINCT resource FROM weekly")}

    def all_series(self) -> list[Series]:
        """Return every series whose resource has a known kind: what a forecast is made of."""
        with self._db.gate:
            catalogue, weeks, told = self._news.catalogue(), self.weeks(), self._told()
            alive = {school: self.alive_weeks(school) for school, _ in weeks}
            return [
                Series.from_rows(
                    school, resource, kind, with_told(rows, told.get((school, resource), {})), alive=alive[school]
                )
                for (school, resource), rows in weeks.items()
                if (kind := catalogue.kind_of(resource)) is not None
            ]

    def series(self, school: SchoolId, resource: ResourceId) -> Series | None:
        """Return the weekly use of one resource at one school; None without a record, or unknown to the catalogue."""
        kind = self._news.catalogue().kind_of(resource)
        rows = self._db.rows(WEEKS + "WHERE w.school = ? AND w.resource = ? ORDER BY w.week", school, resource)
        if kind is None or not rows:
            return None
        told = self._told("WHERE school = ? AND resource = ?", school, resource).get((school, resource), {})
        weeks = with_told([week_row(row)[2] for row in rows], told)
        return Series.from_rows(school, resource, kind, weeks, alive=self.alive_weeks(school))

    def whole_weeks(self) -> Mapping[tuple[SchoolId, ResourceId, Week], WholeWeek]:
        """Return the totals of whole weeks that stand."""
        rows = self._db.rows(
            "SELECT school, resource, week, whole, whole_learners, whole_peak FROM weekly WHERE whole NOT NULL"
        )
        return {
            (SchoolId(school), ResourceId(resource), Week(week)): WholeWeek(units, learners, peak)
            for school, resource, week, units, learners, peak in rows
        }
