"""The accounts of who works at the school: made, given another secret, ended; one coordinator always remains."""

from collections.abc import Iterable
from dataclasses import dataclass

from edge.acts import Kind
from edge.audit import Audit
from edge.database import Database
from edge.people import People
from shared.acts import Actor
from shared.errors import BadInput
from shared.ids import Pseudonym

COORDINATOR = "coordinator"
ROLES = (COORDINATOR, "teacher", "it")
"""What an account may be of, as ``people.role`` and ``shared.web.Role`` name it."""
_LONGEST_LOGIN = 40


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account, and whose it is; the name is unsealed for the screen and goes nowhere else."""

    login: str
    role: str
    person: Pseudonym
    name: str


class Staff:
    """
    Who may enter, and as what. Each act is one transaction and a row of the history.

    Secrets come hashed. Somebody may have several accounts; the person is what a duty is given to and taken from.
    """

    def __init__(self, db: Database, people: People, audit: Audit) -> None:
        self._db = db
        self._people = people
        self._audit = audit

    def accounts(self) -> list[AccountRow]:
        """Return the accounts of the staff by name."""
        rows = self._db.rows(f"SELECT login, role, person FROM credentials WHERE role IN {ROLES}")  # noqa: S608 - ours
        found = [AccountRow(login, role, Pseudonym(who), self._name(who, login)) for login, role, who in rows]
        return sorted(found, key=lambda row: (row.name.casefold(), row.login))

    def without_account(self) -> list[tuple[Pseudonym, str]]:
        """Return who works here by a list and cannot enter, with their names."""
        able = {row.person for row in self.accounts()}
        return [(row.person, row.name or row.code) for row in self._people.staff() if row.person not in able]

    def put(self, login: str, role: str, secret: str, name: str, by: Actor) -> Pseudonym:
        """
        Make an account or change one by its login, with the person whose it is.

        Raises:
            BadInput: It is the only coordinator's, and would be no longer.
        """
        with self._db.transaction():
            before = self._account(login)
            if before is not None and before.role == COORDINATOR != role:
                self._check_one_remains([login])
            if before is None:
                person = self._newcomer(login, role, name)
            elif self._people.with_code(_own_code(login)) == before.person:
                person = self._people.add_person(role, name, code=_own_code(login))
            else:
                person = self._known(before.person, role)
            self._write(login, role, secret, person)
            kind = Kind.ACCOUNT_SECRET if before and before.role == role else Kind.ACCOUNT_MADE
            self._audit.note(kind, by=by, subject=person.hex(), detail={"role": role})
        return person

    def add(
        self, login: str, role: str, secret: str, by: Actor, *, name: str = "", person: Pseudonym | None = None
    ) -> Pseudonym:
        """
        Make an account for somebody new called *name*, or for *person*, who works here already.

        Raises:
            BadInput: No login, one that there is, no name, or a role that no account has.
        """
        login = checked_login(login)
        if role not in ROLES:
            raise BadInput("Elija qué hace aquí.")
        with self._db.transaction():
            if self._account(login) is not None:
                raise BadInput("Ya hay una cuenta «%(login)s». Elija otro nombre de cuenta.", login=login)
            who = self._newcomer(login, role, name) if person is None else self._known(person, role)
            self._write(login, role, secret, who)
            self._audit.note(Kind.ACCOUNT_MADE, by=by, subject=who.hex(), detail={"role": role})
        return who

    def change_secret(self, login: str, secret: str, by: Actor) -> None:
        """
        Give an account another secret; the old one and its open sessions end at once.

        Raises:
            BadInput: There is no such account.
        """
        with self._db.transaction():
            row = self._needed(login)
            self._write(login, row.role, secret, row.person)
            self._audit.note(Kind.ACCOUNT_SECRET, by=by, subject=row.person.hex(), detail={"role": row.role})

    def end(self, login: str, by: Actor) -> None:
        """
        End an account with its open sessions; the person stays, and what they did.

        Raises:
            BadInput: There is none, or it is the only coordinator's.
        """
        with self._db.transaction():
            row = self._needed(login)
            if row.role == COORDINATOR:
                self._check_one_remains([login])
            self._close([row])
            self._audit.note(Kind.ACCOUNT_ENDED, by=by, subject=row.person.hex(), detail={"role": row.role})

    def set_role(self, person: Pseudonym, role: str) -> None:
        """Give somebody's accounts another duty; their open sessions end. Whoever tells the history calls it."""
        with self._db.transaction():
            for row in self._of(person):
                self._db.write("UPDATE credentials SET role = ? WHERE login = ?", role, row.login)
                self._db.write("DELETE FROM sessions WHERE login = ?", row.login)
            self._db.write("UPDATE people SET role = ? WHERE person = ?", role, person)

    def leave(self, person: Pseudonym) -> None:
        """End all accounts of somebody who works here no longer; they teach no class. Their name stays, sealed."""
        with self._db.transaction():
            self._close(self._of(person))
            self._db.write("DELETE FROM memberships WHERE person = ?", person)
            self._db.write("UPDATE people SET role = '', class_id = NULL WHERE person = ?", person)

    def check_one_remains(self) -> None:
        """
        Check that somebody coordinates.

        Raises:
            BadInput: Nobody does.
        """
        self._check_one_remains([])

    def _of(self, person: Pseudonym) -> list[AccountRow]:
        return [row for row in self.accounts() if row.person == person]

    def _newcomer(self, login: str, role: str, name: str) -> Pseudonym:
        name = " ".join(name.split())
        if not name:
            raise BadInput("Escriba el nombre de la persona.")
        # Whoever had this login before is somebody else: what they did stays theirs.
        code = _own_code(login)
        return self._people.add_person(role, name, code="" if self._people.with_code(code) else code)

    def _known(self, person: Pseudonym, role: str) -> Pseudonym:
        if person not in {row.person for row in self._people.staff()}:
            raise BadInput("Elija de quién es la cuenta.")
        if role == COORDINATOR or not self._of(person):
            self._db.write("UPDATE people SET role = ? WHERE person = ?", role, person)
        return person

    def _write(self, login: str, role: str, secret: str, person: Pseudonym) -> None:
        self._db.write(
            "INSERT OR REPLACE INTO credentials (login, role, secret, person) VALUES (?, ?, ?, ?)",
            *(login, role, secret, person),
        )
        self._db.write("DELETE FROM sessions WHERE login = ?", login)
        self._db.write("DELETE FROM throttles WHERE key = ?", f"account:{login}")

    def _close(self, rows: Iterable[AccountRow]) -> None:
        for row in rows:
            self._db.write("DELETE FROM sessions WHERE login = ?", row.login)
            self._db.write("DELETE FROM credentials WHERE login = ?", row.login)
            self._db.write("DELETE FROM one_time_codes WHERE login = ?", row.login)

    def _check_one_remains(self, without: Iterable[str]) -> None:
        left = [row for row in self.accounts() if row.role == COORDINATOR and row.login not in set(without)]
        if not left:
            raise BadInput(
                "Es la única cuenta de coordinación: sin ella nadie manda en esta laptop. Entregue antes el cargo a "
                "otra persona. No se cambió nada."
            )

    def _account(self, login: str) -> AccountRow | None:
        return next((row for row in self.accounts() if row.login == login), None)

    def _needed(self, login: str) -> AccountRow:
        row = self._account(login)
        if row is None:
            raise BadInput("Esa cuenta ya no está. Vuelva a la lista y repita.")
        return row

    def _name(self, person: bytes, login: str) -> str:
        row = self._people.person(person)
        return (row.name if row else "") or login


def checked_login(text: str) -> str:
    """
    Return the name of an account as it is kept.

    >>> checked_login(" Ana ")
    'ana'

    Raises:
        BadInput: None, one with spaces, too long, or one that pupils' accounts have.
    """
    login = text.strip().lower()
    if not login or len(login) > _LONGEST_LOGIN or not login.isprintable() or set(login) & set(" :"):
        raise BadInput("Escriba un nombre de cuenta corto, sin espacios, por ejemplo «direccion».")
    return login


def _own_code(login: str) -> str:
    return f"cuenta {login}"
