"""Certificates of a school that stands for no other: an authority, and what it signed for a laptop."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

NAME = "laptop.escuela.test"


@dataclass(frozen=True)
class Papers:
    """The files of a certificate, its key and its authority."""

    cert: Path
    key: Path
    authority: Path


def papers(folder: Path, *, phrase: bytes = b"", name: str = NAME) -> Papers:
    """Make an authority and a certificate of it for this laptop, under *name*; *phrase* closes the key."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _signed("Autoridad de prueba", root_key, "Autoridad de prueba", root_key, authority=True)
    cert = _signed(name, key, "Autoridad de prueba", root_key)
    closed: KeySerializationEncryption = BestAvailableEncryption(phrase) if phrase else NoEncryption()
    folder.mkdir(parents=True, exist_ok=True)
    made = Papers(folder / "cert.pem", folder / "key.pem", folder / "ca.pem")
    made.cert.write_bytes(cert.public_bytes(Encoding.PEM))
    made.authority.write_bytes(root.public_bytes(Encoding.PEM))
    made.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, closed))
    return made


def _signed(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    by: str,
    with_key: ec.EllipticCurvePrivateKey,
    *,
    authority: bool = False,
) -> x509.Certificate:
    now = datetime.now(UTC)
    names = [x509.DNSName(name), x509.IPAddress(ip_address("127.0.0.1"))]
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, by)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(with_key.public_key()), critical=False)
    )
    if not authority:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(with_key, hashes.SHA256())
