"""What the hub remembers of each node's last exchanges, so that the next says less (``sync.resumption``)."""

import msgspec
from sqlalchemy import Connection, bindparam, delete, select

from hub import schema
from hub.database import Database
from shared.ids import NodeId
from sync.resumption import Resumption

KEPT = 3
"""Of one node: an answer may be lost, and its bundle come again."""
_table = schema.resumptions
_OF_TICKET = _table.c.ticket == bindparam("of_ticket")
_OF_NODE = _table.c.node == bindparam("of_node")
_NEW, _BODY = _table.insert(), select(_table.c.body).where(_OF_TICKET)
_LATEST = select(_table.c.id).where(_OF_NODE, ~_OF_TICKET).order_by(_table.c.id.desc()).limit(KEPT - 1).correlate(None)
_OLD = delete(_table).where(_OF_TICKET | (_OF_NODE & _table.c.id.not_in(_LATEST)))
"""The same ticket, and of its node what one more leaves no room for. In one statement: a server may be far."""


def remember(connection: Connection, node: NodeId, resumption: Resumption) -> None:
    """Remember where a node stands now, and forget the oldest of what is remembered of it."""
    body = msgspec.msgpack.encode(resumption)
    connection.execute(_OLD, {"of_ticket": resumption.ticket, "of_node": node.hex()})
    connection.execute(_NEW, {"ticket": resumption.ticket, "node": node.hex(), "body": body})


def recall(db: Database, ticket: bytes) -> Resumption | None:
    """Return what is remembered under a ticket."""
    with db.read() as connection:
        body = connection.execute(_BODY, {"of_ticket": ticket}).scalar()
    return None if body is None else msgspec.msgpack.decode(body, type=Resumption)
