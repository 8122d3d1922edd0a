"""A region with a year behind it: plans that went out, what schools confirmed, asked for and object to, and a night."""

import random
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from hub import planning, proposing, schema
from hub.config import Config
from hub.inputs import Foreseen
from hub.offices import SIGNERS
from hub.region_rows import School
from hub.release import broadcast_catalogue
from hub.store import Store
from shared.allocation import Need, Shipment
from shared.clock import ShiftedClock
from shared.facts import DeliveryLine
from shared.resources import Power
from shared.school_year import monday, week_of
from shared.web import Role
from tests.benchmarks import lake_events

UGELS, DISTRICTS = 11, 119
_CYCLE_WEEKS = 9
_CONFIRMED, _REJECTED, _ASKED, _OBJECTED, _HEARD = 0.92, 0.02, 0.25, 0.01, 0.95
_WHY = ("golpeado", "falta", "no_es_lo_pedido")


@dataclass(frozen=True, slots=True)
class Year:
    """How large the region is: events of its laptops, each so many in a bundle, and how many plans went out."""

    schools: int
    resources: int
    events: int
    bundle: int
    plans: int


def furnish(home: Path, year: Year, seed: int) -> dict[str, int]:
    """Fill the hub of *home*, which was initialised, and return how much of what it has."""
    rng = random.Random(seed)
    with closing(Store(Config(home))) as store:
        goods = lake_events.catalogue(year.resources)
        broadcast_catalogue(store, msgspec.structs.replace(goods, version=store.catalogue().version + 1))
        lake_events.fill(store, year.events, seed, schools=year.schools, resources=year.resources, bundle=year.bundle)
        store.put_schools([_described(one, at) for at, one in enumerate(store.schools())])
        _computers(store, rng)
    told = {"shipments": 0, "proofs": 0, "objections": 0}
    for number in range(year.plans):
        at = _begin(year, number)
        with closing(Store(Config(home, clock=ShiftedClock(at)))) as store:
            for name, count in _cycle(store, year, at, number, rng):
                told[name] += count
    with closing(Store(Config(home, clock=ShiftedClock(lake_events.day_after())))) as store:
        _count(store, year)
    return {"schools": year.schools, "resources": year.resources, "events": year.events, "plans": year.plans, **told}


def _described(one: School, at: int) -> School:
    """Return a school as a listing describes it: eleven provinces, and districts of about thirty schools."""
    district = at % DISTRICTS
    ugel, number = district % UGELS, district // UGELS
    placed = at % 10 != 0
    return replace(
        one,
        name=f"Institución Educativa {30_000 + at}",
        ugel=f"UGEL {ugel + 1:02d}",
        ubigeo=f"05{ugel + 1:02d}{number + 1:02d}",
        district=f"Distrito {district + 1}",
        level=("Inicial - Jardín", "Primaria", "Secundaria")[at % 3],
        rurality=("Urbana", "Rural 1", "Rural 2", "Rural 3")[at % 4],
        languages=("quy", "es") if at % 5 < 3 else ("es",),
        power=(Power.GRID, Power.SOLAR, Power.NONE, Power.UNKNOWN)[at % 4],
        students=12 + at % 60,
        lat=-13 - ugel / 4 - at % 97 / 970 if placed else None,
        lon=-74 - number / 5 - at % 89 / 890 if placed else None,
    )


def _computers(store: Store, rng: random.Random) -> None:
    """Enrol the computers of almost all schools, heard of some days ago."""
    now_s = int(lake_events.day_after().timestamp())
    rows = [
        {
            "node": f"{int(one.site):016x}", "verify_key": bytes(32), "site": one.site, "state": "ok",
            "enrolled_s": now_s - 300 * 86_400, "last_bundle_s": now_s - min(60, int(rng.expovariate(1 / 5))) * 86_400,
            "health": msgspec.msgpack.encode({}),
        }
        for one in store.schools() if rng.random() < _HEARD
    ]  # fmt: skip
    with store.begin() as connection:
        connection.execute(schema.nodes.insert(), rows)


