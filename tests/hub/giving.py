"""Items that a hub decided in a life which its copy knows nothing of, given back by a node."""

from sync.feed import FeedItem, signed_item
from sync.keys import HubKeys
from sync.lives import HubIncarnation
from tests.hub.builders import SITE, Node, Office

LOST = HubIncarnation(2_000_000_000_000, b"lostlife")
"""A life of the hub that its copy knows nothing of."""


def lost(
    office: Office, number: int = 1, *, subject: str = "plan/1", stream: str = SITE, kind: str = "x",
    body: bytes = b"lost", life: HubIncarnation = LOST, keys: HubKeys | None = None,
) -> FeedItem:  # fmt: skip
    return signed_item(FeedItem((life, number), stream, kind, subject, body), keys or office.keys)


def give(office: Office, node: Node, *items: FeedItem) -> None:
    office.take(node.bundle(returned=items))


def items(office: Office, stream: str = SITE) -> list[FeedItem]:
    return [entry.item for entry in office.store.entries(stream)]
