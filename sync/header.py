"""The header of a bundle: what it says of itself, signed by its node and sealed to the hub."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Annotated, Any, TypeVar

import msgspec

from shared.errors import BadBundle, BadInput, Forgotten, NewerFormat
from shared.ids import Incarnation
from shared.sentences import N_
from sync.ack import MAX_ACK_BYTES
from sync.chain import Bytes8, Bytes16, Position
from sync.keys import SIGNATURE_BYTES, HubKeys, HubPublic, Key, NodeKeys, seal_to_hub, verify
from sync.lives import FeedPosition, HubIncarnation
from sync.resumption import SALT_BYTES, TICKET_BYTES, Resumption, bundle_secret, changed, with_changes
from sync.returning import MAX_RETURNED
from sync.stream import decrypt, frame_bytes
from sync.wire import is_shallow, pack, unpack

MAGIC = b"CHQ2"
SCHEMA = 1
MAX_HEADER_BYTES = 4_096
MAX_BUNDLE_EVENTS = 20_000
MAX_RUNS = 64

_EARLIER = b"CHQ1"
RESUMED = b"CHQR"
"""How a bundle begins that goes on from an exchange which both sides remember (``sync.resumption``)."""

_BUNDLE = b"chasqui/bundle/1"
_LENGTH_BYTES = 2
_PREFIX_BYTES = len(MAGIC) + _LENGTH_BYTES
_SALT_AT = len(RESUMED) + TICKET_BYTES
BRIEF_AT = _SALT_AT + SALT_BYTES
CUT_EARLY = N_("El paquete llegó cortado antes de su encabezado. Siga enviándolo desde donde quedó.")
_NEWER = N_("El paquete viene de una versión más nueva. Actualice este equipo: se guardan los últimos que llegaron.")
_T = TypeVar("_T")

Recall = Callable[[bytes], Resumption | None]
"""What a hub remembers under a ticket."""


def forget(_: bytes) -> None:
    """Remember nothing."""


def stream_key(secret: bytes) -> bytes:
    """Return the key of the frames of a bundle with this *secret*."""
    return blake2b(b"", key=secret, digest_size=32, person=b"chasqui/stream").digest()


class _Peek(msgspec.Struct, frozen=True, array_like=True):
    schema: int


class RunRange(msgspec.Struct, frozen=True, array_like=True):
    """Which events of one incarnation a bundle holds: *count* of them from *first_seq*."""

    incarnation: Annotated[Incarnation, Bytes8]
    first_seq: Annotated[int, msgspec.Meta(ge=1, le=2**62)]
    count: Annotated[int, msgspec.Meta(ge=1, le=MAX_BUNDLE_EVENTS)]


class Header(msgspec.Struct, frozen=True, array_like=True):
    """
    What a bundle says of itself, signed by its node and sealed to the hub.

    ``secret`` is what the key of its frames comes from. ``end_head`` begins the head after the last event: by the chain
    it is the hash of all the content. The node shows where it is in each stream (``feeds``), the highest life of the
    hub that it has seen, and the signed ack that proves it. ``health`` is a small map about the laptop;
    ``returned`` how many items follow the events (``sync.returning``). New fields go at the end.
    """

    schema: int
    verify_key: Key
    secret: Annotated[bytes, Bytes16]
    base: Position
    runs: Annotated[tuple[RunRange, ...], msgspec.Meta(max_length=MAX_RUNS)]
    end_head: Annotated[bytes, msgspec.Meta(min_length=8, max_length=16)]
    feeds: Annotated[dict[str, FeedPosition], msgspec.Meta(max_length=8)]
    hub_incarnation: HubIncarnation | None = None
    hub_proof: Annotated[bytes, msgspec.Meta(max_length=MAX_ACK_BYTES + SIGNATURE_BYTES)] = b""
    site: Annotated[str, msgspec.Meta(max_length=20)] = ""
    enrolment: Annotated[bytes, msgspec.Meta(max_length=64)] | None = None
    health: dict[int, Any] = {}
    returned: Annotated[int, msgspec.Meta(ge=0, le=MAX_RETURNED)] = 0

    @property
    def count(self) -> int:
        """How many events the whole bundle holds."""
        return sum(run.count for run in self.runs)

    @property
    def stream_key(self) -> bytes:
        """The key of the frames."""
        return stream_key(self.secret)


@dataclass(frozen=True, slots=True)
class Opening:
    """The verified header of a bundle, and where its frames of events begin."""

    header: Header
    frames_at: int
    resumed: Resumption | None = None
    """What it goes on from, where it was not said in full."""


class _Brief(msgspec.Struct, frozen=True, array_like=True):
    """
    A header that goes on from a resumption: what that does not say. Of a run that follows the base, the count.

    Eight bytes of the last head are enough: who may write is told by the key, not by them.
    """

    schema: int
    runs: Annotated[tuple[RunRange | int, ...], msgspec.Meta(max_length=MAX_RUNS)]
    end_head: Annotated[bytes, Bytes8]
    health: dict[int, Any] = {}


def without_gaps(base: Position, runs: Sequence[RunRange]) -> bool:
    """
    Tell whether *runs* number their events without gaps: they go on from *base*, or begin another incarnation at 1.

    >>> from shared.ids import Head, Incarnation
    >>> here, next_ = Incarnation(b"incarnat"), Incarnation(b"later...")
    >>> base = Position(here, 6, Head(bytes(16)))
    >>> without_gaps(base, [RunRange(here, 7, 2), RunRange(next_, 1, 9)])
    True
    >>> [without_gaps(base, [RunRange(*one, 2)]) for one in [(here, 8), (here, 1), (next_, 7)]]
    [False, False, False]
    """
    begun = {base.incarnation}
    for at, run in enumerate(runs):
        goes_on = at == 0 and (run.incarnation, run.first_seq) == (base.incarnation, base.seq + 1)
        if not goes_on and (run.first_seq != 1 or run.incarnation in begun):
            return False
        begun.add(run.incarnation)
    return True


def is_current(data: bytes) -> bool:
    """
    Tell whether a bundle is of this version's form.

    >>> is_current(b"CHQ2..."), is_current(b"CHQ1...")
    (True, False)
    """
    return data.startswith((MAGIC, RESUMED))


def header_bytes(data: bytes) -> int:
    """
    Return how many bytes of the bundle that begins with *data* its header takes: before them nothing can be opened.

    >>> header_bytes(b"CHQ2" + (500).to_bytes(2, "big"))
    506

    Raises:
        NewerFormat: A bundle of a later version.
        BadBundle: No bundle of ours, or a header that is too long.
    """
    magic = data[: len(MAGIC)]
    if not (MAGIC.startswith(magic) or RESUMED.startswith(magic)):
        if magic == _EARLIER:
            raise BadBundle(
                "El paquete viene de una versión anterior. Actualice Chasqui en la laptop: enviará otra vez lo suyo."
            )
        if magic[:3] == MAGIC[:3] and magic[3:].isalnum():
            raise NewerFormat(_NEWER)
        raise BadBundle("El archivo no es un paquete de Chasqui. Vuelva a generarlo en la computadora de origen.")
    if magic == RESUMED:
        before, size = BRIEF_AT, frame_bytes(data, BRIEF_AT)
    else:
        before, size = _PREFIX_BYTES, int.from_bytes(data[len(MAGIC) : _PREFIX_BYTES].ljust(2, b"\0"), "big")
    if size > MAX_HEADER_BYTES:
        raise BadBundle("El encabezado del paquete es demasiado grande. Vuelva a enviarlo.")
    return before + size


def seal_header(header: Header, keys: NodeKeys, hub: HubPublic) -> bytes:
    """
    Return magic, length and sealed box: the header signed inside, sealed outside.

    Raises:
        BadInput: It is longer than a hub reads before it trusts anybody.
    """
    signed = pack(header)
    box = seal_to_hub(hub, keys.sign(_BUNDLE, hub.hub_id + signed) + signed)
    if len(box) > MAX_HEADER_BYTES:
        raise BadInput("El encabezado del paquete no cabe. Envíe menos registros por paquete.")
    return MAGIC + len(box).to_bytes(_LENGTH_BYTES, "big") + box


def brief_header(header: Header, resumption: Resumption, salt: bytes) -> tuple[bytes, bytes]:
    """Return what stands in the open before the frames of a resumed bundle, and the first frame: its header."""
    expected = Position(header.base.incarnation, header.base.seq + 1, header.base.head)
    runs: list[RunRange | int] = []
    for run in header.runs:
        follows = (run.incarnation, run.first_seq) == (expected.incarnation, expected.seq)
        runs.append(run.count if follows and not runs else run)
    brief = _Brief(header.schema, tuple(runs), header.end_head[:8], changed(header.health, resumption.health))
    return RESUMED + resumption.ticket + salt, pack(brief)


def open_header(hub: HubKeys, data: bytes, recall: Recall = forget) -> Opening:
    """
    Open and verify the header of the bundle that begins with *data*; *recall* knows tickets.

    Raises:
        BadBundle: It is not all there, is damaged, or is for another hub.
        Untrusted: It is not signed by the key that it names.
        NewerFormat: A later version made it.
        Forgotten: It goes on from an exchange that this hub does not remember.
    """
    size = header_bytes(data)
    if len(data) < size:
        raise BadBundle(CUT_EARLY)
    if data.startswith(RESUMED):
        return _resumed(data, size, recall)
    signed = hub.open_sealed(data[_PREFIX_BYTES:size])
    signature, body = signed[:SIGNATURE_BYTES], signed[SIGNATURE_BYTES:]
    header = _read(body, Header)
    verify(header.verify_key, _BUNDLE, hub.hub_id + body, signature)
    return Opening(_bounded(header), size)


def _resumed(data: bytes, size: int, recall: Recall) -> Opening:
    ticket, salt = data[len(RESUMED) : _SALT_AT], data[_SALT_AT:BRIEF_AT]
    found = recall(ticket)
    if found is None:
        raise Forgotten("La oficina no recuerda el envío anterior. Se enviará de nuevo completo; no se perdió nada.")
    secret = bundle_secret(found.secret, salt)
    plain, _, _ = next(decrypt(stream_key(secret), data[:size], BRIEF_AT))
    brief, base = _read(plain, _Brief), found.base
    runs = tuple(RunRange(base.incarnation, base.seq + 1, run) if isinstance(run, int) else run for run in brief.runs)
    header = Header(
        schema=brief.schema,
        verify_key=found.verify_key,
        secret=secret,
        base=base,
        runs=runs,
        end_head=brief.end_head,
        feeds=found.feeds,
        hub_incarnation=found.hub_incarnation,
        health=with_changes(found.health, brief.health),
    )
    return Opening(_bounded(header), size, found)


def _read(body: bytes, shape: type[_T]) -> _T:
    what = N_("el encabezado del paquete")
    if unpack(body, _Peek, max_bytes=MAX_HEADER_BYTES, what=what).schema > SCHEMA:
        raise NewerFormat(_NEWER)
    return unpack(body, shape, max_bytes=MAX_HEADER_BYTES, what=what)


def _bounded(header: Header) -> Header:
    counts = [run.count for run in header.runs]
    if sum(counts) > MAX_BUNDLE_EVENTS or min(counts, default=1) < 1:
        raise BadBundle("El paquete anuncia demasiados registros. Vuelva a generarlo con menos.")
    # What resumed bundles say adds up: it stays within what one in full could say.
    if not is_shallow(header.health) or len(pack(header.health)) > MAX_HEADER_BYTES:
        raise BadBundle("El encabezado del paquete es demasiado grande. Vuelva a enviarlo.")
    return header
