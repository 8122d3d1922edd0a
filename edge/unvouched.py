"""Decisions of a key that the region replaced: they hold here, and a hub that lost them does not get them back."""

from edge.store import Store
from sync.feed import ALL
from sync.keys import HubPublic
from sync.returning import is_of


def unvouched(store: Store, hub: HubPublic, site: str) -> int:
    """
    Return how many items hold here that the hub carries no more, and that *hub*'s key did not sign.

    Whoever has the replaced key could sign more of them, so nobody takes them back; the office is told that they are,
    until it says something later of the same.
    """
    strange = [item for item in store.outbox.lost((ALL, site)) if not is_of(item, hub)]
    holding = {kind: store.news.items(kind) for kind in {item.kind for item in strange}}
    return sum(item in holding[item.kind] for item in strange)
