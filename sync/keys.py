"""Keys of nodes, of the hub and of releases: who signs, who may open, and how a signature is checked."""

from hashlib import blake2b
from typing import Annotated, Self

import msgspec
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey, VerifyKey

from shared.allocation import ModelManifest
from shared.errors import BadBundle, BadInput, Untrusted
from shared.ids import NodeId
from sync.wire import pack

SIGNATURE_BYTES = 64
RELEASE = b"chasqui/release/1"
"""Context of a release signature. A context is never reused for another kind of document."""
PROGRAM = b"chasqui/program/1"
"""Context of the signature under a package of the program itself."""

PACK = b"chasqui/pack/1"
"""Context of the signature over the manifest of a content pack."""
PAPER = b"chasqui/paper/1"
"""Context of a node's signature under a printed paper."""

Key = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def base32(data: bytes, length: int) -> str:
    """
    Spell the first ``5 * length`` bits of *data* in Crockford's alphabet, which has no I, L, O or U.

    >>> base32(bytes([0, 255]), 3)
    '03Z'
    """
    bits = int.from_bytes(data, "big") >> (8 * len(data) - 5 * length)
    return "".join(_ALPHABET[bits >> 5 * place & 31] for place in reversed(range(length)))


def from_base32(text: str) -> int:
    """
    Return the number that ``base32`` spelled.

    >>> from_base32("03Z")
    127

    Raises:
        ValueError: Not letters of that alphabet alone.
    """
    value = 0
    for letter in text:
        value = value << 5 | _ALPHABET.index(letter)
    return value


def node_id_of(verify_key: bytes) -> NodeId:
    """Return the eight bytes that name the node whose public key this is."""
    return NodeId(blake2b(verify_key, digest_size=8).digest())


class HubPublic(msgspec.Struct, frozen=True):
    """What everybody may know of a hub: the keys that verify it, that seal to it, and that vouch for its models."""

    verify: Key
    box: Key
    release: Key

    @property
    def hub_id(self) -> bytes:
        """Eight bytes over all three keys."""
        return blake2b(self.verify + self.box + self.release, digest_size=8).digest()

    def fingerprint(self) -> str:
        """
        Return 80 bits over all three keys in a form that two people can compare by voice.

        >>> HubPublic(bytes(32), bytes(32), bytes(32)).fingerprint()
        'R0AX-6KCH-3HMG-J0XK'
        """
        text = base32(self.mark, 16)
        return "-".join(text[n : n + 4] for n in range(0, 16, 4))

    @property
    def mark(self) -> bytes:
        """The 80 bits of the fingerprint."""
        return blake2b(self.verify + self.box + self.release, digest_size=10).digest()


def verify(key: bytes, context: bytes, message: bytes, signature: bytes) -> None:
    """
    Check that the holder of *key* signed *message* in *context*.

    Raises:
        Untrusted: Another key, context or message; or no signature at all.
    """
    try:
        VerifyKey(key).verify(_bound(context, message), signature)
    except (BadSignatureError, CryptoError, ValueError, TypeError) as error:
        raise Untrusted("La firma no corresponde a quien dice ser. No se usó nada; avise a la oficina.") from error


def verify_release(public: HubPublic, manifest: ModelManifest) -> None:
    """
    Check that the offline release key vouches for the model of *manifest*.

    Raises:
        Untrusted: The signature is by another key or over another model.
    """
    message = _release_message(manifest.sha256, manifest.size, manifest.version, manifest.card)
    verify(public.release, RELEASE, message, manifest.release_signature)


def verify_pack(public: HubPublic, manifest: bytes, signature: bytes) -> None:
    """
    Check that the offline release key vouches for a content pack, by the bytes of its manifest.

    Raises:
        Untrusted: The signature is by another key or over another manifest.
    """
    try:
        verify(public.release, PACK, manifest, signature)
    except Untrusted as error:
        raise Untrusted(
            "La firma del paquete no es de su región, o alguien lo cambió. No se copió nada: pida otro a la oficina."
        ) from error


def seal_to(verify_key: bytes, message: bytes) -> bytes:
    """
    Seal *message* so that only the node with this public key can open it.

    Raises:
        Untrusted: The bytes are no Ed25519 public key.
    """
    try:
        return SealedBox(VerifyKey(verify_key).to_curve25519_public_key()).encrypt(message)
    except (CryptoError, RuntimeError, ValueError) as error:
        raise Untrusted("La clave de esa computadora no es válida. Vuelva a inscribirla.") from error


def seal_to_hub(hub: HubPublic, message: bytes) -> bytes:
    """Seal *message* so that only the hub can open it."""
    return SealedBox(PublicKey(hub.box)).encrypt(message)


