"""Which devices are a class's, and which this month's count saw."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from edge.class_devices import counted_since, last_loans, of_class, units_of_class
from edge.rows import LoanRow, ToldRow
from shared.devices import DeviceState, Place
from shared.facts import Count, Loan
from shared.ids import Pseudonym, ResourceId

TABLET, BOOK = ResourceId("tablet"), ResourceId("book")
ROSA, LUIS, AUNT = (Pseudonym(name) for name in (b"rosa----", b"luis----", b"aunt----"))
PEOPLE = st.sampled_from([None, ROSA, LUIS, AUNT])
STATE = DeviceState(resource=TABLET, serial="A1", place=Place.LENT)


def test_what_is_at_the_workshop_is_shown_with_whom_it_was_lent_for_last() -> None:
    mended = replace(STATE, place=Place.REPAIR)
    last = {STATE.key: Loan(resource=TABLET, serial="A1", borrower=AUNT, learner=ROSA)}

    assert of_class({ROSA}, [mended], last) == [replace(mended, holder=AUNT, learner=ROSA)]
    assert of_class({LUIS}, [mended], last) == []
    assert of_class({ROSA}, [replace(STATE, place=Place.LOST)], last) == []


@given(st.lists(st.tuples(st.sampled_from(list(Place)), PEOPLE, PEOPLE), max_size=6), PEOPLE, PEOPLE)
def test_nothing_of_another_class_is_ever_shown(
    told: list[tuple[Place, Pseudonym | None, Pseudonym | None]], borrower: Pseudonym | None, learner: Pseudonym | None
) -> None:
    states = [
        replace(STATE, serial=f"A{n}", place=place, holder=one, learner=for_)
        for n, (place, one, for_) in enumerate(told)
    ]
    last = {state.key: Loan(resource=TABLET, borrower=borrower, learner=learner) for state in states}

    for one in of_class({ROSA}, states, last):
        assert ROSA in (one.holder, one.learner)
        assert one.learner in (None, ROSA)


def test_units_without_a_serial_are_those_of_the_class() -> None:
    rows = [LoanRow(BOOK, 2, AUNT, serial, None, None, who) for serial in (None, "B1") for who in (ROSA, LUIS, None)]

    assert units_of_class({ROSA}, rows) == [rows[0]]


def test_the_last_loan_of_a_device_is_the_newest() -> None:
    told = [ToldRow(Loan(resource=TABLET, serial="a1", learner=one), None, confirmed=False) for one in (LUIS, ROSA)]

    assert last_loans(told)[STATE.key].learner == LUIS


def test_a_count_of_before_the_day_saw_nothing_and_one_of_no_day_neither() -> None:
    days = (date(2026, 6, 1), date(2026, 5, 31), None)
    told = [
        ToldRow(Count(resource=TABLET, units=1, serials=(f"A{n}",), away=(f"B{n}",)), on, confirmed=False)
        for n, on in enumerate(days)
    ]

    assert counted_since(told, days[0] or date.max) == {(TABLET, "A0"), (TABLET, "B0")}
