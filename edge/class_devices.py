"""The devices of a class: what its pupils have, by their own hands or a guardian's, and what of it is being mended."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from edge.rows import LoanRow, ToldRow
from shared.devices import DeviceState, Key, Place, touched
from shared.facts import Count, Loan
from shared.ids import Pseudonym


def of_class(
    people: Collection[Pseudonym], states: Iterable[DeviceState], last: Mapping[Key, Loan]
) -> list[DeviceState]:
    """
    Return the devices that are lent for *people*, and those at the workshop that were lent last for one of them.

    One at the workshop is nobody's any more: it bears the ``holder`` and ``learner`` of that loan, *last* by device.
    What a guardian has for nobody in particular is of no class.
    """
    found = []
    for state in states:
        loan = last.get(state.key) if state.place is Place.REPAIR else None
        told = replace(state, holder=loan.borrower, learner=loan.learner) if loan else state
        if told.place in (Place.LENT, Place.REPAIR) and is_for(people, told.holder, told.learner):
            found.append(told)
    return found


def units_of_class(people: Collection[Pseudonym], loans: Iterable[LoanRow]) -> list[LoanRow]:
    """Return the loans for *people* of what has no serial."""
    return [row for row in loans if not row.serial and is_for(people, row.borrower, row.learner)]


def is_for(people: Collection[Pseudonym], holder: Pseudonym | None, learner: Pseudonym | None) -> bool:
    """
    Tell whether a loan is for one of *people*: as the learner it names, else as whoever took it.

    >>> rosa, luis = Pseudonym(b"rosa----"), Pseudonym(b"luis----")
    >>> is_for({rosa}, None, rosa), is_for({rosa}, rosa, None), is_for({rosa}, rosa, luis), is_for({rosa}, None, None)
    (True, True, False, False)
    """
    return (learner if learner is not None else holder) in people


def last_loans(told: Iterable[ToldRow]) -> dict[Key, Loan]:
    """Return the last loan of each device; *told* is newest first."""
    found: dict[Key, Loan] = {}
    for row in told:
        if isinstance(row.fact, Loan):
            found |= {key: row.fact for key in touched(row.fact) if key not in found}
    return found


def counted_since(told: Iterable[ToldRow], day: date) -> set[Key]:
    """Return the devices that a count of *day* or later saw, at the school or with who has them."""
    return {
        key
        for row in told
        if isinstance(row.fact, Count) and row.on is not None and row.on >= day
        for key in touched(row.fact)
    }
