"""Sites with two histories after one point: who is told, since when, and that a person has looked into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from hub import schema
from hub.database import Database, at, put
from hub.region import names_of_sites
from shared.errors import BadInput
from shared.ids import SiteId

KIND = "site"
"""Of the subject of the acts that settle them, ``site/074294``."""
_NAME = "fork:"


@dataclass(frozen=True, slots=True)
class Fork:
    """A site where two computers write as one, or one goes on from an older copy; both histories are kept."""

    site: SiteId
    schools: tuple[str, ...]
    nodes: tuple[str, ...]
    """The keys that brought what branches off."""
    since: datetime


def open_counts(connection: Connection) -> Mapping[str, int]:
    """Return how many forks each site has, for the sites with one that nobody has looked into."""
    table, settled = schema.stretches, schema.settings
    counts = select(table.c.site, func.count()).where(table.c.forks).group_by(table.c.site)
    query = select(settled.c.name, settled.c.value).where(settled.c.name.startswith(_NAME, autoescape=True))
    seen = {name.removeprefix(_NAME): int(value) for name, value in connection.execute(query).all()}
    return {site: int(count) for site, count in connection.execute(counts).all() if count > seen.get(site, 0)}


def open_forks(db: Database) -> list[Fork]:
    """Return the sites whose histories nobody has looked into, the latest first."""
    table, segments = schema.stretches, schema.segments
    with db.read() as connection:
        sites = open_counts(connection)
        names = names_of_sites(connection, [SiteId(site) for site in sites])
        joined = table.join(segments, segments.c.name == table.c.segment)
        query = select(table.c.site, table.c.node, segments.c.committed_s).select_from(joined).where(table.c.forks)
        rows = [row for row in connection.execute(query).all() if row.site in sites]
    found = [
        Fork(
            SiteId(site),
            names.get(SiteId(site), ()),
            tuple(sorted({row.node for row in rows if row.site == site})),
            at(max(row.committed_s for row in rows if row.site == site)),
        )
        for site in {row.site for row in rows}
    ]
    return sorted(found, key=lambda one: (-one.since.timestamp(), one.site))


def settle(connection: Connection, site: str) -> int:
    """
    Note that the histories of a site were looked into, and return how many branch off; one more is told again.

    Raises:
        BadInput: There is nothing to look into.
    """
    count = open_counts(connection).get(site)
    if count is None:
        raise BadInput("En el local «%(site)s» no hay dos historias por aclarar.", site=site[:20])
    put(connection, schema.settings, {"name": f"{_NAME}{site}", "value": str(count).encode()})
    return count
