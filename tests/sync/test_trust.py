"""Behind TLS a node believes its hub's own key, whatever the clock says, and nobody else who is there."""

import socket
import ssl
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from sync.keys import HubKeys, HubPublic
from sync.trust import anchor, name_of, trusting, trusting_authorities
from tests.sync.builders import HUB

_YEAR_98, _YEAR_99 = datetime(1998, 1, 1, tzinfo=UTC), datetime(1999, 1, 1, tzinfo=UTC)
STRANGER = HubKeys.generate(bytes(32)).public


@given(st.binary(min_size=96, max_size=96))
def test_whichever_key_a_hub_has_it_is_an_authority_by_the_standard(drawn: bytes) -> None:
    hub = HubKeys.from_bytes(drawn).public
    found = x509.load_der_x509_certificate(anchor(hub))
    key = found.public_key()

    assert isinstance(key, Ed25519PublicKey)
    assert key.public_bytes_raw() == hub.verify
    assert found.issuer.rfc4514_string() == f"CN={name_of(hub)}"
    assert found.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_dates_count_for_nothing_and_names_only_where_an_authority_vouches() -> None:
    own, public = trusting(STRANGER), trusting_authorities(STRANGER)

    assert (own.verify_mode, public.verify_mode) == (ssl.CERT_REQUIRED, ssl.CERT_REQUIRED)
    assert (own.check_hostname, public.check_hostname) == (False, True)
    assert (own.cert_store_stats()["x509_ca"], public.cert_store_stats()["x509_ca"] > 50) == (1, True)
    assert all(context.verify_flags & 0x200000 for context in (own, public))


def shaken(client: ssl.SSLContext, server: ssl.SSLContext) -> bool:
    """Shake hands over a pair of sockets; tell whether the client believed the server."""
    ours, theirs = socket.socketpair()

    def serve() -> None:
        with theirs, suppress(OSError), server.wrap_socket(theirs, server_side=True) as secure:
            secure.recv(1)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with ours, client.wrap_socket(ours, server_hostname="any.address"):
            return True
    except ssl.SSLCertVerificationError:
        return False
    finally:
        thread.join()


@pytest.mark.parametrize(("hub", "believed"), [(HUB.public, True), (STRANGER, False)])
def test_an_expired_certificate_of_the_hub_is_believed_and_a_strangers_is_not(
    tmp_path: Path, hub: HubPublic, believed: bool
) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(expired(tmp_path / "tls.pem"))

    assert shaken(trusting(hub), server) is believed


def expired(path: Path) -> Path:
    """Write a certificate that the hub signed and that ended in 1999, with its key."""
    own, signing = ec.generate_private_key(ec.SECP256R1()), Ed25519PrivateKey.from_private_bytes(HUB.to_bytes()[:32])
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name_of(HUB.public))])
    built = x509.CertificateBuilder(issuer, issuer, own.public_key(), 7, _YEAR_98, _YEAR_99)
    pem = serialization.Encoding.PEM
    secret = own.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(built.sign(signing, None).public_bytes(pem) + secret)
    return path
