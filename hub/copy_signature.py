"""Who vouches for a copy: the hub, by its signature over the bytes of what the copy says of itself."""

import msgspec

from shared.errors import Untrusted
from shared.sentences import N_
from sync.keys import HubKeys, HubPublic, verify

SIGNATURE = "manifest.signature"
NOT_ITS_OWN = N_("La firma de la copia no es la de su central. No se usó nada.")
_CONTEXT = b"chasqui/copy/1"


class _Signed(msgspec.Struct, frozen=True):
    hub: HubPublic
    signature: bytes


def signed(manifest: bytes, keys: HubKeys) -> bytes:
    """Return what goes into a copy beside its *manifest*: whose it is, and the signature."""
    return msgspec.msgpack.encode(_Signed(keys.public, keys.sign(_CONTEXT, manifest)))


def check_signed(manifest: bytes, signature: bytes, fingerprint: str) -> None:
    """
    Check that the hub of that *fingerprint* signed a *manifest*.

    Raises:
        Untrusted: Another hub did, or none, or it was another manifest.
    """
    try:
        found = msgspec.msgpack.decode(signature, type=_Signed)
    except msgspec.DecodeError as error:
        raise Untrusted(NOT_ITS_OWN) from error
    if found.hub.fingerprint() != fingerprint:
        raise Untrusted(NOT_ITS_OWN)
    verify(found.hub.verify, _CONTEXT, manifest, found.signature)
