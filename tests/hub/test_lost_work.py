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
DAY = date(2026, 7, 1)


def line(units: int, depot: str = "Huamanga", *, lot: int = 0) -> Line:
    return Line(
        school=SCHOOL, site=SITE, resource=GUIDE, units=units, lots=1, lot=lot or units, reason=Reason.SATISFIED,
        need=Need(1, 2, 3), depot=depot,
    )  # fmt: skip


def decision(*units: int, plan: str = "2026-7", lot: int = 0) -> bytes:
    lines = tuple(line(each, lot=lot) for each in (*units, 5))
    return msgspec.json.encode(
        Decision(
            id=f"{plan}-{SITE}", plan=plan, site=SITE, published=date(2026, 7, 1), period_first=date(2026, 7, 6),
            period_weeks=8, approvals=(), lines=lines,
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


def counted(office: Office, **units: int) -> None:
    rows = [SupplyRow(depot=depot, resource=GUIDE, units=some, as_of=DAY) for depot, some in units.items()]
    office.store.put_supply(rows)


def test_what_the_pool_gave_under_a_lost_plan_is_off_the_pool_and_not_off_the_depot(office: Office, node: Node) -> None:
    counted(office, Huamanga=0, POOL=10)
    give(office, node, lost(office, kind="decision", subject=f"decision/2026-7/{SITE}", body=decision(5, lot=5)))

    assert departures(office) == [("POOL", 10)]
    assert {row.depot: row.units for row in office.store.supply()} == {"Huamanga": 0, "POOL": 0}


def test_decisions_that_come_back_one_by_one_take_what_their_plans_took_off_depot_and_pool(
    office: Office, node: Node
) -> None:
    plans = {"2026-8": decision(10, plan="2026-8", lot=5), "2026-7": decision(5, lot=5)}
    counted(office, Huamanga=17, POOL=30)
    for number, (plan, body) in enumerate(plans.items()):
        give(office, node, lost(office, number + 1, kind="decision", subject=f"decision/{plan}/{SITE}", body=body))

    assert {row.depot: row.units for row in office.store.supply()} == {"Huamanga": 2, "POOL": 20}


def test_a_lost_version_of_the_catalogue_is_the_hubs_own_again(office: Office, node: Node) -> None:
    newer = msgspec.structs.replace(CATALOGUE, version=2)
    give(office, node, lost(office, kind="catalogue", subject="catalogue", stream=ALL, body=msgspec.json.encode(newer)))

    assert office.store.catalogue() == newer


def test_a_body_that_nobody_can_read_yet_goes_back_into_the_feed_alone(office: Office, node: Node) -> None:
    item = lost(office, kind="decision", body=b"\xff of tomorrow")
    give(office, node, item)

    assert items(office) == [item]
