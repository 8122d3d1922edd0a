"""What was lent without a serial comes back by units: never more than is lent, and the rest stays."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.returning import give_back, open_loan, returns_of
from edge.rows import LoanRow
from edge.store import Store
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import Loan, Return
from shared.ids import Pseudonym, ResourceId
from tests.edge.building import new_store

BOOK, AUNT = ResourceId("book"), Pseudonym(b"aunt----")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = new_store(tmp_path)
    store.record([Claim(Loan(resource=BOOK, units=5, borrower=AUNT)), Claim(Loan(resource=BOOK, units=1))])
    return store


def lent(store: Store) -> LoanRow:
    row = open_loan(store, BOOK, AUNT)
    assert row is not None
    return row


def test_a_part_comes_back_in_two_conditions_and_the_rest_stays_lent(store: Store) -> None:
    rest = give_back(store, lent(store), {"bueno": 2, "incompleto": 1, "no_funciona": 0}, once="form")
    told = [row.fact for row in store.facts.told(Return)]

    assert rest == lent(store).units == 2
    assert [(one.units, one.condition) for one in told if isinstance(one, Return)] == [(1, "incompleto"), (2, "bueno")]


def test_the_same_form_again_returns_nothing_more_though_less_is_lent_by_now(store: Store) -> None:
    rests = [give_back(store, lent(store), {"bueno": 3}, once="form") for _ in range(2)]

    assert rests == [2, 2]


def test_what_another_page_took_back_meanwhile_does_not_come_back_twice(store: Store) -> None:
    loan = lent(store)
    give_back(store, loan, {"bueno": 4}, once="one")

    with pytest.raises(BadInput, match="Se anotan 2 y están prestadas 1"):
        give_back(store, loan, {"bueno": 2}, once="other")
    assert (lent(store).units, len(store.facts.told(Return))) == (1, 1)


def test_what_nobody_is_known_to_have_comes_back_too(store: Store) -> None:
    row = open_loan(store, BOOK, None)
    assert row is not None

    assert give_back(store, row, {"bueno": 1}) == 0
    assert (open_loan(store, BOOK, None), lent(store).units) == (None, 5)


@given(st.dictionaries(st.sampled_from(["bueno", "con_fallas", "no_funciona", "incompleto"]), st.integers(0, 9)))
def test_what_is_recorded_adds_up_to_what_came_back(back: dict[str, int]) -> None:
    loan = LoanRow(BOOK, 40, AUNT, None, None, None)
    if not any(back.values()):
        with pytest.raises(BadInput, match="cuántas"):
            returns_of(loan, back)
        return

    assert {one.condition: one.units for one in returns_of(loan, back)} == {c: n for c, n in back.items() if n}
