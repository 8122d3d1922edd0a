"""The published vectors: what nodes sent in earlier forms is read for ever, and what is computed is computed alike."""

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec import to_builtins

from shared.events import canonical, fields_from, from_fields, to_fields
from sync import arithmetic
from sync.ack import ACK, Ack, in_full, open_ack
from sync.budget import Budget
from sync.card import read_card
from sync.chain import ROOT, Position, heads_after
from sync.enrolment import Invitation, proof
from sync.feed import FeedEntry, FeedItem, entry_after, signed_item
from sync.frames import Wire, decode_frame
from sync.introduction import key_words, read_code
from sync.keys import SIGNATURE_BYTES, HubKeys, NodeKeys, ReleaseKey
from sync.lives import named
from sync.opened import Opened, open_prefix
from sync.pages import Page, open_slice
from sync.reply import decode_reply
from sync.resumption import Resumption, after
from sync.tables import Tables
from sync.wire import pack, unpack
from tests.sync.vectors import FIRST, HUB, NODE, RELEASE, SITE, drawn

FOLDER = Path(__file__).parents[2] / "sync" / "vectors"
FILES = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}


def drawn_since(name: str) -> list[Any]:
    """Return what the files hold that were drawn since vectors of this *name* are."""
    return [vectors[name] for vectors in FILES.values() if name in vectors]


@pytest.fixture(params=FILES)
def vectors(request: pytest.FixtureRequest) -> Any:
    return FILES[request.param]


def of(text: str) -> bytes:
    return bytes.fromhex(text)


def bodies(opened: Opened) -> list[str]:
    return [body.hex() for frame in opened.frames for body in frame.bodies]


def remembered(vectors: Any) -> Resumption:
    told, signed = open_prefix(HUB, of(vectors["resumed"]["after_bundle"])), of(vectors["resumed"]["after_ack"])
    return after(told, told.header.verify_key, open_ack(signed, HUB.public, NODE.node_id), signed)


def going_on(exchanges: Any) -> Resumption:
    """Return what both sides remember after each of *exchanges* followed the one before."""
    tickets: dict[bytes, Resumption] = {}
    for data, signed in exchanges:
        opened = open_prefix(HUB, of(data), tickets.get)
        ack = open_ack(of(signed), HUB.public, NODE.node_id)
        known = after(opened, opened.header.verify_key, ack, of(signed))
        tickets[known.ticket] = known
    return known


def test_the_form_of_today_has_vectors() -> None:
    beginnings = {of(bundle["data"])[:4] for vectors in FILES.values() for bundle in vectors["bundles"]}

    assert of(json.loads(json.dumps(drawn(), default=bytes.hex))["bundles"][0]["data"])[:4] in beginnings


def test_keys_name_who_holds_them(vectors: Any) -> None:
    keys = vectors["keys"]
    hub, node = HubKeys.from_bytes(of(keys["hub"])), NodeKeys.from_seed(of(keys["node_seed"]))

    assert (hub.hub_id.hex(), hub.public.fingerprint()) == (keys["hub_id"], keys["fingerprint"])
    assert (node.verify_key.hex(), node.node_id.hex()) == (keys["node_verify_key"], keys["node_id"])
    assert ReleaseKey.from_seed(of(keys["release_seed"])).public == hub.public.release


def test_a_code_is_proved_by_the_same_bytes(vectors: Any) -> None:
    given = vectors["enrolment"]

    assert proof(given["code"], NODE.verify_key, given["site"]).hex() == given["proof"]


def test_a_record_has_one_form_and_a_log_one_chain(vectors: Any) -> None:
    records = [of(body) for body in vectors["chain"]["records"]]

    assert [canonical(fields_from(body)) for body in records] == records
    assert [head.hex() for head in heads_after(ROOT, records)] == vectors["chain"]["heads"]


@pytest.mark.parametrize("given", [one for drawn in drawn_since("facts") for one in drawn])
def test_a_fact_of_an_earlier_version_says_what_it_said(given: Any) -> None:
    event = from_fields(FIRST, 1, fields_from(of(given["record"])))

    assert (type(event.fact).NAME, event.extra) == (given["kind"], {})
    assert json.loads(json.dumps(to_builtins(event.fact, builtin_types=(bytes,)), default=bytes.hex)) == given["says"]
    assert canonical(to_fields(event)).hex() == given["record"]


def test_numbers_have_one_arithmetic_coding(vectors: Any) -> None:
    for given in vectors["arithmetic"]:
        assert arithmetic.code(given["numbers"]).hex() == given["bytes"]
        assert arithmetic.decode(of(given["bytes"]), len(given["numbers"])) == given["numbers"]


def test_a_frame_holds_the_records_it_held(vectors: Any) -> None:
    for given in vectors["frames"]:
        records = decode_frame(of(given["frame"]), Tables())

        assert [canonical(record).hex() for record in records] == given["records"], given["name"]


def test_every_shape_and_coding_has_a_vector() -> None:
    columns = [
        column
        for vectors in FILES.values()
        for given in vectors["frames"]
        for group in unpack(of(given["frame"]), Wire, max_bytes=1_000_000, what="un bloque").groups
        for column in group.columns
    ]

    assert {column.shape for column in columns} == set(range(4))
    assert {column.coding for column in columns if column.shape in (0, 1)} == set(range(8))
    assert {column.data[0] for column in columns} == {0, 1, 2}
    assert any(column.where for column in columns)


