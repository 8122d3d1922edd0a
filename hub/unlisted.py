"""Resources that sites tell of and that no catalogue ever had: how many records, and that somebody looked into them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection, func, select

from hub import schema
from hub.database import put
from shared.resources import KOLIBRI

KIND = "unlisted"
"""Of the subject of the acts that take them off the list, ``unlisted/074294/mimeografo``."""
_NAME = "unlisted:"


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A code that a site tells of."""

    site: str
    resource: str
    records: int
    since_s: int | None
    """When the first request for it came; None: nobody knows."""


def unlisted(connection: Connection, known: Collection[str]) -> list[Unlisted]:
    """
    Return the codes that are none of those *known*, a site each, unless somebody looked into all their records.

    A channel of Kolibri is in no catalogue, and needs none.
    """
    found: dict[tuple[str, str], tuple[int, int | None]] = {}
    for site, resource, count, since_s in _told(connection):
        if resource in known or resource.startswith(KOLIBRI):
            continue
        before, first = found.get((site, resource), (0, None))
        earliest = min((one for one in (first, since_s) if one is not None), default=None)
        found[site, resource] = (before + count, earliest)
    seen = _seen(connection)
    every = [Unlisted(site, resource, *told) for (site, resource), told in sorted(found.items())]
    return [one for one in every if one.records > seen.get(_name(one.site, one.resource), 0)]


def settle(connection: Connection, site: str, resource: str, records: int) -> None:
    """Note that so many *records* of a code were looked into; one more is told again."""
    put(connection, schema.settings, {"name": _name(site, resource), "value": str(records).encode()})


def _told(connection: Connection) -> Iterator[tuple[str, str, int, int | None]]:
    """Give site, code, how many records, and since when, of each table that names resources."""
    asked, schools = schema.requests, schema.schools
    joined = asked.join(schools, schools.c.id == asked.c.school)
    query = select(schools.c.site, asked.c.resource, func.count(), func.min(asked.c.received_s))
    for row in connection.execute(query.select_from(joined).group_by(schools.c.site, asked.c.resource)):
        yield row[0], row[1], row[2], row[3]
    for table in (schema.losses, schema.objections, schema.stock):
        columns = (table.c.site, table.c.resource)
        for row in connection.execute(select(*columns, func.count()).group_by(*columns)):
            yield row[0], row[1], row[2], None


def _seen(connection: Connection) -> dict[str, int]:
    table = schema.settings.c
    query = select(table.name, table.value).where(table.name.startswith(_NAME, autoescape=True))
    return {name: int(value) for name, value in connection.execute(query).all()}


def _name(site: str, resource: str) -> str:
    # A site and a code may be longer together than the name of a setting.
    return _NAME + sha256(f"{site}\n{resource}".encode()).hexdigest()
