"""A region in which everything that a page can say has happened: a plan that went out, proofs, objections, waits."""

from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from flask import Flask

from hub import access, dispatching, doubting, locking, planning, proposing, schema, stock_ledger
from hub.carried import Came, Carried, Problem
from hub.carry import CUT, NOT_READ
from hub.closing import close
from hub.database import add
from hub.discrepancies import discrepancies
from hub.enrol import invite
from hub.forecasting import origin_of
from hub.incidents import Wrote, open_incident, write
from hub.ingest import Ingest
from hub.invited import open_invitations
from hub.keyfiles import read_keys
from hub.lock_checks import Wanted
from hub.parts import parts
from hub.request_answers import answer_request
from hub.rounds import Loaded
from hub.settling import Said, solve, undo
from hub.store import Store
from shared.acts import Actor
from shared.allocation import LockKind
from shared.delivery_answers import How
from shared.ids import ResourceId, SchoolId, SiteId
from shared.sentences import Sentence
from sync.keys import NodeKeys
from tests.hub.asked import asked
from tests.hub.builders import Node, use
from tests.hub.databases import Databases
from tests.hub.office import PERIOD, SITES, delivered, heard, line, needs, office, schools, supply
from tests.hub.regions import GUIDE, READER, TABLET
from tests.hub.watched import demand_table, watched_office

ANA = Actor("ana", "Operación regional")


def busy_office(folder: Path, databases: Databases | None = None) -> Store:
    """Return the store of such a region: an older plan published, a newer one proposed."""
    store = office(folder, databases=databases)
    for site, days in zip(SITES, (1, 9, 30, 3), strict=False):
        heard(store, site, days)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    for number, shipment in enumerate(store.shipments()[:2]):
        rejected = [line(*row, 1 if number else 0, "golpeado" if number else None) for row in shipment.lines]
        delivered(store, shipment.decision, shipment.site, shipment.pecosa, rejected)
    gone(store)
    for number, site in enumerate(SITES[:4]):
        reason = "Somos más este año." if number else ""
        asked(store, site, TABLET, 10 + number, reason=reason, days_ago=number % 2)
    answer_request(store, store.requests()[0].event, "Llegan en mayo.", counts=False, by=ANA)
    for seq, (reason, note) in enumerate([("cantidad", "Entraron seis alumnos."), ("otro", "")]):
        objected(store, store.decisions()[seq].id, store.decisions()[seq].site, reason, note)
    store.put_supply([replace(row, as_of=date(2026, 10, 17)) for row in supply(tablets=70)])
    stock_ledger.adjust(store, "Huamanga", READER, 3, why="Volvieron de una escuela.", by=ANA)
    lock(store, SITES[0], GUIDE, 10)
    lock(store, SITES[1], TABLET, 500)
    proposing.make_plan(store, needs(), **PERIOD)
    locking.lift(store, lock(store, SITES[2], GUIDE, 20), why="Cerró el internado.", by=ANA)
    lock(store, SITES[3], GUIDE, 20)
    waiting_node(store, SITES[5])
    differ(store)
    for name, scopes in (("DHIS2", ["export"]), ("Prometheus", ["health", "metrics"])):
        made, _token = access.grant(store, name, scopes, days=90, by=ANA)
    access.revoke(store, made.number - 1, by=ANA)
    halted(store)
    close_some(store)
    watched_office(store, GUIDE, lambda school, week: 9 + (int(week) + int(school[:7])) % 3)
    inflated(store)
    incidents(store)
    return store


def incidents(store: Store) -> None:
    """Note two incidents: one of which somebody was told, and one that is over."""
    first = open_incident(store, "Robaron la laptop de la escuela.", sites=SITES[:2], by=ANA)
    write(store, first, Wrote.DONE, "Se dio de baja la laptop.", by=ANA)
    write(store, first, Wrote.TOLD, "A la dirección, por oficio.", by=ANA)
    write(store, first, Wrote.CLOSED, "Apareció sellada.", by=ANA)
    write(store, open_incident(store, "Se perdió un USB.", by=ANA), Wrote.TOLD, "A la UGEL.", by=ANA)


def differ(store: Store) -> None:
    """Let the office say of one rejected line that it is lost, and not so after all; of another that it returned."""
    first, second, *_ = discrepancies(store)
    solve(store, first.pecosa, first.resource, Said(how=How.LOST, units=1, why="Cayó al río."), by=ANA)
    undo(store, first.pecosa, first.resource, 1, why="Apareció en la UGEL.", by=ANA)
    today = date(2026, 10, 17)
    back = Said(how=How.RETURNED, units=1, why="Lo trajo el camión.", depot="Huamanga", day=today)
    solve(store, second.pecosa, second.resource, back, by=ANA)


