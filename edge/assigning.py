"""Materials that a teacher assigns, to a class or to one pupil, until a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from edge.database import Database
from shared.day_numbers import day_of_number, number_of
from shared.errors import BadInput
from shared.ids import Pseudonym
from shared.similarity import ItemId

MOST_OPEN = 30
"""Of one class, and of one pupil: their page shows so many and stays light."""
MOST_DAYS = 366
_KEPT_DAYS = 400
_OWN_CLASSES = (
    "SELECT class_id FROM people WHERE person = ?1 AND class_id NOT NULL "
    "UNION SELECT class_id FROM memberships WHERE person = ?1"
)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One material for a class or, where ``person`` is given, for one pupil."""

    id: int
    item: ItemId
    person: Pseudonym | None
    until: date


def may_end(until: date, today: date) -> bool:
    """
    Tell whether what is assigned today may end on a day.

    >>> may_end(date(2026, 6, 23), date(2026, 6, 23)), may_end(date(2026, 6, 22), date(2026, 6, 23))
    (True, False)
    """
    return today <= until <= today + timedelta(days=MOST_DAYS)


class Assignments:
    """What is assigned here. It stays on this laptop; of what comes of it the log has the uses."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def assign(
        self, items: Sequence[ItemId], to: int | Sequence[Pseudonym], *, until: date, today: date, by: bytes
    ) -> None:
        """
        Assign materials to a class or to some pupils; what was assigned to the same before gets the new day.

        Raises:
            BadInput: A day that is over or too far off, or more at once than a page can show.
        """
        if not may_end(until, today):
            raise BadInput("Escriba un día desde hoy y hasta dentro de un año.")
        targets: list[tuple[int | None, Pseudonym | None]]
        targets = [(to, None)] if isinstance(to, int) else [(None, person) for person in to]
        with self._db.transaction():
            self._db.write("DELETE FROM assignments WHERE until < ?", number_of(today) - _KEPT_DAYS)
            for class_id, person in targets:
                self._assign(items, class_id, person, (number_of(today), number_of(until), by))

    def _assign(
        self,
        items: Iterable[ItemId],
        class_id: int | None,
        person: Pseudonym | None,
        rest: tuple[int, int, bytes],
    ) -> None:
        for item in items:
            self._db.write(
                "DELETE FROM assignments WHERE item = ? AND class_id IS ? AND person IS ?", item, class_id, person
            )
            self._db.write(
                "INSERT INTO assignments (class_id, person, item, since, until, by_whom) VALUES (?, ?, ?, ?, ?, ?)",
                *(class_id, person, item, *rest),
            )
        count = self._db.value(
            "SELECT count(*) FROM assignments WHERE class_id IS ? AND person IS ? AND until >= ?",
            *(class_id, person, rest[0]),
        )
        if count > MOST_OPEN:
            raise BadInput(
                "Serían %(n)s materiales a la vez; caben %(most)s. Quite antes alguno. No se asignó nada.",
                n=count,
                most=MOST_OPEN,
            )

    def of_class(self, class_id: int, people: Sequence[Pseudonym], today: date | None) -> list[Assignment]:
        """Return what is assigned to a class and to its pupils, the first that ends on top; see ``of_pupil``."""
        marks = ", ".join("?" * len(people))
        rows = self._db.rows(
            f"SELECT id, item, person, until FROM assignments WHERE (class_id = ? OR person IN ({marks})) "  # noqa: S608
            "AND until >= ? ORDER BY until, item, id",
            *(class_id, *people, _open_from(today)),
        )
        return [
            Assignment(id_, ItemId(item), Pseudonym(person) if person else None, day_of_number(until))
            for id_, item, person, until in rows
        ]

    def of_pupil(self, person: Pseudonym, today: date | None) -> dict[ItemId, date]:
        """
        Return what a pupil is to work at and until when, the first that ends on top.

        *today* is None where the clock is known to be wrong: then nothing has ended.
        """
        rows = self._db.rows(
            f"SELECT item, max(until) AS last FROM assignments WHERE (person = ?1 OR class_id IN ({_OWN_CLASSES})) "  # noqa: S608
            "AND until >= ?2 GROUP BY item ORDER BY last, item LIMIT ?3",
            *(person, _open_from(today), MOST_OPEN),
        )
        return {ItemId(item): day_of_number(until) for item, until in rows}

    def withdraw(self, assignment: Assignment) -> None:
        """Take an assignment back."""
        self._db.write("DELETE FROM assignments WHERE id = ?", assignment.id)


def _open_from(today: date | None) -> int:
    return -1 if today is None else number_of(today)
