"""The header of a bundle: what it says of itself, signed by its node and sealed to the hub."""

from typing import Annotated

import msgspec

from shared.errors import BadBundle, BadInput, NewerFormat
from shared.ids import Head, Incarnation
from shared.sentences import N_
from sync.ack import MAX_ACK_BYTES, HubIncarnation
from sync.chain import Bytes8, Bytes16, Position
from sync.feed import FeedPosition
from sync.keys import SIGNATURE_BYTES, HubKeys, HubPublic, Key, NodeKeys, seal_to_hub, verify
from sync.wire import pack, unpack

MAGIC = b"CHQ1"
SCHEMA = 1
MAX_HEADER_BYTES = 4_096
MAX_BUNDLE_EVENTS = 20_000
MAX_RUNS = 64

_BUNDLE = b"chasqui/bundle/1"
_LENGTH_BYTES = 2
_PREFIX_BYTES = len(MAGIC) + _LENGTH_BYTES


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

    ``end_head`` is the head after the last event: by the chain it is the hash of all the bundle's content. The node
    shows where it is in each stream (``feeds``), the highest life of the hub that it has seen, and the signed ack that
    proves it. ``created`` is in Unix seconds as the node's clock claims; 0: not said. New fields go at the end.
    """

    schema: int
    verify_key: Key
    stream_key: Key
    base: Position
    runs: Annotated[tuple[RunRange, ...], msgspec.Meta(max_length=MAX_RUNS)]
    end_head: Annotated[Head, Bytes16]
    feeds: Annotated[dict[str, FeedPosition], msgspec.Meta(max_length=8)]
    hub_incarnation: HubIncarnation | None = None
    hub_proof: Annotated[bytes, msgspec.Meta(max_length=MAX_ACK_BYTES + SIGNATURE_BYTES)] = b""
    site: Annotated[str, msgspec.Meta(max_length=20)] = ""
    enrolment: Annotated[bytes, msgspec.Meta(max_length=64)] | None = None
    created: int = 0

    @property
    def count(self) -> int:
        """How many events the whole bundle holds."""
        return sum(run.count for run in self.runs)


def header_bytes(data: bytes) -> int:
    """
    Return how many bytes of the bundle that begins with *data* its header takes: before them nothing can be opened.

    >>> header_bytes(b"CHQ1" + (500).to_bytes(2, "big"))
    506

    Raises:
        NewerFormat: A bundle of a later version.
        BadBundle: No bundle of ours, or a header that is too long.
    """
    if not MAGIC.startswith(data[: len(MAGIC)]):
        if len(data) >= 3 and data[:3] == MAGIC[:3]:
            raise NewerFormat(
                "El paquete viene de una versión más nueva. Actualice este equipo: se guardan los últimos que llegaron."
            )
        raise BadBundle("El archivo no es un paquete de Chasqui. Vuelva a generarlo en la computadora de origen.")
    size = int.from_bytes(data[len(MAGIC) : _PREFIX_BYTES], "big") if len(data) >= _PREFIX_BYTES else 0
    if size > MAX_HEADER_BYTES:
        raise BadBundle("El encabezado del paquete es demasiado grande. Vuelva a enviarlo.")
    return _PREFIX_BYTES + size


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


def open_header(hub: HubKeys, data: bytes) -> Header:
    """
    Open and verify the header of the bundle that begins with *data*.

    Raises:
        BadBundle: It is not all there, is damaged, or is for another hub.
        Untrusted: It is not signed by the key that it names.
        NewerFormat: A later version made it.
    """
    size = header_bytes(data)
    if len(data) < size:
        raise BadBundle("El paquete llegó cortado antes de su encabezado. Siga enviándolo desde donde quedó.")
    signed = hub.open_sealed(data[_PREFIX_BYTES:size])
    signature, body = signed[:SIGNATURE_BYTES], signed[SIGNATURE_BYTES:]
    what = N_("el encabezado del paquete")
    if unpack(body, _Peek, max_bytes=MAX_HEADER_BYTES, what=what).schema > SCHEMA:
        raise NewerFormat(
            "El paquete viene de una versión más nueva. Actualice este equipo: se guardan los últimos que llegaron."
        )
    header = unpack(body, Header, max_bytes=MAX_HEADER_BYTES, what=what)
    verify(header.verify_key, _BUNDLE, hub.hub_id + body, signature)
    if header.count > MAX_BUNDLE_EVENTS:
        raise BadBundle("El paquete anuncia demasiados registros. Vuelva a generarlo con menos.")
    return header
