"""What lists say of people: the codes by which other programs know them, and every class they are in."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from edge.people import People
from shared.errors import BadRow
from shared.ids import Pseudonym, SchoolId
from shared.tabular.names import key

_STRONG_CHARS = 6
"""Of an identifier, leading zeros apart: fewer are a place in some list."""


@dataclass(frozen=True, slots=True)
class ClassIn:
    """A class as a list names it."""

    name: str
    school: SchoolId | None = None
    """Its service, where that is not the person's own."""


@dataclass(frozen=True, slots=True)
class PersonIn:
    """
    A person as a list describes them.

    Nothing but name and code is kept readable, sealed; of ``other_codes`` only what recognises them again.
    """

    line: int
    code: str
    name: str
    role: str
    school: SchoolId
    classes: tuple[ClassIn, ...] = ()
    other_codes: tuple[str, ...] = ()
    partial: bool = False
    """The list tells of changes only: its classes are added to those that are known."""


class Change(Enum):
    """What a list does to what is known of somebody."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class Rosters(People):
    """People and classes as lists bring them."""

    def known(self, code: str, other_codes: Iterable[str] = ()) -> Pseudonym | None:
        """Return who has this code; else whom one of the other codes stands for."""
        found = (self._known(code), *(self._by_other(other) for other in other_codes))
        return next((person for person in found if person is not None), None)

    def knows_source(self, text: str) -> bool:
        """Tell whether a row of an imported file is in the log, by what makes it that row."""
        return self.value("SELECT 1 FROM source_keys WHERE key = ?", self.source_key(text)) is not None

    def known_class(self, school: SchoolId, name: str) -> int | None:
        """Return the id of a class; None where there is none of that name."""
        id_ = self.value("SELECT id FROM classes WHERE school = ? AND name = ?", school, name.strip()[:80])
        return None if id_ is None else int(id_)

    def told_apart(self, people: Sequence[PersonIn]) -> tuple[tuple[PersonIn, ...], list[BadRow]]:
        """
        Return the people of one list, each to be one person here; those whose codes are one person here are refused.

        An other code counts only for the row that has it, where another row is known to be that person. One that
        is nothing much, such as ``1``, makes nobody somebody else: the name must be the same too.
        """
        by_code: dict[Pseudonym, list[PersonIn]] = {}
        for one in people:
            if (who := self._known(one.code)) is not None:
                by_code.setdefault(who, []).append(one)
        refused = [_one_here(group, at) for group in by_code.values() if len(group) > 1 for at in range(len(group))]
        lines = {row.line for row in refused}
        owner = {who: group[0].code for who, group in by_code.items()}
        return tuple(self._of_its_own(one, owner) for one in people if one.line not in lines), refused

    def _of_its_own(self, person: PersonIn, owner: dict[Pseudonym, str]) -> PersonIn:
        """Return a person without the other codes that stand for somebody else; *owner* tells of who is whom."""
        mine = self._known(person.code)
        kept = []
        for other in person.other_codes:
            who = self._by_other(other)
            if who is not None and mine is None and who not in owner and self._is_same(who, other, person.name):
                owner[who], mine = person.code, who
            if who is None or who == mine:
                kept.append(other)
        return replace(person, other_codes=tuple(kept))

    def _is_same(self, who: Pseudonym, code: str, name: str) -> bool:
        """Tell whether *who*, known by an other *code*, is the person of this *name* in a list."""
        if not is_weak(code):
            return True
        known = self.value("SELECT sealed_name FROM people WHERE person = ?", who)
        return key(self._seal.open(known)) == key(name)

    def change_of(self, person: PersonIn) -> Change:
        """Tell what ``put_person`` would do; nothing is written."""
        who = self.known(person.code, person.other_codes)
        row = None if who is None else self.row("SELECT role, school, sealed_name FROM people WHERE person = ?", who)
        if who is None or row is None or not row[0]:
            return Change.NEW
        if self._known(person.code) != who or any(self._by_other(code) is None for code in person.other_codes):
            return Change.CHANGED
        now = self._classes_of(who)
        classes = {self.known_class(one.school or person.school, one.name) for one in person.classes}
        said = (person.role, person.school, person.name.strip()[:200], classes | now if person.partial else classes)
        return Change.SAME if (row[0], row[1], self._seal.open(row[2]), now) == said else Change.CHANGED

    def put_person(self, person: PersonIn) -> Pseudonym:
        """Keep a person with every class and code; what the list says replaces what an earlier list said."""
        with self.transaction():
            who = self.known(person.code, person.other_codes)
            classes = [self.add_class(one.school or person.school, one.name) for one in person.classes]
            if person.partial and who is not None:
                classes += sorted(self._classes_of(who))
            first = self._first_class(who, classes) if person.role == "learner" else None
            code = person.code
            if who is not None and self._known(code) != who:
                # Somebody known by another code was renamed: the old code stays theirs, and so does the new one.
                self._put_other(self._seal.key_of(code), who)
                code = ""
            who = self._put(who, person, code, first)
            self.write("DELETE FROM memberships WHERE person = ?", who)
            for class_id in dict.fromkeys(classes):
                if class_id != first:
                    self.write("INSERT INTO memberships (class_id, person) VALUES (?, ?)", class_id, who)
            for other in person.other_codes:
                self._put_other(self._other_key(other), who)
        return who

    def _put(self, who: Pseudonym | None, person: PersonIn, code: str, class_id: int | None) -> Pseudonym:
        name = self._seal.close(person.name.strip()[:200])
        if who is not None:
            self.write(
                "UPDATE people SET role = ?, school = ?, class_id = ?, sealed_name = ? WHERE person = ?",
                *(person.role, person.school, class_id, name, who),
            )
            return who
        who = Pseudonym(secrets.token_bytes(8))
        self.write(
            "INSERT INTO people (person, role, school, class_id, code_key, sealed_code, sealed_name) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(who, person.role, person.school, class_id, *self._sealed_code(code), name),
        )
        return who

    def _first_class(self, who: Pseudonym | None, classes: Sequence[int]) -> int | None:
        """Return the class that a learner is listed under: the one so far where they still are in it."""
        now: int | None = None
        if who is not None:
            now = self.value("SELECT class_id FROM people WHERE person = ?", who)
        return now if now in classes else next(iter(classes), None)

    def _classes_of(self, who: Pseudonym) -> set[int]:
        rows = self.rows(
            "SELECT class_id FROM memberships WHERE person = ? "
            "UNION SELECT class_id FROM people WHERE person = ? AND class_id IS NOT NULL",
            *(who, who),
        )
        return {int(class_id) for (class_id,) in rows}

    def _put_other(self, key: bytes, who: Pseudonym) -> None:
        # Whoever has a code keeps it: a pseudonym in the log cannot be given to somebody else.
        self.write("INSERT OR IGNORE INTO other_codes (code_key, person) VALUES (?, ?)", key, who)

    def _by_other(self, code: str) -> Pseudonym | None:
        person = self.value("SELECT person FROM other_codes WHERE code_key = ?", self._other_key(code))
        return None if person is None else Pseudonym(person)

    def _other_key(self, code: str) -> bytes:
        # Apart from local codes: an identifier that looks like somebody else's code is not that code.
        return self._seal.key_of(f"otro {code.strip()}")


def is_weak(code: str) -> bool:
    """
    Tell whether another list may well call somebody else this: short, without a digit, or one digit many times.

    >>> [is_weak(code) for code in ("1", "00000012", "3-A", "ninguno", "99999999")]
    [True, True, True, True, True]
    >>> [is_weak(code) for code in ("71000037", "00123456", "kolibri 0a1b2c3d4e5f")]
    [False, False, False]
    """
    told = key(code).lstrip("0")
    return len(told) < _STRONG_CHARS or len(set(told)) == 1 or not any(one.isdigit() for one in told)


def _one_here(group: Sequence[PersonIn], at: int) -> BadRow:
    return BadRow(
        group[at].line,
        "su código y el de la línea %(line)s son aquí de una misma persona. Revise los dos códigos y deje uno.",
        line=group[at - 1].line,
    )
