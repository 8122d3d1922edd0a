"""Learners, classes and staff: names sealed on the disk, random pseudonyms everywhere else."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from edge.database import Database
from edge.rows import ClassRow, LearnerRow, PersonRow
from edge.seal import Seal
from edge.site import Site
from shared.errors import BadInput
from shared.ids import Pseudonym, SchoolId

ROLES = ("learner", "guardian", "teacher", "coordinator", "it", "")
"""A guardian has no account: they sign for what is lent. One who works here keeps the role of the staff."""
_PEOPLE = """
SELECT p.person, p.role, p.school, p.class_id, c.name, p.sealed_code, p.sealed_name
FROM people p LEFT JOIN classes c ON c.id = p.class_id
"""
_IN_CLASS = (
    "(p.class_id = {id} OR EXISTS (SELECT 1 FROM memberships m WHERE m.class_id = {id} AND m.person = p.person))"
)
_CLASSES = f"""
SELECT c.id, c.school, c.name,
       (SELECT count(*) FROM people p WHERE p.role = 'learner' AND {_IN_CLASS.format(id="c.id")})
FROM classes c ORDER BY c.school, c.name
"""  # noqa: S608 - our own names


def checked_role(role: str) -> str:
    """
    Return *role* where there is such a role.

    Raises:
        BadInput: There is none.
    """
    if role not in ROLES:
        raise BadInput("«%(role)s» no es un rol. Use: learner, guardian, teacher, coordinator o it.", role=role)
    return role


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person to be added, or said anew: what a list says of one."""

    role: str
    name: str
    code: str
    school: SchoolId
    class_name: str = ""
    """Empty: no class. One that there is not yet is made."""


