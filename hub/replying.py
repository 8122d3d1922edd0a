"""What the hub says to a node that sent it a bundle: the signed ack, and what the feed has for its site."""

from sqlalchemy import Connection

from hub import streams, tree
from hub.resumptions import remember
from shared.ids import SiteId
from sync import parts
from sync.ack import Ack, expected_ack, shortened, sign_ack
from sync.chain import Position
from sync.feed import ALL
from sync.keys import HubKeys
from sync.lives import HubIncarnation, named, unnamed
from sync.opened import Opened
from sync.reply import Reply
from sync.resumption import after, feeds_after

_ACK_BYTES = 320
"""Of a usual answer without pages; one that names many branches is longer."""


def held(opened: Opened, keys: HubKeys, life: HubIncarnation, now_s: int) -> Reply:
    """Return what a node is told that is not believed: its bytes wait."""
    return Reply(sign_ack(Ack(opened.node_id, life, now_s, "held"), keys))


def answered(
    connection: Connection,
    opened: Opened,
    keys: HubKeys,
    *,
    life: HubIncarnation,
    site: SiteId,
    received: Position | None,
    now_s: int,
    most: int | None = None,
) -> Reply:
    """
    Return what an enrolled node is told, and remember where it stands once it knows that all of it came.

    *most* is how many bytes its road can take, about.
    """
    node, header = opened.node_id, opened.header
    here = named(header.feeds, site)
    left = None if most is None else most - _ACK_BYTES
    begun = parts.said(header.health)
    pages = streams.pages_for(connection, life, site=site, shown=here, most=left, begun=begun)
    shown = {stream: position for stream, position in here.items() if stream in (ALL, site)}
    ack = Ack(
        node_id=node,
        hub_incarnation=life,
        hub_time=now_s,
        state="ok",
        received=received,
        tips=tree.tips_for(connection, node),
        feeds=unnamed(feeds_after(shown, pages), site),
    )
    signed = sign_ack(ack, keys)
    if received is not None and is_settled(opened, received):
        remember(connection, node, after(opened, header.verify_key, ack, signed))
        if opened.resumed:
            signed = shortened(signed, expected_ack(node, opened.resumed, received, header.feeds))
    packs = begun is not None
    return Reply(signed, tuple(streams.travelling(page, keys, header.verify_key, packs=packs) for page in pages))


def is_settled(opened: Opened, received: Position | None) -> bool:
    """Tell whether all of a bundle was read and counts up to its end."""
    return opened.complete and received == opened.end and not opened.skimmed
