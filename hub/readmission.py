"""Taking back what this hub decided and lost with its disk: each item once, under a new number, never in silence."""

import logging
from collections.abc import Collection

from sqlalchemy import Connection

from hub import lost_work, restores, schema, streams
from hub.store import Store
from shared.ids import NodeId, SiteId
from sync.feed import ALL, FeedItem, digest_of, latest
from sync.keys import HubPublic
from sync.returning import is_of

_log = logging.getLogger(__name__)


def readmit(
    connection: Connection, store: Store, hub: HubPublic, returned: Collection[FeedItem], *, node: NodeId, site: SiteId
) -> None:
    """
    Take back the items that a node of *site* gives back: those that this hub signed, for it or for all, and has lost.

    Each keeps its birth, so that per subject the greatest holds whatever the order in which they come back. One of this
    very life, or a later one, shows that the hub was restored: a new life begins. The operator is told of each.
    """
    ours = [item for item in returned if item.stream in (ALL, site) and is_of(item, hub)]
    if len(ours) < len(returned):
        # Of what nobody vouches for not a word: whoever sent it would write this hub's log.
        _log.warning("returned_items_refused node=%s count=%d", node.hex(), len(returned) - len(ours))
    for item in ours:
        rivals = streams.of_subject(connection, item.stream, item.subject)
        if any(digest_of(one) == digest_of(item) for one in rivals):
            continue
        restores.note_lost(connection, item.birth[0], store.now_s())
        life = store.life(connection)
        if item.birth[0] >= life:
            life = store.next_life(connection, item.birth[0])
        number = streams.append(connection, life, item)
        _tell(connection, store, item, number, node=node, disputed=bool(rivals))
        if latest([item, *rivals])[item.subject] == item:
            lost_work.take_up(connection, store, item)


def _tell(connection: Connection, store: Store, item: FeedItem, number: int, *, node: NodeId, disputed: bool) -> None:
    row = {"stream": item.stream, "number": number, "node": node.hex(), "disputed": disputed, "at_s": store.now_s()}
    connection.execute(schema.readmitted.insert().values(**row, seen=False))
    _log.warning(
        "item_readmitted stream=%s subject=%s number=%d node=%s disputed=%s",
        *(item.stream, item.subject, number, node.hex(), disputed),
    )
