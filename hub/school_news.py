"""What schools tell of units that are no more, of who has a duty, and of days of their own, as plain values."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from hub import left_out, schema
from shared.day_numbers import day_of_number
from shared.facts import BEGINS
from shared.ids import ResourceId, SchoolId, SiteId
from shared.own_days import OwnDays


@dataclass(frozen=True, slots=True, kw_only=True)
class LossRow:
    """Units that a site lost; ``day`` is None where nobody said when."""

    site: SiteId
    resource: ResourceId
    serial: str
    units: int
    cause: str
    report_number: str
    day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow:
    """Somebody of a site, by pseudonym, who began or ended a duty; ``audit`` is the head of its own history."""

    site: SiteId
    person: str
    role: str
    begins: bool
    audit: str
    day: date | None
    received_s: int
    """When the hub had it, in Unix seconds."""


def losses(connection: Connection) -> list[LossRow]:
    """Return what sites lost, the newest first, those without a day last."""
    table = schema.losses.c
    rows = connection.execute(
        select(schema.losses).order_by(table.day.is_(None), table.day.desc(), table.site, table.incarnation, table.seq)
    )
    return [
        LossRow(
            site=SiteId(row.site),
            resource=ResourceId(row.resource),
            serial=row.serial,
            units=row.units,
            cause=row.cause,
            report_number=row.report_number,
            day=row.day,
        )
        for row in rows
    ]


def duties(connection: Connection, site: SiteId) -> list[DutyRow]:
    """Return who began and ended which duty at a site, in the order in which its events are chained."""
    table = schema.duties.c
    return _duties(
        connection,
        select(schema.duties).where(table.site == site).order_by(table.received_s, table.depth, table.incarnation),
    )


def duties_since(connection: Connection, since_s: int, most: int) -> list[DutyRow]:
    """Return at most *most* changes of duty that came since a second, at any site, the newest first."""
    table = schema.duties.c
    newest = table.received_s.desc(), table.depth.desc(), table.incarnation
    return _duties(connection, select(schema.duties).where(table.received_s >= since_s).order_by(*newest).limit(most))


def _duties(connection: Connection, query: Select[Any]) -> list[DutyRow]:
    return [
        DutyRow(
            site=SiteId(row.site),
            person=row.person,
            role=row.role,
            begins=row.action == BEGINS,
            audit=row.audit,
            day=row.day,
            received_s=row.received_s,
        )
        for row in connection.execute(query)
    ]


def own_days(connection: Connection) -> list[OwnDays]:
    """Return the days that services told of themselves, in order: see ``shared.own_days.standing``."""
    table = schema.own_days.c
    rows = connection.execute(
        select(schema.own_days)
        .where(left_out.of_own_school(schema.own_days))
        .order_by(table.received_s, table.depth, table.incarnation)
    )
    return [
        OwnDays(
            school=SchoolId(row.school),
            first=day_of_number(row.first),
            last=day_of_number(row.last),
            open=row.open,
            cause=row.cause,
        )
        for row in rows
    ]
