"""What a site was told of what the office did, as a node of today reads it."""

import msgspec

from hub.store import Store
from shared.notices import KIND, Notice


def notices_of(store: Store, site: str) -> list[Notice]:
    """Return the notices in the feed of a site, the first one first, those that hold no more among them."""
    bodies = [entry.item.body for entry in store.entries(site) if entry.item.kind == KIND]
    return [msgspec.json.decode(body, type=Notice) for body in bodies]
