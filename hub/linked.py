"""Which sites read on a laptop of theirs what the region tells them, and which of a plan must be told otherwise."""

from sqlalchemy import select

from hub import schema
from hub.database import Database
from hub.rows import NodeState
from shared.ids import SiteId


def linked(db: Database) -> frozenset[SiteId]:
    """Return the sites that have a computer that is believed (``enrol.is_linked``, of all)."""
    table = schema.nodes.c
    with db.read() as connection:
        return frozenset(connection.execute(select(table.site).where(table.state == NodeState.OK)).scalars())


def without_laptop(db: Database, plan: str) -> int:
    """Return for how many sites a plan that went out has a decision that no laptop of theirs reads."""
    table = schema.decisions.c
    with db.read() as connection:
        sites = set(connection.execute(select(table.site).where(table.plan == plan)).scalars())
    return len(sites - linked(db))
