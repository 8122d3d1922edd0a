"""Lead time, fill and what was missed follow from the days and units that were told; who got nothing is found."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import dispatching, efficiency, planning, proposing
from hub.dispatching import Said
from hub.efficiency import Days, Sent, days_of, fills, leads, missed
from hub.store import Store
from shared.acts import Actor
from shared.ids import ResourceId
from tests.hub.databases import Databases
from tests.hub.office import PERIOD, delivered, line, needs, office, schools
from tests.hub.regions import GUIDE, TABLET

FIRST = date(2026, 10, 1)
BY = Actor("ana", "Operación regional")


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = office(tmp_path, databases=databases)
    yield opened
    opened.close()


def sent(
    depot: str = "Huamanga", left: int | None = None, proved: int | None = None, accepted: int = 0, lost: int = 0
) -> Sent:
    resource = ResourceId("tablet")
    return Sent(
        pecosa="1", month="2026-10", depot=depot, ugel="Huamanga", zone="", ordered=FIRST,
        gone=None if left is None else FIRST + timedelta(days=left),
        proved=None if proved is None else FIRST + timedelta(days=proved),
        planned={resource: 10}, accepted={resource: accepted} if proved is not None else {},
        rejected={(resource, "golpeado"): 10 - accepted} if proved is not None else {},
        lost={resource: lost} if lost else {}, sent_to=frozenset(), reached=frozenset(),
    )  # fmt: skip


def test_days_count_where_both_ends_are_known_and_in_order() -> None:
    (one,) = leads([sent(left=2, proved=9, accepted=10), sent(proved=5, accepted=5), sent(), sent(left=-1)], "depot")

    assert (one.shipments, one.leaving, one.travelling) == (4, Days(1, 2, 2), Days(1, 7, 7))
    assert one.whole == Days(2, 5, 9)
    assert (one.planned, one.accepted, one.fill_pct) == (20, 15, 75)


def test_groups_and_reasons_are_apart() -> None:
    rows = [sent("Huanta", proved=3, accepted=4), sent(proved=3, accepted=10), sent(proved=3, accepted=9)]

    assert [one.name for one in leads(rows, "depot")] == ["Huamanga", "Huanta"]
    assert [(one.depot, one.reason, one.units) for one in missed(rows)] == [
        ("Huanta", "golpeado", 6),
        ("Huamanga", "golpeado", 1),
    ]
    assert [(one.planned, one.accepted) for one in fills(rows)] == [(30, 23)]


def test_what_was_given_up_for_lost_is_missed_too_and_named_apart() -> None:
    rows = [sent("Huanta", proved=3, accepted=6), sent("Huanta", lost=4), sent("Huanta", lost=3)]

    assert [(one.reason, one.units, one.lost) for one in missed(rows)] == [("", 7, True), ("golpeado", 4, False)]


@given(st.lists(st.integers(0, 400), min_size=1))
def test_half_took_no_longer_than_the_middle_and_nine_of_ten_no_longer_than_the_second(found: list[int]) -> None:
    days = days_of(found)

    assert days.p50 is not None
    assert days.p90 is not None
    assert days.p50 in found
    assert days.p90 in found
    assert 2 * sum(one <= days.p50 for one in found) >= len(found)
    assert 10 * sum(one <= days.p90 for one in found) >= 9 * len(found)
    assert 2 * sum(one < days.p50 for one in found) < len(found)


@pytest.mark.databases
def test_what_an_office_sent_is_followed_from_its_order_to_its_proof(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    shipment = store.shipments()[0]
    dispatching.dispatch(store, shipment.pecosa, Said(day=shipment.left, carrier="UGEL", why=""), by=BY)
    lines = [line(name, units, 1 if name == TABLET else 0, "golpeado") for name, units in shipment.lines]
    delivered(store, shipment.decision, shipment.site, shipment.pecosa, lines)
    rows = efficiency.sent_rows(store)
    (mine,) = [row for row in rows if row.proved]

    assert (mine.depot, mine.ugel, mine.gone, mine.proved) == (
        "Huamanga",
        "Huamanga",
        shipment.left,
        date(2026, 10, 30),
    )
    assert mine.rejected == {(TABLET, "golpeado"): 1}
    assert mine.planned[GUIDE] == mine.accepted[GUIDE]
    # Each site is of one school.
    (school,) = [one.id for one in schools() if one.site == shipment.site]
    assert (mine.month, mine.sent_to, mine.reached) == ("2026-10", {school}, {school})
    assert {one.reached for one in rows if one is not mine} == {frozenset()}
