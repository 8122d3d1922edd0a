"""
Whom a node believes behind TLS: its hub's own key and nobody else, unless its keeper said that a proxy stands there.

Dates count for nothing.

TLS hides which hub is asked and how much is said; that nothing else is believed than what the hub said is the bundle's
and the answers' own business. So a clock in 1970 or an expired certificate must not stop sending.
"""

import ssl
from typing import NamedTuple

from sync.keys import HubPublic

PUBLIC = "publico"
"""After ``#`` in an address: what answers there shows a public certificate, as a proxy does. It never travels."""

_NO_CHECK_TIME = 0x200000
"""OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which the module ``ssl`` has no name for."""

_SEQUENCE, _SET, _INTEGER, _BITS, _OCTETS, _OID, _TEXT, _TIME, _BOOLEAN = 0x30, 0x31, 2, 3, 4, 6, 12, 24, 1
_VERSION, _EXTENSIONS = 0xA0, 0xA3
_ED25519, _COMMON_NAME, _BASIC_CONSTRAINTS = b"\x2b\x65\x70", b"\x55\x04\x03", b"\x55\x1d\x13"


class Place(NamedTuple):
    """Where a hub is, and whether an authority may vouch for who answers there."""

    url: str
    public: bool


def place_of(url: str) -> Place:
    """
    Read an address as a keeper wrote it.

    >>> place_of("https://hub.pe/#publico"), place_of("https://hub.pe")
    (Place(url='https://hub.pe', public=True), Place(url='https://hub.pe', public=False))
    """
    where, _, mark = url.partition("#")
    return Place(where.rstrip("/"), mark == PUBLIC)


def name_of(hub: HubPublic) -> str:
    """
    Return the common name under which a hub vouches for its certificates.

    >>> name_of(HubPublic(bytes(32), bytes(32), bytes(32)))
    'chasqui a50d7f6a82af9cc3'
    """
    return f"chasqui {hub.hub_id.hex()}"


def trusting(hub: HubPublic) -> ssl.SSLContext:
    """Return what believes certificates that *hub* itself signed, under whatever address, and no others."""
    context = _context()
    context.check_hostname = False
    context.load_verify_locations(cadata=anchor(hub))
    return context


def trusting_authorities(hub: HubPublic) -> ssl.SSLContext:
    """
    Return what believes, for the address that was asked, an authority too: one that browsers believe, or this computer.

    So an office that takes its proxy away, and speaks TLS itself, need not tell its schools.
    """
    # A school's pages open without what a road over the network needs.
    from requests.utils import DEFAULT_CA_BUNDLE_PATH

    context = _context()
    context.load_default_certs()
    context.load_verify_locations(cafile=DEFAULT_CA_BUNDLE_PATH)
    context.load_verify_locations(cadata=anchor(hub))
    return context


def anchor(hub: HubPublic) -> bytes:
    """
    Return the certificate of an authority that *hub*'s public key is, in DER (RFC 5280, RFC 8410).

    Nobody signed it: who trusts it knows the key. It can be computed from the fingerprint's keys alone, so a node needs
    nothing more than its invitation.
    """
    algorithm = _der(_SEQUENCE, _der(_OID, _ED25519))
    common_name = _der(_SEQUENCE, _der(_OID, _COMMON_NAME), _der(_TEXT, name_of(hub).encode()))
    name = _der(_SEQUENCE, _der(_SET, common_name))
    always = _der(_SEQUENCE, _der(_TIME, b"20000101000000Z"), _der(_TIME, b"99991231235959Z"))
    key = _der(_SEQUENCE, algorithm, _der(_BITS, b"\0", hub.verify))
    is_authority = _der(_OCTETS, _der(_SEQUENCE, _der(_BOOLEAN, b"\xff")))
    extension = _der(_SEQUENCE, _der(_OID, _BASIC_CONSTRAINTS), _der(_BOOLEAN, b"\xff"), is_authority)
    told = _der(
        _SEQUENCE,
        *(_der(_VERSION, _der(_INTEGER, b"\2")), _der(_INTEGER, b"\1"), algorithm, name, always, name, key),
        _der(_EXTENSIONS, _der(_SEQUENCE, extension)),
    )
    return _der(_SEQUENCE, told, algorithm, _der(_BITS, bytes(65)))


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_flags |= _NO_CHECK_TIME
    return context


def _der(tag: int, *parts: bytes) -> bytes:
    """Return *parts* under a *tag*, none of them longer than 64 KB."""
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def disbelieved(error: BaseException | None) -> bool:
    """Tell whether a certificate was not believed: a connection that only broke says nothing of who is there."""
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__context__
    return error is not None