def test_a_bundle_of_an_earlier_form_is_read_whole(vectors: Any) -> None:
    for given in vectors["bundles"]:
        opened = open_prefix(HUB, of(given["data"]))

        assert (opened.complete, opened.problem) == (True, ""), given["name"]
        assert bodies(opened) == given["records"]
        assert opened.end == unpack(of(given["end"]), Position, max_bytes=100, what="la posición")
        assert [pack(item).hex() for item in opened.returned] == given.get("returned", [])


def test_what_is_cut_off_an_earlier_bundle_leaves_a_prefix(vectors: Any) -> None:
    given = vectors["bundles"][0]
    cut = open_prefix(HUB, of(given["data"])[:-1])

    assert not cut.complete
    assert 0 < len(bodies(cut)) < len(given["records"])
    assert bodies(cut) == given["records"][: len(bodies(cut))]


def test_a_bundle_goes_on_from_an_earlier_one(vectors: Any) -> None:
    given = vectors["resumed"]
    known = remembered(vectors)
    opened = open_prefix(HUB, of(given["data"]), {known.ticket: known}.get)

    assert (known.ticket.hex(), known.secret.hex()) == (given["ticket"], given["secret"])
    assert (opened.complete, bodies(opened)) == (True, given["records"])
    assert pack(dict(opened.health)).hex() == given["health"]


def test_a_short_ack_is_told_in_full(vectors: Any) -> None:
    given = vectors["resumed"]
    known = remembered(vectors)
    end = unpack(of(given["end"]), Position, max_bytes=100, what="la posición")
    expected = Ack(NODE.node_id, known.hub_incarnation, 0, "ok", end, feeds=known.feeds)

    assert in_full(of(given["short_ack"]), expected) == of(given["ack"])


@pytest.mark.parametrize("given", [one for drawn in drawn_since("further") for one in drawn])
def test_bundles_go_on_one_from_another(given: Any) -> None:
    known = going_on(given["after"])
    opened = open_prefix(HUB, of(given["data"]), {known.ticket: known}.get)

    assert known.ticket.hex() == given["ticket"]
    assert (pack(known.feeds).hex(), pack(known.names).hex()) == (given["feeds"], given["names"])
    assert (opened.complete, opened.header.feeds, bodies(opened)) == (True, known.feeds, given["records"])
    assert pack(opened.end).hex() == given["end"]


@pytest.mark.parametrize("given", drawn_since("unnamed"))
def test_an_ack_does_not_say_of_which_site_it_is_and_both_sides_go_on_from_it(given: Any) -> None:
    known = going_on(given["after"])
    opened = open_prefix(HUB, of(given["data"]), {known.ticket: known}.get)
    expected = Ack(NODE.node_id, known.hub_incarnation, 0, "ok", opened.end, feeds=known.feeds)

    assert SITE.encode().hex() not in given["after"][0][1] + given["ack"]
    assert pack(named(opened.header.feeds, SITE)).hex() == given["places"]
    assert (known.ticket.hex(), opened.complete, bodies(opened)) == (given["ticket"], True, given["records"])
    assert in_full(of(given["short_ack"]), expected) == of(given["ack"])


@pytest.mark.parametrize("given", drawn_since("invitation"))
def test_an_invitation_has_one_meaning_in_each_form(given: Any) -> None:
    invitation = Invitation.from_json(of(given["file"]))

    assert read_card(given["card"]) == invitation
    assert read_code(" ".join(given["code_words"])) == invitation.code
    assert list(key_words(invitation.hub)) == given["key_words"]


@pytest.mark.parametrize("given", drawn_since("release"))
def test_a_release_is_vouched_for_by_the_same_bytes(given: Any) -> None:
    told = (given["sha256"], given["size"], given["version"], of(given["card"]))

    assert RELEASE.sign_release(*told).hex() == given["signature"]


def test_an_ack_says_what_it_said(vectors: Any) -> None:
    for given in vectors["acks"]:
        signed, says = of(given["signed"]), of(given["says"])

        assert open_ack(signed, HUB.public, NODE.node_id) == unpack(says, Ack, max_bytes=2_000, what="la constancia")
        assert HUB.sign(ACK, HUB.hub_id + signed[SIGNATURE_BYTES:]) == signed[:SIGNATURE_BYTES]


def test_a_page_of_the_feed_says_what_it_said(vectors: Any) -> None:
    for given in vectors["feed"]["pages"]:
        page = open_slice(of(given["data"]), HUB.public, NODE)

        assert page == unpack(of(given["says"]), Page, max_bytes=100_000, what="la respuesta")  # type: ignore[arg-type]


def test_an_item_is_signed_and_chained_alike(vectors: Any) -> None:
    item = unpack(of(vectors["feed"]["item"]), FeedItem, max_bytes=10_000, what="lo publicado")
    first = entry_after(None, item.birth[0], item)

    assert signed_item(item, HUB) == item
    assert first.head.hex() == vectors["feed"]["heads"][0]


@pytest.mark.parametrize("given", [feed["packed"] for feed in drawn_since("feed") if "packed" in feed])
def test_a_packed_entry_is_read(given: str) -> None:
    data = Budget(10_000).inflate(of(given))

    assert unpack(data, FeedEntry, max_bytes=10_000, what="la respuesta").item.stream == SITE


def test_a_reply_holds_an_ack_and_pages(vectors: Any) -> None:
    reply = decode_reply(of(vectors["reply"]))

    assert open_ack(reply.ack, HUB.public, NODE.node_id).state == "ok"
    assert [open_slice(page, HUB.public, NODE).stream for page in reply.slices] == ["all"]
