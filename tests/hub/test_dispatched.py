"""What a restored hub got back of a shipment tells on which day it had left."""

from datetime import date

import msgspec
import pytest
from msgspec.structs import replace

from hub import dispatched
from hub.acts import PROGRAM
from shared.allocation import Decision, Shipment
from tests.hub.builders import GUIDE, SITE, Node, Office
from tests.hub.giving import give, lost

pytestmark = pytest.mark.databases
ORDERED, LEFT = date(2026, 7, 1), date(2026, 7, 3)
DECISION = Decision(
    id=f"2026-7-{SITE}", plan="2026-7", site=SITE, published=ORDERED, period_first=date(2026, 7, 6), period_weeks=8,
    approvals=(), lines=(),
)  # fmt: skip
SHIPMENT = Shipment(pecosa="p1", decision=DECISION.id, site=SITE, left=ORDERED, lines=((GUIDE, 25),))


def give_back(office: Office, node: Node, shipment: Shipment) -> None:
    sent = lost(office, 1, kind="decision", subject=f"decision/2026-7/{SITE}", body=msgspec.json.encode(DECISION))
    goods = lost(office, 2, kind="shipment", subject="shipment/p1", body=msgspec.json.encode(shipment))
    give(office, node, sent, goods)


def test_the_day_of_leaving_comes_back_and_that_of_the_order_stays(office: Office, node: Node) -> None:
    for _ in range(2):
        give_back(office, node, replace(SHIPMENT, left=LEFT))
    (row,) = office.store.shipment_rows()
    with office.store.read() as connection:
        (kept,) = dispatched.entries(connection, "p1")

    assert (row.left, row.gone) == (ORDERED, kept)
    assert (kept.day, kept.by, kept.carrier) == (LEFT, PROGRAM, "")


def test_of_what_was_only_ordered_nobody_says_that_it_left(office: Office, node: Node) -> None:
    give_back(office, node, SHIPMENT)

    assert [row.gone for row in office.store.shipment_rows()] == [None]
