"""What the console follows: deliveries line by line, what is on its way, schools by silence, requests in order."""

from datetime import date
from pathlib import Path

import pytest

from hub import planning, proposing, schema
from hub.database import add
from hub.inputs import open_requests
from hub.rows import NodeState
from hub.store import Store
from shared.allocation import Shipment
from shared.events import Claim
from shared.facts import Objection, Request
from shared.ids import ResourceId, SchoolId, SiteId
from tests.hub.builders import GUIDE, NOW, OTHER_SCHOOL, OTHER_SITE, SCHOOL, SITE, Node, Office, school, uses
from tests.hub.office import PERIOD, SITES, delivered, line, needs
from tests.hub.office import office as new_office
from tests.hub.test_ingest import DELIVERY

SECOND = SchoolId("7777777-0")

pytestmark = pytest.mark.databases


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return new_office(tmp_path)


@pytest.fixture
def sent(store: Store) -> Shipment:
    """The largest shipment of a published plan."""
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    return max(store.shipments(), key=lambda one: len(one.lines))


def test_a_delivery_is_seen_with_what_was_rejected(office: Office, node: Node) -> None:
    node.record(Claim(DELIVERY))
    office.take(node.bundle())

    (row,) = office.store.deliveries()

    assert (row.rejected, row.lines[0].reason, row.schools) == (2, "mojado", ("IE 0403691-0",))
    assert office.store.totals().rejected_units == 2


def test_proofs_that_nothing_dates_come_after_those_with_a_day(store: Store, sent: Shipment) -> None:
    days = {"3": None, "2": date(2026, 9, 1), "1": date(2026, 9, 2)}
    for seq, (pecosa, on) in enumerate(days.items(), 1):
        delivered(store, sent.decision, sent.site, pecosa, [line(*sent.lines[0])], day=on, seq=seq)

    assert [row.pecosa for row in store.deliveries()] == ["1", "2", "3"]


def test_schools_are_listed_with_their_silence(office: Office, node: Node) -> None:
    node.record(*uses(2))
    office.take(node.bundle())
    office.config.clock.at = office.config.clock.at.replace(day=28)  # type: ignore[attr-defined]

    rows = office.store.sync_states()

    assert [(row.school.site, row.state, row.days_silent, row.events) for row in rows] == [
        (SITE, NodeState.OK, 11, 2),
        (OTHER_SITE, NodeState.NONE, None, 0),
    ]


def test_requests_and_objections_are_listed_with_their_school(office: Office, node: Node) -> None:
    node.record(Claim(Request(school=SCHOOL, resource=GUIDE, units=20, reason="se mojaron")))
    node.record(Claim(Objection(decision="d-1", resource=GUIDE, reason="cantidad", note="somos más")))
    office.take(node.bundle())

    (request,) = office.store.requests()
    (objection,) = office.store.objections("d-1")

    assert (request.school, request.units, request.reason) == (SCHOOL, 20, "se mojaron")
    assert (objection.schools, objection.reason, objection.note) == (("IE 0403691-0",), "cantidad", "somos más")
    assert office.store.objections("d-2") == []


def test_an_objection_names_its_service_and_no_laptop_objects_for_another_site(office: Office, node: Node) -> None:
    office.store.put_schools([school(SECOND, SITE, name="Inicial 12")])
    for one in (SCHOOL, SECOND, OTHER_SCHOOL):
        node.record(Claim(Objection(decision="d-1", school=one, resource=GUIDE, reason="cantidad")))
    office.take(node.bundle())

    assert [(row.school, row.schools) for row in office.store.objections()] == [
        (SCHOOL, ("IE 0403691-0",)),
        (SECOND, ("Inicial 12",)),
    ]


def on_its_way(store: Store, site: SiteId) -> dict[ResourceId, int]:
    return {resource: units for (where, resource), units in store.in_transit().items() if where == site}


