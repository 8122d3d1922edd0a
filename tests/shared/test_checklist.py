"""The answers of a loan's checklist in one number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.checklist import ITEMS, answers_in, checks_of
from shared.facts import Loan
from shared.ids import ResourceId
from shared.web.codes import CHECK_ITEMS


@given(st.dictionaries(st.sampled_from(ITEMS), st.booleans()))
def test_what_was_answered_comes_back_and_the_rest_was_not_asked(answers: dict[str, bool]) -> None:
    loan = Loan(resource=ResourceId("tablet"), checks=checks_of(answers))

    assert answers_in(loan.checks) == answers


@given(st.integers(0, 65_535))
def test_any_number_that_travels_is_read(checks: int) -> None:
    assert set(answers_in(checks)) <= set(ITEMS)


def test_an_answer_to_what_is_no_item_is_refused() -> None:
    with pytest.raises(KeyError):
        checks_of({"bateria": True})


def test_every_item_has_its_words() -> None:
    assert tuple(CHECK_ITEMS) == ITEMS
