"""The lists of classes and pupils, changed by hand: added, renamed, moved to another class, gone from the school."""

from collections.abc import Sequence
from datetime import date
from unicodedata import category

from edge.acts import Kind
from edge.audit import Audit
from edge.database import Database
from edge.people import People
from edge.rows import ClassRow, LearnerRow
from shared.acts import Actor
from shared.errors import BadInput
from shared.ids import Pseudonym, SchoolId
from shared.sentences import N_

LONGEST_CLASS, LONGEST_NAME = 80, 200


class ClassLists:
    """
    What a coordinator changes of the lists by hand; each act is one transaction and one row of the history.

    Somebody who left has no role here, no class and no way in; their name stays sealed until it is erased.
    """

    def __init__(self, db: Database, people: People, audit: Audit) -> None:
        self._db = db
        self._people = people
        self._audit = audit

    def add_class(self, school: SchoolId, name: str, by: Actor) -> int:
        """
        Return the id of a new class.

        Raises:
            BadInput: No name, there is one of that name, or a service that is not of this laptop.
        """
        name = _named(name, LONGEST_CLASS, _NO_CLASS_NAME)
        with self._db.transaction():
            self._check_name(school, name)
            class_id = self._people.add_class(school, name)
            self._audit.note(Kind.CLASS_ADDED, by=by, subject=str(class_id))
        return class_id

    def rename_class(self, class_id: int, name: str, by: Actor) -> None:
        """
        Give a class another name.

        Raises:
            BadInput: No name, no such class, or another one of the service has it.
        """
        name = _named(name, LONGEST_CLASS, _NO_CLASS_NAME)
        with self._db.transaction():
            row = self._class(class_id)
            if row.name == name:
                return
            self._check_name(row.school, name, but=class_id)
            self._db.write("UPDATE classes SET name = ? WHERE id = ?", name, class_id)
            self._audit.note(Kind.CLASS_RENAMED, by=by, subject=str(class_id))

    def remove_class(self, class_id: int, by: Actor) -> None:
        """
        Remove a class in which nobody is.

        Raises:
            BadInput: Somebody is, or there is no such class.
        """
        with self._db.transaction():
            self._class(class_id)
            if self._db.value(_ANYBODY, class_id):
                raise BadInput("En esta aula todavía hay alguien. Pase antes a sus estudiantes y docentes a otra.")
            self._db.write("DELETE FROM assignments WHERE class_id = ?", class_id)
            self._db.write("DELETE FROM classes WHERE id = ?", class_id)
            self._audit.note(Kind.CLASS_REMOVED, by=by, subject=str(class_id))

    def add(self, name: str, code: str, class_id: int, by: Actor) -> Pseudonym:
        """
        Return the pseudonym of a new pupil of a class, or of one who comes back, known by their code.

        Raises:
            BadInput: No name, no such class, or somebody else here has the code.
        """
        name = _named(name, LONGEST_NAME, _NO_NAME)
        with self._db.transaction():
            row = self._class(class_id)
            self._check_code(code)
            known = self._people.with_code(code)
            person = self._people.add_person("learner", name, code=code, school=row.school, class_id=class_id)
            self._db.write("DELETE FROM departures WHERE person = ?", person)
            kind = Kind.PUPIL_ADDED if known is None else Kind.PUPIL_RETURNED
            self._audit.note(kind, by=by, subject=person.hex(), detail={"class": class_id})
        return person

    def correct(self, person: Pseudonym, name: str, code: str, by: Actor) -> None:
        """
        Write a pupil's name and code anew; what they did stays theirs, and so does an older code.

        Raises:
            BadInput: No name, nobody of the pupils, or somebody else here has the code.
        """
        name = _named(name, LONGEST_NAME, _NO_NAME)
        code = code.strip()
        with self._db.transaction():
            row = self._learner(person)
            if (row.name, row.code) == (name, code):
                return
            self._db.write("UPDATE people SET sealed_name = ? WHERE person = ?", self._people.seal.close(name), person)
            if code != row.code:
                self._recode(row, code)
            self._audit.note(Kind.PUPIL_CORRECTED, by=by, subject=person.hex())

    def move(self, people: Sequence[Pseudonym], class_id: int, by: Actor, *, out_of: int | None = None) -> int:
        """
        Put pupils into another class, out of the class *out_of* where they are in several; those who left come back.

        Returns how many were not there before.

        Raises:
            BadInput: No such class, or somebody who is no pupil.
        """
        moved = 0
        with self._db.transaction():
            school = self._class(class_id).school
            for person in people:
                moved += self._move(person, class_id, school, out_of, by)
        return moved

    def leave(self, people: Sequence[Pseudonym], day: date | None, by: Actor) -> int:
        """
        Let pupils leave the school: no list, no way in; *day* is None where the clock is known to be wrong.

        Returns how many were here.
        """
        gone = 0
        with self._db.transaction():
            for person in people:
                if self._people.learner(person) is None:
                    continue
                for statement in _LEAVE:
                    self._db.write(statement, person)
                number = None if day is None else day.toordinal()
                self._db.write("INSERT OR REPLACE INTO departures (person, day) VALUES (?, ?)", person, number)
                self._audit.note(Kind.PUPIL_LEFT, by=by, subject=person.hex())
                gone += 1
        return gone

    def departed(self) -> list[LearnerRow]:
        """Return who left the school, by name."""
        return self._people.learners_who(
            "p.role = '' AND EXISTS (SELECT 1 FROM departures d WHERE d.person = p.person)"
        )

    def of_no_class(self) -> list[LearnerRow]:
        """Return the pupils who are in no class, by name."""
        return self._people.learners_who(
            "p.role = 'learner' AND p.class_id IS NULL AND "
            "NOT EXISTS (SELECT 1 FROM memberships m WHERE m.person = p.person)"
        )

    def namesakes(self, name: str) -> list[LearnerRow]:
        """Return the pupils, here or gone, who are called so."""
        wanted = " ".join(name.split()).casefold()
        rows = (*self._people.learners(), *self.departed())
        return [row for row in rows if " ".join(row.name.split()).casefold() == wanted]

    def _move(self, person: Pseudonym, class_id: int, school: SchoolId, out_of: int | None, by: Actor) -> bool:
        row = next((one for one in (self._people.learner(person), *self._gone(person)) if one), None)
        if row is None:
            raise BadInput("Esa persona no está en las listas de estudiantes. Vuelva a la lista y repita.")
        back = row not in self._people.learners()
        if back:
            self._db.write("DELETE FROM departures WHERE person = ?", person)
        elif row.class_id == class_id and out_of in (None, class_id):
            return False
        if out_of is None or row.class_id in (None, out_of) or back:
            self._db.write(
                "UPDATE people SET role = 'learner', school = ?, class_id = ? WHERE person = ?",
                *(school, class_id, person),
            )
            self._db.write("DELETE FROM memberships WHERE person = ? AND class_id = ?", person, class_id)
        else:
            self._db.write("DELETE FROM memberships WHERE person = ? AND class_id = ?", person, out_of)
            if row.class_id != class_id:
                self._db.write("INSERT OR IGNORE INTO memberships (class_id, person) VALUES (?, ?)", class_id, person)
        detail = {"class": class_id, "from": out_of if out_of is not None else row.class_id}
        self._audit.note(Kind.PUPIL_RETURNED if back else Kind.PUPIL_MOVED, by=by, subject=person.hex(), detail=detail)
        return True

    def _gone(self, person: Pseudonym) -> list[LearnerRow]:
        return [row for row in self.departed() if row.person == person]

    def _recode(self, row: LearnerRow, code: str) -> None:
        self._check_code(code, but=row.person)
        if row.code:
            # Whoever had a code keeps it: a pseudonym in the log is never given to somebody else.
            self._db.write(
                "INSERT OR IGNORE INTO other_codes (code_key, person) VALUES (?, ?)",
                *(self._people.seal.key_of(row.code), row.person),
            )
        key, sealed = self._people.sealed_code(code)
        self._db.write("DELETE FROM other_codes WHERE code_key = ? AND person = ?", key, row.person)
        self._db.write("UPDATE people SET code_key = ?, sealed_code = ? WHERE person = ?", key, sealed, row.person)

    def _check_code(self, code: str, but: Pseudonym | None = None) -> None:
        """Refuse a code that somebody who is here has; one who left, or of whom only the code is known, has it too."""
        who = self._people.with_code(code)
        row = None if who is None else self._people.person(who)
        if row is not None and row.person != but and (row.role or but is not None):
            raise BadInput("Ese código o DNI ya es de %(name)s. Revise el número.", name=row.name or row.code)

    def _check_name(self, school: SchoolId, name: str, but: int | None = None) -> None:
        for row in self._people.classes():
            if (row.school, row.name.casefold()) == (school, name.casefold()) and row.id != but:
                raise BadInput("Ya hay un aula «%(name)s». Escriba otro nombre.", name=row.name)

    def _class(self, class_id: int) -> ClassRow:
        for row in self._people.classes():
            if row.id == class_id:
                return row
        raise BadInput("Elija el aula.")

    def _learner(self, person: Pseudonym) -> LearnerRow:
        row = self._people.learner(person)
        if row is None:
            raise BadInput("Esa persona no está en las listas de estudiantes. Vuelva a la lista y repita.")
        return row


def _named(text: str, longest: int, missing: str) -> str:
    # What nobody sees, or what turns a line around, is in no name: a list would have a row that cannot be read.
    text = " ".join("".join(one for one in text if one.isspace() or category(one) not in _UNSEEN).split())
    if not any(map(str.isalnum, text)):
        raise BadInput(missing)
    if len(text) > longest:
        raise BadInput("Es demasiado largo: use %(most)s letras como máximo.", most=longest)
    return text


_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
_NO_CLASS_NAME = N_("Escriba el nombre del aula, por ejemplo «3° A».")
_NO_NAME = N_("Escriba el nombre del estudiante.")
_ANYBODY = (
    "SELECT EXISTS (SELECT 1 FROM people WHERE class_id = ?1) OR EXISTS (SELECT 1 FROM memberships WHERE class_id = ?1)"
)
_LEAVE = (
    "DELETE FROM memberships WHERE person = ?",
    "DELETE FROM sessions WHERE person = ?",
    "DELETE FROM credentials WHERE person = ?",
    "DELETE FROM cards WHERE person = ?",
    "UPDATE people SET role = '', school = NULL, class_id = NULL WHERE person = ?",
)
