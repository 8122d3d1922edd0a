"""The bundle: sign inside, seal outside, and open whatever prefix of it arrived."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import accumulate, islice
from typing import Any

import msgspec

from shared.errors import BadBundle, BadInput, NewerFormat
from shared.events import Fields, canonical
from shared.ids import Head, Incarnation, NodeId
from sync.ack import Ack, expected_ack
from sync.chain import HEAD_BYTES, MAX_BODY_BYTES, Position, heads_after
from sync.frames import MAX_FRAME_EVENTS, decode_frame, encode_frame
from sync.header import (
    BRIEF_AT,
    MAX_BUNDLE_EVENTS,
    MAX_RUNS,
    SCHEMA,
    Header,
    Opening,
    Recall,
    RunRange,
    brief_header,
    forget,
    open_header,
    seal_header,
)
from sync.keys import HubKeys, HubPublic, NodeKeys, node_id_of
from sync.lives import FeedPosition, HubIncarnation
from sync.resumption import SALT_BYTES, Names, Resumption, bundle_secret, kept, secret_after
from sync.stream import decrypt, encrypt
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


@dataclass(frozen=True, slots=True)
class Frame:
    """Verified events that follow each other: as fields, as canonical bytes, and the head after each."""

    incarnation: Incarnation
    first_seq: int
    records: list[dict[int, Any]]
    bodies: list[bytes]
    heads: list[Head]

    @property
    def end(self) -> Position:
        """The position of the last event."""
        return Position(self.incarnation, self.first_seq + len(self.heads) - 1, self.heads[-1])


@dataclass(frozen=True, slots=True)
class Opened:
    """
    The verified prefix of a bundle.

    ``verified_bytes`` is where the first frame that did not verify begins. When ``problem`` is empty and the bundle is
    not ``complete``, it was only cut: more bytes may follow. When ``newer``, the rest waits for an update.
    """

    header: Header
    node_id: NodeId
    frames: list[Frame]
    complete: bool
    verified_bytes: int
    end: Position
    problem: str = ""
    newer: bool = False
    resumed: HubIncarnation | None = None
    secret: bytes = b""
    names: Names = field(default_factory=dict)
    """Whether it went on from an exchange, and what is remembered once all of it is acked."""

    @property
    def health(self) -> Mapping[int, Any]:
        """What the laptop says of itself."""
        return self.header.health


def bundle_id(data: bytes) -> str:
    """
    Return the id of the bundle with these bytes.

    >>> len(bundle_id(b"CHQ2"))
    32
    """
    return blake2b(data, digest_size=16).hexdigest()


def seal(
    keys: NodeKeys,
    hub: HubPublic,
    base: Position,
    runs: Sequence[Run],
    *,
    feeds: Mapping[str, FeedPosition],
    hub_incarnation: HubIncarnation | None = None,
    hub_proof: bytes = b"",
    site: str = "",
    enrolment: bytes | None = None,
    health: Fields | None = None,
    resumption: Resumption | None = None,
) -> Sealed:
    """
    Seal the events of *runs*, which follow *base* on the node's chain, so that only *hub* can read them.

    Without runs it is the question "anything new?". *health* is a small map. With *resumption*, which must be of this
    very *base* and *feeds*, what the hub remembers is not said again.

    Raises:
        BadInput: More runs or events than a bundle may hold, a record that is too long, or one with a float.
    """
    bodies = [[canonical(record) for record in run.records] for run in runs]
    _check_bounds(runs, bodies)
    heads = heads_after(base.head, (body for run in bodies for body in run))
    end = Position(runs[-1].incarnation, runs[-1].first_seq + len(bodies[-1]) - 1, heads[-1]) if runs else base
    salt = secrets.token_bytes(SALT_BYTES)
    header = Header(
        schema=SCHEMA,
        verify_key=keys.verify_key,
        secret=bundle_secret(resumption.secret, salt) if resumption else secrets.token_bytes(16),
        base=base,
        runs=tuple(RunRange(run.incarnation, run.first_seq, len(run.records)) for run in runs),
        end_head=end.head,
        feeds=dict(feeds),
        hub_incarnation=hub_incarnation,
        hub_proof=hub_proof,
        site=site,
        enrolment=enrolment,
        health=dict(health or {}),
    )
    tables = Tables(resumption.names if resumption else None)
    frames = list(_frames(runs, bodies, heads, tables))
    if resumption:
        before, brief = brief_header(header, resumption, salt)
        data = before + encrypt(header.stream_key, [brief, *frames])
    else:
        data = seal_header(header, keys, hub) + encrypt(header.stream_key, frames)
    return Sealed(
        data=data,
        base=base,
        end=end,
        proves=enrolment is not None,
        node_id=keys.node_id,
        secret=resumption.secret if resumption else secret_after(header.secret),
        names=kept(tables.names()),
        feeds=header.feeds,
        health=header.health,
        hub_incarnation=hub_incarnation,
        resumed=resumption is not None,
    )


def open_prefix(hub: HubKeys, data: bytes, recall: Recall = forget) -> Opened:
    """
    Open the bundle that *data* is, or is the beginning of: everything up to the first frame that does not verify.

    Heads are recomputed from the header's base: a record that the node did not sign is never returned. *recall* knows
    the tickets of bundles that go on from an earlier exchange.

    Raises:
        BadBundle: The header is not there, is damaged or is for another hub.
        Untrusted: The header is not signed by the key that it names.
        NewerFormat: A later version made it: keep the bytes and open them after an update.
        Forgotten: It goes on from an exchange that nobody remembers here: it must be said in full.
    """
    opening = open_header(hub, data, recall)
    header, resumed = opening.header, opening.resumed
    prefix = _Prefix(header, Tables(resumed.names if resumed else None))
    verified, complete, problem, newer = opening.frames_at, not header.runs, "", False
    try:
        for plain, after, last in _frames_in(opening, data):
            prefix.add(plain, last=last)
            verified, complete = after, last
    except BadBundle as error:
        problem, newer = str(error), isinstance(error, NewerFormat)
    return Opened(
        header=header,
        node_id=node_id_of(header.verify_key),
        frames=prefix.frames,
        complete=complete and not problem,
        verified_bytes=verified,
        end=prefix.end,
        problem=problem,
        newer=newer,
        resumed=resumed.hub_incarnation if resumed else None,
        secret=resumed.secret if resumed else secret_after(header.secret),
        names=kept(prefix.tables.names()),
    )


def _frames_in(opening: Opening, data: bytes) -> Iterator[tuple[bytes, int, bool]]:
    """Give the frames of events, with the offset after each and whether it is the last."""
    key, at = opening.header.stream_key, opening.frames_at
    if not opening.header.runs:
        if len(data) > at:
            raise BadBundle("El paquete trae bytes de más después de su final. Lo demás sí se recibió.")
    elif opening.resumed:
        yield from islice(decrypt(key, data, BRIEF_AT), 1, None)
    else:
        yield from decrypt(key, data, at)


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


class _Prefix:
    """The part of a bundle that has verified so far."""

    def __init__(self, header: Header, tables: Tables) -> None:
        self.frames: list[Frame] = []
        self.end = header.base
        self.tables = tables
        self._header = header
        self._ranges = [(run.incarnation, run.first_seq, run.count) for run in reversed(header.runs)]
        self._bytes_left = MAX_BUNDLE_BODY_BYTES

    def add(self, plain: bytes, *, last: bool) -> None:
        """
        Take one more frame whole, or nothing of it.

        Raises:
            BadBundle: Its head is not the one that its records give, or it is not what the header announced.
            NewerFormat: A later version made it.
        """
        head, columns = (self._header.end_head, plain) if last else (plain[:HEAD_BYTES], plain[HEAD_BYTES:])
        frame, ranges = self._frame(columns, head)
        if last and ranges:
            raise BadBundle("El paquete termina antes de lo que anuncia. Vuelva a enviarlo.")
        self.frames.append(frame)
        self.end, self._ranges = frame.end, ranges

    def _frame(self, columns: bytes, head: bytes) -> tuple[Frame, list[tuple[Incarnation, int, int]]]:
        records = decode_frame(columns, self.tables)
        bodies = _bodies(records, self._bytes_left)
        heads = heads_after(self.end.head, bodies)
        if not self._ranges or len(records) > self._ranges[-1][2] or not heads[-1].startswith(head):
            raise BadBundle("Los registros de un bloque no son los que se firmaron. Se pide de nuevo desde ahí.")
        incarnation, first_seq, count = self._ranges[-1]
        rest = [(incarnation, first_seq + len(records), count - len(records))] if count > len(records) else []
        self._bytes_left -= sum(map(len, bodies))
        return Frame(incarnation, first_seq, records, bodies, heads), self._ranges[:-1] + rest


def _bodies(records: Sequence[Fields], max_bytes: int) -> list[bytes]:
    try:
        bodies = [canonical(record) for record in records]
    except (OverflowError, RecursionError, TypeError, ValueError) as error:
        raise BadBundle("Un registro del paquete no tiene la forma debida. Vuelva a generarlo.") from error
    if max(map(len, bodies)) > MAX_BODY_BYTES or sum(map(len, bodies)) > max_bytes:
        raise BadBundle("Los registros del paquete son demasiado grandes. Vuelva a generarlo con menos.")
    return bodies
