"""How a page of the feed travels: signed, open to everybody or sealed to one node; packed for who reads that."""

from typing import TypeAlias

from shared.errors import BadBundle, Untrusted
from sync.budget import Budget, squeeze
from sync.feed import ALL, MAX_SLICE_BYTES, Marks, Slice, check_chain
from sync.keys import SIGNATURE_BYTES, HubKeys, HubPublic, NodeKeys, node_id_of, seal_to, verify
from sync.parts import Part
from sync.wire import pack, unpack

Page: TypeAlias = Slice | Marks | Part
_SLICE = b"chasqui/slice/1"
_OPEN, _OPEN_PACKED, _SEALED, _SEALED_PACKED = b"B", b"C", b"S", b"T"
_MAX_PACKED = MAX_SLICE_BYTES + SIGNATURE_BYTES


def sign_slice(page: Page, hub: HubKeys, *, packs: bool = False) -> bytes:
    """
    Return a page of the broadcast stream as it travels, readable by every node; one that *packs* is smaller.

    Raises:
        ValueError: The page is of a site's stream: that one is sealed.
    """
    if page.stream != ALL:
        raise ValueError("only the broadcast stream travels in the open")
    body = pack(page)
    signed = hub.sign(_SLICE, body) + body
    data = squeeze(signed) if packs else signed
    return _OPEN_PACKED + data if len(data) < len(signed) else _OPEN + signed


def seal_slice(page: Page, hub: HubKeys, verify_key: bytes, *, packs: bool = False) -> bytes:
    """Return a page of a site's stream as it travels: signed for the node with this public key, and sealed to it."""
    body = pack(page)
    signed = hub.sign(_SLICE, node_id_of(verify_key) + body) + body
    data = squeeze(signed) if packs else signed
    small = len(data) < len(signed)
    return (_SEALED_PACKED if small else _SEALED) + seal_to(verify_key, data if small else signed)


def open_slice(data: bytes, hub: HubPublic, keys: NodeKeys) -> Page:
    """
    Read a page that *hub* signed, for everybody or for this node.

    Raises:
        Untrusted: Signed by somebody else or for another node, or a site's stream in the open.
        BadBundle: Sealed to somebody else, damaged, too long, or with a head that does not follow.
    """
    kind = data[:1]
    if len(data) > MAX_SLICE_BYTES or kind not in (_OPEN, _OPEN_PACKED, _SEALED, _SEALED_PACKED):
        raise BadBundle("Lo que llegó no es una respuesta de la oficina. Vuelva a intentar; si sigue, avise a soporte.")
    sealed = kind in (_SEALED, _SEALED_PACKED)
    carried = keys.open_sealed(data[1:]) if sealed else data[1:]
    signed = _unpacked(carried) if kind in (_OPEN_PACKED, _SEALED_PACKED) else carried
    body = signed[SIGNATURE_BYTES:]
    verify(hub.verify, _SLICE, (keys.node_id if sealed else b"") + body, signed[:SIGNATURE_BYTES])
    page = _read(body)
    if sealed == (page.stream == ALL):
        raise Untrusted("La respuesta de la oficina llegó por un camino que no le corresponde. Se ignoró.")
    if isinstance(page, Slice):
        check_chain(page)
    return page


def is_open_and_packed(data: bytes) -> bool:
    """
    Tell whether anybody may have made *data* so that a few bytes unfold into many, before it is known who did.

    >>> is_open_and_packed(b"C..."), is_open_and_packed(b"T...")
    (True, False)
    """
    return data[:1] == _OPEN_PACKED


def is_broadcast(data: bytes) -> bool:
    """
    Tell whether *data* is a slice of the broadcast as it travels, the same for every school. Nothing is verified.

    Raises:
        BadBundle: It begins as one, and is none.
    """
    if data[:1] not in (_OPEN, _OPEN_PACKED):
        return False
    signed = _unpacked(data[1:]) if data[:1] == _OPEN_PACKED else data[1:]
    return isinstance(_read(signed[SIGNATURE_BYTES:]), Slice)


def _unpacked(data: bytes) -> bytes:
    return Budget(_MAX_PACKED).inflate(data)


def _read(body: bytes) -> Page:
    page: Page = unpack(body, Page, max_bytes=MAX_SLICE_BYTES, what="la respuesta de la oficina")  # type: ignore[arg-type]
    return page
