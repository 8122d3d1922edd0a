"""What lists say of people: the codes by which other programs know them, and every class they are in."""

import secrets
from collections.abc import Iterable, Sequence
from enum import Enum

from edge import recognition
from edge.database import Database
from edge.listed import PersonIn
from edge.people import People
from edge.site import Site
from shared.errors import BadRow
from shared.ids import Pseudonym, SchoolId


class Change(Enum):
    """What a list does to what is known of somebody."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class Rosters:
    """People and classes as lists bring them."""

    def __init__(self, db: Database, people: People, site: Site) -> None:
        self._db = db
        self._people = people
        self._site = site

    def known(self, code: str, other_codes: Iterable[str] = ()) -> Pseudonym | None:
        """Return who has this code; else whom one of the other codes stands for."""
        found = (self._people.with_code(code), *(self._by_other(other) for other in other_codes))
        return next((person for person in found if person is not None), None)

    def knows_source(self, text: str) -> bool:
        """Tell whether a row of an imported file is in the log, by what makes it that row."""
        return self._db.value("SELECT 1 FROM source_keys WHERE key = ?", self._people.source_key(text)) is not None

    def known_class(self, school: SchoolId, name: str) -> int | None:
        """Return the id of a class; None where there is none of that name."""
        id_ = self._db.value("SELECT id FROM classes WHERE school = ? AND name = ?", school, name.strip()[:80])
        return None if id_ is None else int(id_)

    def told_apart(self, people: Sequence[PersonIn]) -> tuple[tuple[PersonIn, ...], list[BadRow]]:
        """Return the people of one list, each to be one person here, and the rows that are refused; see there."""
        schools = tuple(row.id for row in self._site.schools())
        here = recognition.Here(self._people.with_code, self._by_other, self._name_of, schools)
        return recognition.told_apart(people, here)

    def change_of(self, person: PersonIn) -> Change:
        """Tell what ``put_person`` would do; nothing is written."""
        who = self.known(person.code, person.other_codes)
        sql = "SELECT role, school, sealed_name FROM people WHERE person = ?"
        row = None if who is None else self._db.row(sql, who)
        if who is None or row is None or not row[0]:
            return Change.NEW
        if (person.code and self._people.with_code(person.code) != who) or any(
            self._by_other(code) is None for code in person.other_codes
        ):
            return Change.CHANGED
        now = self._classes_of(who)
        classes = {self.known_class(one.school or person.school, one.name) for one in person.classes}
        classes |= now if person.partial else set()
        said = (person.role, person.school, self._name_in(person, who), classes)
        return Change.SAME if (row[0], row[1], self._people.seal.open(row[2]), now) == said else Change.CHANGED

    def put_person(self, person: PersonIn) -> Pseudonym:
        """Keep a person with every class and code; what the list says replaces what an earlier list said."""
        with self._db.transaction():
            who = self.known(person.code, person.other_codes)
            classes = [self._people.add_class(one.school or person.school, one.name) for one in person.classes]
            if person.partial and who is not None:
                classes += sorted(self._classes_of(who))
            first = self._first_class(who, classes) if person.role == "learner" else None
            code = person.code
            if who is not None and code and self._people.with_code(code) != who:
                # Somebody known by another code was renamed: the old code stays theirs, and so does the new one.
                self._put_other(self._people.seal.key_of(code), who)
                code = ""
            who = self._put(who, person, code, first)
            self._db.write("DELETE FROM memberships WHERE person = ?", who)
            for class_id in dict.fromkeys(classes):
                if class_id != first:
                    self._db.write("INSERT INTO memberships (class_id, person) VALUES (?, ?)", class_id, who)
            for other in person.other_codes:
                self._put_other(self._other_key(other), who)
        return who

    def _put(self, who: Pseudonym | None, person: PersonIn, code: str, class_id: int | None) -> Pseudonym:
        name = self._people.seal.close(self._name_in(person, who))
        if who is not None:
            self._db.write(
                "UPDATE people SET role = ?, school = ?, class_id = ?, sealed_name = ? WHERE person = ?",
                *(person.role, person.school, class_id, name, who),
            )
            return who
        who = Pseudonym(secrets.token_bytes(8))
        self._db.write(
            "INSERT INTO people (person, role, school, class_id, code_key, sealed_code, sealed_name) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(who, person.role, person.school, class_id, *self._people.sealed_code(code), name),
        )
        return who

    def _name_in(self, person: PersonIn, who: Pseudonym | None) -> str:
        """Return what somebody is called from now on: without a name in the list as before, else by their code."""
        known = "" if who is None else self._sealed_name(who)
        return (person.name or known or person.code).strip()[:200]

    def _name_of(self, who: Pseudonym) -> str:
        """Return somebody's name; a code of theirs that stands in its place is none."""
        name = self._sealed_name(who)
        return "" if self._people.with_code(name) == who else name

    def _sealed_name(self, who: Pseudonym) -> str:
        return self._people.seal.open(self._db.value("SELECT sealed_name FROM people WHERE person = ?", who))

    def _first_class(self, who: Pseudonym | None, classes: Sequence[int]) -> int | None:
        """Return the class that a learner is listed under: the one so far where they still are in it."""
        now: int | None = None
        if who is not None:
            now = self._db.value("SELECT class_id FROM people WHERE person = ?", who)
        return now if now in classes else next(iter(classes), None)

    def _classes_of(self, who: Pseudonym) -> set[int]:
        rows = self._db.rows(
            "SELECT class_id FROM memberships WHERE person = ? "
            "UNION SELECT class_id FROM people WHERE person = ? AND class_id IS NOT NULL",
            *(who, who),
        )
        return {int(class_id) for (class_id,) in rows}

    def _put_other(self, key: bytes, who: Pseudonym) -> None:
        # Whoever has a code keeps it: a pseudonym in the log cannot be given to somebody else.
        self._db.write("INSERT OR IGNORE INTO other_codes (code_key, person) VALUES (?, ?)", key, who)

    def _by_other(self, code: str) -> Pseudonym | None:
        person = self._db.value("SELECT person FROM other_codes WHERE code_key = ?", self._other_key(code))
        return None if person is None else Pseudonym(person)

    def _other_key(self, code: str) -> bytes:
        # Apart from local codes: an identifier that looks like somebody else's code is not that code.
        return self._people.seal.key_of(f"otro {code.strip()}")
