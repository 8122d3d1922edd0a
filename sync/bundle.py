"""The bundle as its node makes it: signed inside, sealed outside."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import accumulate
from typing import Any

import msgspec

from shared.errors import BadInput
from shared.events import Fields, canonical
from shared.ids import Head, Incarnation, NodeId
from sync.ack import Ack, expected_ack
from sync.chain import MAX_BODY_BYTES, Position, heads_after
from sync.feed import FeedItem
from sync.frames import MAX_FRAME_EVENTS, encode_frame
from sync.header import (
    MAX_BUNDLE_EVENTS,
    MAX_RUNS,
    SCHEMA,
    Header,
    RunRange,
    brief_header,
    seal_header,
)
from sync.keys import HubPublic, NodeKeys
from sync.lives import FeedPosition, HubIncarnation
from sync.resumption import SALT_BYTES, Names, Resumption, bundle_secret, kept, secret_after
from sync.returning import sealed_items
from sync.stream import encrypt
from sync.tables import Tables

MAX_BUNDLE_BYTES = 4 * 1_048_576
MAX_BUNDLE_BODY_BYTES = 2 * 1_048_576
"""Canonical bytes of all the records of a bundle together: 10,000 uses are about 700 KB."""

_FRAME_BODY_BYTES = 262_144


@dataclass(frozen=True, slots=True)
class Run:
    """Events of one incarnation that follow each other, from *first_seq* on."""

    incarnation: Incarnation
    first_seq: int
    records: list[Fields]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, to whom, and what each of its bundles says."""

    keys: NodeKeys
    hub: HubPublic
    site: str = ""
    enrolment: bytes | None = None
    """The proof that it belongs to its site, as long as the hub has not recognised it."""
    health: Fields = field(default_factory=dict)
    """A small map about the computer."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a node knows from the hub, and shows it in a bundle."""

    feeds: Mapping[str, FeedPosition] = field(default_factory=dict)
    """Where it is in each stream."""
    hub_incarnation: HubIncarnation | None = None
    """The highest life of the hub that it has seen."""
    hub_proof: bytes = b""
    """The signed ack that shows that life."""
    resumption: Resumption | None = None
    """What the hub remembers of the last exchange; of the very position and places that the bundle goes on from."""


NOTHING_HEARD = Heard()


class Sealed(msgspec.Struct, frozen=True, array_like=True):
    """A bundle ready to travel, from after ``base`` to ``end``. Keep all of it to send the very same bytes again."""

    data: bytes
    base: Position
    end: Position
    proves: bool = False
    """Whether it shows the proof of enrolment."""
    node_id: bytes = b""
    """Whose key signed it."""
    secret: bytes = b""
    """What is remembered once it is acked, with the names defined until then."""
    names: Names = {}
    feeds: dict[str, FeedPosition] = {}
    health: dict[int, Any] = {}
    hub_incarnation: HubIncarnation | None = None
    """The highest life of the hub that it shows."""
    resumed: bool = False
    """Whether it leaves out what that life of the hub remembers."""
    returned: int = 0
    """How many items that the hub lost follow its events."""

    @property
    def expected(self) -> Ack | None:
        """The ack that answers it where all goes well and nothing is new, but its time; None where it is in full."""
        if not self.resumed or self.hub_incarnation is None:
            return None
        return expected_ack(NodeId(self.node_id), self.hub_incarnation, self.end, self.feeds)

    @property
    def id(self) -> str:
        """The hash of the bytes in hexadecimal: what names the bundle everywhere."""
        return bundle_id(self.data)


def bundle_id(data: bytes) -> str:
    """
    Return the id of the bundle with these bytes.

    >>> len(bundle_id(b"CHQ2"))
    32
    """
    return blake2b(data, digest_size=16).hexdigest()


