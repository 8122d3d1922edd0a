"""The hub's own TLS: a certificate that its key signs, so that nodes believe it without any authority."""

from collections.abc import Iterable
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hub.config import Config
from hub.keyfiles import write_secret
from sync.keys import HubKeys
from sync.trust import name_of

_FROM, _UNTIL = datetime(2000, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def certificate_file(config: Config, keys: HubKeys) -> Path:
    """
    Return the file with the certificate and its key, made anew where there is none for these names or this hub.

    It stays the same from start to start, so that a browser that was told to believe it still does.
    """
    names = sorted({"localhost", config.host, *config.hosts})
    path = config.folder / "tls.pem"
    if not path.exists() or not _is_for(path.read_bytes(), names, keys):
        write_secret(path, _made(names, keys))
    return path


def _made(names: Iterable[str], keys: HubKeys) -> bytes:
    """
    Draw a key and sign its certificate with the hub's.

    What the hub signs elsewhere begins with the length of a context, never with the 0x30 of a certificate.
    """
    own = ec.generate_private_key(ec.SECP256R1())
    signing = Ed25519PrivateKey.from_private_bytes(keys.to_bytes()[:32])
    built = (
        x509.CertificateBuilder()
        .subject_name(_name("Chasqui"))
        .issuer_name(_name(name_of(keys.public)))
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.SubjectAlternativeName(list(map(_alternative, names))), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(signing, None)
    )
    secret = own.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return built.public_bytes(serialization.Encoding.PEM) + secret


def _is_for(pem: bytes, names: Iterable[str], keys: HubKeys) -> bool:
    found = x509.load_pem_x509_certificate(pem)
    alternatives = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return found.issuer == _name(name_of(keys.public)) and list(alternatives) == list(map(_alternative, names))


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
