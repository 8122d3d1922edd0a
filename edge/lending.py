"""Lending a device to a guardian, and taking it back: who signs, the paper and the facts, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from msgspec import structs

from edge.loan_papers import LoanPaper
from edge.store import Store
from shared.devices import DeviceState, Place
from shared.errors import BadInput
from shared.events import Claim, Event
from shared.fact_fields import Fact
from shared.facts import Loan, Loss, Return
from shared.occurred import Occurred
from shared.tabular.names import key


@dataclass(frozen=True, slots=True, kw_only=True)
class Lending:
    """What somebody says of a loan: the fact without its borrower, who takes it, and what the paper says."""

    loan: Loan
    dni: str
    name: str = ""
    """May be left out of somebody whose DNI is known."""
    phone: str = ""
    paper: LoanPaper = field(default_factory=LoanPaper)
    occurred: Occurred | None = None


def lend(store: Store, lending: Lending, *, once: str = "", source: bytes | None = None) -> list[Event]:
    """
    Record a loan with who takes it and its paper: all of it, or nothing.

    The same form (*once*, its nonce), or the same row of a list (*source*, its key), adds nothing the second time.

    Raises:
        BadInput: The device cannot be lent; or the DNI is of somebody of another name.
    """
    with store.log.all_or_nothing():
        name = known_name(store, lending.dni, lending.name)
        learner = lending.loan.learner
        borrower = store.guardians.put(name, lending.dni, phone=lending.phone, learner=learner)
        loan = structs.replace(lending.loan, borrower=borrower)
        events = store.record([Claim(loan, lending.occurred, source)], once=once)
        if events:
            paper_key = source or blake2b(once.encode(), digest_size=8).digest()
            store.papers.keep(paper_key, loan.resource, loan.serial or "", borrower, learner, lending.paper)
    return events


def known_name(store: Store, dni: str, name: str) -> str:
    """
    Return the name under which whoever has this DNI is known, *name* where nobody is.

    Raises:
        BadInput: It is known to be of somebody of another name: one of the two was mistyped.
    """
    person = store.people.with_code(dni.strip())
    row = None if person is None else store.people.person(person)
    if row is None or not row.name:
        return name
    if name.strip() and key(name) != key(row.name):
        raise BadInput(
            "Ese DNI ya es de %(known)s. Si es la misma persona, deje el nombre en blanco; si no, revise el DNI.",
            known=row.name,
        )
    return row.name


def given_back(state: DeviceState, *, condition: str, checks: int = 0, occurred: Occurred | None = None) -> list[Claim]:
    """Return what is recorded when a lent device comes back, from whoever has it."""
    back = Return(
        resource=state.resource, serial=state.serial, borrower=state.holder, condition=condition or None, checks=checks
    )
    return [Claim(back, occurred)]


def lost(state: DeviceState, loss: Loss, occurred: Occurred | None = None) -> list[Claim]:
    """
    Return what is recorded when a device is lost: one that is lent comes back first, so that its loan ends.

    >>> from shared.ids import ResourceId
    >>> at_home = DeviceState(resource=ResourceId("tablet"), serial="A1", place=Place.LENT)
    >>> [claim.fact.NAME for claim in lost(at_home, Loss(resource=at_home.resource, serial="A1", cause="robo"))]
    ['return', 'loss']
    """
    facts: Sequence[Fact] = [loss]
    if state.place is Place.LENT:
        facts = [Return(resource=state.resource, serial=state.serial, borrower=state.holder), loss]
    return [Claim(fact, occurred) for fact in facts]
