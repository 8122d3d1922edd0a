"""How long the data of who left the school is kept: a number of months, and a clock that is known to be right."""

from datetime import date

from edge.acts import PROGRAM, Kind
from edge.store import Store
from shared.acts import Actor
from shared.errors import BadInput
from shared.ids import Pseudonym

DEFAULT_MONTHS, MOST_MONTHS = 24, 240
"""A number of this program's own: no rule says it. 0: nobody is erased by themselves."""
_SETTING = "kept_months"


def kept_months(store: Store) -> int:
    """Return for how many months the data of who left is kept; 0: until somebody erases it."""
    return store.db.setting(_SETTING, int, DEFAULT_MONTHS)


def keep_for(store: Store, months: int, by: Actor) -> None:
    """
    Set for how many months the data of who left is kept; 0: until somebody erases it.

    Raises:
        BadInput: Not such a number.
    """
    if not 0 <= months <= MOST_MONTHS:
        raise BadInput("Escriba un número de meses entre 0 y %(most)s.", most=MOST_MONTHS)
    with store.db.transaction():
        store.db.put(_SETTING, months)
        store.audit.note(Kind.KEPT_FOR, by=by, detail={"months": months})


def ends_on(left: date, months: int) -> date:
    """
    Return the day on which data of somebody who left may be erased.

    >>> ends_on(date(2026, 12, 18), 24), ends_on(date(2026, 1, 31), 1)
    (datetime.date(2028, 12, 18), datetime.date(2026, 2, 28))
    """
    year, month = divmod(left.year * 12 + left.month - 1 + months, 12)
    for day in (left.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(left.day, day))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def departures(store: Store) -> dict[Pseudonym, date | None]:
    """Return who left the school and when; None where no clock told the day."""
    rows = store.db.rows(
        "SELECT d.person, d.day FROM departures d JOIN people p ON p.person = d.person WHERE p.role = ''"
    )
    return {Pseudonym(person): None if day is None else date.fromordinal(day) for person, day in rows}


def due(store: Store, today: date) -> list[Pseudonym]:
    """Return whose data was kept long enough on a day; nobody who has something lent: first it comes back."""
    months, gone = kept_months(store), departures(store).items()
    owing = {who for loan in store.folded.loans() for who in (loan.borrower, loan.learner)}
    return [
        who for who, left in gone if months and left is not None and ends_on(left, months) <= today and who not in owing
    ]


def keep_to_it(store: Store) -> int:
    """
    Erase whoever left long enough ago; return how many. Nobody where this computer's clock is known to be wrong.

    Raises:
        NotReady: They are erased, and the file still holds remains of them: see ``edge.erasing.erase``.
    """
    today = store.days.today()
    if today is None:
        return 0
    store.db.write("UPDATE departures SET day = ? WHERE day IS NULL", today.toordinal())
    people = due(store, today)
    return store.erase_all(people, PROGRAM) if people else 0
