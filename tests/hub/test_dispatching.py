"""What left a depot is told to its school as long as nothing of it arrived; a correction says why."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from hub import dispatched
from hub.acts import Kind
from hub.closing import close
from hub.dispatching import Said, check, dispatch, dispatch_together
from hub.rows import DeliveryRow, Dispatch, ShipmentRow
from hub.settling import Said as Closed
from hub.store import Store
from shared.acts import Actor
from shared.allocation import Shipment
from shared.clock import ShiftedClock
from shared.errors import BadInput, Moved
from shared.ids import SiteId
from shared.notices import What
from sync.feed import latest
from tests.hub.databases import Databases
from tests.hub.notified import notices_of
from tests.hub.office import delivered, line, office
from tests.hub.scanned import scans, statements
from tests.hub.sent import sent

pytestmark = pytest.mark.databases
ANA = Actor("ana", "Operación regional")
ORDERED, TODAY = date(2026, 10, 17), date(2026, 10, 20)
PROOF = DeliveryRow(site=SiteId("1"), schools=(), decision="d", pecosa="p", day=date(2026, 10, 19), lines=())


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    """A region that published a plan today."""
    opened = office(tmp_path, databases=databases)
    sent(opened)
    yield opened
    opened.close()


def first(store: Store) -> ShipmentRow:
    return min(store.shipment_rows(), key=lambda row: row.pecosa)


def told(store: Store, row: ShipmentRow) -> date:
    """Return the day of leaving that holds in the feed of its site."""
    item = latest(entry.item for entry in store.entries(row.site))[f"shipment/{row.pecosa}"]
    return msgspec.json.decode(item.body, type=Shipment).left


def left(day: date | None, carrier: str = "Camión AB-1", why: str = "") -> Said:
    return Said(day=day, carrier=carrier, why=why)


def ordered(store: Store) -> date:
    return first(store).left


def refused(said: Said, *, before: bool = False, proofs: tuple[DeliveryRow, ...] = ()) -> str:
    known = Dispatch(pecosa="p", number=1, day=ORDERED, carrier="Camión AB-1", why="", by=ANA, at=dispatched.at(0))
    with pytest.raises(BadInput) as found:
        check(said, ORDERED, [known] if before else [], proofs, TODAY)
    return found.value.said.text()


def test_a_shipment_that_left_says_so_and_its_school_is_told_the_day(store: Store) -> None:
    row, today = first(store), ordered(store)
    dispatch(store, row.pecosa, left(today), by=ANA)
    gone = first(store).gone

    assert gone is not None
    assert (gone.day, gone.carrier, gone.by) == (today, "Camión AB-1", ANA)
    assert told(store, row) == today
    assert [act.subject for act in store.acts() if act.kind == Kind.DISPATCHED] == [row.pecosa]


def test_a_later_day_reaches_the_school_and_the_day_of_the_order_stays(store: Store) -> None:
    row, today = first(store), ordered(store)
    later = _tomorrow(store)
    dispatch(later, row.pecosa, left(today + timedelta(days=1)), by=ANA)

    assert told(later, row) == today + timedelta(days=1)
    assert first(later).left == today
    later.close()


def test_once_a_proof_came_the_school_keeps_the_day_that_it_knows(store: Store) -> None:
    row = first(store)
    delivered(store, row.decision, row.site, row.pecosa, [line(*one) for one in row.lines])
    later = _tomorrow(store)
    dispatch(later, row.pecosa, left(row.left + timedelta(days=1)), by=ANA)

    assert told(later, row) == row.left
    assert first_gone(later, row.pecosa) == row.left + timedelta(days=1)
    later.close()


def test_what_did_not_leave_is_told_as_it_was_ordered_and_why(store: Store) -> None:
    row = first(store)
    later = _tomorrow(store)
    dispatch(later, row.pecosa, left(row.left + timedelta(days=1)), by=ANA)
    dispatch(later, row.pecosa, left(None, why="Se dañó el camión."), by=ANA)

    assert first_gone(later, row.pecosa) is None
    assert told(later, row) == row.left
    assert later.acts()[-1].told() == {"day": "", "why": "Se dañó el camión."}
    later.close()


def test_the_school_reads_why_it_is_otherwise_than_was_said_before(store: Store) -> None:
    row = first(store)
    later = _tomorrow(store)
    for said in (left(row.left), left(None, why="Se dañó el camión."), left(row.left, why="Era otro camión.")):
        dispatch(later, row.pecosa, said, by=ANA)
    delivered(later, row.decision, row.site, row.pecosa, [line(*one) for one in row.lines])
    dispatch(later, row.pecosa, left(row.left, carrier="UGEL", why="La llevó la UGEL."), by=ANA)

    assert [(one.what, one.pecosa, one.day, one.text) for one in notices_of(later, row.site)] == [
        (What.STAYED, row.pecosa, None, "Se dañó el camión."),
        (What.LEFT, row.pecosa, row.left, "Era otro camión."),
        (What.LEFT, row.pecosa, row.left, "La llevó la UGEL."),
    ]
    assert len({entry.item.subject for entry in later.entries(row.site) if entry.item.kind == "notice"}) == 1
    later.close()


def test_saying_it_twice_changes_nothing(store: Store) -> None:
    row, today = first(store), ordered(store)
    dispatch(store, row.pecosa, left(today), by=ANA)
    entries = len(store.entries(row.site))

    with pytest.raises(BadInput, match="ya estaba anotado"):
        dispatch(store, row.pecosa, left(today), by=ANA)
    assert len(store.entries(row.site)) == entries


def test_a_day_that_cannot_be_is_refused_with_what_to_do() -> None:
    assert "antes de la orden" in refused(left(ORDERED - timedelta(days=1)))
    assert "todavía no llega" in refused(left(TODAY + timedelta(days=1)))
    assert "después de que la escuela lo recibió" in refused(left(TODAY), proofs=(PROOF,))
    assert "pasa de 120 letras" in refused(left(TODAY, "x" * 121))
    assert "Escriba el día" in refused(left(None))
    assert "La escuela ya confirmó" in refused(left(None, why="No."), before=True, proofs=(PROOF,))


def test_what_a_clock_ahead_ordered_on_a_day_to_come_may_have_left_on_any_day_until_today() -> None:
    assert check(left(TODAY), TODAY.replace(year=2099), [], (), TODAY).day == TODAY


def test_a_correction_says_why() -> None:
    assert "Escriba el motivo" in refused(left(TODAY), before=True)


def test_there_is_no_shipment_of_a_number_that_nobody_gave(store: Store) -> None:
    with pytest.raises(BadInput, match="No hay ninguna entrega"):
        dispatch(store, "nada", left(ordered(store)), by=ANA)


def first_gone(store: Store, pecosa: str) -> date | None:
    row = next(row for row in store.shipment_rows() if row.pecosa == pecosa)
    return row.gone.day if row.gone else None


def _tomorrow(store: Store) -> Store:
    """Open the same region two days later."""
    return Store(replace(store.config, clock=ShiftedClock(store.clock.now() + timedelta(days=2))))


def test_the_school_is_told_the_day_and_with_whom_apart_from_the_order(store: Store) -> None:
    row = first(store)
    dispatch(store, row.pecosa, left(ORDERED + timedelta(days=0)), by=ANA)
    item = latest(entry.item for entry in store.entries(row.site))[f"shipment/{row.pecosa}"]
    shipment = msgspec.json.decode(item.body, type=Shipment)

    assert (shipment.gone, shipment.carrier) == (ORDERED, "Camión AB-1")


def test_what_a_truck_takes_is_written_down_together_and_each_school_is_told(store: Store) -> None:
    rows = store.shipment_rows()
    found = dispatch_together(store, [row.pecosa for row in rows] * 2, left(ORDERED), by=ANA)

    assert [(one.pecosa, one.day, one.carrier) for one in found] == [
        (row.pecosa, ORDERED, "Camión AB-1") for row in rows
    ]
    assert [told(store, row) for row in rows] == [ORDERED, ORDERED]
    assert [act.subject for act in store.acts()] == [row.pecosa for row in rows]


def test_what_is_asked_while_nobody_else_can_write_is_of_the_load_alone(store: Store) -> None:
    rows = store.shipment_rows()
    with statements(store, "dispatches") as asked:
        dispatch_together(store, [row.pecosa for row in rows], left(ORDERED), by=ANA)
        store.shipment_row(rows[0].pecosa)

    assert asked
    assert scans(store, asked, "dispatches") == []


def test_of_a_load_of_which_one_cannot_leave_none_is_written_down(store: Store) -> None:
    one, other = sorted(store.shipment_rows(), key=lambda row: row.pecosa)
    dispatch(store, other.pecosa, left(ORDERED), by=ANA)

    for pecosas, error in (([one.pecosa, other.pecosa], Moved), ([one.pecosa, "otra"], BadInput), ([], BadInput)):
        with pytest.raises(error):
            dispatch_together(store, pecosas, left(ORDERED), by=ANA)
    with pytest.raises(BadInput, match="antes de la orden"):
        dispatch_together(store, [one.pecosa], left(ORDERED - timedelta(days=1)), by=ANA)
    assert first(store).gone is None
    assert len(store.acts()) == 1


def test_what_arrived_or_was_closed_does_not_leave_any_more(store: Store) -> None:
    one, other = sorted(store.shipment_rows(), key=lambda row: row.pecosa)
    delivered(store, one.decision, one.site, one.pecosa, [line(*one.lines[0])])
    close(store, other.pecosa, dict(other.lines), Closed(how="lost", units=0, why="Cayó al río."), by=ANA)

    for row in (one, other):
        with pytest.raises(Moved, match="ya no está en camino"):
            dispatch_together(store, [row.pecosa], left(ORDERED), by=ANA)
