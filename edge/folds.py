"""What the log adds up to: stock, loans and weekly use, kept in step with every event and rebuildable from all."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from edge.device_rows import DeviceTable
from shared.dating import When
from shared.day_numbers import day_of_number, number_of
from shared.demand import TOLD, WeekRow
from shared.devices import changes, serial_of, touched
from shared.events import Event
from shared.fact_fields import DONE, Fact
from shared.facts import Count, Day, Feedback, Loan, Return, Unserved, Use, WeeklyTotal
from shared.ids import ResourceId, SchoolId
from shared.occurred import Occurred, Precision
from shared.own_days import own_days
from shared.resources import ResourceKind
from shared.school_year import Week
from shared.stock import StockState, fold

TABLES = ("stock", "loans", "weekly", "day_use", "told", "alive", "devices", "serial_counts", "own_days")
_SCHOOL_WEEK_DAYS = 0b11111
_MOST_STOCKOUT_DAYS = 5
_SITE = ""
"""Signs of life of the whole site: of facts that name no school."""

Kinds = Mapping[ResourceId, ResourceKind]


class Folds:
    """
    The folds of one database. Every call is part of the transaction around it.

    They depend on the log and on the kinds of the catalogue alone: when those change, everything is folded again.
    """

    def __init__(self, execute: Callable[..., Any], kinds: Kinds) -> None:
        self._execute = execute
        self._kinds = kinds

    def clear(self) -> None:
        """Empty every fold."""
        for table in TABLES:
            self._execute(f"DELETE FROM {table}")  # noqa: S608 - our own names

    def add(self, event: Event, when: When) -> None:
        """Fold one event; *when* is when it was recorded, as far as is known."""
        occurred = event.occurred
        self._stock(event, day := occurred.day() if occurred else when.day())
        if isinstance(event.fact, Loan | Return):
            self._loan(event.fact, day)
        self._devices(event.fact, day)
        if isinstance(event.fact, Day):
            self._own_days(event.fact)
        if occurred is None and (counted := when.counted_on()) is not None:
            occurred = Occurred.on(counted, "clock")
        if occurred is not None:
            self._alive(getattr(event.fact, "school", None) or _SITE, occurred)
            self._week(event, occurred)

    def _stock(self, event: Event, day: date | None) -> None:
        for state in fold(_States(self._execute), event, self._kinds, day=day).values():
            self._execute(
                "INSERT OR REPLACE INTO stock (resource, on_hand, lent, as_of) VALUES (?, ?, ?, ?)",
                (state.resource, state.on_hand, state.lent, _days(state.as_of)),
            )

    def _loan(self, fact: Loan | Return, day: date | None) -> None:
        key = (fact.resource, fact.borrower or b"", serial_of(fact.serial or ""))
        if isinstance(fact, Loan):
            self._execute(
                "INSERT INTO loans (resource, borrower, serial, units, due, since, learner) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET units = units + excluded.units, due = excluded.due, "
                "learner = excluded.learner",
                (*key, fact.units, fact.due, _days(day), fact.learner),
            )
            return
        where = "WHERE resource = ? AND borrower = ? AND serial = ?"
        self._execute(f"UPDATE loans SET units = units - ? {where}", (fact.units, *key))  # noqa: S608
        self._execute(f"DELETE FROM loans {where} AND units <= 0", key)  # noqa: S608

    def _devices(self, fact: Fact, day: date | None) -> None:
        if not touched(fact):
            return
        table = DeviceTable(self._execute)
        for state in changes(table, fact, day).values():
            table.put(state)
        if isinstance(fact, Count) and day is not None:
            self._execute(
                "INSERT INTO serial_counts (resource, day) VALUES (?, ?) "
                "ON CONFLICT DO UPDATE SET day = max(day, excluded.day)",
                (fact.resource, _days(day)),
            )

    def _own_days(self, fact: Day) -> None:
        told = own_days(fact)
        self._execute(
            "INSERT INTO own_days (school, first, last, open, cause) VALUES (?, ?, ?, ?, ?)",
            (told.school, _days(told.first), _days(told.last), told.open, told.cause),
        )

    def _alive(self, school: str, occurred: Occurred) -> None:
        self._execute(
            "INSERT INTO alive (school, week, days) VALUES (?, ?, ?) "
            "ON CONFLICT DO UPDATE SET days = days | excluded.days",
            (school, occurred.week(), _days_of(occurred)),
        )

    def _week(self, event: Event, occurred: Occurred) -> None:
        fact, week = event.fact, occurred.week()
        match fact:
            case Use():
                self._sum(fact.school, fact.resource, week, used=fact.units)
                self._day_use(fact, week, occurred)
                if fact.progress_pct is not None:
                    self._told(fact, week, progress_sum=min(fact.progress_pct, DONE), progresses=1)
            case Feedback():
                self._told(fact, week, score_sum=fact.score, scores=1)
            case Unserved():
                self._sum(fact.school, fact.resource, week, unserved=fact.units)
                self._stockout_days(fact, week, occurred)
            case WeeklyTotal() if fact.whole_week:
                self._whole_week(fact, week)
            case WeeklyTotal():
                self._sum(fact.school, fact.resource, week, added=fact.units, added_learners=fact.learners or 0)
                self._peak(fact, week)

    def _sum(self, school: SchoolId, resource: ResourceId, week: Week, **units: int) -> None:
        self._add("weekly", school, resource, week, units)

    def _told(self, fact: Use | Feedback, week: Week, **sums: int) -> None:
        """Apart from use: that somebody gave a face is no use, and begins no series."""
        self._add("told", fact.school, fact.resource, week, sums)

    def _add(self, table: str, school: SchoolId, resource: ResourceId, week: Week, sums: Mapping[str, int]) -> None:
        names = tuple(sums)
        updates = ", ".join(f"{name} = {name} + excluded.{name}" for name in names)
        self._execute(
            f"INSERT INTO {table} (school, resource, week, {', '.join(names)}) VALUES (?, ?, ?{', ?' * len(names)}) "  # noqa: S608
            f"ON CONFLICT DO UPDATE SET {updates}",
            (school, resource, week, *sums.values()),
        )

    def _day_use(self, fact: Use, week: Week, occurred: Occurred) -> None:
        """On one day a learner counts once towards the peak; where nobody is named, units do."""
        self._execute(
            "INSERT INTO day_use (school, resource, week, day, learner, units) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET units = units + excluded.units",
            (fact.school, fact.resource, week, occurred.day().weekday(), fact.learner or b"", fact.units),
        )

    def _peak(self, fact: WeeklyTotal, week: Week) -> None:
        self._execute(
            "UPDATE weekly SET peak = max(peak, ?) WHERE school = ? AND resource = ? AND week = ?",
            (fact.peak or 0, fact.school, fact.resource, week),
        )

    def _stockout_days(self, fact: Unserved, week: Week, occurred: Occurred) -> None:
        day = 1 << occurred.day().weekday()
        self._execute(
            "UPDATE weekly SET unserved_days = unserved_days | ? WHERE school = ? AND resource = ? AND week = ?",
            (day, fact.school, fact.resource, week),
        )

    def _whole_week(self, fact: WeeklyTotal, week: Week) -> None:
        """The last total of a whole week stands: a later one corrects it."""
        self._execute(
            "INSERT INTO weekly (school, resource, week, whole, whole_learners, whole_peak) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET whole = excluded.whole, whole_learners = excluded.whole_learners, "
            "whole_peak = excluded.whole_peak",
            (fact.school, fact.resource, week, fact.units, fact.learners or 0, fact.peak),
        )


class _States(Mapping[ResourceId, StockState]):
    """The stock table, read one resource at a time."""

    def __init__(self, execute: Callable[..., Any]) -> None:
        self._execute = execute

    def __getitem__(self, resource: ResourceId) -> StockState:
        row = self._execute("SELECT on_hand, lent, as_of FROM stock WHERE resource = ?", (resource,)).fetchone()
        if row is None:
            raise KeyError(resource)
        return StockState(resource, None, row[0], row[1], day_from(row[2]))

    def __iter__(self) -> Any:
        return (ResourceId(row[0]) for row in self._execute("SELECT resource FROM stock").fetchall())

    def __len__(self) -> int:
        return sum(1 for _ in self)


WEEKS = """
SELECT w.school, w.resource, w.week,
       coalesce(w.whole, w.used + w.added),
       coalesce(w.whole_peak, max(w.peak, coalesce((
           SELECT max(units) FROM (
               SELECT sum(CASE WHEN d.learner = x'' THEN d.units ELSE 1 END) AS units FROM day_use d
               WHERE d.school = w.school AND d.resource = w.resource AND d.week = w.week GROUP BY d.day
           )
       ), 0))),
       coalesce(w.whole_learners, w.added_learners + (
           SELECT count(DISTINCT d.learner) FROM day_use d
           WHERE d.school = w.school AND d.resource = w.resource AND d.week = w.week AND d.learner != x''
       )),
       w.unserved, w.unserved_days, coalesce(own.days, 0) | coalesce(site.days, 0)
