"""What was used in a month, as a table: by school and resource, in the weeks that begin in the month."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from edge.reports.report import Column, Report, of_pupils
from shared.demand import WeekRow
from shared.ids import ResourceId, SchoolId
from shared.resources import Resource
from shared.school_year import monday, week_of
from shared.web import N_

TITLE = N_("Uso del mes")
COLUMNS = (
    Column(N_("Recurso")),
    Column(N_("Código")),
    Column(N_("Servicio")),
    Column(N_("Cantidad usada"), adds=True),
    Column(N_("Pedido y no había"), adds=True),
    Column(N_("Días sin existencias"), adds=True),
    Column(N_("Estudiantes")),
)
"""Pupils are not added up: one who used two things is one."""
Key = tuple[SchoolId, ResourceId]
_YEARS = range(2000, 2100)


def month_of(text: str, today: date) -> date:
    """
    Return the first day of a month written ``2026-06``; that of the month before *today* where it is none.

    >>> month_of("2026-02", date(2026, 6, 23)), month_of("x", date(2026, 1, 9))
    (datetime.date(2026, 2, 1), datetime.date(2025, 12, 1))
    """
    try:
        asked = date.fromisoformat(f"{text}-01")
    except ValueError:
        return before(today)
    return asked if asked.year in _YEARS else before(today)


def before(day: date) -> date:
    """Return the first day of the month before that of *day*."""
    return date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)


def weeks_of(month: date) -> range:
    """
    Return the weeks whose Monday lies in the month that begins on a day: every week is one month's.

    >>> len(weeks_of(date(2026, 6, 1))), len(weeks_of(date(2026, 7, 1)))
    (5, 4)
    """
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return range(_first(month), _first(following))


def _first(day: date) -> int:
    week = week_of(day)
    return week if monday(week) == day else week + 1


def use_report(
    names: Mapping[ResourceId, Resource],
    weeks: Mapping[Key, Sequence[WeekRow]],
    pupils: Mapping[Key, int],
    month: date,
) -> Report:
    """Return a row for each resource of each service with a record in the month; few pupils are not told."""
    wanted = weeks_of(month)
    found = {key: [row for row in rows if row.week in wanted] for key, rows in weeks.items()}
    ordered = sorted(
        (key for key, rows in found.items() if rows), key=lambda key: (_name(names, key[1]), key[1], key[0])
    )
    return Report(TITLE, COLUMNS, tuple(_row(names, key, found[key], pupils.get(key, 0)) for key in ordered))


def _row(
    names: Mapping[ResourceId, Resource], key: Key, rows: Iterable[WeekRow], pupils: int
) -> tuple[str | int | date | None, ...]:
    school, resource = key
    told = list(rows)
    return (
        _name(names, resource),
        resource,
        school,
        sum(row.units for row in told),
        sum(row.unserved for row in told),
        sum(row.stockout_days for row in told),
        of_pupils(pupils),
    )


def _name(names: Mapping[ResourceId, Resource], resource: ResourceId) -> str:
    return names[resource].name if resource in names else resource
