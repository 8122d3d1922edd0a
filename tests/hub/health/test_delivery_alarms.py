"""What deliveries say together reaches Salud with what to do, goes when somebody asked, and comes with the next one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from hub import schema
from hub.alarms import alarms
from hub.database import add
from hub.delivery_signs import REJECTED_ROW
from hub.health import delivery_alarms, seen
from hub.health.alarm import Alarm
from hub.rows import DeliveryRow, ShipmentRow
from hub.store import Store
from shared.allocation import Shipment
from shared.ids import SiteId
from tests.hub.databases import Databases
from tests.hub.office import SITES, line, office
from tests.hub.regions import TABLET

pytestmark = pytest.mark.databases


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = office(tmp_path, databases=databases)
    yield opened
    opened.close()


def refused(store: Store, number: int) -> None:
    """Let a shipment leave for the first school, which accepts nothing of it."""
    pecosa, left = f"P-{number:02d}", date(2026, 3, 2) + timedelta(weeks=number)
    body = Shipment(pecosa=pecosa, decision=f"d{number}", site=SITES[0], left=left, lines=((TABLET, 10),))
    proof = {"incarnation": "0" * 16, "seq": number + 1, "head": "0" * 32, "site": SITES[0], "decision": f"d{number}",
             "pecosa": pecosa, "day": left + timedelta(days=3 + number % 2),
             "lines": msgspec.json.encode([line(TABLET, 10, 10, "golpeado")])}  # fmt: skip
    with store.begin() as connection:
        row = {"pecosa": pecosa, "decision": body.decision, "site": body.site, "body": msgspec.json.encode(body)}
        add(connection, schema.shipments, row)
        add(connection, schema.deliveries, proof)


def of_deliveries(store: Store) -> list[Alarm]:
    return [one for one in alarms(store) if one.kind.startswith("delivery_")]


def test_a_school_that_accepts_nothing_again_and_again_is_told_until_somebody_asked_and_after_the_next(
    store: Store,
) -> None:
    for number in range(REJECTED_ROW - 1):
        refused(store, number)
    assert of_deliveries(store) == []

    refused(store, REJECTED_ROW - 1)
    (told,) = of_deliveries(store)
    assert (told.kind, told.subject) == ("delivery_rejected", SITES[0])
    assert "Quebrada Honda no aceptó la mitad o más" in told.said.text()
    assert "P-00, P-01, P-02, P-03" in told.said.text()

    seen.see(store, [told], told.kind, told.subject)
    assert of_deliveries(store) == []
    refused(store, REJECTED_ROW)
    assert [one.mark for one in of_deliveries(store)] == ["P-04"]


def test_a_shipment_and_its_proofs_are_read_together() -> None:
    row = ShipmentRow(pecosa="P-1", decision="d", site=SiteId("1"), schools=("Uno",), left=date(2026, 3, 2),
                      lines=((TABLET, 10),), pending=())  # fmt: skip
    proof = DeliveryRow(site=SiteId("1"), schools=("Uno",), decision="d", pecosa="P-1", day=date(2026, 3, 9),
                        lines=(line(TABLET, 6, 1, "golpeado"),))  # fmt: skip
    rest = replace(proof, day=date(2026, 3, 12), lines=(line(TABLET, 4),))
    (found,) = delivery_alarms.proved([row], [proof, rest, replace(proof, pecosa="P-2")])

    assert (found.told, found.ordered, found.rejected) == ({TABLET: 10}, {TABLET: 10}, 1)
    assert (found.confirmed, found.days) == (date(2026, 3, 12), None)
    assert list(delivery_alarms.proved([row], [replace(proof, day=None)])) == []
