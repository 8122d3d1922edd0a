"""On which days each site was heard, as each night notes it; and what day it is, where the clock was set back."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, delete, func, select

from hub import schema
from hub.database import at
from hub.rows import NodeState
from hub.store import Store
from shared.clock import LIMA

MISTAKEN = timedelta(days=60)
"""A note of so long after now was made by a clock that was ahead: it is not believed."""
_DAYS = schema.health.heard_days


def note(store: Store) -> int:
    """Note the last day on which each site was heard; return how many are new."""
    with store.begin() as connection:
        last = _last_heard(connection)
        known = {(row.site, row.day) for row in connection.execute(select(_DAYS))}
        now = today(store, connection)
        rows = [
            {"site": site, "day": day} for site, day in sorted(last.items()) if (site, day) not in known and day <= now
        ]
        if rows:
            connection.execute(_DAYS.insert(), rows)
        connection.execute(delete(_DAYS).where(_DAYS.c.day > now))
    return len(rows)


def days(connection: Connection, until: date) -> Mapping[str, list[date]]:
    """
    Return the days on which each site was heard, in order, those since the last night too.

    One after *until*, which is ``today``, was noted by a clock that was ahead.
    """
    found: dict[str, set[date]] = {}
    for site, day in connection.execute(select(_DAYS.c.site, _DAYS.c.day)).all():
        found.setdefault(site, set()).add(day)
    for site, day in _last_heard(connection).items():
        found.setdefault(site, set()).add(day)
    believed = ((site, sorted(day for day in some if day <= until)) for site, some in found.items())
    return {site: kept for site, kept in believed if kept}


def today(store: Store, connection: Connection) -> date:
    """Return what day it is in Lima; where the clock was set back, the last day that the hub noted."""
    now = store.clock.now()
    noted: date | None = connection.execute(select(func.max(_DAYS.c.day))).scalar()
    days = [newest_noted(connection).astimezone(LIMA).date(), *([noted] if noted else [])]
    here = now.astimezone(LIMA).date()
    return max([here, *(day for day in days if day - here <= MISTAKEN)])


def newest_noted(connection: Connection) -> datetime:
    """Return the latest moment that the hub itself noted: no clock that is right shows an earlier one."""
    columns = schema.nodes.c.last_bundle_s, schema.segments.c.committed_s, schema.operation.runs.c.began_s
    found = [connection.execute(select(func.max(column))).scalar() for column in columns]
    return at(max((int(one) for one in found if one is not None), default=0)).astimezone(UTC)


def _last_heard(connection: Connection) -> dict[str, date]:
    nodes = schema.nodes.c
    heard = nodes.state == NodeState.OK, nodes.last_bundle_s.is_not(None)
    query = select(nodes.site, func.max(nodes.last_bundle_s)).where(*heard).group_by(nodes.site)
    rows = connection.execute(query).all()
    return {site: at(last).astimezone(LIMA).date() for site, last in rows}