def close_some(store: Store) -> None:
    """Let the office close what nobody confirms of the last shipment but one: a line is lost."""
    row = sorted((row for row in store.shipment_rows() if row.pending), key=lambda row: row.pecosa)[-2]
    resource, units = row.pending[0]
    close(store, row.pecosa, {resource: units}, Said(how=How.LOST, units=0, why="Cayó al río."), by=ANA)


def inflated(store: Store) -> None:
    """Let one school record tenfold in its last three weeks, and the night judge it."""
    last, one = origin_of(store), schools()[0].id
    demand_table(store, GUIDE, lambda school, week: 100 if school == one and week > last - 3 else 10, weeks=70)
    doubting.judge(store)


def gone(store: Store) -> None:
    """Let the last shipment leave, and say afterwards that it left with somebody else."""
    last = max(store.shipments(), key=lambda one: one.pecosa)
    for carrier, why in (("UGEL Huamanga", ""), ("Camión AB-123", "Cambió el camión.")):
        dispatching.dispatch(store, last.pecosa, dispatching.Said(day=last.left, carrier=carrier, why=why), by=ANA)


def halted(store: Store) -> None:
    """Let records have come that this version cannot read, and one of a resource that no catalogue has."""
    identity = {"incarnation": "e" * 16, "head": "0" * 32, "site": SITES[4]}
    why = "Registro 7: un código demasiado largo. Se guarda aparte; avise a soporte."
    loss = {"resource": "proyector", "serial": "", "units": 1, "cause": "robo", "report_number": "", "day": None}
    with store.begin() as connection:
        add(connection, schema.unreadable, {**identity, "seq": 7, "why": why})
        add(connection, schema.losses, {**identity, "seq": 8, **loss})


def lock(store: Store, site: SiteId, resource: ResourceId, units: int) -> int:
    """Let an operator lay down at least so many units, and return the number that it has from then on."""
    wanted = Wanted(
        school=site, resource=resource, kind=LockKind.MIN, units=units, until=date(2026, 12, 31), why="Internado nuevo."
    )
    return locking.lay_down(store, wanted, by=ANA).number


def objected(store: Store, decision: str, site: SiteId, reason: str, note: str, school: SchoolId | None = None) -> None:
    """Pretend that an objection to the tablets of a decision arrived; with *school*, as newer nodes name it."""
    incarnation = sha256(f"{site} {school}".encode()).hexdigest()[:16]
    row = {"incarnation": incarnation, "seq": 2, "head": "0" * 32, "site": site, "decision": decision,
           "school": school, "resource": "tablet", "reason": reason, "note": note,
           "day": date(2026, 10, 30)}  # fmt: skip
    stretch = {"tree": incarnation, "incarnation": incarnation, "first_seq": 2, "first_depth": 2, "count": 1,
               "heads": b"", "parent_incarnation": "0" * 16, "parent_seq": 0, "parent_head": "0" * 32, "forks": False,
               "segment": "none", "node": "0" * 16, "site": site}  # fmt: skip
    with store.begin() as connection:
        add(connection, schema.objections, row)
        if school:
            connection.execute(schema.stretches.insert(), stretch)


def waiting_node(store: Store, site: SiteId) -> str:
    """Let a computer that nobody invited send a bundle; return its code."""
    keys = read_keys(store.config)
    node = Node(NodeKeys.from_seed(b"w" * 32), site, hub=keys.public)
    node.record(use())
    Ingest(store, keys).take(node.bundle().data)
    return node.keys.node_id.hex()


def with_a_stick(app: Flask) -> Flask:
    """Return *app* after it read a stick with one of everything that may come of a file; a school is invited too."""
    came = (
        Came("0" * 16, SITES[0], (schools()[0].name,), 1, 3, 0, True, True),
        Came("1" * 16, SITES[1], (schools()[1].name,), 2, 0, 1, True, True),
        Came("2" * 16, SITES[2], (), 1, 0, 1, False, False),
    )
    done = Carried(
        5,
        3,
        2,
        1,
        2,
        1,
        (Problem("0" * 32, Sentence(CUT)),),
        came,
        2,
        1,
        Sentence(NOT_READ),
        Loaded(("I.E. 30999",), ("I.E. 31000",), ("I.E. 31001",)),
    )
    with app.app_context():
        hub = parts()
        if not open_invitations(hub.store):
            invite(hub.store, hub.keys.public, SITES[1], hub.store.schools(), "http://10.0.0.2:8060", by=ANA)
        hub.visits.begin("KINGSTON", lambda _: done).over.wait(10)
    return app
