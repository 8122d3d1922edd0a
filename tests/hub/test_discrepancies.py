"""Only lines of our own shipments that were not accepted whole, or that the office closed, are differences."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from hub.closing import close
from hub.discrepancies import discrepancies
from hub.settling import Said, solve, undo
from hub.store import Store
from shared.acts import Actor
from shared.allocation import Shipment
from shared.delivery_answers import How
from tests.hub.databases import Databases
from tests.hub.office import delivered, line, office
from tests.hub.regions import GUIDE, TABLET
from tests.hub.sent import sent

pytestmark = pytest.mark.databases
ANA = Actor("ana", "Operación regional")


@pytest.fixture
def shipments(tmp_path: Path, databases: Databases) -> Iterator[tuple[Store, list[Shipment]]]:
    """Two shipments of twenty guides and ten tablets; the first school rejected four guides."""
    store = office(tmp_path, databases=databases)
    found = sent(store)
    lines = [line(GUIDE, 20, 4, "no_llego"), line(TABLET, 10)]
    delivered(store, found[0].decision, found[0].site, found[0].pecosa, lines)
    yield store, found
    store.close()


def test_only_what_was_not_accepted_of_our_own_shipments_is_a_discrepancy(
    shipments: tuple[Store, list[Shipment]],
) -> None:
    store, (first, _) = shipments
    (one,) = discrepancies(store)
    delivered(store, one.decision, one.site, "of-nobody", [line(TABLET, 10, 10, "golpeado")], seq=2)

    assert discrepancies(store) == [one]
    assert (one.resource, one.rejected, one.open, one.reasons) == (GUIDE, 4, 4, ("no_llego",))
    assert (one.day, one.schools) == (date(2026, 10, 30), store.shipment_rows({first.site})[0].schools)


def test_what_was_closed_stands_beside_what_was_rejected_until_it_is_undone(
    shipments: tuple[Store, list[Shipment]],
) -> None:
    store, (first, second) = shipments
    close(store, second.pecosa, {TABLET: 10}, Said(how=How.LOST, units=0, why="Cayó al río."), by=ANA)
    both = discrepancies(store)
    alone = discrepancies(store, pecosa=second.pecosa)
    undo(store, second.pecosa, TABLET, 1, why="Apareció.", by=ANA)

    assert [(one.pecosa, one.resource, one.waits) for one in both] == [
        (first.pecosa, GUIDE, True),
        (second.pecosa, TABLET, False),
    ]
    assert alone == both[1:]
    assert [one.pecosa for one in discrepancies(store)] == [first.pecosa]


def test_a_line_whose_school_accepted_what_was_said_to_be_lost_waits_for_somebody(
    shipments: tuple[Store, list[Shipment]],
) -> None:
    store, (first, second) = shipments
    solve(store, first.pecosa, GUIDE, Said(how=How.LOST, units=4, why="Cayó al río."), by=ANA)
    close(store, second.pecosa, {TABLET: 10}, Said(how=How.LOST, units=0, why="Cayó al río."), by=ANA)
    delivered(store, second.decision, second.site, second.pecosa, [line(TABLET, 10, 3, "golpeado")])
    disputed, settled = discrepancies(store)

    assert (disputed.pecosa, disputed.tally.disputed, disputed.open, disputed.waits) == (second.pecosa, 10, 3, True)
    assert (settled.pecosa, settled.waits) == (first.pecosa, False)
