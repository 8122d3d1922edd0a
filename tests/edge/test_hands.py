"""One serial, one pair of hands: what cannot be is refused in words, whole, and nothing is recorded."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.hands import check_hands
from shared.devices import DeviceState, Key, Place, changes
from shared.errors import BadInput
from shared.events import Claim
from shared.fact_fields import Fact
from shared.facts import Count, Device, Loan, Loss, Receipt, Repair, Return
from shared.ids import ResourceId
from shared.occurred import Occurred
from tests.edge.building import new_store
from tests.shared.test_devices import ANA, FACTS, ROSA, TABLET

MONDAY = Occurred.on(date(2026, 6, 22))
LENT = Claim(Loan(resource=TABLET, serial="A1", borrower=ANA), MONDAY)


def refused(*facts: Fact) -> str:
    with pytest.raises(BadInput) as caught:
        check_hands([LENT, *(Claim(fact, MONDAY) for fact in facts)], {})
    return str(caught.value)


def test_a_lent_device_is_not_lent_again_and_the_page_says_since_when_and_what_to_do() -> None:
    words = refused(Loan(resource=TABLET, serial="a1", borrower=ROSA))

    assert words == "La serie A1 está prestada desde el 22/06/2026. Anote primero la devolución."


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (Loss(resource=TABLET, serial="A1", cause="robo"), "Anote la devolución y la pérdida juntas"),
        (Repair(resource=TABLET, serial="A1", action="sale"), "Anote primero la devolución"),
        (Repair(resource=TABLET, serial="A1", action="vuelve"), "Anote primero que salió a reparación"),
        (Count(resource=TABLET, units=1, serials=("A1",)), "Anote primero la devolución"),
        (Receipt(resource=TABLET, units=1, serials=("A1",)), "está prestada"),
        (Loan(resource=TABLET, serial="A2", units=2), "de uno en uno"),
        (Count(resource=TABLET, units=2, serials=("A2", "a2")), "dos veces"),
        (Receipt(resource=TABLET, units=1, serials=("A2", "A3")), "más series"),
    ],
)
def test_what_cannot_be_of_a_lent_device_is_refused(fact: Fact, words: str) -> None:
    assert words in refused(fact)


def test_what_is_not_lent_is_not_returned() -> None:
    back = Return(resource=TABLET, serial="A1", borrower=ANA)

    assert "revise la serie" in refused(back, back)


def test_the_return_and_the_loss_of_one_form_go_together() -> None:
    back, stolen = Return(resource=TABLET, serial="A1"), Loss(resource=TABLET, serial="A1", cause="robo")

    check_hands([LENT, Claim(back, MONDAY), Claim(stolen, MONDAY)], {})

    assert "Si apareció" in refused(back, stolen, Loan(resource=TABLET, serial="A1"))


def test_what_has_no_serial_and_other_resources_are_not_looked_at() -> None:
    claims = [LENT, Claim(Loan(resource=TABLET)), Claim(Loan(resource=ResourceId("router"), serial="A1"))]

    check_hands(claims, {})


def test_the_log_refuses_the_second_of_two_tabs_and_keeps_nothing_of_its_form(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([LENT], once="first tab")
        before = store.records.count()
        second = [Claim(Device(resource=TABLET, serial="A2")), LENT]
        with pytest.raises(BadInput, match="prestada"):
            store.record(second, once="second tab")

        assert (store.records.count(), store.devices.one((TABLET, "A2"))) == (before, None)
        store.record([Claim(Return(resource=TABLET, serial="A1", borrower=ANA))], once="second tab")
        assert [one.place for one in store.devices.all()] == [Place.HERE]


@settings(max_examples=200, deadline=None)
@given(st.lists(FACTS, max_size=30))
def test_of_any_facts_those_that_are_let_in_leave_nothing_in_two_hands(facts: list[Fact]) -> None:
    states: dict[Key, DeviceState] = {}
    for fact in facts:
        before = dict(states)
        try:
            check_hands([Claim(fact)], states)
        except BadInput:
            continue
        states |= changes(states, fact, None)
        if isinstance(fact, Loan):
            key = TABLET, str(fact.serial)
            assert key not in before or before[key].place is Place.HERE
