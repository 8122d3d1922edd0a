"""What the hub remembers of each node's last exchanges, so that the next says less (``sync.resumption``)."""

import msgspec
from sqlalchemy import Connection, delete, select

from hub import schema
from hub.database import Database
from shared.ids import NodeId
from sync.resumption import Resumption

KEPT = 3
"""Of one node: an answer may be lost, and its bundle come again."""


def remember(connection: Connection, node: NodeId, resumption: Resumption) -> None:
    """Remember where a node stands now, and forget the oldest of what is remembered of it."""
    table = schema.resumptions
    body = msgspec.msgpack.encode(resumption)
    connection.execute(delete(table).where(table.c.ticket == resumption.ticket))
    connection.execute(table.insert().values(ticket=resumption.ticket, node=node.hex(), body=body))
    newest = select(table.c.id).where(table.c.node == node.hex()).order_by(table.c.id.desc())
    old = connection.execute(newest.offset(KEPT)).scalars().all()
    connection.execute(delete(table).where(table.c.id.in_(old)))


def recall(db: Database, ticket: bytes) -> Resumption | None:
    """Return what is remembered under a ticket."""
    table = schema.resumptions
    with db.read() as connection:
        body = connection.execute(select(table.c.body).where(table.c.ticket == ticket)).scalar()
    return None if body is None else msgspec.msgpack.decode(body, type=Resumption)
