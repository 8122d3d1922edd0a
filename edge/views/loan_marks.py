"""The forms of loans as they are signed: what each says, of the loan that is open and of those that ended."""

from datetime import date

from edge.loan_papers import LoanPaper
from edge.views.node import node
from edge.views.serials import device_of
from shared.devices import serial_of, touched
from shared.facts import Loan
from shared.ids import Pseudonym
from sync.signed_paper import Kind, Paper, named


def loan_paper(loan: Loan, on: date | None, told: LoanPaper) -> Paper:
    """
    Return the form of a loan: who took what, for whom, until when, and what was looked at.

    Not the telephone and the class, which change while the loan stands.
    """
    people = node().store.people
    person = people.person(loan.borrower) if loan.borrower else None
    signer = [person.name, person.code] if person else ["", ""]
    days = [on.isoformat() if on else "", loan.due]
    checked = [loan.checks, told.chip, told.fingerprint, told.notes]
    content = (loan.resource, serial_of(loan.serial or ""), signer, _name(loan.learner), days, checked)
    return Paper(node().store.site.schools()[0].id, Kind.LOAN, serial_of(loan.serial or ""), content)


def loan_named(doc: str) -> Paper | None:
    """Return the form that *doc* names as it would be printed now: that very one, or the last of its device."""
    store = node().store
    found: list[Paper] = []
    for row in store.facts.told(Loan):
        loan = row.fact
        if isinstance(loan, Loan) and loan.serial and loan.borrower and _is_named(loan.serial, doc):
            papers = store.papers.all(loan.resource, serial_of(loan.serial), loan.borrower) or [LoanPaper()]
            found += [loan_paper(loan, row.on, told) for told in papers]
    return next((one for one in found if one.doc == doc), found[0] if found else None)


def open_loan_of(paper: Paper) -> tuple[str, str] | None:
    """Return resource and serial of the loan whose form this is; None where it has ended."""
    store = node().store
    for row in store.facts.told(Loan):
        loan = row.fact
        if not isinstance(loan, Loan) or not loan.serial or serial_of(loan.serial) != paper.name:
            continue
        state = device_of(loan.resource, loan.serial)
        if state is None or state.holder is None or state.holder != loan.borrower or state.key not in touched(loan):
            continue
        told = store.papers.last(loan.resource, state.serial, state.holder)
        return (state.resource, state.serial) if loan_paper(loan, row.on, told) == paper else None
    return None


def _is_named(serial: str, doc: str) -> bool:
    return named(Paper(node().store.site.schools()[0].id, Kind.LOAN, serial_of(serial), None).doc) == named(doc)


def _name(person: Pseudonym | None) -> str:
    row = node().store.people.learner(person) if person else None
    return (row.name or row.code) if row else ""
