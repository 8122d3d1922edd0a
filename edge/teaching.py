"""Whose class is whose: the classes a teacher may look into, and who teaches in a class."""

from collections.abc import Iterable

from edge.database import Database
from edge.people import People
from edge.rows import ClassRow, PersonRow
from shared.errors import BadInput
from shared.ids import Pseudonym


class Teaching:
    """Who teaches in which class, as lists and the coordinator say it."""

    def __init__(self, db: Database, people: People) -> None:
        self._db = db
        self._people = people

    def classes_of(self, person: bytes) -> list[ClassRow]:
        """Return the classes that somebody teaches: none that nobody gave them."""
        own = {
            class_id
            for (class_id,) in self._db.rows(
                "SELECT class_id FROM memberships WHERE person = ?1 "
                "UNION SELECT class_id FROM people WHERE person = ?1 AND class_id NOT NULL",
                person,
            )
        }
        return [row for row in self._people.classes() if row.id in own]

    def teachers(self) -> list[PersonRow]:
        """Return the teachers who have an account, by name."""
        known = {person for (person,) in self._db.rows("SELECT person FROM credentials WHERE role = 'teacher'")}
        return [row for row in self._people.staff() if row.person in known]

    def teachers_of(self, class_id: int) -> set[Pseudonym]:
        """Return who of them teaches in a class."""
        return {one.person for one in self.teachers() if class_id in {row.id for row in self.classes_of(one.person)}}

    def set_teachers(self, class_id: int, people: Iterable[bytes]) -> None:
        """
        Say who of the teachers with an account teaches in a class; nobody else's classes change.

        Raises:
            BadInput: There is no such class, or one of them is no teacher with an account.
        """
        known, chosen = {one.person for one in self.teachers()}, set(people)
        if class_id not in {row.id for row in self._people.classes()} or not chosen <= known:
            raise BadInput("Elija el aula y, de la lista, quién enseña en ella. No se cambió nada.")
        with self._db.transaction():
            for person in known:
                self._db.write("DELETE FROM memberships WHERE class_id = ? AND person = ?", class_id, person)
                self._db.write("UPDATE people SET class_id = NULL WHERE class_id = ? AND person = ?", class_id, person)
            for one in sorted(chosen):
                self._db.write("INSERT INTO memberships (class_id, person) VALUES (?, ?)", class_id, one)
