"""The lives of a hub, and a place in its feed: what tells a restored hub from the one that a node knows."""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from shared.ids import Head
from sync.chain import Bytes8, Bytes16, Counter


class HubIncarnation(msgspec.Struct, frozen=True, order=True, array_like=True):
    """
    One life of the hub. Greater is later, whatever the hub's clock says.

    ``ms`` begins as Unix milliseconds and only grows; ``rand`` tells two restored copies apart.
    """

    ms: Counter
    rand: Annotated[bytes, Bytes8]


class FeedPosition(msgspec.Struct, frozen=True, array_like=True):
    """A place in one stream of the feed, as a node names it in its requests."""

    hub_incarnation: HubIncarnation
    number: Counter
    head: Annotated[Head, Bytes16]


Feeds = dict[str, FeedPosition]
"""Where somebody is in each stream."""

OWN = ""
"""What an ack calls the stream of its node's site: whoever carries it learns not even which school it is for."""


def unnamed(feeds: Mapping[str, FeedPosition], site: str) -> Feeds:
    """
    Return *feeds* as an ack tells them to a node of *site*; as it told them already, they stay.

    >>> place = FeedPosition(HubIncarnation(1, bytes(8)), 1, Head(bytes(16)))
    >>> list(unnamed({"all": place, "074294": place}, "074294")), list(unnamed({"": place}, "074294"))
    (['all', ''], [''])
    """
    return {OWN if site and stream == site else stream: place for stream, place in feeds.items()}


def named(feeds: Mapping[str, FeedPosition], site: str) -> Feeds:
    """
    Undo ``unnamed``; where nobody knows the *site*, its stream is left out.

    >>> place = FeedPosition(HubIncarnation(1, bytes(8)), 1, Head(bytes(16)))
    >>> list(named({"all": place, "": place}, "074294")), list(named({"all": place, "": place}, ""))
    (['all', '074294'], ['all'])
    """
    return {stream or site: place for stream, place in feeds.items() if stream or site}


def next_hub_incarnation(
    own: HubIncarnation | None, shown: HubIncarnation | None, unix_ms: int, rand: bytes
) -> HubIncarnation:
    """
    Return the incarnation that a hub takes at its start, or when it finds that it was restored. Store it before use.

    *own* is the last one it remembers, *shown* the highest that a node proved. A clock in 1970 does no harm.

    >>> next_hub_incarnation(HubIncarnation(7, bytes(8)), HubIncarnation(9, bytes(8)), 0, bytes(8)).ms
    10
    """
    earlier = (seen.ms + 1 for seen in (own, shown) if seen)
    return HubIncarnation(max(unix_ms, 0, *earlier), rand)


def was_restored(own: HubIncarnation, shown: HubIncarnation | None, *, lacks: bool) -> bool:
    """
    Tell whether what a node proved shows that this hub runs from an older copy, so that it must draw anew.

    *lacks*: the hub does not hold a position or feed entry that the node shows to be this hub's own.

    >>> now = HubIncarnation(7, bytes(8))
    >>> was_restored(now, now, lacks=False), was_restored(now, now, lacks=True)
    (False, True)
    """
    return shown is not None and (shown > own or (shown == own and lacks))
