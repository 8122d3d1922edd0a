"""Stopping to believe a computer: said to all, so that a restored hub hears of it from those that know."""

import logging

import msgspec
from sqlalchemy import Connection

from hub import enrol, streams
from hub.keyfiles import read_keys
from hub.rows import NodeState
from hub.store import Store
from shared.ids import NodeId
from sync.feed import ALL, FeedItem

KIND = "revocation"
_log = logging.getLogger(__name__)


class Revocation(msgspec.Struct, frozen=True, kw_only=True):
    """The body of its feed item, with subject ``revocation/<node>``; ``times`` counts those of one computer."""

    node: str
    times: int = 1


def revoke(store: Store, node: str) -> None:
    """
    Stop accepting what a node sends, and say so in the broadcast stream; its bundles are kept apart.

    Raises:
        BadInput: No such node.
    """
    keys = read_keys(store.config)
    with store.begin() as connection:
        enrol.revoke(connection, node)
        told = streams.of_subject(connection, ALL, subject_of(node))
        body = msgspec.json.encode(Revocation(node=node, times=len(told) + 1))
        life = store.issuing_life(connection)
        store.issue(connection, life, keys, stream=ALL, kind=KIND, subject=subject_of(node), body=body)


def was_revoked(connection: Connection, node: NodeId) -> bool:
    """Tell whether the region ever said that it believes this computer no more."""
    return bool(streams.of_subject(connection, ALL, subject_of(node.hex())))


def heed(connection: Connection, item: FeedItem) -> None:
    """
    Believe a node no more, because a revocation came back that this hub had lost.

    It gives way to an operator who accepted the node later; where neither is certain, one click accepts it again.
    """
    node = msgspec.json.decode(item.body, type=Revocation).node
    id_ = NodeId(bytes.fromhex(node))
    accepted = enrol.accepted_at(connection, id_)
    if enrol.state_of(connection, id_) is NodeState.OK and (accepted is None or item.birth > accepted):
        enrol.revoke(connection, node)
        _log.warning("revocation_came_back node=%s", node)


def subject_of(node: str) -> str:
    """
    Return what the items about the revocation of a node are about.

    >>> subject_of("00ff")
    'revocation/00ff'
    """
    return f"{KIND}/{node}"
