"""
Draw test vectors of the protocol: ``python -m tests.sync.vectors FILE``.

A file once published is never drawn again: what it holds is what nodes of that day sent, and a hub reads it for ever
(``test_vectors.py``). A change of the format adds a file. Bytes are in hexadecimal; a record is its canonical bytes.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from shared.errors import BadInput
from shared.events import Fields, canonical
from shared.ids import Head, Incarnation, SchoolId
from sync import arithmetic, rest
from sync.ack import Ack, shortened, sign_ack
from sync.bundle import Heard, Run, Sealed, Sender, seal
from sync.card import card_of
from sync.chain import ROOT, START, Position, heads_after
from sync.enrolment import Invitation, proof
from sync.feed import ALL, FeedItem, entry_after, page_after, signed_item
from sync.frames import encode_frame
from sync.introduction import code_words, key_words
from sync.keys import HubKeys, NodeKeys, ReleaseKey
from sync.lives import FeedPosition, HubIncarnation, unnamed
from sync.pages import seal_slice, sign_slice
from sync.parts import packed, part_of
from sync.reply import Reply, encode_reply
from sync.resumption import Resumption, after
from sync.tables import Tables
from sync.wire import pack
from tests.sync.vector_records import framed, spread, strange, told_facts
from tests.usage_events import uses

RELEASE = ReleaseKey.from_seed(b"r" * 32)
HUB = HubKeys.from_bytes(bytes(range(64)) + RELEASE.public)
NODE = NodeKeys.from_seed(b"n" * 32)
LIFE, LATER = HubIncarnation(1_790_000_000_000, b"hub-life"), HubIncarnation(1_790_000_500_000, b"new-life")
SITE, CODE = "074294", "K7F2Q-91QDM"
FIRST, SECOND, THIRD = (Incarnation(b"opened-%d" % number) for number in (1, 2, 3))


def drawn() -> dict[str, Any]:
    """Return all the vectors, bytes and all."""
    told = _told()
    held = msgspec.structs.replace(_ack(told), state="held", received=None, tips=(), feeds={})
    signed = sign_ack(_ack(told), HUB)
    return {
        "keys": _keys(),
        "invitation": _invitation(),
        "release": _release(),
        "enrolment": {"code": CODE, "site": SITE, "proof": proof(CODE, NODE.verify_key, SITE)},
        "chain": _chain(strange()),
        "facts": told_facts(),
        "arithmetic": [{"numbers": numbers, "bytes": arithmetic.code(numbers)} for numbers in spread()],
        "frames": [_frame(name, records) for name, records in framed().items()],
        "acks": [{"signed": sign_ack(ack, HUB), "says": pack(ack)} for ack in (_ack(told), held)],
        "bundles": [
            _bundle("with the proof of enrolment, of two openings", told, _runs()),
            *_questions(),
            _again(told),
        ],
        "resumed": _resumed(told, signed),
        "further": _further(told),
        "unnamed": _unnamed(told),
        "feed": _feed(),
        "reply": encode_reply(Reply(signed, (sign_slice(_broadcast(), HUB),))),
    }


def _keys() -> dict[str, Any]:
    return {
        "hub": HUB.to_bytes(),
        "hub_id": HUB.hub_id,
        "fingerprint": HUB.public.fingerprint(),
        "node_seed": NODE.seed,
        "node_verify_key": NODE.verify_key,
        "node_id": NODE.node_id,
        "release_seed": RELEASE.seed,
    }


def _invitation() -> dict[str, Any]:
    invitation = Invitation(
        HUB.public, "https://chasqui.example", CODE, SITE, (SchoolId("0403691-0"),), ("I.E. 50123 Ñahuinpuquio",)
    )
    return {
        "file": invitation.to_json(),
        "card": card_of(invitation),
        "code_words": code_words(CODE),
        "key_words": key_words(HUB.public),
    }


def _release() -> dict[str, Any]:
    told = {"sha256": "5e" * 32, "size": 1_234_567, "version": "2026.2", "card": b'{"version": "2026.2"}'}
    return told | {"signature": RELEASE.sign_release(**told)}  # type: ignore[arg-type]


def _chain(records: Sequence[Fields]) -> dict[str, Any]:
    bodies = [canonical(record) for record in records]
    return {"records": bodies, "heads": heads_after(ROOT, bodies)}


def _frame(name: str, records: Sequence[Fields]) -> dict[str, Any]:
    return {"name": name, "frame": encode_frame(records, Tables()), "records": list(map(canonical, records))}


def _runs() -> list[Run]:
    return [Run(FIRST, 1, list(uses(130, seed=4))), Run(SECOND, 1, [*strange(), *uses(50, seed=5)])]


def _told() -> Sealed:
    health = {1: "0.1.0", 2: 1_024, 99: ["new"]}
    sender = Sender(NODE, HUB.public, SITE, proof(CODE, NODE.verify_key, SITE), health)
    return seal(sender, START, _runs(), Heard({ALL: _place()}, LIFE))


def _questions() -> list[dict[str, Any]]:
    asked = seal(Sender(NODE, HUB.public, SITE), START, [])
    return [_bundle("a question: nothing recorded", asked, []), *_returning()]


def _returning() -> list[dict[str, Any]]:
    """Return bundles that give back items which the hub lost: after events, and alone."""
    items = _items(ALL)
    events = [Run(FIRST, 1, list(uses(30, seed=6)))]
    return [
        {**_bundle(name, made, runs), "returned": list(map(pack, items))}
        for name, runs in (("gives back three items", events), ("gives back three items and nothing else", []))
        for made in [seal(Sender(NODE, HUB.public, SITE), START, runs, returned=items)]
    ]


def _bundle(name: str, made: Sealed, runs: Sequence[Run]) -> dict[str, Any]:
    bodies = [canonical(record) for run in runs for record in run.records]
    return {"name": name, "data": made.data, "id": made.id, "end": pack(made.end), "records": bodies}


def _ack(told: Sealed) -> Ack:
    tip = Position(SECOND, 3, Head(b"t" * 16))
    return Ack(NODE.node_id, LIFE, 1_790_000_100, "ok", told.end, (tip,), {ALL: _place()})


def _resumed(told: Sealed, signed: bytes) -> dict[str, Any]:
    known = after(told, NODE.verify_key, _ack(told), signed)
    run = Run(SECOND, told.end.seq + 1, list(uses(90, seed=5)))
    sender = Sender(NODE, HUB.public, health={1: "0.1.0", 2: 900})
    made = seal(sender, told.end, [run], Heard(known.feeds, LIFE, resumption=known))
    expected = _expected(made)
    answer = sign_ack(msgspec.structs.replace(expected, hub_time=1_790_000_200), HUB)
    return {
        **_bundle("goes on from the first bundle and its ack", made, [run]),
        "after_bundle": told.data,
        "after_ack": signed,
        "ticket": known.ticket,
        "secret": known.secret,
        "health": pack({1: "0.1.0", 2: 900}),
        "ack": answer,
        "short_ack": shortened(answer, expected),
    }


def _moved(told: Sealed) -> Ack:
    """Return an ack of *told* that comes with the rest of the feed, from a later life of the hub."""
    place = FeedPosition(LIFE, 3, _stream(ALL)[2].head)
    return Ack(NODE.node_id, LATER, 1_790_000_600, "ok", told.end, (), {ALL: place})


def _again(told: Sealed) -> dict[str, Any]:
    """Return what a node tells in full whose hub has no ticket any more."""
    ack = _moved(told)
    run = Run(SECOND, told.end.seq + 1, list(uses(20, seed=7)))
    heard = Heard(ack.feeds, LATER, sign_ack(ack, HUB))
    made = seal(Sender(NODE, HUB.public, SITE), told.end, [run], heard)
    return _bundle("in full, from the position acked, with the ack as proof", made, [run])


def _further(told: Sealed) -> list[dict[str, Any]]:
    """Return bundles that go on one from the other: of two openings, and without an event."""
    before = [(told.data, sign_ack(_moved(told), HUB))]
    known = after(told, NODE.verify_key, _moved(told), before[0][1])
    runs = [Run(SECOND, told.end.seq + 1, list(uses(20, seed=8))), Run(THIRD, 1, list(uses(14, seed=9)))]
    found = []
    for name, due in (("of two openings", runs), ("a question", [])):
        made = _going_on(known, due)
        remembered = {"ticket": known.ticket, "feeds": pack(known.feeds), "names": pack(known.names)}
        found.append({**_bundle(name, made, due), **remembered, "after": list(before)})
        ack = _expected(made)
        before.append((made.data, sign_ack(ack, HUB)))
        known = after(made, NODE.verify_key, ack, before[-1][1])
    return found


def _unnamed(told: Sealed) -> dict[str, Any]:
    """Return an ack that names its node's place in the stream of its site, the bundle after it and its answer."""
    places = {SITE: FeedPosition(LIFE, 2, _stream(SITE)[1].head), ALL: _place()}
    ack = Ack(NODE.node_id, LATER, 1_790_000_600, "ok", told.end, (), unnamed(places, SITE))
    signed = sign_ack(ack, HUB)
    known = after(told, NODE.verify_key, ack, signed)
    run = Run(SECOND, told.end.seq + 1, list(uses(20, seed=10)))
    made = _going_on(known, [run])
    return {
        **_bundle("goes on from an ack that does not name the site", made, [run]),
        "after": [(told.data, signed)],
        "ticket": known.ticket,
        "places": pack(places),
        "ack": (answer := sign_ack(_expected(made), HUB)),
        "short_ack": shortened(answer, _expected(made)),
    }


