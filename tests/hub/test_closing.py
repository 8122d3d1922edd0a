"""What nobody confirms is closed with a reason that its school reads: in the depot, lost, or there by a paper."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from hub import depots, schema
from hub.acts import Kind
from hub.allocation.tables import POOL
from hub.closing import close
from hub.discrepancies import discrepancies
from hub.dispatching import Said as Left
from hub.dispatching import dispatch
from hub.region_rows import SupplyRow
from hub.settling import Said, came_back, solve, undo
from hub.stock_ledger import Moved as Row
from hub.stock_ledger import adjust, movements, totals
from hub.store import Store
from shared.acts import Actor
from shared.allocation import Shipment
from shared.delivery_answers import KIND, DeliveryAnswer, How
from shared.errors import BadInput, Moved
from shared.notices import What
from tests.hub.builders import StillClock
from tests.hub.databases import Databases
from tests.hub.notified import notices_of
from tests.hub.office import NOW, delivered, line, office, supply
from tests.hub.regions import GUIDE, TABLET
from tests.hub.sent import ORDERED, PLAN, sent

pytestmark = pytest.mark.databases
ANA = Actor("ana", "Operación regional")
ALL = {GUIDE: 20, TABLET: 10}


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    """A region with two shipments of which nobody has confirmed anything."""
    opened = office(tmp_path, databases=databases)
    sent(opened)
    yield opened
    opened.close()


def said(how: How = How.LOST, **more: object) -> Said:
    there = {How.RETURNED: {"depot": "Huamanga", "day": ORDERED}, How.ARRIVED: {"day": ORDERED}}
    return Said(**{"how": how, "units": 0, "why": "Se cayó el puente.", **there.get(how, {}), **more})  # type: ignore[arg-type]


def first(store: Store) -> Shipment:
    return min(store.shipments(), key=lambda one: one.pecosa)


def coming(store: Store) -> dict[str, int]:
    """Return what the next plan counts on as coming to the first site."""
    return {resource: units for (site, resource), units in store.in_transit().items() if site == first(store).site}


def there(store: Store, resource: str = TABLET) -> int:
    return next(row.units for row in store.supply() if row.resource == resource)


def test_what_is_closed_is_on_its_way_no_more_and_its_school_reads_why(store: Store) -> None:
    close(store, first(store).pecosa, {TABLET: 10}, said(), by=ANA)
    (row,) = store.shipment_rows({first(store).site})
    told = [one.item for one in store.entries(first(store).site) if one.item.kind == KIND]
    (solution,) = msgspec.json.decode(told[-1].body, type=DeliveryAnswer).solutions
    (act,) = store.acts()

    assert (row.pending, row.closed, row.over, row.confirmed) == (((GUIDE, 20),), 10, False, False)
    assert coming(store) == {GUIDE: 20}
    assert (solution.how, solution.units, solution.why) == (How.LOST, 10, "Se cayó el puente.")
    assert (act.kind, act.subject, act.login) == (Kind.SOLVED, first(store).pecosa, "ana")


def test_a_shipment_of_which_all_is_closed_is_over_and_was_not_confirmed(store: Store) -> None:
    close(store, first(store).pecosa, ALL, said(), by=ANA)
    row = store.shipment_row(first(store).pecosa)

    assert row is not None
    assert (row.over, row.confirmed, row.proved, row.closed) == (True, False, False, 30)


@pytest.mark.parametrize("how", [How.STAYED, How.RETURNED])
def test_what_is_in_the_depot_can_be_given_again_and_has_its_row_in_the_ledger(store: Store, how: How) -> None:
    before = there(store)
    close(store, first(store).pecosa, {TABLET: 10}, said(how), by=ANA)
    with store.read() as connection:
        (row,) = [row for row in movements(connection, "Huamanga") if row.kind in (Row.RETURNED, Row.STAYED)]
        told = totals(movements(connection, "Huamanga"))[TABLET]

    assert there(store) == told == before + 10
    assert (row.kind, row.units, row.pecosa) == (Row(how), 10, first(store).pecosa)


def test_what_never_left_was_counted_by_whoever_counted_the_depot_since(store: Store) -> None:
    late = ORDERED + timedelta(days=9)
    with store.begin() as connection:
        depots.put_listings(connection, [replace(row, as_of=late) for row in supply()], late)
    before = there(store)
    close(store, first(store).pecosa, {TABLET: 10}, said(How.STAYED), by=ANA)

    assert there(store) == before


def test_what_is_known_to_have_left_did_not_stay_and_what_stayed_does_not_leave(store: Store) -> None:
    one, other = sorted(store.shipments(), key=lambda one: one.pecosa)
    left = Left(day=ORDERED, carrier="Camión AB-1", why="Se anotó tarde.")
    dispatch(store, one.pecosa, left, by=ANA)
    close(store, other.pecosa, ALL, said(How.STAYED), by=ANA)

    with pytest.raises(BadInput, match="Consta que salió el 17/10/2026"):
        close(store, one.pecosa, ALL, said(How.STAYED), by=ANA)
    with pytest.raises(BadInput, match="Consta que nada de ella salió"):
        dispatch(store, other.pecosa, left, by=ANA)


def test_what_arrived_by_a_paper_is_the_schools_in_every_plan_until_it_counts(store: Store) -> None:
    close(store, first(store).pecosa, ALL, said(How.ARRIVED), by=ANA)
    by_paper = coming(store)
    counted(store, TABLET, days=1)
    counted(store, GUIDE, days=0)
    row = store.shipment_row(first(store).pecosa)

    assert by_paper == {GUIDE: 20, TABLET: 10}
    assert coming(store) == {GUIDE: 20}
    assert row is not None
    assert (row.pending, row.over) == ((), True)


def counted(store: Store, resource: str, *, days: int) -> None:
    """Pretend that the first site counted, so many days after the order."""
    table, as_of = schema.stock, ORDERED + timedelta(days=days)
    row = {"site": first(store).site, "resource": resource, "on_hand": 3, "lent": 0, "as_of": as_of}
    row |= {"dated": "claimed", "kept": b""} if "kept" in table.c else {"dated": "claimed"}
    with store.begin() as connection:
        connection.execute(table.insert().values(**row))


def test_a_proof_that_comes_all_the_same_counts_and_what_it_contradicts_is_shown(store: Store) -> None:
    close(store, first(store).pecosa, ALL, said(), by=ANA)
    one = first(store)
    delivered(store, one.decision, one.site, one.pecosa, [line(GUIDE, 20), line(TABLET, 10, 10, "golpeado")])
    found = {one.resource: (one.tally.disputed, one.waits) for one in discrepancies(store)}
    undo(store, one.pecosa, GUIDE, 1, why="Llegaron.", by=ANA)

    assert found == {GUIDE: (20, True), TABLET: (10, True)}
    assert [one.resource for one in discrepancies(store)] == [TABLET]


def test_what_was_closed_is_undone_before_what_the_late_proof_rejects_is_solved(store: Store) -> None:
    close(store, first(store).pecosa, {TABLET: 10}, said(How.RETURNED), by=ANA)
    one, there_ = first(store), there(store)
    # The depot gives them away, which it would not let be undone but for the proof.
    adjust(store, "Huamanga", TABLET, -there_, why="Salió aparte.", by=ANA)
    delivered(store, one.decision, one.site, one.pecosa, [line(TABLET, 10, 10, "golpeado")])
    back = Said(how=How.RETURNED, units=10, why="Lo trajo el camión.", depot="Huamanga", day=ORDERED)
    with pytest.raises(BadInput, match="Deshaga primero lo que se cerró"):
        solve(store, one.pecosa, TABLET, back, by=ANA)
    undo(store, one.pecosa, TABLET, 1, why="Llegó el acta.", by=ANA)
    after = solve(store, one.pecosa, TABLET, back, by=ANA)
    adjust(store, "Huamanga", TABLET, there_, why="No salió.", by=ANA)

    assert (after.open, after.waits) == (0, False)
    assert there(store) == there_


def test_what_stayed_goes_back_to_where_the_plan_took_it_from_the_pool_first(store: Store) -> None:
    one, other = sorted(store.shipments(), key=lambda one: one.pecosa)
    counted = [SupplyRow(depot=name, resource=TABLET, units=units) for name, units in (("Huamanga", 12), (POOL, 30))]
    store.put_supply(counted)
    with store.begin() as connection:
        for name, units in (("Huamanga", 12), (POOL, 8)):
            row = {"plan": PLAN, "depot": name, "resource": TABLET, "units": units, "day": ORDERED}
            connection.execute(schema.departures.insert().values(**row))
    taken = stock(store)
    close(store, one.pecosa, {TABLET: 10}, said(How.STAYED, depot="Cangallo"), by=ANA)
    after_one = stock(store)
    close(store, other.pecosa, {TABLET: 10}, said(How.STAYED), by=ANA)

    assert (taken, after_one, stock(store)) == ({"Huamanga": 0, POOL: 22}, {"Huamanga": 2, POOL: 30},
                                               {"Huamanga": 12, POOL: 30})  # fmt: skip


def stock(store: Store) -> dict[str, int]:
    return {
        row.depot: row.units for row in store.supply() if row.resource == TABLET and row.depot in ("Huamanga", POOL)
    }


def test_what_arrived_by_a_paper_counts_no_longer_than_the_period_that_it_was_for(
    tmp_path: Path, databases: Databases
) -> None:
    clock = StillClock(NOW)
    opened = office(tmp_path, clock, databases)
    sent(opened)
    close(opened, first(opened).pecosa, ALL, said(How.ARRIVED), by=ANA)
    by_paper = coming(opened)
    clock.at = NOW + timedelta(weeks=9)
    near_the_end = coming(opened)
    clock.at = NOW + timedelta(weeks=9, days=3)
    over = coming(opened)
    opened.close()

    assert (by_paper, near_the_end, over) == (ALL, ALL, {})


def test_nothing_arrives_or_returns_before_the_day_on_which_it_left(tmp_path: Path, databases: Databases) -> None:
    clock = StillClock(NOW)
    opened = office(tmp_path, clock, databases)
    sent(opened)
    clock.at = NOW + timedelta(days=9)
    left = ORDERED + timedelta(days=5)
    dispatch(opened, first(opened).pecosa, Left(day=left, carrier="Camión AB-1"), by=ANA)
    for how in (How.ARRIVED, How.RETURNED):
        with pytest.raises(BadInput, match=f"del {left:%d/%m/%Y}"):
            close(opened, first(opened).pecosa, ALL, said(how, day=left - timedelta(days=1)), by=ANA)
    close(opened, first(opened).pecosa, ALL, said(How.ARRIVED, day=left), by=ANA)
    opened.close()


def test_the_school_reads_that_what_was_closed_is_on_its_way_again(store: Store) -> None:
    close(store, first(store).pecosa, {TABLET: 10}, said(), by=ANA)
    undo(store, first(store).pecosa, TABLET, 1, why="Apareció.", by=ANA)
    (notice,) = notices_of(store, first(store).site)

    assert (notice.what, notice.units, notice.text) == (What.UNCLOSED, 10, "Apareció.")
    assert coming(store)[TABLET] == 10


def test_a_restored_hub_gets_its_closings_back_as_closings(store: Store) -> None:
    close(store, first(store).pecosa, {TABLET: 10}, said(), by=ANA)
    (item,) = [one.item for one in store.entries(first(store).site) if one.item.kind == KIND]
    told = msgspec.json.decode(item.body, type=DeliveryAnswer)
    before = discrepancies(store)[0].tally
    with store.begin() as connection:
        came_back(connection, told, store.now_s())

    assert discrepancies(store)[0].tally == before
    assert before.away == 10


@pytest.mark.parametrize(
    ("seen", "told", "words"),
    [
        ({}, said(), "Marque al menos un recurso"),
        ({TABLET: 10}, said(How.AGAIN), "Elija qué fue"),
        ({TABLET: 10}, said(How.RETURNED, depot="Cangallo"), "Elija un almacén que haya contado"),
        ({TABLET: 10}, said(How.RETURNED, day=ORDERED - timedelta(days=1)), "día en que volvió al almacén"),
        ({TABLET: 10}, said(How.ARRIVED, day=None), "día en que llegó a la escuela"),
        ({TABLET: 10}, said(why=" "), "motivo"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_told(
    store: Store, seen: dict[str, int], told: Said, words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        close(store, first(store).pecosa, seen, told, by=ANA)

    assert (store.acts(), discrepancies(store)) == ([], [])


def test_what_came_since_the_page_was_opened_is_told_and_nothing_of_it_is_closed(store: Store) -> None:
    one = first(store)
    delivered(store, one.decision, one.site, one.pecosa, [line(TABLET, 10)])

    with pytest.raises(Moved, match="Llegó un acta"):
        close(store, one.pecosa, ALL, said(), by=ANA)
    close(store, one.pecosa, {GUIDE: 20}, said(), by=ANA)
    with pytest.raises(Moved, match="Llegó un acta"):
        close(store, one.pecosa, {GUIDE: 20}, said(), by=ANA)
    with pytest.raises(BadInput, match="ya no falta confirmar nada"):
        close(store, one.pecosa, {}, said(), by=ANA)
    assert [entry.units for entry in discrepancies(store)[0].holding] == [20]
