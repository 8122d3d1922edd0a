"""
Draw test vectors of the protocol: ``python -m tests.sync.vectors FILE``.

A file once published is never drawn again: what it holds is what nodes of that day sent, and a hub reads it for ever
(``test_vectors.py``). A change of the format adds a file. Bytes are in hexadecimal; a record is its canonical bytes.
"""

import json
import sys
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from shared.errors import BadInput
from shared.events import KIND, RECORDED, Fields, canonical
from shared.facts import NUMBERS
from shared.ids import Head, Incarnation
from sync import arithmetic
from sync.ack import Ack, shortened, sign_ack
from sync.bundle import Run, Sealed, seal
from sync.chain import ROOT, START, Position, heads_after
from sync.enrolment import proof
from sync.feed import ALL, FeedItem, entry_after, page_after, seal_slice, sign_slice, signed_item
from sync.frames import encode_frame
from sync.keys import HubKeys, NodeKeys, ReleaseKey
from sync.lives import FeedPosition, HubIncarnation
from sync.reply import Reply, encode_reply
from sync.resumption import after
from sync.tables import Tables
from sync.wire import pack
from tests.usage_events import uses

RELEASE = ReleaseKey.from_seed(b"r" * 32)
HUB = HubKeys.from_bytes(bytes(range(64)) + RELEASE.public)
NODE = NodeKeys.from_seed(b"n" * 32)
LIFE = HubIncarnation(1_790_000_000_000, b"hub-life")
SITE, CODE = "074294", "K7F2Q-91QDM"
FIRST, SECOND = Incarnation(b"opened-1"), Incarnation(b"opened-2")
LEARNER, RESOURCE, UNITS = NUMBERS["learner"], NUMBERS["resource"], NUMBERS["units"]


def drawn() -> dict[str, Any]:
    """Return all the vectors, bytes and all."""
    told = _told()
    held = msgspec.structs.replace(_ack(told), state="held", received=None, tips=(), feeds={})
    signed = sign_ack(_ack(told), HUB)
    return {
        "keys": _keys(),
        "enrolment": {"code": CODE, "site": SITE, "proof": proof(CODE, NODE.verify_key, SITE)},
        "chain": _chain(strange()),
        "arithmetic": [{"numbers": numbers, "bytes": arithmetic.code(numbers)} for numbers in spread()],
        "frames": [_frame(name, records) for name, records in framed().items()],
        "acks": [{"signed": sign_ack(ack, HUB), "says": pack(ack)} for ack in (_ack(told), held)],
        "bundles": [_bundle("with the proof of enrolment, of two openings", told, _runs()), *_questions()],
        "resumed": _resumed(told, signed),
        "feed": _feed(),
        "reply": encode_reply(Reply(signed, (sign_slice(_broadcast(), HUB),))),
    }


def strange() -> list[Fields]:
    """Return records with all that may travel: unknown kinds and fields, numbers of every size, nested values."""
    numbers = [0, 127, 128, 2**32, 2**63, 2**64 - 1, -1, -32, -33, -(2**63)]
    nested = {"b": [None, True, b"\0\xff"], "a": {7: "ñandú"}}
    return [{KIND: 6, RECORDED: 60, RESOURCE: "tablet", UNITS: 10}, {KIND: 77, 40: numbers, 99: nested, 300: "x" * 40}]


def spread() -> list[list[int]]:
    """Return lists of numbers for the arithmetic coder: few, alike, far apart, of the longest."""
    rng = Random(1)
    return [
        [0],
        [5, 0, 300],
        [3, 2, 3, 3] * 100,
        [int(rng.expovariate(0.02)) for _ in range(400)],
        [0] * 20 + [2**64 - 1, 2**32],
    ]


def framed() -> dict[str, list[Fields]]:
    """Return records for frames that between them use every shape and coding."""
    rng = Random(2)
    return {
        "lifelike uses": list(uses(90, seed=3)),
        "few records, as they are": strange(),
        "all alike": [{KIND: 1, RECORDED: 60, RESOURCE: "tablet"} for _ in range(12)],
        "numbers in no order, of both signs": [{KIND: 6, UNITS: rng.randrange(-60, 60)} for _ in range(60)],
        "names used again": _recent(rng),
        "what the same learner had": _again(rng),
        "uses listed as they began": _started(rng),
        "as long as since the last": _since(rng),
        "digests, and a field that some lack": [
            {KIND: 2, 5: rng.randbytes(16)} | ({99: [at, None]} if at % 3 else {}) for at in range(40)
        ],
        "two kinds mixed, and a stray": [{KIND: 1 + at % 2, RECORDED: at, UNITS: at % 7} for at in range(60)]
        + strange(),
    }


