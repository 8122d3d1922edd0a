"""
What a node and its hub remember of their last exchange, so that the next bundle over HTTP need not say it again.

After an ack that names the end of a whole bundle, both hold the same: a secret, the position acked, the node's place in
each stream of the feed, and the names that the node's bundles defined so far. A *ticket*, which both compute from that
ack, names all this. Whoever forgot it is told in full: it saves bytes, and nothing depends on it.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, Protocol

import msgspec

from sync.ack import Ack
from sync.chain import Position
from sync.feed import Marks, Slice
from sync.keys import Key
from sync.lives import FeedPosition, Feeds, HubIncarnation
from sync.parts import Part

TICKET_BYTES = 12
SALT_BYTES = 12
MAX_KEPT_NAMES = 2_048
"""Of one field; a field with more names begins anew."""
MAX_KEPT_BYTES = 65_536

Names = dict[int, list[Any]]
"""The names of each field, by its number: text or bytes."""


class Resumption(msgspec.Struct, frozen=True, array_like=True):
    """Where a node stood after an exchange. ``secret`` is known to it and to its hub alone."""

    ticket: bytes
    secret: bytes
    verify_key: Key
    base: Position
    feeds: Feeds
    hub_incarnation: HubIncarnation
    names: Names = {}
    health: dict[int, Any] = {}


def secret_after(bundle_secret: bytes) -> bytes:
    """Return the secret that a bundle told in full leaves behind."""
    return blake2b(b"", key=bundle_secret, digest_size=32, person=b"chasqui/resume").digest()


def bundle_secret(secret: bytes, salt: bytes) -> bytes:
    """Return what the keys of a bundle come from that goes on from *secret*; *salt* is drawn for it alone."""
    return blake2b(salt, key=secret, digest_size=16, person=b"chasqui/bundle").digest()


class Told(Protocol):
    """A whole bundle, as its node sealed it or as its hub opened it."""

    @property
    def secret(self) -> bytes:
        """What is remembered of it."""

    @property
    def names(self) -> Names:
        """The names that were defined until its end."""

    @property
    def end(self) -> Position:
        """The position of its last event."""

    @property
    def health(self) -> Mapping[int, Any]:
        """What the laptop said of itself."""


def after(told: Told, verify_key: bytes, ack: Ack, signed: bytes) -> Resumption:
    """Return what is remembered of a whole bundle and of the ack of its end, whose bytes are *signed*."""
    return Resumption(
        ticket=blake2b(signed, key=told.secret, digest_size=TICKET_BYTES, person=b"chasqui/ticket").digest(),
        secret=told.secret,
        verify_key=verify_key,
        base=told.end,
        feeds=ack.feeds,
        hub_incarnation=ack.hub_incarnation,
        names=told.names,
        health=dict(told.health),
    )


def feeds_after(shown: Mapping[str, FeedPosition], pages: Sequence[Slice | Marks | Part]) -> Feeds:
    """Return where a node that showed *shown* is in each stream once it has applied *pages*; after marks, nowhere."""
    lost = {page.stream for page in pages if isinstance(page, Marks)}
    moved = {page.stream: page.entries[-1].position for page in pages if isinstance(page, Slice) and page.entries}
    return {stream: position for stream, position in ({**shown, **moved}).items() if stream not in lost}


def changed(health: Mapping[int, Any], known: Mapping[int, Any]) -> dict[int, Any]:
    """
    Return what must be said of *health* to whoever knows the *known*; None stands for what is no more.

    >>> changed({1: "0.2", 2: 7}, {1: "0.1", 2: 7, 3: True})
    {1: '0.2', 3: None}
    """
    gone = {number: None for number in known if number not in health}
    return {number: value for number, value in health.items() if known.get(number) != value} | gone


def with_changes(known: Mapping[int, Any], said: Mapping[int, Any]) -> dict[int, Any]:
    """
    Undo ``changed``.

    >>> with_changes({1: "0.1", 2: 7, 3: True}, {1: "0.2", 3: None})
    {1: '0.2', 2: 7}
    """
    return {number: value for number, value in ({**known, **said}).items() if value is not None}


def kept(names: Names) -> Names:
    """Return as many of *names* as both sides remember: by number of field, whole fields, within the bounds."""
    found: Names = {}
    left = MAX_KEPT_BYTES
    for number, own in sorted(names.items()):
        size = sum(len(name) + 8 for name in own)
        if own and len(own) <= MAX_KEPT_NAMES and size <= left:
            found[number] = list(own)
            left -= size
    return found
