"""The lives that this hub remembers of itself; one that it signed and does not remember was lost with its disk."""

from sqlalchemy import Connection, select

from hub import schema
from sync.lives import HubIncarnation

_LAST = select(schema.lives).order_by(schema.lives.c.ms.desc(), schema.lives.c.rand.desc()).limit(1)


def last_life(connection: Connection) -> HubIncarnation | None:
    """Return the life that the hub is in, or None before its first."""
    row = connection.execute(_LAST).one_or_none()
    return HubIncarnation(row.ms, bytes.fromhex(row.rand)) if row else None


def remembers(connection: Connection, life: HubIncarnation) -> bool:
    """Tell whether this hub knows of a life of its own."""
    table = schema.lives
    mine = (table.c.ms == life.ms, table.c.rand == life.rand.hex())
    return connection.execute(select(table.c.ms).where(*mine)).first() is not None