def _going_on(known: Resumption, runs: Sequence[Run]) -> Sealed:
    sender = Sender(NODE, HUB.public, health={40: "0.2.0"})
    return seal(sender, known.base, runs, Heard(known.feeds, known.hub_incarnation, resumption=known))


def _expected(made: Sealed) -> Ack:
    if made.expected is None:
        raise BadInput("Un envío que continúa otro dice qué constancia espera.")
    return msgspec.structs.replace(made.expected, hub_time=1_790_000_700)


def _items(stream: str) -> list[FeedItem]:
    body = "La región publicó el calendario.".encode()
    items = [FeedItem((LIFE, number), stream, "calendar", f"calendar/{2025 + number}", body) for number in (1, 2, 3)]
    return [signed_item(item, HUB) for item in items]


def _stream(name: str) -> list[Any]:
    entries: list[Any] = []
    for item in _items(name):
        entries.append(entry_after(entries[-1] if entries else None, LIFE, item))
    return entries


def _place() -> FeedPosition:
    return FeedPosition(LIFE, 1, _stream(ALL)[0].head)


def _broadcast() -> Any:
    return page_after(_stream(ALL), _place(), 10_000, stream=ALL, hub_incarnation=LIFE)


def _feed() -> dict[str, Any]:
    own = page_after(_stream(SITE), None, 10_000, stream=SITE, hub_incarnation=LIFE)
    had = rest.of(packed(_stream(SITE)[0])[:100])
    part = part_of(_stream(SITE), None, had, 1_000, stream=SITE, hub_incarnation=LIFE)
    unknown = FeedPosition(LIFE, 9, Head(b"u" * 16))
    marks = page_after(_stream(ALL), unknown, 10_000, stream=ALL, hub_incarnation=LIFE)
    return {
        "item": pack(_items(ALL)[0]),
        "heads": [entry.head for entry in _stream(ALL)],
        "pages": [
            {"data": sign_slice(_broadcast(), HUB), "says": pack(_broadcast())},
            {"data": seal_slice(own, HUB, NODE.verify_key), "says": pack(own)},
            {"data": sign_slice(marks, HUB), "says": pack(marks)},
            {"data": sign_slice(_broadcast(), HUB, packs=True), "says": pack(_broadcast())},
            {"data": seal_slice(own, HUB, NODE.verify_key, packs=True), "says": pack(own)},
            {"data": seal_slice(part, HUB, NODE.verify_key, packs=True), "says": pack(part)},
        ],
        "packed": packed(_stream(SITE)[0]),
    }


if __name__ == "__main__":
    with Path(sys.argv[1]).open("x", encoding="utf-8") as file:
        json.dump(drawn(), file, default=bytes.hex, indent=1, ensure_ascii=False)
        file.write("\n")
