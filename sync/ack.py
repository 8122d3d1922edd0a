"""The hub's signed answer to a bundle, and what a node may conclude from it."""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal

import msgspec

from shared.dating import plausible
from shared.errors import Untrusted
from shared.ids import NodeId
from sync.chain import START, Bytes8, Position
from sync.keys import SIGNATURE_BYTES, HubKeys, HubPublic, verify
from sync.lives import FeedPosition, Feeds, HubIncarnation
from sync.wire import pack, unpack

ACK = b"chasqui/ack/1"
MAX_ACK_BYTES = 1_536
MAX_TIPS = 32
_MAX_TIME_BYTES = 9


class Ack(msgspec.Struct, frozen=True, array_like=True):
    """
    What the hub holds of a node's history.

    ``state`` is "held" while the node is not enrolled or is revoked: its bytes wait, and nothing is received.
    ``received`` is the last event along the acked bundle's own chain; ``tips`` are the other ends and fork points of
    every chain that this key brought something to. ``feeds`` is where the node is in the feed
    once it has taken what comes with this, its own site's stream unnamed (``sync.lives.OWN``).
    ``hub_time`` is in Unix seconds.
    """

    node_id: Annotated[NodeId, Bytes8]
    hub_incarnation: HubIncarnation
    hub_time: int
    state: Literal["ok", "held"]
    received: Position | None = None
    tips: Annotated[tuple[Position, ...], msgspec.Meta(max_length=MAX_TIPS)] = ()
    feeds: Annotated[Feeds, msgspec.Meta(max_length=8)] = {}


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """How far a node knows the hub to have come, in which life of the hub, and the signed ack that proves it."""

    hub_incarnation: HubIncarnation | None = None
    acked: Position = START
    proof: bytes = b""


class Said(msgspec.Struct, frozen=True, array_like=True):
    """The time of the last ack that counted in this life of the hub, the deepest own position, and the places in the
    feed that were named."""

    hub_time: int = 0
    at: Position | None = None
    feeds: Feeds = {}


Place = Callable[[Position], int | None]
"""
Where a position is in a node's own log: 1 for the first event, growing; None, 0 or False where it is not its own.

"Its own" means the same incarnation, the same seq *and* the same head.
"""


def sign_ack(ack: Ack, hub: HubKeys) -> bytes:
    """Return the ack as it travels: signature, then body. Of more than MAX_TIPS tips the last are kept."""
    tips = tuple(tip for tip in ack.tips if tip != ack.received)
    body = pack(msgspec.structs.replace(ack, tips=tips[-MAX_TIPS:], feeds=_in_order(ack.feeds)))
    return hub.sign(ACK, hub.hub_id + body) + body


def expected_ack(node_id: NodeId, life: HubIncarnation, received: Position, feeds: Mapping[str, FeedPosition]) -> Ack:
    """Return the ack that answers a bundle up to *received* when all goes well and there are no news, but its time."""
    return Ack(node_id, life, 0, "ok", received, feeds=_in_order(feeds))


def shortened(signed: bytes, expected: Ack) -> bytes:
    """
    Return a signed ack without what its node expects of it anyway: then only the signature and the hub's time travel.

    *expected* is the ack that answers a bundle when all goes well; its time does not matter.
    """
    ack = unpack(signed[SIGNATURE_BYTES:], Ack, max_bytes=MAX_ACK_BYTES, what="la constancia de la oficina")
    same = msgspec.structs.replace(ack, hub_time=expected.hub_time) == expected
    return signed[:SIGNATURE_BYTES] + pack(ack.hub_time) if same else signed


def _in_order(feeds: Mapping[str, FeedPosition]) -> Feeds:
    return dict(sorted(feeds.items()))


def in_full(data: bytes, expected: Ack) -> bytes:
    """
    Undo ``shortened``: return the ack as it was signed. Nothing in it is verified yet.

    Raises:
        BadBundle: It is no ack, and no time either.
    """
    body = data[SIGNATURE_BYTES:]
    if len(body) > _MAX_TIME_BYTES:
        return data
    hub_time = unpack(body, int, max_bytes=_MAX_TIME_BYTES, what="la constancia de la oficina")
    return data[:SIGNATURE_BYTES] + pack(msgspec.structs.replace(expected, hub_time=hub_time))


def open_ack(data: bytes, hub: HubPublic, node_id: NodeId) -> Ack:
    """
    Read an ack that *hub* gave to *node_id*.

    Raises:
        Untrusted: Signed by somebody else, or meant for another node.
        BadBundle: Signed by the hub, but of a shape that this version cannot read.
    """
    ack = _verified(data, hub)
    if ack.node_id != node_id:
        raise Untrusted("La constancia es para otra computadora. Se ignoró; no se perdió nada.")
    return ack