def test_a_partial_proof_leaves_the_rest_on_its_way(store: Store, sent: Shipment) -> None:
    (first, units), *rest = sent.lines

    delivered(store, sent.decision, sent.site, sent.pecosa, [line(first, units - 1)])

    assert on_its_way(store, sent.site) == {first: 1, **dict(rest)}
    assert not any(row.confirmed for row in store.shipment_rows())


def test_what_was_rejected_is_no_longer_on_its_way(store: Store, sent: Shipment) -> None:
    lines = [line(resource, units, 1, "llegó roto") for resource, units in sent.lines]

    delivered(store, sent.decision, sent.site, sent.pecosa, lines)

    assert on_its_way(store, sent.site) == {}
    assert [row.pecosa for row in store.shipment_rows() if row.confirmed] == [sent.pecosa]
    assert store.deliveries()[0].rejected == len(sent.lines)


def test_of_one_shipment_or_site_the_same_is_told_as_among_all(store: Store, sent: Shipment) -> None:
    delivered(store, sent.decision, sent.site, sent.pecosa, [line(*sent.lines[0])])

    rows, proofs = store.shipment_rows(), store.deliveries()

    assert [store.shipment_row(row.pecosa) for row in rows] == rows
    assert store.shipment_row("otra") is None
    assert store.shipment_rows(proofs=proofs) == rows
    assert store.deliveries({sent.site}) == proofs
    assert store.deliveries({next(site for site in SITES if site != sent.site)}) == []


@pytest.mark.parametrize("wrong", ["site", "decision", "pecosa"])
def test_a_proof_of_another_shipment_confirms_nothing(store: Store, sent: Shipment, wrong: str) -> None:
    other = next(site for site in SITES if site != sent.site)
    named = {"decision": sent.decision, "site": sent.site, "pecosa": sent.pecosa}
    named[wrong] = other if wrong == "site" else "otra"

    delivered(store, named["decision"], SiteId(named["site"]), named["pecosa"], [line(*one) for one in sent.lines])

    assert on_its_way(store, sent.site) == dict(sent.lines)


def test_a_request_that_corrects_another_of_its_bundle_is_the_last_of_its_chain(office: Office, node: Node) -> None:
    for units, name in ((200, "a"), (20, "b")):
        node.record(Claim(Request(school=SCHOOL, resource=GUIDE, units=units, reason="x")), name=name)
    office.take(node.bundle())

    rows = office.store.requests()

    assert [(row.depth, row.units) for row in rows] == [(2, 20), (1, 200)]
    assert len({row.chain for row in rows}) == 1
    assert [row.units for row in open_requests(rows, since=date.min)] == [20]


def test_a_laptop_asks_for_the_schools_of_its_own_site_alone(office: Office, node: Node) -> None:
    asked = [Claim(Request(school=one, resource=GUIDE, units=n)) for n, one in enumerate((SCHOOL, OTHER_SCHOOL), 1)]
    node.record(*asked)
    office.take(node.bundle())

    assert [(row.school, row.units) for row in office.store.requests()] == [(SCHOOL, 1)]

    office.store.put_schools([school(OTHER_SCHOOL, SITE)])

    assert [row.units for row in office.store.requests()] == [2, 1]


def test_what_a_laptop_says_of_a_decision_for_another_site_is_kept_told_and_counts_nowhere(
    office: Office, node: Node
) -> None:
    objection = Objection(decision=DELIVERY.decision, resource=GUIDE, reason="menos")
    node.record(Claim(DELIVERY), Claim(objection))
    office.take(node.bundle())
    before = len(office.store.deliveries()), len(office.store.objections())
    of_others = {"id": DELIVERY.decision, "plan": "p", "site": OTHER_SITE, "published": NOW.date(), "lines": 1}
    with office.store.begin() as connection:
        add(connection, schema.decisions, {**of_others, "body": b"{}"})

    assert before == (1, 1)
    assert (office.store.deliveries(), office.store.objections()) == ([], [])
    assert office.store.totals().deliveries == office.store.totals().rejected_units == 0
    assert office.store.left_out() == [(SITE, node.keys.node_id.hex(), "decision", 2)]
