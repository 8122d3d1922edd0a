"""What the console follows: deliveries with what was rejected, and schools by their silence."""

from hub.rows import NodeState
from shared.events import Claim
from shared.facts import Objection, Request
from tests.hub.builders import GUIDE, OTHER_SITE, SCHOOL, SITE, Node, Office, uses
from tests.hub.test_ingest import DELIVERY


def test_a_delivery_is_seen_with_what_was_rejected(office: Office, node: Node) -> None:
    node.record(Claim(DELIVERY))
    office.take(node.bundle())

    (row,) = office.store.deliveries()

    assert (row.rejected, row.lines[0].reason, row.schools) == (2, "mojado", ("IE 0403691-0",))
    assert office.store.totals().rejected_units == 2


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
