from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.events import Event
from shared.fact_fields import Fact
from shared.facts import Count, Delivery, DeliveryLine, Loan, Loss, Receipt, Repair, Return, Use
from shared.ids import Incarnation, Pseudonym, ResourceId, SchoolId
from shared.occurred import Occurred
from shared.resources import ResourceKind
from shared.stock import StockState, after, fold

GUIDE = ResourceId("guia")
MONDAY = date(2026, 6, 22)
SOMEBODY = Pseudonym(bytes(8))


def event(fact: Fact, day: date | None = None) -> Event:
    return Event(Incarnation(bytes(8)), 1, 0, fact, Occurred.on(day) if day else None)


def folded(*facts: tuple[Fact, date | None], kind: ResourceKind = ResourceKind.CONSUMABLE) -> StockState:
    state = StockState(GUIDE, kind)
    for fact, day in facts:
        state = after(state, event(fact, day))
    return state


def used(units: int) -> Use:
    return Use(school=SchoolId("0403691-0"), resource=GUIDE, units=units)


def test_a_count_sets_the_stock_and_its_day() -> None:
    state = folded((Receipt(resource=GUIDE, units=4), MONDAY), (Count(resource=GUIDE, units=9), MONDAY))

    assert (state.on_hand, state.as_of) == (9, MONDAY)


def test_use_takes_from_a_consumable_and_leaves_a_tablet_where_it_is() -> None:
    facts = ((Count(resource=GUIDE, units=9), MONDAY), (used(4), MONDAY + timedelta(days=1)))

    assert folded(*facts).on_hand == 5
    assert folded(*facts, kind=ResourceKind.REUSABLE).on_hand == 9


def test_what_is_dated_before_the_last_count_does_not_change_it() -> None:
    before = MONDAY - timedelta(days=1)

    state = folded(
        (Count(resource=GUIDE, units=9), MONDAY), (used(4), before), (Loss(resource=GUIDE, cause="x"), before)
    )

    assert state.on_hand == 9


def test_an_older_count_that_comes_later_says_nothing_of_now() -> None:
    state = folded((Count(resource=GUIDE, units=9), MONDAY), (Count(resource=GUIDE, units=2), date(2026, 5, 4)))

    assert (state.on_hand, state.as_of) == (9, MONDAY)


def test_without_any_day_the_order_of_the_log_decides() -> None:
    assert folded((Count(resource=GUIDE, units=9), MONDAY), (used(4), None)).on_hand == 5


def test_a_loan_moves_units_and_a_return_brings_them_back() -> None:
    lent = folded((Count(resource=GUIDE, units=9), MONDAY), (Loan(resource=GUIDE, units=3), MONDAY))
    back = after(lent, event(Return(resource=GUIDE, units=3), MONDAY))

    assert (lent.on_hand, lent.lent) == (6, 3)
    assert (back.on_hand, back.lent) == (9, 0)


def test_only_what_was_accepted_of_a_delivery_counts() -> None:
    line = DeliveryLine(resource=GUIDE, shipped=10, accepted=8, rejected=2, reason="golpeado")
    fact = Delivery(decision="d", pecosa="p", receiver=SOMEBODY, deliverer=SOMEBODY, lines=(line,))

    assert folded((fact, MONDAY)).on_hand == 8


@pytest.mark.parametrize(("action", "left"), [("sale", 6), ("vuelve", 8), ("sin_arreglo", 7), ("de_otra_version", 7)])
def test_a_repair_takes_from_the_cupboard_and_brings_back(action: str, left: int) -> None:
    facts = ((Count(resource=GUIDE, units=7), MONDAY), (Repair(resource=GUIDE, action=action), MONDAY))

    assert folded(*facts).on_hand == left


def test_what_is_lost_while_it_is_lent_comes_back_on_paper_first() -> None:
    lent = ((Count(resource=GUIDE, units=7), MONDAY), (Loan(resource=GUIDE), MONDAY))
    lost = ((Return(resource=GUIDE), MONDAY), (Loss(resource=GUIDE, cause="robo"), MONDAY))

    state = folded(*lent, *lost)

    assert (state.on_hand, state.lent) == (6, 0)


FACTS = st.one_of(
    st.builds(Repair, resource=st.just(GUIDE), units=st.integers(0, 50), action=st.sampled_from(["sale", "vuelve"])),
    st.builds(Count, resource=st.just(GUIDE), units=st.integers(0, 50)),
    st.builds(Receipt, resource=st.just(GUIDE), units=st.integers(0, 50)),
    st.builds(Loan, resource=st.just(GUIDE), units=st.integers(0, 50)),
    st.builds(Return, resource=st.just(GUIDE), units=st.integers(0, 50)),
    st.builds(Loss, resource=st.just(GUIDE), units=st.integers(0, 50), cause=st.just("x")),
    st.builds(used, st.integers(0, 50)),
)
DAYS = st.one_of(st.none(), st.dates(date(2026, 3, 1), date(2026, 12, 1)))


@given(st.lists(st.tuples(FACTS, DAYS), max_size=20))
def test_nothing_ever_goes_below_zero(facts: list[tuple[Fact, date | None]]) -> None:
    state = folded(*facts)

    assert min(state.on_hand, state.lent) >= 0


@given(st.lists(st.tuples(FACTS, DAYS), max_size=10))
def test_folding_one_by_one_is_folding_all(facts: list[tuple[Fact, date | None]]) -> None:
    states: dict[ResourceId, StockState] = {}
    for fact, day in facts:
        states |= fold(states, event(fact, day), {GUIDE: ResourceKind.CONSUMABLE})

    assert states.get(GUIDE, StockState(GUIDE, ResourceKind.CONSUMABLE)) == folded(*facts)