class People:
    """Who is at this school. Names leave this class unsealed, for the screen, and nothing else does."""

    def __init__(self, db: Database, site: Site) -> None:
        self._db = db
        self._site = site
        self.asks: Callable[[], str] | None = None
        """Gives the phrase that opens the names, where somebody can be asked for it at once: to a command."""

    @cached_property
    def seal(self) -> Seal:
        """The key to what is known of people, for what may lie on the disk only sealed."""
        sealed = self._db.value("SELECT 1 FROM people LIMIT 1") is not None
        return Seal.beside(self._db.path, sealed=sealed, ask=self.asks)

    def learners_by_school(self) -> dict[SchoolId, int]:
        """Return how many learners each service has, as far as they are listed."""
        rows = self._db.rows(
            "SELECT school, count(*) FROM people WHERE role = 'learner' AND school > '' GROUP BY school"
        )
        return {SchoolId(school): count for school, count in rows}

    def check_seal(self) -> None:
        """
        Make sure that the key to the names is there, from the first day on.

        Raises:
            NotReady: See ``Seal.beside``.
        """
        self.seal  # noqa: B018 - reading it makes or finds it

    def source_key(self, text: str) -> bytes:
        """Return the key of a row of an imported file, told by what makes it that row."""
        return self.seal.digest(f"source {text}", 8)

    def classes(self) -> list[ClassRow]:
        """Return the classes by school and name."""
        rows = self._db.rows(_CLASSES)
        return [ClassRow(id_, SchoolId(school), name, learners) for id_, school, name, learners in rows]

    def add_class(self, school: SchoolId, name: str) -> int:
        """
        Return the id of the class *name* of a school, new or known.

        Raises:
            BadInput: No name, or a school that this node does not serve.
        """
        name = name.strip()[:80]
        if not name or school not in {row.id for row in self._site.schools()}:
            raise BadInput(
                "No se puede crear el aula «%(name)s» en %(school)s: esta laptop no atiende ese servicio.",
                name=name,
                school=school,
            )
        with self._db.transaction():
            self._db.write("INSERT OR IGNORE INTO classes (school, name) VALUES (?, ?)", school, name)
            return int(self._db.value("SELECT id FROM classes WHERE school = ? AND name = ?", school, name))

    def learners(self, class_id: int | None = None) -> list[LearnerRow]:
        """Return the learners by name, of one class or of all."""
        return self.learners_who(f"p.role = 'learner' AND (?1 IS NULL OR {_IN_CLASS.format(id='?1')})", class_id)

    def learners_who(self, condition: str, *parameters: object) -> list[LearnerRow]:
        """Return the people ``p`` of a condition in SQL as learners, by name."""
        rows = self._db.rows(f"{_PEOPLE} WHERE {condition}", *parameters)
        return sorted(map(self._learner, rows), key=lambda row: (row.name or row.code).casefold())

    def learner(self, person: bytes) -> LearnerRow | None:
        """Return one learner."""
        rows = self._db.rows(_PEOPLE + "WHERE p.person = ? AND p.role = 'learner'", person)
        return self._learner(rows[0]) if rows else None

    def staff(self) -> list[PersonRow]:
        """Return who works here, by name."""
        rows = self._db.rows(_PEOPLE + "WHERE p.role IN ('teacher', 'coordinator', 'it')")
        return sorted(map(self._person, rows), key=lambda row: row.name.casefold())

    def person(self, pseudonym: bytes) -> PersonRow | None:
        """Return anybody of this school."""
        rows = self._db.rows(_PEOPLE + "WHERE p.person = ?", pseudonym)
        return self._person(rows[0]) if rows else None

    def add_person(
        self, role: str, name: str, *, code: str = "", school: SchoolId | None = None, class_id: int | None = None
    ) -> Pseudonym:
        """
        Return the pseudonym of a person, new or known by *code*; what is said of them replaces what was.

        Raises:
            BadInput: A role that there is not.
        """
        checked_role(role)
        with self._db.transaction():
            person = self.with_code(code) or Pseudonym(secrets.token_bytes(8))
            self._db.write(
                "INSERT INTO people (person, role, school, class_id, code_key, sealed_code, sealed_name) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (person) DO UPDATE SET role = excluded.role, "
                "school = excluded.school, class_id = excluded.class_id, sealed_name = excluded.sealed_name",
                *(person, role, school, class_id, *self.sealed_code(code), self.seal.close(name.strip()[:200])),
            )
        return person

    def guardian(self, name: str, dni: str) -> Pseudonym:
        """
        Return the pseudonym of who signs for what is lent, new or known by their DNI.

        Whoever is somebody else here already, a teacher or a grown learner, stays that, under the name they have.

        Raises:
            BadInput: No name or no DNI: nobody could say later whose signature it is.
        """
        if not name.strip() or not dni.strip():
            raise BadInput("Escriba el nombre y el DNI de quien se lleva el equipo.")
        known = self.with_code(dni)
        row = self.person(known) if known else None
        return row.person if row and row.role not in ("", "guardian") else self.add_person("guardian", name, code=dni)

    def guardians(self) -> list[PersonRow]:
        """Return who signs for what is lent and has no other role here, by name."""
        rows = self._db.rows(_PEOPLE + "WHERE p.role = 'guardian'")
        return sorted(map(self._person, rows), key=lambda row: row.name.casefold())

    def add_people(self, people: Iterable[Newcomer], *, replace: bool = True) -> int:
        """
        Add people and their classes, all of them or none; return how many had no role here before.

        Raises:
            BadInput: A role or a service that there is not; or, where they may not *replace* what is known of
                somebody, a code that is of another person, class or service.
        """
        served = {row.id for row in self._site.schools()}
        before = {row.person for row in self.learners()} | {row.person for row in self.staff()}
        added = set()
        with self._db.transaction():
            for one in people:
                if one.school not in served:
                    raise BadInput(
                        "Esta laptop no atiende %(chosen)s. Atiende: %(served)s.",
                        chosen=one.school,
                        served=", ".join(sorted(served)),
                    )
                if not replace:
                    self._check_free(one)
                name = one.class_name.strip()
                class_id = self.add_class(one.school, name) if name else None
                added.add(self.add_person(one.role, one.name, code=one.code, school=one.school, class_id=class_id))
        return len(added - before)

    def _check_free(self, one: Newcomer) -> None:
        """Refuse a code that somebody has, unless the same is said of them again: an order may come twice."""
        who = self.with_code(one.code)
        row = None if who is None else self._db.row(_PEOPLE + "WHERE p.person = ?", who)
        if row is None or not row[1]:
            return
        school = row[2] or next((found.id for found in self._site.schools()), "")
        said = (one.role, one.school, one.class_name.strip()[:80], one.name.strip()[:200])
        if (row[1], school, row[4] or "", self.seal.open(row[6])) != said:
            raise BadInput(
                "El código «%(code)s» ya es de otra persona; no se cambió nada. "
                "Use otro código, o repita con --replace para corregir su nombre o su aula.",
                code=one.code,
            )

    def pseudonyms(self, codes: Iterable[str]) -> dict[str, Pseudonym]:
        """Return the pseudonym of each local code (or name, of somebody who has none); unknown ones are added."""
        found: dict[str, Pseudonym] = {}
        with self._db.transaction():
            for code in dict.fromkeys(codes):
                found[code] = self.with_code(code) or self._stranger(code)
        return found

    def _stranger(self, code: str) -> Pseudonym:
        """Give somebody of whom only a code is known a pseudonym."""
        person = Pseudonym(secrets.token_bytes(8))
        self._db.write(
            "INSERT INTO people (person, role, code_key, sealed_code) VALUES (?, '', ?, ?)",
            *(person, *self.sealed_code(code)),
        )
        return person

    def with_code(self, code: str) -> Pseudonym | None:
        """Return who goes by this local code, now or before; None where nobody does, or there is no code."""
        if not code:
            return None
        person = self._db.value(
            "SELECT person FROM people WHERE code_key = ?1 UNION ALL "
            "SELECT person FROM other_codes WHERE code_key = ?1",
            self.seal.key_of(code),
        )
        return None if person is None else Pseudonym(person)

    def sealed_code(self, code: str) -> tuple[bytes | None, bytes | None]:
        """Return a local code as the database holds it: what it is found by, and itself, sealed; None for no code."""
        return (self.seal.key_of(code), self.seal.close(code.strip())) if code else (None, None)

    def _person(self, row: tuple[Any, ...]) -> PersonRow:
        person, role, _school, _class, _name, code, name = row
        return PersonRow(Pseudonym(person), role, self.seal.open(name), self.seal.open(code))

    def _learner(self, row: tuple[Any, ...]) -> LearnerRow:
        person, _role, school, class_id, class_name, code, name = row
        first = next((found.id for found in self._site.schools()), SchoolId(""))
        return LearnerRow(
            person=Pseudonym(person),
            name=self.seal.open(name),
            code=self.seal.open(code),
            school=SchoolId(school) if school else first,
            class_id=class_id,
            class_name=class_name or "",
        )
