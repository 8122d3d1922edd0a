"""The answers of ``/v1``: offsets, statuses, and words that a node can act on."""

import logging
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
import requests
from flask import Flask

from hub.app import create_app
from hub.database import Database
from shared.errors import DatabaseBusy
from sync.bundle import MAX_BUNDLE_BYTES, Sealed, bundle_id
from sync.header import header_bytes
from sync.reply import decode_reply
from tests.hub.builders import Node, Office
from tests.hub.service import Caller, serving
from tests.usage_events import uses

pytestmark = pytest.mark.databases


@pytest.fixture
def app(office: Office) -> Iterator[Flask]:
    made = create_app(office.config)
    yield made
    made.extensions["store"].close()


@pytest.fixture
def client(office: Office) -> Iterator[Caller]:
    with serving(office.config) as url:
        yield Caller(url)


@pytest.fixture
def bundle(node: Node) -> Sealed:
    node.record(*uses(50))
    return node.bundle()


def path(bundle: Sealed, offset: int = 0, total: int | None = None) -> str:
    return f"/v1/bundles/{bundle.id}?offset={offset}&total={len(bundle.data) if total is None else total}"


def test_a_whole_bundle_is_answered_with_a_signed_ack(client: Caller, node: Node, bundle: Sealed) -> None:
    response = client.put(path(bundle), data=bundle.data)

    from sync.ack import open_ack

    assert response.status_code == 200
    assert open_ack(decode_reply(response.content).ack, node.hub, node.keys.node_id).received == bundle.end


def test_a_part_is_answered_with_what_is_held_and_the_rest_completes_it(client: Caller, bundle: Sealed) -> None:
    part = client.put(path(bundle), data=bundle.data[:700])
    asked = client.get(f"/v1/bundles/{bundle.id}")
    rest = client.put(path(bundle, 700), data=bundle.data[700:])

    assert (part.status_code, part.json()) == (202, {"held": 700})
    assert (asked.status_code, asked.json()) == (200, {"held": 700})
    assert rest.status_code == 200


def test_the_parts_of_a_stranger_s_upload_take_no_place_among_what_waits(
    client: Caller, office: Office, node: Node
) -> None:
    node.code = ""
    node.record(*uses(50))
    stranger = node.bundle()

    for at in range(0, len(stranger.data) - 200, 200):
        client.put(path(stranger, at), data=stranger.data[at : at + 200])

    assert office.store.totals().waiting == 0


def test_an_upload_that_brings_no_new_byte_opens_nothing(
    client: Caller, bundle: Sealed, caplog: pytest.LogCaptureFixture
) -> None:
    client.put(path(bundle), data=bundle.data[:700])
    with caplog.at_level(logging.INFO, "hub.committing"):
        again = [client.put(path(bundle, 700), data=b"") for _ in range(3)]
        again += [client.put(path(bundle, 600), data=bundle.data[600:700])]

    assert [(answer.status_code, answer.json()) for answer in again] == [(202, {"held": 700})] * 4
    assert not [record for record in caplog.records if record.getMessage().startswith("bundle=")]


def test_the_frames_of_a_cut_bundle_are_opened_only_for_who_is_known(client: Caller, node: Node) -> None:
    node.record(*uses(1_600))
    known, node.code = node.bundle(), ""
    stranger = node.bundle()

    # Their first frame is damaged: who opens it wants it again.
    of_a_stranger, of_a_known = (
        client.put(path(bundle), data=flipped(bundle.data, header_bytes(bundle.data) + 50)[:-9])
        for bundle in (stranger, known)
    )

    assert (of_a_stranger.status_code, of_a_stranger.json()) == (202, {"held": len(stranger.data) - 9})
    assert (of_a_known.status_code, of_a_known.json()) == (409, {"held": header_bytes(known.data)})


def test_a_whole_upload_that_a_crash_left_damaged_is_wanted_again(
    client: Caller, office: Office, bundle: Sealed
) -> None:
    (office.config.spool_folder / bundle.id).write_bytes(flipped(bundle.data, -40))

    held = client.put(path(bundle, len(bundle.data)), data=b"").json()["held"]
    repaired = client.put(path(bundle, held), data=bundle.data[held:])

    assert 0 < held < len(bundle.data) - 40
    assert repaired.status_code == 200


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_a_connection_that_says_nothing_counts_as_cut_and_what_it_sent_is_kept(office: Office, bundle: Sealed) -> None:
    with serving(office.config, idle_s=0.2) as url, socket.create_connection(("127.0.0.1", int(url[-5:])), 20) as link:
        head = f"PUT /v1/bundles/{bundle.id} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(bundle.data)}\r\n\r\n"
        link.sendall(head.encode() + bundle.data[:700])
        answer = b"".join(iter(lambda: link.recv(4_096), b""))

    assert answer.startswith(b"HTTP/1.1 409")
    assert answer.endswith(b'{"held":700}')