FROM weekly w
LEFT JOIN alive own ON own.school = w.school AND own.week = w.week
LEFT JOIN alive site ON site.school = '' AND site.week = w.week
"""
"""Weekly use by school and resource, by the rules of the hub's ``weekly_demand``; ``week_row`` reads a row of it."""


def week_row(row: tuple[Any, ...]) -> tuple[SchoolId, ResourceId, WeekRow]:
    """
    Read one row of ``WEEKS``.

    >>> week_row(("0403691-0", "guia", 2950, 7, 0, 3, 2, 0b11, 0b11111))[2][:7]
    (2950, 7, 0, 3, 2, 2, 5)
    """
    school, resource, week, units, peak, learners, unserved, out_days, days = row
    return (
        SchoolId(school),
        ResourceId(resource),
        WeekRow(
            week, units, peak, learners, unserved, min(out_days.bit_count(), _MOST_STOCKOUT_DAYS), days.bit_count()
        ),
    )


TOLD_WEEKS = "SELECT school, resource, week, score_sum, scores, progress_sum, progresses FROM told "
"""What else was told of each week, by the rules of the hub's ``weekly_demand``."""

Told = Mapping[int, tuple[int, ...]]
"""By week, the sums in the order of ``shared.demand.TOLD``."""


def with_told(rows: Sequence[WeekRow], told: Told) -> list[WeekRow]:
    """
    Return the weeks of a series, in order, with what else was told of them; what came before its first use is left out.

    >>> with_told([WeekRow(2950, units=4, recorded_days=5)], {2949: (3, 1, 0, 0), 2950: (5, 2, 0, 0)})[0].scores
    2
    """
    known = {row.week: row for row in rows}
    late = (WeekRow(week, recorded_days=1) for week in told if rows and week > rows[0].week and week not in known)
    known |= {row.week: row for row in late}
    return [
        row._replace(**dict(zip(TOLD, told[week], strict=True))) if week in told else row
        for week, row in sorted(known.items())
    ]


def day_from(days: int | None) -> date | None:
    """Return the day that is so many days after 1970-01-01."""
    return None if days is None else day_of_number(days)


def _days(day: date | None) -> int | None:
    return None if day is None else number_of(day)


def _days_of(occurred: Occurred) -> int:
    """Return the days of its week on which the claim shows life, Monday in the lowest bit."""
    if occurred.precision is Precision.WEEK:
        return _SCHOOL_WEEK_DAYS
    return 1 << occurred.day().weekday()
