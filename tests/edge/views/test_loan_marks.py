"""The forms of loans as they are signed: one that says another thing has another mark, and one that ended is found."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from msgspec import structs

from edge.lending import given_back
from edge.loan_papers import LoanPaper
from edge.views.loan_marks import loan_named, loan_paper, open_loan_of
from shared.facts import Loan
from sync.signed_paper import Paper
from tests.edge.views.lent_devices import lend_one
from tests.edge.views.school import TABLET, School

DAY, TOLD = date(2026, 6, 23), LoanPaper(chip="8951060000000000001", fingerprint=True, notes="La lleva la tía")


@pytest.fixture
def loan(school: School) -> Iterator[Loan]:
    """An open loan, inside a request."""
    lend_one(school.store, "A1")
    with school.app.test_request_context():
        [row] = school.store.facts.told(Loan)
        assert isinstance(row.fact, Loan)
        yield row.fact


def form_of(school: School) -> Paper:
    """Return the form of the last loan."""
    row = school.store.facts.told(Loan)[0]
    assert isinstance(row.fact, Loan)
    assert row.fact.borrower
    return loan_paper(row.fact, row.on, school.store.papers.last(TABLET, "A1", row.fact.borrower))


def give_back(school: School) -> None:
    state = school.store.devices.one((TABLET, "A1"))
    assert state is not None
    school.store.record(given_back(state, condition="bueno"))


def test_whatever_the_form_says_moves_its_mark_and_the_name_stays(school: School, loan: Loan) -> None:
    stranger = school.store.people.guardian("Otra Persona", "40888837")
    others = [
        loan_paper(structs.replace(loan, borrower=stranger), DAY, TOLD),
        loan_paper(structs.replace(loan, due=(loan.due or 0) + 1), DAY, TOLD),
        loan_paper(structs.replace(loan, learner=None), DAY, TOLD),
        loan_paper(structs.replace(loan, checks=0), DAY, TOLD),
        loan_paper(loan, None, TOLD),
        loan_paper(loan, DAY, structs.replace(TOLD, chip="8951060000000000002")),
        loan_paper(loan, DAY, TOLD),
    ]

    assert len({one.doc for one in others}) == len(others)
    assert {one.doc[:5] for one in others} == {"P-A1-"}


@pytest.mark.usefixtures("loan")
def test_of_two_loans_of_one_device_each_form_finds_its_own_and_only_the_last_is_open(school: School) -> None:
    first = form_of(school)
    give_back(school)
    ended = open_loan_of(first)
    school.clock.pass_s(86_400)
    lend_one(school.store, "A1", once="again")
    second = form_of(school)

    assert (ended, first.doc == second.doc) == (None, False)
    assert [loan_named(one.doc) for one in (first, second)] == [first, second]
    assert [open_loan_of(one) for one in (first, second)] == [None, (TABLET, "A1")]


@pytest.mark.usefixtures("loan")
def test_a_form_that_says_another_thing_is_answered_with_the_last_and_one_of_no_device_with_none(
    school: School,
) -> None:
    form = form_of(school)

    assert loan_named(form.doc[:-1] + ("0" if form.doc[-1] != "0" else "1")) == form
    assert loan_named(replace(form, name="Z9").doc) is None