def test_an_ack_has_no_header_but_its_length(client: Caller, bundle: Sealed) -> None:
    response = client.put(path(bundle), data=bundle.data)

    assert [name.lower() for name in response.headers] == ["content-length"]


def test_an_upload_is_kept_in_order_where_it_comes_in_pieces_of_unsaid_length(client: Caller, bundle: Sealed) -> None:
    pieces = (bundle.data[at : at + 100] for at in range(0, len(bundle.data), 100))

    assert client.put(path(bundle), data=pieces).status_code == 200


def test_a_sender_that_is_ahead_gets_409(client: Caller, bundle: Sealed) -> None:
    response = client.put(path(bundle, 10), data=bundle.data[10:])

    assert (response.status_code, response.json()) == (409, {"held": 0})


def test_after_a_lost_reply_nothing_is_sent_again(client: Caller, office: Office, bundle: Sealed) -> None:
    first = client.put(path(bundle), data=bundle.data)
    held = client.get(f"/v1/bundles/{bundle.id}").json()

    again = client.put(path(bundle, len(bundle.data)), data=b"")

    assert held == {"held": len(bundle.data)}
    assert again.content == first.content
    assert office.store.totals().events == 50


def test_a_damaged_bundle_is_wanted_again_from_the_last_frame_that_verified(
    client: Caller, office: Office, bundle: Sealed
) -> None:
    damaged = bundle.data[:-40] + bytes([bundle.data[-40] ^ 1]) + bundle.data[-39:]

    response = client.put(path(bundle), data=damaged)
    held = response.json()["held"]
    repaired = client.put(path(bundle, held), data=bundle.data[held:])

    assert response.status_code == 409
    assert 0 < held < len(bundle.data) - 40
    assert repaired.status_code == 200
    assert office.store.totals().events == 50


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/v1/bundles/xyz?offset=0&total=1", 400),
        (f"/v1/bundles/{'0' * 32}?offset=-1&total=1", 400),
        (f"/v1/bundles/{'0' * 32}?offset=2&total=1", 400),
        (f"/v1/bundles/{'0' * 32}?offset=0", 400),
        (f"/v1/bundles/{'0' * 32}?offset=0&total={MAX_BUNDLE_BYTES + 1}", 413),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_in_words(client: Caller, address: str, status: int) -> None:
    response = client.put(address, data=b"x")

    assert response.status_code == status
    assert len(response.json()["error"]) > 20


def test_bytes_that_are_no_bundle_are_refused_and_forgotten(client: Caller) -> None:
    id_ = bundle_id(b"hola")

    response = client.put(f"/v1/bundles/{id_}?offset=0&total=4", data=b"hola")

    assert response.status_code == 422
    assert client.get(f"/v1/bundles/{id_}").status_code == 404


def test_a_full_disk_refuses_before_the_body(office: Office, bundle: Sealed) -> None:
    config = replace(office.config, min_free_mb=2**40, metrics_token="prometheus")
    with serving(config) as url:
        assert Caller(url).put(path(bundle), data=bundle.data).status_code == 507
        told = requests.get(f"{url}/metrics", headers={"Authorization": "Bearer prometheus"}, timeout=20).text

    assert 'chasqui_uploads_total{outcome="full"} 1.0' in told


def test_a_locked_database_asks_to_come_back(client: Caller, bundle: Sealed, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(_: Database) -> None:
        raise DatabaseBusy("ocupada")

    monkeypatch.setattr(Database, "begin", busy)

    response = client.put(path(bundle), data=bundle.data)

    assert (response.status_code, response.headers["Retry-After"]) == (503, "15")


def test_a_model_is_given_from_any_byte_on(client: Caller, office: Office) -> None:
    office.config.models_folder.mkdir()
    (office.config.models_folder / ("a" * 64)).write_bytes(b"0123456789")

    whole = client.get(f"/v1/models/{'a' * 64}")
    rest = client.get(f"/v1/models/{'a' * 64}", Range="bytes=4-")

    assert (whole.content, rest.status_code, rest.content) == (b"0123456789", 206, b"456789")
    assert client.get(f"/v1/models/{'b' * 64}").status_code == 404


@pytest.mark.parametrize("site", ["%00", "07%0029", "%ff%fe", "%ed%a0%80", "%f0%9f%98%80", "x" * 300])
def test_of_a_site_that_cannot_be_a_hub_says_nothing(app: Flask, site: str) -> None:
    answer = app.test_client().get(f"/v1/hub?site={site}")

    assert (answer.status_code, answer.get_json()["sites"]) == (200, {})


def test_every_route_is_in_the_policy_table(app: Flask) -> None:
    from hub.app import POLICY

    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert [name for name in endpoints if not POLICY.names(name)] == []


def test_when_the_quota_of_strangers_is_used_up_they_are_asked_to_wait(
    client: Caller, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.waiting.MAX_UNKNOWN_BYTES", 10)
    node.code = ""
    node.record(*uses(1))
    stranger = node.bundle()

    response = client.put(path(stranger), data=stranger.data)

    assert (response.status_code, response.headers["Retry-After"]) == (429, "3600")
