"""What the region tells the computers of one site of each other: the public keys by which they know their papers."""

from collections import defaultdict

import msgspec
from sqlalchemy import Connection, select

from hub import schema
from hub.keyfiles import read_keys
from hub.rows import NodeState
from hub.store import Store
from shared.ids import SiteId
from shared.laptops import Laptop, Laptops

KIND = "laptops"
_KNOWN = (NodeState.OK, NodeState.REVOKED)


def tell(store: Store) -> int:
    """Issue to each site that has more than one computer the keys of all of them; return how many are news."""
    keys, told = read_keys(store.config), 0
    with store.begin() as connection:
        life = store.issuing_life(connection)
        for site, laptops in _by_site(connection).items():
            body = msgspec.json.encode(Laptops(site=site, laptops=laptops))
            told += store.issue(connection, life, keys, stream=site, kind=KIND, subject=f"{KIND}/{site}", body=body)
    return told


def _by_site(connection: Connection) -> dict[SiteId, tuple[Laptop, ...]]:
    table = schema.nodes
    rows = connection.execute(
        select(table.c.site, table.c.verify_key, table.c.state)
        .where(table.c.state.in_(_KNOWN), table.c.site != "")
        .order_by(table.c.site, table.c.enrolled_s, table.c.node)
    )
    found: dict[SiteId, list[Laptop]] = defaultdict(list)
    for site, key, state in rows:
        if key:
            found[SiteId(site)].append(Laptop(key=key, revoked=state == NodeState.REVOKED))
    return {site: tuple(laptops) for site, laptops in found.items() if len(laptops) > 1}
