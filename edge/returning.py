"""Taking back what was lent without a serial: so many in each condition, and the rest stays lent."""

from collections.abc import Mapping

from edge.rows import LoanRow
from edge.store import Store
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import Return
from shared.ids import Pseudonym, ResourceId
from shared.occurred import Occurred


def open_loan(store: Store, resource: ResourceId, borrower: Pseudonym | None) -> LoanRow | None:
    """Return what somebody has of one resource without a serial; None where they have none."""
    found = (row for row in store.folded.loans() if not row.serial)
    return next((row for row in found if (row.resource, row.borrower) == (resource, borrower)), None)


def returns_of(loan: LoanRow, back: Mapping[str, int]) -> list[Return]:
    """
    Return what is recorded when units of *loan* come back, *back* by their condition.

    Raises:
        BadInput: None came back.
    """
    if sum(back.values()) < 1:
        raise BadInput("Escriba cuántas unidades volvieron.")
    return [
        Return(resource=loan.resource, units=units, borrower=loan.borrower, condition=condition)
        for condition, units in back.items()
        if units
    ]


def give_back(
    store: Store, loan: LoanRow, back: Mapping[str, int], *, occurred: Occurred | None = None, once: str = ""
) -> int:
    """
    Record that units of *loan* came back, all of it or nothing, and return how many stay lent.

    The same form (*once*, its nonce) adds nothing the second time.

    Raises:
        BadInput: None came back, or more than are lent by now: another page may have taken some back meanwhile.
    """
    total = sum(back.values())
    with store.log.all_or_nothing():
        lent = _units(open_loan(store, loan.resource, loan.borrower))
        new = store.record([Claim(fact, occurred) for fact in returns_of(loan, back)], once=once)
        # Asked after recording, for a form that is sent again is no new return.
        if new and total > lent:
            raise BadInput(
                "Se anotan %(back)s y están prestadas %(lent)s: revise las cantidades.", back=total, lent=lent
            )
        return _units(open_loan(store, loan.resource, loan.borrower))


def _units(loan: LoanRow | None) -> int:
    return loan.units if loan else 0
