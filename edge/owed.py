"""What a guardian has of the school's: their data stays until it is back, for nobody else could be asked for it."""

from edge.acts import BY_COMMAND
from edge.rows import LoanRow
from edge.store import Store
from shared.acts import Actor
from shared.errors import BadInput
from shared.facts import Loan
from shared.ids import Pseudonym


def lent_to(store: Store, person: Pseudonym) -> list[LoanRow]:
    """Return the open loans that somebody signed for."""
    return [row for row in store.folded.loans() if row.borrower == person]


def loans_ever(store: Store, person: Pseudonym) -> int:
    """Return how many loans somebody signed for, open or not: what stays of them when they are erased."""
    return sum(isinstance(row.fact, Loan) and row.fact.borrower == person for row in store.facts.told(Loan))


def check_nothing_lent(store: Store, person: Pseudonym) -> None:
    """
    Check that a guardian has nothing of the school's.

    Raises:
        BadInput: Something is lent to them. It says how much, and what to record first.
    """
    units = sum(row.units for row in lent_to(store, person))
    if units:
        raise BadInput(
            "Todavía tiene prestado de la escuela (unidades: %(units)s). Anote antes la devolución, o la pérdida: sin "
            "su nombre no se sabría a quién pedirlo. No se borró nada.",
            units=units,
        )


def erase_guardian(store: Store, person: Pseudonym, by: Actor = BY_COMMAND) -> None:
    """
    Erase a guardian for good; their loans of before stay, under a random number that leads to nobody.

    Raises:
        BadInput: Something is lent to them, or they are of the staff.
        NotReady: See ``edge.erasing.erase``.
    """
    # One gate around both: no loan comes between the question and the erasing.
    with store.db.gate:
        check_nothing_lent(store, person)
        store.erase(person, by)