def seal(
    sender: Sender,
    base: Position,
    runs: Sequence[Run],
    heard: Heard = NOTHING_HEARD,
    *,
    returned: Sequence[FeedItem] = (),
) -> Sealed:
    """
    Seal the events of *runs*, which follow *base* on the node's chain, so that only the sender's hub can read them.

    Without runs it is the question "anything new?". Where *heard* has a resumption, what the hub remembers is not said
    again. *returned* are items that the hub lost: they travel only in a bundle told in full.

    Raises:
        BadInput: More runs or events than a bundle may hold, a record that is too long, or one with a float.
    """
    bodies = [[canonical(record) for record in run.records] for run in runs]
    _check_bounds(runs, bodies)
    heads = heads_after(base.head, (body for run in bodies for body in run))
    end = Position(runs[-1].incarnation, runs[-1].first_seq + len(bodies[-1]) - 1, heads[-1]) if runs else base
    salt, resumption = secrets.token_bytes(SALT_BYTES), heard.resumption
    header = Header(
        schema=SCHEMA,
        verify_key=sender.keys.verify_key,
        secret=bundle_secret(resumption.secret, salt) if resumption else secrets.token_bytes(16),
        base=base,
        runs=tuple(RunRange(run.incarnation, run.first_seq, len(run.records)) for run in runs),
        end_head=end.head,
        feeds=dict(resumption.feeds if resumption else heard.feeds),
        hub_incarnation=heard.hub_incarnation,
        hub_proof=heard.hub_proof,
        site=sender.site,
        enrolment=sender.enrolment,
        health=dict(sender.health),
        returned=0 if resumption else len(returned),
    )
    tables = Tables(resumption.names if resumption else None)
    frames = list(_frames(runs, bodies, heads, tables))
    if resumption:
        before, brief = brief_header(header, resumption, salt)
        data = before + encrypt(header.stream_key, [brief, *frames])
    else:
        data = seal_header(header, sender.keys, sender.hub) + encrypt(header.stream_key, frames)
        data += sealed_items(header.secret, returned)
    return Sealed(
        data=data,
        base=base,
        end=end,
        proves=sender.enrolment is not None,
        node_id=sender.keys.node_id,
        secret=resumption.secret if resumption else secret_after(header.secret),
        names=kept(tables.names()),
        feeds=header.feeds,
        health=header.health,
        hub_incarnation=heard.hub_incarnation,
        resumed=resumption is not None,
        returned=header.returned,
    )


def _check_bounds(runs: Sequence[Run], bodies: Sequence[Sequence[bytes]]) -> None:
    sizes = [len(body) for run in bodies for body in run]
    if max(sizes, default=0) > MAX_BODY_BYTES:
        raise BadInput(
            "Un registro mide más de %(most)s bytes y no puede viajar. Avise a soporte.",
            most=MAX_BODY_BYTES,
        )
    if len(runs) > MAX_RUNS or len(sizes) > MAX_BUNDLE_EVENTS or sum(sizes) > MAX_BUNDLE_BODY_BYTES:
        raise BadInput("Son demasiados registros para un paquete. Envíe menos registros por paquete.")
    if not all(bodies):
        raise BadInput("Un tramo del paquete no tiene registros. Avise a soporte.")


def _frames(
    runs: Sequence[Run], bodies: Sequence[Sequence[bytes]], heads: Sequence[Head], tables: Tables
) -> Iterator[bytes]:
    """
    Give the plain bytes of each frame of events: the head after its last event, then its columns.

    The head after the last event of all is in the header.
    """
    done = 0
    for run, run_bodies in zip(runs, bodies, strict=True):
        at = 0
        while at < len(run.records):
            size = _frame_size(run_bodies[at : at + MAX_FRAME_EVENTS])
            done += size
            head = heads[done - 1] if done < len(heads) else b""
            yield head + encode_frame(run.records[at : at + size], tables)
            at += size


def _frame_size(bodies: Sequence[bytes]) -> int:
    """Return how many events go into the next frame: at least one, and no more bytes than a frame is meant for."""
    ends = accumulate(len(body) for body in bodies)
    return max(1, sum(1 for end in ends if end <= _FRAME_BODY_BYTES))
