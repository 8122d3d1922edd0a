"""The hub's certificate: signed by its key, for its names, the same from start to start; nodes believe it."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address
from itertools import repeat
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hub.certificate import certificate_file
from shared.errors import NotTheHub
from sync.http_road import HttpRoad
from sync.keys import HubKeys
from sync.patience import terse_session
from tests.faults.pair import served
from tests.hub.builders import Office, node_of, uses


def names(path: Path) -> set[str]:
    found = x509.load_pem_x509_certificate(path.read_bytes())
    return {str(name.value) for name in found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value}


def test_it_stays_the_same_until_the_names_or_the_hub_change(office: Office) -> None:
    config = replace(office.config, host="10.0.0.7", hosts=("chasqui.ugel.pe",))
    first = certificate_file(config, office.keys).read_bytes()
    again = certificate_file(config, office.keys).read_bytes()
    renamed = certificate_file(replace(config, hosts=("otro.pe",)), office.keys).read_bytes()
    rekeyed = certificate_file(replace(config, hosts=("otro.pe",)), HubKeys.generate(bytes(32))).read_bytes()

    assert first == again
    assert len({first, renamed, rekeyed}) == 3


def test_it_names_the_hub_as_browsers_ask_for_it_and_its_key_is_the_owners_alone(office: Office) -> None:
    path = certificate_file(replace(office.config, host="10.0.0.7", hosts=("chasqui.ugel.pe",)), office.keys)

    assert names(path) == {"10.0.0.7", "chasqui.ugel.pe", "localhost"}
    assert path.stat().st_mode & 0o077 == 0


@contextmanager
def before(url: str, pem: Path) -> Iterator[str]:
    """Give the address of a proxy in front of *url* that speaks TLS with a certificate of its own."""
    to = ("127.0.0.1", urlsplit(url).port or 0)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pem)

    def carry(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(16_384):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    def serve(ours: socket.socket) -> None:
        with ours, suppress(OSError):
            secure, theirs = tls.wrap_socket(ours, server_side=True), socket.create_connection(to)
            with secure, theirs:
                threading.Thread(target=carry, args=(secure, theirs), daemon=True).start()
                carry(theirs, secure)

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        accepting.join()


@contextmanager
def cut_once(url: str, up_bytes: int) -> Iterator[str]:
    """Give an address that leads to *url*, whose first connection ends in good order after so many bytes upwards."""
    to = ("127.0.0.1", urlsplit(url).port or 0)

    def carry(source: socket.socket, sink: socket.socket, most: int) -> None:
        with suppress(OSError):
            while most > 0 and (data := source.recv(min(most, 4_096))):
                most -= len(data)
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def join(ours: socket.socket, most: int) -> None:
        with ours, socket.create_connection(to) as theirs:
            down = threading.Thread(target=carry, args=(theirs, ours, 1 << 30))
            down.start()
            carry(ours, theirs, most)
            down.join()

    def serve() -> None:
        with suppress(OSError):
            for most in (up_bytes, *repeat(1 << 30, 9)):
                threading.Thread(target=join, args=(listening.accept()[0], most), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        accepting = threading.Thread(target=serve, daemon=True)
        accepting.start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        accepting.join()


def test_a_node_reaches_its_hub_over_tls_by_the_hubs_key_alone(office: Office) -> None:
    node = node_of(office)
    node.record(*uses(3))
    with served(office, tls=True) as url, terse_session() as session:
        reply = HttpRoad(url, hub=office.keys.public, session=session).deliver(node.bundle())

    assert url.startswith("https://127.0.0.1:")
    assert reply is not None
    assert office.store.totals().events == 3


def test_a_handshake_that_was_cut_says_nothing_of_who_is_there(office: Office) -> None:
    node = node_of(office)
    node.record(*uses(1_500))
    with served(office, tls=True) as url, terse_session() as session, cut_once(url, 100) as there:
        reply = HttpRoad(there, hub=office.keys.public, session=session).deliver(node.bundle())

    assert reply is not None
    assert office.store.totals().events == 1_500


def test_where_the_certificate_is_a_strangers_and_no_authority_vouches_nothing_is_said_there(office: Office) -> None:
    node, stranger = node_of(office), HubKeys.generate(bytes(32)).public
    with served(office, tls=True) as url, terse_session() as session:
        for address in (url, f"{url}#publico"):
            with pytest.raises(NotTheHub, match="no muestra la clave"):
                HttpRoad(address, hub=stranger, session=session).deliver(node.bundle())

    assert office.store.totals().nodes == 0


def test_behind_a_proxy_an_authority_counts_only_where_the_keeper_said_so(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node, hub = node_of(office), office.keys.public
    node.record(*uses(3))
    authority, pem = authority_for("127.0.0.1", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    with served(office) as plain, terse_session() as session, before(plain, pem) as url:
        with pytest.raises(NotTheHub):
            HttpRoad(url, hub=hub, session=session).deliver(node.bundle())
        seen = office.store.totals().events
        reply = HttpRoad(f"{url}/#publico", hub=hub, session=session).deliver(node.bundle())

    assert reply is not None
    assert (seen, office.store.totals().events) == (0, 3)


def test_a_certificate_of_an_authority_for_another_address_is_not_believed(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = node_of(office)
    authority, pem = authority_for("10.9.9.9", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    with served(office) as plain, terse_session() as session, before(plain, pem) as url, pytest.raises(NotTheHub):
        HttpRoad(f"{url}#publico", hub=office.keys.public, session=session).deliver(node.bundle())

    assert office.store.totals().nodes == 0


def test_an_office_that_takes_its_proxy_away_is_still_believed_by_its_own_key(office: Office) -> None:
    node = node_of(office)
    node.record(*uses(3))
    with served(office, tls=True) as url, terse_session() as session:
        HttpRoad(f"{url}#publico", hub=office.keys.public, session=session).deliver(node.bundle())

    assert office.store.totals().events == 3


def authority_for(address: str, folder: Path) -> tuple[Path, Path]:
    """Draw an authority that vouches for *address*: its certificate, and the chain that is shown there with its key."""
    root, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Autoridad")])
    dates = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC))
    constraints, san = x509.BasicConstraints(True, None), x509.SubjectAlternativeName([_address(address)])
    signed = x509.CertificateBuilder(name, name, root.public_key(), 1, *dates).add_extension(constraints, True)
    shown = x509.CertificateBuilder(name, x509.Name([]), own.public_key(), 2, *dates).add_extension(san, True)
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "root.pem").write_bytes(signed.sign(root, hashes.SHA256()).public_bytes(pem))
    secret = own.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    (folder / "shown.pem").write_bytes(shown.sign(root, hashes.SHA256()).public_bytes(pem) + secret)
    return folder / "root.pem", folder / "shown.pem"


def _address(text: str) -> x509.IPAddress:
    return x509.IPAddress(ip_address(text))
