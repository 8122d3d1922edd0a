"""What comes back is the hub's own again: on its way, off the depot, in its tables; never twice."""

from datetime import date

import msgspec
import pytest
from sqlalchemy import select

from hub import depots, schema
from hub.region_rows import SupplyRow
from shared.allocation import Decision, Line, Need, Reason, Shipment
from sync.feed import ALL
from tests.hub.builders import CATALOGUE, GUIDE, SCHOOL, SITE, Node, Office
from tests.hub.giving import give, items, lost

pytestmark = pytest.mark.databases


def line(units: int, depot: str = "Huamanga") -> Line:
    return Line(
        school=SCHOOL, site=SITE, resource=GUIDE, units=units, lots=1, lot=units, reason=Reason.SATISFIED,
        need=Need(1, 2, 3), depot=depot,
    )  # fmt: skip


def decision(units: int) -> bytes:
    return msgspec.json.encode(
        Decision(
            id=f"2026-7-{SITE}", plan="2026-7", site=SITE, published=date(2026, 7, 1), period_first=date(2026, 7, 6),
            period_weeks=8, approvals=(), lines=(line(units), line(5)),
        )
    )  # fmt: skip


def shipment() -> bytes:
    day = date(2026, 7, 1)
    return msgspec.json.encode(
        Shipment(
            pecosa="p1", decision=f"2026-7-{SITE}", site=SITE, left=day,
            lines=((GUIDE, 25),),
        )
    )  # fmt: skip


def departures(office: Office) -> list[tuple[str, int]]:
    table = schema.departures
    with office.store.read() as connection:
        return [tuple(row) for row in connection.execute(select(table.c.depot, table.c.units))]


def test_what_was_sent_under_a_lost_plan_is_on_its_way_and_off_the_depot_again(office: Office, node: Node) -> None:
    sent = lost(office, 1, kind="decision", subject=f"decision/2026-7/{SITE}", body=decision(20))
    goods = lost(office, 2, kind="shipment", subject="shipment/p1", body=shipment())
    for _ in range(2):
        give(office, node, sent, goods)

    assert office.store.in_transit() == {(SITE, GUIDE): 25}
    assert departures(office) == [("Huamanga", 25)]


def test_a_plan_that_is_published_once_more_is_off_the_depot_once(office: Office, node: Node) -> None:
    day = date(2026, 7, 1)
    office.store.put_supply([SupplyRow(depot="Huamanga", resource=GUIDE, units=30, as_of=day)])
    give(office, node, lost(office, kind="decision", subject=f"decision/2026-7/{SITE}", body=decision(20)))
    with office.store.begin() as connection:
        depots.take(connection, "2026-7", [line(20), line(5)], day)

    assert departures(office) == [("Huamanga", 25)]
    assert [row.units for row in office.store.supply()] == [5]


def test_a_lost_version_of_the_catalogue_is_the_hubs_own_again(office: Office, node: Node) -> None:
    newer = msgspec.structs.replace(CATALOGUE, version=2)
    give(office, node, lost(office, kind="catalogue", subject="catalogue", stream=ALL, body=msgspec.json.encode(newer)))

    assert office.store.catalogue() == newer


def test_a_body_that_nobody_can_read_yet_goes_back_into_the_feed_alone(office: Office, node: Node) -> None:
    item = lost(office, kind="decision", body=b"\xff of tomorrow")
    give(office, node, item)

    assert items(office) == [item]
