"""The hub's certificate: signed by its key, for its names, the same from start to start; nodes believe it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509

from hub.certificate import certificate_file
from shared.errors import RoadClosed
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


def test_where_the_certificate_is_a_strangers_and_no_authority_vouches_the_road_is_closed(office: Office) -> None:
    node = node_of(office)
    with served(office, tls=True) as url, terse_session() as session, pytest.raises(RoadClosed):
        HttpRoad(url, hub=HubKeys.generate(bytes(32)).public, session=session).deliver(node.bundle())

    assert office.store.totals().nodes == 0