def _cycle(store: Store, year: Year, at: datetime, number: int, rng: random.Random) -> Iterator[tuple[str, int]]:
    """Let a plan go out, and what comes of it arrive; give how many of what that were."""
    goods = [row.resource for row in lake_events.supply(year.schools, year.resources)]
    _count(store, year)
    needs = [
        Foreseen(one.id, resource, Need(few, few + 4, few + 12), "baseline")
        for one in store.schools() for resource in rng.sample(goods, min(6, len(goods))) for few in [rng.randint(0, 20)]
    ]  # fmt: skip
    first = monday(week_of(at.date() + timedelta(weeks=1)))
    plan = proposing.make_plan(store, needs, period_first=first, period_weeks=_CYCLE_WEEKS)
    for login, role in (("ana", Role.OPERATOR), ("luis", Role.ADMIN)):
        if planning.approve(store, plan.id, login=login, role=SIGNERS[role]).status != "proposed":
            break
    known = {one.pecosa for one in store.shipments()}
    planning.publish(store, plan.id)
    sent = [one for one in store.shipments() if one.pecosa not in known]
    yield "shipments", len(sent)
    last = number == year.plans - 1
    proofs = [_proof(one, at.date(), number, rng) for one in sent if rng.random() < (0.5 if last else _CONFIRMED)]
    against = [_objection(one, at.date(), number) for one in sent if rng.random() < _OBJECTED]
    with store.begin() as connection:
        for name, table, rows in (("proofs", schema.deliveries, proofs), ("objections", schema.objections, against)):
            if rows:
                connection.execute(table.insert(), rows)
            yield name, len(rows)


def ask(home: Path, year: Year, seed: int) -> int:
    """Let schools have asked for goods, and return how often; after the night, which would look for their records."""
    rng = random.Random(seed)
    goods = [row.resource for row in lake_events.supply(year.schools, year.resources)]
    with closing(Store(Config(home))) as store:
        schools = store.schools()
        rows = [
            _asked(one, rng.choice(goods), _begin(year, number), number, rng)
            for number in range(year.plans) for one in schools if rng.random() < _ASKED
        ]  # fmt: skip
        sites = {one.id: one.site for one in schools}
        with store.begin() as connection:
            connection.execute(schema.requests.insert(), rows)
            connection.execute(schema.stretches.insert(), [_stretch(row, sites[row["school"]]) for row in rows])
    return len(rows)


def _begin(year: Year, number: int) -> datetime:
    return lake_events.day_after() - timedelta(weeks=_CYCLE_WEEKS * (year.plans - number))


def _count(store: Store, year: Year) -> None:
    """Let the depot say what it holds today."""
    today = store.clock.now().date()
    store.put_supply([replace(row, as_of=today) for row in lake_events.supply(year.schools // 10, year.resources)])


def _identity(kind: str, site: str, number: int) -> dict[str, Any]:
    name = sha256(f"{kind} {site} {number}".encode()).hexdigest()
    return {"incarnation": name[:16], "seq": 2 + number, "head": name[:32]}


def _stretch(row: Mapping[str, Any], site: str) -> dict[str, Any]:
    """Return the bundle that brought a record."""
    return {
        "tree": row["incarnation"], "incarnation": row["incarnation"], "first_seq": row["seq"],
        "first_depth": row["seq"], "count": 1, "heads": bytes(16), "parent_incarnation": "0" * 16, "parent_seq": 0,
        "parent_head": "0" * 32, "forks": False, "segment": "none", "node": "0" * 16,
        "site": site,
    }  # fmt: skip


def _proof(one: Shipment, day: date, number: int, rng: random.Random) -> dict[str, Any]:
    lines = []
    for resource, units in one.lines:
        rejected = int(rng.random() < _REJECTED)
        reason = rng.choice(_WHY) if rejected else None
        lines.append(
            DeliveryLine(resource=resource, shipped=units, accepted=units - rejected, rejected=rejected, reason=reason)
        )
    return {
        **_identity("proof", one.site, number), "site": one.site, "decision": one.decision, "pecosa": one.pecosa,
        "day": day + timedelta(days=rng.randint(3, 40)), "lines": msgspec.json.encode(lines),
    }  # fmt: skip


def _asked(one: School, resource: str, at: datetime, number: int, rng: random.Random) -> dict[str, Any]:
    came = at + timedelta(days=rng.randint(-40, 40))
    return {
        **_identity("asked", one.site, number), "school": one.id, "resource": resource, "units": rng.randint(1, 20),
        "reason": "Entraron más alumnos.", "day": came.date(), "depth": 2 + number, "received_s": int(came.timestamp()),
    }  # fmt: skip


def _objection(one: Shipment, day: date, number: int) -> dict[str, Any]:
    return {
        **_identity("objection", one.site, number), "site": one.site, "decision": one.decision, "school": None,
        "resource": one.lines[0][0], "reason": "cantidad", "note": "Somos más este año.", "day": day,
    }  # fmt: skip