def _recent(rng: Random) -> list[Fields]:
    names = [f"material-{at:03d}" for at in rng.sample(range(1_000), 90)]
    order = names * 2 + [names[at // 10 + rng.randrange(2) * 40] for at in range(300)]
    return [{KIND: 1, RESOURCE: name} for name in order]


def _again(rng: Random) -> list[Fields]:
    who = [bytes([at]) * 8 for at in range(6)]
    own = {learner: f"material-{rng.randrange(900):03d}" for learner in who}
    return [{KIND: 1, LEARNER: one, RESOURCE: own[one]} for one in who * 2 + rng.choices(who, k=90)]


def _started(rng: Random) -> list[Fields]:
    spent = [rng.randrange(900) for _ in range(120)]
    begun = list(accumulate(rng.randrange(3) for _ in spent))
    ends = [start + long for start, long in zip(begun, spent, strict=True)]
    return [
        {KIND: 1, RECORDED: at, LEARNER: rng.randbytes(1) * 8, NUMBERS["seconds"]: long}
        for at, long in zip(ends, spent, strict=True)
    ]


def _since(rng: Random) -> list[Fields]:
    spent = [rng.randrange(900) for _ in range(90)]
    seconds = NUMBERS["seconds"]
    return [
        {KIND: 1, RECORDED: at, LEARNER: b"one-only", seconds: long}
        for at, long in zip(accumulate(spent), spent, strict=True)
    ]


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


def _chain(records: Sequence[Fields]) -> dict[str, Any]:
    bodies = [canonical(record) for record in records]
    return {"records": bodies, "heads": heads_after(ROOT, bodies)}


def _frame(name: str, records: Sequence[Fields]) -> dict[str, Any]:
    return {"name": name, "frame": encode_frame(records, Tables()), "records": list(map(canonical, records))}


def _runs() -> list[Run]:
    return [Run(FIRST, 1, list(uses(130, seed=4))), Run(SECOND, 1, [*strange(), *uses(50, seed=5)])]


def _told() -> Sealed:
    return seal(
        NODE,
        HUB.public,
        START,
        _runs(),
        feeds={ALL: _place()},
        hub_incarnation=LIFE,
        site=SITE,
        enrolment=proof(CODE, NODE.verify_key, SITE),
        health={1: "0.1.0", 2: 1_024, 99: ["new"]},
    )


def _questions() -> list[dict[str, Any]]:
    asked = seal(NODE, HUB.public, START, [], feeds={}, site=SITE)
    return [_bundle("a question: nothing recorded", asked, []), *_returning()]


def _returning() -> list[dict[str, Any]]:
    """Return bundles that give back items which the hub lost: after events, and alone."""
    items = _items(ALL)
    events = [Run(FIRST, 1, list(uses(30, seed=6)))]
    return [
        {**_bundle(name, made, runs), "returned": list(map(pack, items))}
        for name, runs in (("gives back three items", events), ("gives back three items and nothing else", []))
        for made in [seal(NODE, HUB.public, START, runs, feeds={}, site=SITE, returned=items)]
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
    made = seal(
        NODE,
        HUB.public,
        told.end,
        [run],
        feeds=known.feeds,
        hub_incarnation=LIFE,
        health={1: "0.1.0", 2: 900},
        resumption=known,
    )
    if made.expected is None:
        raise BadInput("Un envío que continúa otro dice qué constancia espera.")
    answer = sign_ack(msgspec.structs.replace(made.expected, hub_time=1_790_000_200), HUB)
    return {
        **_bundle("goes on from the first bundle and its ack", made, [run]),
        "after_bundle": told.data,
        "after_ack": signed,
        "ticket": known.ticket,
        "secret": known.secret,
        "health": pack({1: "0.1.0", 2: 900}),
        "ack": answer,
        "short_ack": shortened(answer, made.expected),
    }


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
    unknown = FeedPosition(LIFE, 9, Head(b"u" * 16))
    marks = page_after(_stream(ALL), unknown, 10_000, stream=ALL, hub_incarnation=LIFE)
    return {
        "item": pack(_items(ALL)[0]),
        "heads": [entry.head for entry in _stream(ALL)],
        "pages": [
            {"data": sign_slice(_broadcast(), HUB), "says": pack(_broadcast())},
            {"data": seal_slice(own, HUB, NODE.verify_key), "says": pack(own)},
            {"data": sign_slice(marks, HUB), "says": pack(marks)},
        ],
    }


def _hexed(value: Any) -> str:
    return bytes(value).hex()


if __name__ == "__main__":
    with Path(sys.argv[1]).open("x", encoding="utf-8") as file:
        json.dump(drawn(), file, default=_hexed, indent=1, ensure_ascii=False)
        file.write("\n")
