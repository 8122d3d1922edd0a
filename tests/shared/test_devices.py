"""Where each device is: whatever was told, it is in one place, and the devices are the stock."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from shared.devices import GONE, DeviceState, Key, Place, changes, serial_of
from shared.events import Event
from shared.fact_fields import Fact
from shared.facts import Count, Delivery, DeliveryLine, Device, Loan, Loss, Receipt, Repair, Return
from shared.ids import Incarnation, Pseudonym, ResourceId
from shared.occurred import Occurred
from shared.stock import StockState, after

TABLET = ResourceId("tablet")
ANA, ROSA = Pseudonym(b"ana-----"), Pseudonym(b"rosa----")
SERIALS = ("A1", "A2", "A3", "A4")
MONDAY, FRIDAY = date(2026, 6, 22), date(2026, 6, 26)
_serial, _who = st.sampled_from(SERIALS), st.sampled_from([ANA, ROSA])
_some = st.lists(_serial, unique=True, max_size=4).map(tuple)
FACTS: st.SearchStrategy[Fact] = st.one_of(
    st.builds(Loan, resource=st.just(TABLET), serial=_serial, borrower=_who, learner=_who),
    st.builds(Return, resource=st.just(TABLET), serial=_serial, borrower=_who),
    st.builds(Loss, resource=st.just(TABLET), serial=_serial, cause=st.sampled_from(["robo", "perdida", "baja", "x"])),
    st.builds(Repair, resource=st.just(TABLET), serial=_serial, action=st.sampled_from(["sale", "vuelve", "x"])),
    st.builds(Receipt, resource=st.just(TABLET), units=st.just(4), serials=_some),
    st.builds(Count, resource=st.just(TABLET), units=st.just(4), serials=_some, away=_some),
    st.builds(Device, resource=st.just(TABLET), serial=_serial, android=st.none() | st.integers(4, 15)),
)
DAYS = st.none() | st.dates(date(2026, 3, 1), date(2026, 12, 1))


def folded(*facts: tuple[Fact, date | None]) -> dict[Key, DeviceState]:
    states: dict[Key, DeviceState] = {}
    for fact, day in facts:
        states |= changes(states, fact, day)
    return states


def device(*facts: tuple[Fact, date | None]) -> DeviceState:
    return folded(*facts)[TABLET, "A1"]


@given(st.lists(st.tuples(FACTS, DAYS), max_size=30))
def test_whatever_was_told_a_device_is_in_one_place_and_only_what_is_lent_has_a_holder(
    facts: list[tuple[Fact, date | None]],
) -> None:
    states = folded(*facts)

    assert all(key == state.key for key, state in states.items())
    assert all(state.holder is None or state.place is Place.LENT for state in states.values())
    assert all(not state.report or state.place in GONE for state in states.values())


@given(st.lists(st.tuples(FACTS, DAYS), max_size=30))
def test_what_is_told_of_others_leaves_a_device_as_it_is(facts: list[tuple[Fact, date | None]]) -> None:
    others = [(fact, day) for fact, day in facts if getattr(fact, "serial", "A1") != "A1"]
    only = [(fact, day) for fact, day in facts if getattr(fact, "serial", "") == "A1"]

    assert folded(*only, *others).get((TABLET, "A1")) == folded(*only).get((TABLET, "A1"))


MOVES = ("lend", "back", "repair", "repaired", "beyond", "lose", "steal_lent", "find")


@given(st.lists(st.tuples(_serial, st.sampled_from(MOVES)), max_size=40))
def test_of_what_is_counted_by_serial_the_devices_are_the_stock(moves: Sequence[tuple[str, str]]) -> None:
    states = folded((Count(resource=TABLET, units=4, serials=SERIALS), None))
    stock = after(StockState(TABLET), _event(Count(resource=TABLET, units=4, serials=SERIALS)))
    for serial, move in moves:
        for fact in _told(states[TABLET, serial], move):
            states |= changes(states, fact, None)
            stock = after(stock, _event(fact))

    places = [state.place for state in states.values()]
    assert (stock.on_hand, stock.lent) == (places.count(Place.HERE), places.count(Place.LENT))


def _told(state: DeviceState, move: str) -> list[Fact]:
    """Return what is recorded of a move that can be made from where the device is; nothing for another."""
    one = {"resource": TABLET, "serial": state.serial}
    back = Return(**one, borrower=ANA)  # type: ignore[arg-type]
    match state.place, move:
        case Place.HERE, "lend":
            return [Loan(**one, borrower=ANA)]  # type: ignore[arg-type]
        case Place.LENT, "back":
            return [back]
        case Place.HERE, "repair":
            return [Repair(**one, action="sale")]  # type: ignore[arg-type]
        case Place.REPAIR, "repaired":
            return [Repair(**one, action="vuelve")]  # type: ignore[arg-type]
        case Place.REPAIR, "beyond":
            return [Repair(**one, action="sin_arreglo")]  # type: ignore[arg-type]
        case Place.HERE, "lose":
            return [Loss(**one, cause="perdida")]  # type: ignore[arg-type]
        case Place.LENT, "steal_lent":
            return [back, Loss(**one, cause="robo", report_number="123")]  # type: ignore[arg-type]
        case Place.LOST | Place.STOLEN | Place.RETIRED, "find":
            return [Receipt(resource=TABLET, units=1, serials=(state.serial,), origin="hallado")]
    return []


def _event(fact: Fact) -> Event:
    return Event(Incarnation(bytes(8)), 1, 0, fact, Occurred.on(MONDAY))


def test_a_lent_device_says_who_has_it_for_whom_and_since_when() -> None:
    loan = Loan(resource=TABLET, serial="a1 ", borrower=ANA, learner=ROSA, due=20_700)

    state = device((loan, MONDAY))

    assert (state.place, state.holder, state.learner, state.due) == (Place.LENT, ANA, ROSA, 20_700)
    assert (state.since, state.seen) == (MONDAY, MONDAY)


def test_a_stolen_device_keeps_its_report_until_it_turns_up() -> None:
    stolen = (Loss(resource=TABLET, serial="A1", cause="robo", report_number="55-2026"), MONDAY)
    found = (Receipt(resource=TABLET, units=1, serials=("A1",), origin="hallado"), FRIDAY)

    assert (device(stolen).place, device(stolen).report, device(stolen).seen) == (Place.STOLEN, "55-2026", None)
    assert (device(stolen, found).place, device(stolen, found).report) == (Place.HERE, "")


def test_a_device_seen_with_who_has_it_stays_with_them() -> None:
    loan = (Loan(resource=TABLET, serial="A1", borrower=ANA), MONDAY)
    counted = (Count(resource=TABLET, units=0, away=("A1",)), FRIDAY)

    state = device(loan, counted)

    assert (state.holder, state.since, state.seen) == (ANA, MONDAY, FRIDAY)


def test_an_older_count_that_comes_later_says_only_that_it_was_seen() -> None:
    loan = (Loan(resource=TABLET, serial="A1", borrower=ANA), FRIDAY)
    counted = (Count(resource=TABLET, units=1, serials=("A1",)), MONDAY)

    assert device(loan, counted).holder == ANA


def test_what_a_device_is_stands_as_it_was_told_last_wherever_it_is() -> None:
    loan = (Loan(resource=TABLET, serial="A1", borrower=ANA), MONDAY)
    first = Device(resource=TABLET, serial="A1", maker="Uno", android=9, free_mb=100, origin="Minedu")
    second = Device(resource=TABLET, serial="A1", maker="Uno", android=10)

    state = device(loan, (first, MONDAY), (second, FRIDAY))

    assert (state.android, state.free_mb, state.origin, state.holder) == (10, None, "Minedu", ANA)


def test_serials_of_a_delivery_are_here() -> None:
    lines = (DeliveryLine(resource=TABLET, shipped=2, accepted=2, serials=("A1", "A2")),)

    states = folded((Delivery(decision="d", pecosa="1", receiver=ANA, deliverer=ROSA, lines=lines), MONDAY))

    assert {serial: state.place for (_, serial), state in states.items()} == {"A1": Place.HERE, "A2": Place.HERE}


@given(st.text())
def test_a_serial_is_compared_as_it_is_compared_again(text: str) -> None:
    assert serial_of(serial_of(text)) == serial_of(text)
