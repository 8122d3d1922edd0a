"""The records and numbers that the vectors of the protocol are drawn from."""

from itertools import accumulate
from random import Random
from typing import Any

from msgspec import convert, to_builtins
from msgspec.structs import replace

from shared.events import KIND, OCCURRED, RECORDED, Event, Fields, canonical, to_fields
from shared.fact_fields import NUMBERS, Fact
from shared.facts import (
    Count,
    Day,
    Delivery,
    DeliveryLine,
    Device,
    Duty,
    Loan,
    Objection,
    Receipt,
    Repair,
    Request,
    Return,
)  # fmt: skip
from shared.ids import Incarnation, Pseudonym, ResourceId, SchoolId
from tests.usage_events import uses

LEARNER, RESOURCE, UNITS = NUMBERS["learner"], NUMBERS["resource"], NUMBERS["units"]

PUPIL, GUARDIAN = Pseudonym(b"pupil-01"), Pseudonym(b"guardian")


def told_facts() -> list[dict[str, Any]]:
    """Return each kind that a field came to later, as it was before and with it, and the kinds that came later."""
    line = {"decision": "2026-07-abc-074294", "resource": ResourceId("guia-com-3"), "reason": "cantidad"}
    before = convert(line, Objection)
    objections = [before, replace(before, note="Entraron seis alumnos.", school=SchoolId("0403691-0"))]
    return list(map(_told, (*objections, *_devices(), *_school())))


def _devices() -> list[Fact]:
    """Return what is told of devices by their serial."""
    tablet, due = ResourceId("tablet"), 20_700
    loan, back = Loan(resource=tablet, serial="HGA1", borrower=GUARDIAN), Return(resource=tablet, serial="HGA1")
    count, receipt = Count(resource=tablet, units=2), Receipt(resource=tablet, units=2, origin="municipalidad")
    shipped = DeliveryLine(resource=tablet, shipped=2, accepted=2)
    delivery = Delivery(decision="d", pecosa="000123", receiver=GUARDIAN, deliverer=PUPIL, lines=(shipped,))
    full = replace(shipped, serials=("HGA1", "HGA2"))
    return [
        loan, replace(loan, due=due, learner=PUPIL, checks=65_535),
        back, replace(back, condition="con_fallas", checks=33),
        count, replace(count, serials=("HGA1", "HGA2"), away=("HGA3",)),
        receipt, replace(receipt, serials=("HGA1", "HGA2")),
        delivery, replace(delivery, lines=(full,), acta="014-2026", kept_in="seco_con_llave"),
        Repair(resource=tablet, action="sale"),
        Repair(resource=tablet, action="vuelve", serial="HGA1", units=1, cause="pantalla", condition="bueno"),
        Device(resource=tablet, serial="HGA1"),
        Device(
            resource=tablet, serial="HGA1", maker="Ñandú", android=9, storage_mb=32_000, free_mb=0, memory_mb=2_048,
            condition="bueno", origin="Minedu",
        ),
    ]  # fmt: skip


def _school() -> list[Fact]:
    """Return what is told of pupils' requests, duties and own days."""
    school = SchoolId("0403691-0")
    asked = Request(school=school, resource=ResourceId("guia-com-3"), units=1)
    return [
        asked, replace(asked, reason="Llegó en mayo.", learner=PUPIL, cause="lengua"),
        Duty(person=GUARDIAN, role="coordinator", action="end"),
        Duty(person=PUPIL, role="coordinator", action="begin", audit=bytes(range(16))),
        Day(school=school, first=20_640, last=20_640, open=False),
        Day(school=school, first=20_640, last=20_646, open=True, cause="recuperacion"),
    ]  # fmt: skip


def _told(fact: Fact) -> dict[str, Any]:
    fields = to_fields(Event(Incarnation(b"opened-1"), 1, 60, fact))
    return {"kind": fact.NAME, "record": canonical(fields), "says": to_builtins(fact, builtin_types=(bytes,))}


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
        "as they began, sums and all, where some lack the time": _summed(),
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


def _summed() -> list[Fields]:
    """Return uses of which every third has no time, and every other third is the sum of what went before."""
    rng, seconds = Random(10), NUMBERS["seconds"]
    spent, begun = 0, 0
    records: list[Fields] = []
    for _ in range(40):
        untimed, timed = rng.randrange(1, 400), rng.randrange(1, 400)
        begun += rng.randrange(3)
        total = {OCCURRED: begun, seconds: spent + untimed}
        records += [{seconds: untimed}, total, {OCCURRED: begun + timed, seconds: timed}]
        spent = timed
    return [{KIND: 1, LEARNER: b"one-only"} | record for record in records]
