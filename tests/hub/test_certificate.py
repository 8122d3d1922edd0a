"""The hub's certificate: signed by its key, for its names, the same from start to start; nodes believe it."""

from dataclasses import replace
from pathlib import Path

from cryptography import x509

from hub.certificate import certificate_file
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


def test_a_node_reaches_its_hub_over_tls_by_the_hubs_key_alone(office: Office) -> None:
    node = node_of(office)
    node.record(*uses(3))
    with served(office, tls=True) as url, terse_session() as session:
        reply = HttpRoad(url, hub=office.keys.public, session=session).deliver(node.bundle())

    assert url.startswith("https://127.0.0.1:")
    assert reply is not None
    assert office.store.totals().events == 3