def shown_by(data: bytes, hub: HubPublic) -> Ack | None:
    """
    Return the ack that a bundle's header shows as proof, or None where it shows none.

    Whoever it was given to, the hub said it: a re-enrolled node shows what its earlier key was told.

    Raises:
        Untrusted: The proof is not this hub's.
        BadBundle: This version cannot read it.
    """
    return _verified(data, hub) if data else None


def _verified(data: bytes, hub: HubPublic) -> Ack:
    body = data[SIGNATURE_BYTES:]
    verify(hub.verify, ACK, hub.hub_id + body, data[:SIGNATURE_BYTES])
    return unpack(body, Ack, max_bytes=MAX_ACK_BYTES, what="la constancia de la oficina")


def believes(known: HubIncarnation | None, ack: Ack) -> bool:
    """
    Tell whether a node that knows *known* may listen to *ack*: never to an older life of the hub.

    >>> ack = Ack(NodeId(bytes(8)), HubIncarnation(5, bytes(8)), 0, "ok")
    >>> believes(None, ack), believes(HubIncarnation(6, bytes(8)), ack)
    (True, False)
    """
    return known is None or ack.hub_incarnation >= known


def deepest(ack: Ack, place: Place) -> Position | None:
    """
    Return the position of *ack* that is deepest in the node's own log, or None where none is its own.

    A position of another branch (a twin, a restored backup) has another head, and counts for nothing.
    """
    named = (ack.received, *ack.tips) if ack.state == "ok" else ()
    own = [(int(at), position) for position in named if position and (at := place(position))]
    return max(own, key=lambda found: (found[0], found[1].seq))[1] if own else None


def follows(ack: Ack, said: Said, place: Place) -> bool | None:
    """
    Tell whether *ack* was given after those that said *said*, in one life of the hub; None where it names the same.

    A hub only goes on along a log and along its feed, whatever its clock says.
    """
    mine, known = (None if at is None else place(at) for at in (deepest(ack, place), said.at))
    if mine is not None and known is not None and mine != known:
        return mine > known
    places = [(ack.feeds[stream].number, said.feeds[stream].number) for stream in ack.feeds.keys() & said.feeds.keys()]
    if all(now == before for now, before in places):
        return None
    return all(now >= before for now, before in places)


def is_old(ack: Ack, said: Said, place: Place) -> bool:
    """
    Tell whether *ack* was given before one that counted: whoever is on the road may play it again.

    What it names says so before its time does, for a clock that is put right may go back. An earlier time by itself is
    old, and so is one that no clock should say.
    """
    earlier, later = ack.hub_time < said.hub_time, follows(ack, said, place)
    if later is None or (later and not plausible(ack.hub_time)):
        return earlier
    return not later


def now_said(ack: Ack, said: Said, place: Place) -> Said:
    """Return *said* once *ack* counted; a "held" one names nothing."""
    return Said(ack.hub_time, deepest(ack, place) or said.at, said.feeds | ack.feeds)


def foreign(ack: Ack, place: Place) -> tuple[Position, ...]:
    """
    Return the ends and fork points of *ack* that are not in the node's own log: somebody wrote on from a copy of it.

    >>> tip = Position(b"elsewher", 3, bytes(16))
    >>> ack = Ack(NodeId(bytes(8)), HubIncarnation(5, bytes(8)), 0, "ok", tips=(tip,))
    >>> foreign(ack, {tip: 3}.get), foreign(ack, {}.get) == (tip,)
    ((), True)
    """
    tips = ack.tips if ack.state == "ok" else ()
    return tuple(sorted((tip for tip in tips if place(tip) is None), key=lambda tip: (tip.head, tip.seq)))


def advanced(cursor: Cursor, ack: Ack, signed: bytes, place: Place) -> Cursor:
    """
    Return the cursor after *ack*, whose bytes are *signed*: the whole rule of what an ack may move.

    Within one life of the hub the cursor never goes back. A newer life starts again from what it says it holds, so
    that what a restored hub lost is sent again. An older one changes nothing.
    """
    if not believes(cursor.hub_incarnation, ack):
        return cursor
    same = cursor.hub_incarnation == ack.hub_incarnation
    before, proof = (cursor.acked, cursor.proof) if same else (START, b"")
    named = deepest(ack, place)
    if named and (place(named) or 0) >= (place(before) or 0):
        return Cursor(ack.hub_incarnation, named, signed)
    return Cursor(ack.hub_incarnation, before, proof or signed)