class _SeededKey:
    """A pair that signs, and that its seed gives again."""

    def __init__(self, signing: SigningKey) -> None:
        self._signing = signing

    @classmethod
    def generate(cls) -> Self:
        """Draw a new key."""
        return cls(SigningKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """
        Rebuild the key from the 32 bytes of ``seed``.

        Raises:
            BadInput: Not 32 bytes.
        """
        return cls(_signing_key(seed))

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes to keep."""
        return bytes(self._signing)


class _OnlineKeys:
    """A pair that signs and one that opens: what a node and a hub can both do."""

    def __init__(self, signing: SigningKey, box: PrivateKey) -> None:
        self._signing = signing
        self._box = SealedBox(box)

    def sign(self, context: bytes, message: bytes) -> bytes:
        """Return the 64 bytes that show that the holder signed *message* in *context*."""
        return self._signing.sign(_bound(context, message)).signature

    def open_sealed(self, data: bytes) -> bytes:
        """
        Open what was sealed to the holder.

        Raises:
            BadBundle: Sealed to somebody else, or damaged.
        """
        try:
            return self._box.decrypt(data)
        except (CryptoError, ValueError, TypeError) as error:
            raise BadBundle(
                "Está cerrado con otra clave, o dañado. Si la central cambió de claves, la laptop se enlaza de nuevo "
                "con otra invitación."
            ) from error


class NodeKeys(_OnlineKeys, _SeededKey):
    """
    A node's Ed25519 key pair; the same pair, converted, opens what is sealed to the node.

    >>> NodeKeys.from_seed(bytes(32)).node_id.hex()
    '2cc96806064a60c5'
    """

    def __init__(self, signing: SigningKey) -> None:
        super().__init__(signing, signing.to_curve25519_private_key())

    @property
    def verify_key(self) -> bytes:
        """The public key, 32 bytes."""
        return bytes(self._signing.verify_key)

    @property
    def node_id(self) -> NodeId:
        """The eight bytes that name this node."""
        return node_id_of(self.verify_key)


class HubKeys(_OnlineKeys):
    """The hub's online keys, and the public half of the release key, which is kept offline."""

    def __init__(self, signing: SigningKey, box: PrivateKey, release: bytes) -> None:
        super().__init__(signing, box)
        self._private = box
        self.public = HubPublic(bytes(signing.verify_key), bytes(box.public_key), release)

    @classmethod
    def generate(cls, release: bytes) -> Self:
        """Draw new online keys that go with the release key whose public half is *release*."""
        return cls(SigningKey.generate(), PrivateKey.generate(), release)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """
        Rebuild the keys from what ``to_bytes`` gave.

        Raises:
            BadInput: Not 96 bytes.
        """
        if len(data) != 96:
            raise BadInput("El archivo de claves de la central está dañado. Restaure su copia de seguridad.")
        return cls(SigningKey(data[:32]), PrivateKey(data[32:64]), data[64:])

    def to_bytes(self) -> bytes:
        """Return the 96 bytes to keep: signing seed, box key, public release key. The first 64 are secret."""
        return bytes(self._signing) + bytes(self._private) + self.public.release

    @property
    def hub_id(self) -> bytes:
        """Eight bytes that name this hub."""
        return self.public.hub_id


class ReleaseKey(_SeededKey):
    """The key that vouches for models, content packs and the program. It lives offline: the service never holds it."""

    @property
    def public(self) -> bytes:
        """The public half, 32 bytes."""
        return bytes(self._signing.verify_key)

    def sign_release(self, sha256: str, size: int, version: str, card: bytes) -> bytes:
        """Return the signature for a ``ModelManifest`` with these values; *sha256* is hexadecimal, *size* in bytes."""
        return self._signing.sign(_bound(RELEASE, _release_message(sha256, size, version, card))).signature

    def sign_pack(self, manifest: bytes) -> bytes:
        """Return the signature over the manifest of a content pack."""
        return self._signing.sign(_bound(PACK, manifest)).signature

    def sign_program(self, message: bytes) -> bytes:
        """Return the signature for a package of the program (``sync.program_package``) that *message* describes."""
        return self._signing.sign(_bound(PROGRAM, message)).signature


def _bound(context: bytes, message: bytes) -> bytes:
    return bytes([len(context)]) + context + message


def _release_message(sha256: str, size: int, version: str, card: bytes) -> bytes:
    return pack((sha256, size, version, card))


def _signing_key(seed: bytes) -> SigningKey:
    if len(seed) != 32:
        raise BadInput("El archivo de clave está dañado: debe medir 32 bytes. Restaure su copia de seguridad.")
    return SigningKey(seed)
