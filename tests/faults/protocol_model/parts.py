"""The words of the model: what travels, what is kept, and which error is planted."""

import hashlib
from dataclasses import dataclass
from typing import Any, NamedTuple

PER_BUNDLE, PER_FRAME, PER_PAGE = 5, 2, 3
"""Events in a bundle, events in a frame, entries in a page of the feed."""
ROOT = "0"

Life = tuple[int, int]
"""A life of the hub: a number that only grows, and a random one."""


def digest(*parts: Any) -> str:
    """Return a short hash of anything that prints the same twice."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=6).hexdigest()


class Broken(AssertionError):
    """An invariant does not hold; the text begins with its number."""


def need(holds: Any, what: str) -> None:
    """
    Check an invariant.

    Raises:
        Broken: It does not hold.
    """
    if not holds:
        raise Broken(what)


@dataclass(frozen=True)
class Rules:
    """The protocol, with at most one planted error in it."""

    planted: str = ""

    def have(self, *errors: str) -> bool:
        """Tell whether one of *errors* is planted."""
        return self.planted in errors

    def blind(self, *more: str) -> bool:
        """Tell whether the hub ignores what it is shown."""
        return self.have("asis_hub_rollback_unseen", "same_hub_inc", *more)


class Fact(NamedTuple):
    """One event: ``what`` is ("use", tag) or ("mark", tag, anchored, offset), ``who`` a pseudonym."""

    incarnation: str
    seq: int
    prev: str
    head: str
    who: str
    what: tuple[Any, ...]

    @property
    def tag(self) -> int:
        """What tells this fact from every other that was ever recorded."""
        return int(self.what[1])


class Item(NamedTuple):
    """Immutable, signed by the hub. ``issued`` is a ghost: the true order, which nobody in the protocol sees."""

    birth: tuple[Life, int]
    issued: int
    stream: str
    subject: Any


class Entry(NamedTuple):
    """An item at its place in a stream."""

    life: Life
    number: int
    head: str
    item: Item


class Shown(NamedTuple):
    """Where a node is in a stream: the head of its last entry, whose life and number, and the life that moved it."""

    stream: str
    head: str
    life: Life | None
    number: int
    moved_by: Life | None


class Ack(NamedTuple):
    """The hub's answer. ``closed`` are incarnations said to be complete (an error of an earlier draft)."""

    key: str
    life: Life
    state: str
    tips: tuple[tuple[str, int, str], ...]
    closed: tuple[str, ...] = ()


class Page(NamedTuple):
    """Entries that follow *base*."""

    stream: str
    life: Life
    base: str
    entries: tuple[Entry, ...]


class Marks(NamedTuple):
    """Places from which a node may go on, in answer to a position that the hub does not know."""

    stream: str
    life: Life
    asked: str
    heads: tuple[str, ...]


class Seen(NamedTuple):
    """What a history can be compared by: facts and decisions by their numbers, in the order in which they were made."""

    facts: frozenset[int]
    acked: tuple[int, ...]
    """How many facts each node counts as acked."""
    decided: tuple[frozenset[int], ...]
    """Which decisions the hub holds, and each node."""


Document = Ack | Page | Marks
Reply = tuple[Document, ...]
"""What comes back for a bundle. The ack is first; on a stick, all of it lies in one file."""

Wire = tuple[str, int, Any, tuple[Any, ...]]
"""An event under way: its learner is a name, or the identity of an event that named it."""


class Bundle(NamedTuple):
    """What travels up: frames of events after ``prev``, the head after each frame, and what the node shows."""

    id: str
    key: str
    prev: str
    frames: tuple[tuple[Wire, ...], ...]
    ends: tuple[str, ...]
    shown: tuple[Shown, ...]
    returned: tuple[Item, ...]
    proof: Ack | None
    code: str | None
    site: str

    @property
    def count(self) -> int:
        """How many events it holds."""
        return sum(len(frame) for frame in self.frames)


def birth_order(item: Item) -> tuple[Any, str]:
    """Order items as nodes and hub do: by birth, and by content where two restored hubs gave one birth twice."""
    return item.birth, digest(item)
