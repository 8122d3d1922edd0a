"""Published decisions reach each school's feed once, with the slip of what was sent."""

from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from hub import decisions
from hub.plan_rows import PlanStatus
from hub.region_rows import SupplyRow
from hub.signature_rule import Limit, Rule
from shared.allocation import Decision
from shared.errors import PlanRefused
from shared.ids import ResourceId
from sync.feed import Slice
from tests.hub.builders import OTHER_SITE, SITE, Node, Office
from tests.hub.test_plans import plan

pytestmark = pytest.mark.databases

DEPOT = ""

ONE = Rule(1, Limit())


@pytest.fixture
def approved(office: Office) -> Office:
    office.store.put_supply([SupplyRow(depot=DEPOT, resource=ResourceId("guia-com-3"), units=30)])
    office.store.propose(plan())
    office.store.approve("2026-10-abc", role="Operación regional", login="ana", rule=ONE)
    return office


def test_a_plan_that_nobody_signed_is_not_published(office: Office) -> None:
    office.store.propose(plan())

    with pytest.raises(PlanRefused, match="apruébelo"):
        decisions.publish(office.store, "2026-10-abc")


def test_each_site_gets_its_decision_and_what_was_sent_has_a_slip(approved: Office) -> None:
    found = decisions.publish(approved.store, "2026-10-abc")

    assert [(one.id, len(one.lines)) for one in found] == [("2026-10-abc-074294", 1), ("2026-10-abc-074295", 1)]
    assert found[0].approvals[0].role == "Operación regional"
    assert [(one.pecosa, one.site, one.lines) for one in approved.store.shipments()] == [
        ("2026-10-abc-0001", SITE, (("guia-com-3", 20),))
    ]
    assert approved.store.plan("latest").status is PlanStatus.PUBLISHED
    assert len(approved.store.entries(OTHER_SITE)) == 1


def test_what_was_sent_is_off_the_depots_stock_once(approved: Office) -> None:
    decisions.publish(approved.store, "2026-10-abc")
    decisions.publish(approved.store, "2026-10-abc")

    assert [(row.resource, row.units) for row in approved.store.supply()] == [("guia-com-3", 10)]


def test_a_plan_that_the_depot_can_no_longer_serve_is_refused_whole(approved: Office) -> None:
    approved.store.put_supply([SupplyRow(depot=DEPOT, resource=ResourceId("guia-com-3"), units=19)])

    with pytest.raises(PlanRefused, match="ya no tiene 20"):
        decisions.publish(approved.store, "2026-10-abc")

    assert approved.store.plan("latest").status is PlanStatus.APPROVED
    assert approved.store.shipments() == []


def test_two_clicks_at_the_same_moment_publish_once(approved: Office) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: decisions.publish(approved.store, "2026-10-abc"), range(8)))

    assert all(one == found[0] for one in found)
    assert [row.units for row in approved.store.supply()] == [10]
    assert (len(approved.store.shipments()), len(approved.store.entries(SITE))) == (1, 2)


def test_of_two_approved_plans_one_goes_out(approved: Office) -> None:
    approved.store.propose(plan("b"))
    approved.store.approve("b", role="Operación regional", login="ana", rule=ONE)
    approved.store.propose(plan("c"))

    decisions.publish(approved.store, "b")

    with pytest.raises(PlanRefused, match="lo reemplazó"):
        decisions.publish(approved.store, "2026-10-abc")
    standing = {row.id: row.status for row in approved.store.plans()}
    assert standing.pop("b") is PlanStatus.PUBLISHED
    assert set(standing.values()) == {PlanStatus.SUPERSEDED}
    assert [row.units for row in approved.store.supply()] == [10]


def test_publishing_again_changes_nothing(approved: Office) -> None:
    first = decisions.publish(approved.store, "2026-10-abc")
    entries = approved.store.entries(SITE)

    assert decisions.publish(approved.store, "2026-10-abc") == first
    assert approved.store.entries(SITE) == entries


def test_a_node_reads_its_decision_from_the_feed(approved: Office, node: Node) -> None:
    decisions.publish(approved.store, "2026-10-abc")

    page = node.pages(approved.take(node.bundle()))[1]

    assert isinstance(page, Slice)
    kinds = {entry.item.kind: entry.item for entry in page.entries}
    assert set(kinds) == {"decision", "shipment"}
    assert msgspec.json.decode(kinds["decision"].body, type=Decision).lines[0].units == 20
    assert kinds["decision"].subject == "decision/2026-10-abc/074294"


def test_what_was_sent_is_in_transit_until_a_school_confirms_it(approved: Office, node: Node) -> None:
    from shared.events import Claim
    from tests.hub.test_ingest import DELIVERY

    decisions.publish(approved.store, "2026-10-abc")
    before = approved.store.in_transit()
    node.record(Claim(DELIVERY))
    approved.take(node.bundle())

    assert before == {(SITE, "guia-com-3"): 20}
    assert approved.store.in_transit() == {}
    assert [row.confirmed for row in approved.store.shipment_rows()] == [True]
