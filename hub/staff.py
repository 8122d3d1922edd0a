"""The accounts of the office: opened, given another role, closed; each change is an act, and ends sessions at once."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from hub import factors, ledger, schema
from hub.acts import Kind, account
from hub.database import Database, at, put
from shared.acts import Actor
from shared.errors import BadInput
from shared.sentences import N_
from shared.web import Role

ROLES = (Role.OPERATOR, Role.ADMIN, Role.ANALYST)
MAX_LOGIN = 80
_CREDENTIALS, _SESSIONS, _CLOSED = schema.credentials, schema.sessions, schema.access.closed
KIND = "account"
"""What the subject of an act of these begins with."""
_TAKEN = N_(
    "Ya hay una cuenta «%(login)s», y no se cambió. Para ponerle otra clave y función, repita con --replace: cierra "
    "sus sesiones y queda en el historial. Para otra persona, elija otro nombre."
)


@dataclass(frozen=True, slots=True)
class Member:
    """An account as the list of accounts tells of it."""

    login: str
    role: Role
    with_: tuple[str, ...]
    """Other accounts of the same person."""
    sessions: int
    has_factor: bool
    closed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A session of an account."""

    token: str
    """The hash under which it is kept."""
    opened: datetime
    seen: datetime


def members(db: Database) -> list[Member]:
    """Return every account, those that were closed at the end."""
    counted = select(_SESSIONS.c.login, func.count()).group_by(_SESSIONS.c.login)
    with db.read() as connection:
        rows = connection.execute(select(_CREDENTIALS).order_by(_CREDENTIALS.c.login)).all()
        sessions = {row.login: row[1] for row in connection.execute(counted)}
        proven = set(connection.execute(select(schema.access.factors.c.login)).scalars())
        gone = connection.execute(select(_CLOSED).order_by(_CLOSED.c.login)).all()
    found = []
    for row in rows:
        others = tuple(one.login for one in rows if row.person and one.person == row.person and one.login != row.login)
        has_factor = row.login in proven
        found.append(Member(row.login, Role(row.role), others, sessions.get(row.login, 0), has_factor))
    return [*found, *(Member(row.login, Role(row.role), (), 0, False, at(row.closed_s)) for row in gone)]


def open_sessions(db: Database, login: str) -> list[Open]:
    """Return the sessions of an account, the one seen last first."""
    query = select(_SESSIONS).where(_SESSIONS.c.login == login).order_by(_SESSIONS.c.seen_s.desc())
    with db.read() as connection:
        return [Open(row.token, at(row.opened_s), at(row.seen_s)) for row in connection.execute(query)]


def expect(db: Database, login: str, *, replaces: bool) -> None:
    """
    Check that there is an account to be replaced, or none where one is to be opened.

    Raises:
        BadInput: It is not so.
    """
    _expect(told_login(login), there=named(db, told_login(login)) is not None, replaces=replaces)


def keep(
    db: Database, login: str, role: Role, secret: str, *, by: Actor, same_person: str = "", is_new: bool = False,
    replaces: bool | None = None,
) -> None:  # fmt: skip
    """
    Open an account, or replace its secret and role; *same_person* is another account of the person that it is of.

    Who an account is of stays when its passphrase or role changes. No name is kept: only that two are one's.
    *replaces*: whether one is replaced or opened; None: whichever it comes to.

    Raises:
        BadInput: The name does not serve, is taken or was (*is_new*), is not as *replaces* says, there is no such
            other account, or the office would be left without anybody who administers.
    """
    name = told_login(login)
    with db.begin() as connection:
        before = connection.execute(select(_CREDENTIALS).where(_CREDENTIALS.c.login == name)).one_or_none()
        past = connection.execute(select(_CLOSED).where(_CLOSED.c.login == name)).one_or_none()
        if replaces is not None:
            _expect(name, there=before is not None, replaces=replaces)
        if is_new and (before or past):
            raise BadInput("Ya hay, o hubo, una cuenta «%(login)s»: elija otro nombre. No se guardó nada.", login=name)
        if before is not None and before.role == Role.ADMIN and role is not Role.ADMIN:
            _one_administers(connection, name)
        person = before.person if before else past.person if past else b""
        if same_person:
            person = _person_of(connection, same_person, name) or person
        row = {"login": name, "role": role, "secret": secret, "person": person}
        put(connection, _CREDENTIALS, row)
        connection.execute(delete(_CLOSED).where(_CLOSED.c.login == name))
        _end(connection, name)
        _tell(db, connection, name, by, "kept" if before else "opened", role)


def set_role(db: Database, login: str, role: Role, *, by: Actor) -> None:
    """
    Give an account another role.

    Raises:
        BadInput: There is no such account, or nobody would be left who administers.
    """
    with db.begin() as connection:
        before = _of(connection, login)
        if before == role:
            raise BadInput("Esa ya es su función. No se cambió nada.")
        if before is Role.ADMIN:
            _one_administers(connection, login)
        connection.execute(update(_CREDENTIALS).where(_CREDENTIALS.c.login == login).values(role=role))
        _end(connection, login)
        _tell(db, connection, login, by, "role", role)


def close(db: Database, login: str, *, by: Actor) -> None:
    """
    Close an account: its passphrase, factor and sessions open nothing more, and nobody else gets its name.

    Raises:
        BadInput: There is no such account, or nobody would be left who administers.
    """
    with db.begin() as connection:
        role = _of(connection, login)
        if role is Role.ADMIN:
            _one_administers(connection, login)
        person = connection.execute(select(_CREDENTIALS.c.person).where(_CREDENTIALS.c.login == login)).scalar_one()
        connection.execute(delete(_CREDENTIALS).where(_CREDENTIALS.c.login == login))
        put(connection, _CLOSED, {"login": login, "role": role, "person": person, "closed_s": db.now_s()})
        factors.forget(connection, login)
        _end(connection, login)
        _tell(db, connection, login, by, "closed", role)


def end_sessions(db: Database, login: str, *, by: Actor, but: str = "") -> int:
    """
    End the sessions of an account, all or all *but* one, and return how many.

    Raises:
        BadInput: There is no such account.
    """
    with db.begin() as connection:
        role = _of(connection, login)
        gone = _SESSIONS.c.login == login, _SESSIONS.c.token != but
        count = connection.execute(delete(_SESSIONS).where(*gone)).rowcount
        _tell(db, connection, login, by, "sessions", role)
    return count


def change_secret(db: Database, login: str, secret: str) -> None:
    """Replace one's own secret: every session of the account ends."""
    with db.begin() as connection:
        role = _of(connection, login)
        connection.execute(update(_CREDENTIALS).where(_CREDENTIALS.c.login == login).values(secret=secret))
        _end(connection, login)
        _tell(db, connection, login, Actor(login), "secret", role)


def told_login(text: str) -> str:
    """
    Return the name of an account as somebody wrote it, in small letters.

    >>> told_login(" Operacion ")
    'operacion'

    Raises:
        BadInput: It is empty or too long, or has what nobody types: a NUL is another text in PostgreSQL.
    """
    name = text.strip().lower()
    if not name or len(name) > MAX_LOGIN or not name.isprintable():
        raise BadInput("La cuenta necesita un nombre corto, por ejemplo «operacion».")
    return name


def named(db: Database, login: str) -> Member | None:
    """Return an account that was not closed."""
    return next((one for one in members(db) if one.login == login and one.closed is None), None)


def _expect(name: str, *, there: bool, replaces: bool) -> None:
    if replaces and not there:
        raise BadInput("No hay una cuenta «%(login)s». No se guardó nada.", login=name)
    if there and not replaces:
        raise BadInput(_TAKEN, login=name)


def _of(connection: Connection, login: str) -> Role:
    role = connection.execute(select(_CREDENTIALS.c.role).where(_CREDENTIALS.c.login == login)).scalar()
    if role is None:
        raise BadInput("No hay una cuenta «%(login)s». No se guardó nada.", login=login[:MAX_LOGIN])
    return Role(role)


def _one_administers(connection: Connection, but: str) -> None:
    others = select(func.count()).where(_CREDENTIALS.c.role == Role.ADMIN, _CREDENTIALS.c.login != but)
    if not connection.execute(others).scalar_one():
        raise BadInput("Es la única cuenta que administra: dé antes esa función a otra. No se cambió nada.")


def _person_of(connection: Connection, other: str, name: str) -> bytes:
    """Return whose the *other* account is, drawing a pseudonym where none was needed yet."""
    login = other.strip().lower()
    row = connection.execute(select(_CREDENTIALS.c.person).where(_CREDENTIALS.c.login == login)).one_or_none()
    if row is None:
        raise BadInput("No hay una cuenta «%(login)s». No se guardó nada.", login=login[:MAX_LOGIN])
    if login == name:
        return bytes(row.person)
    person = row.person or secrets.token_bytes(16)
    connection.execute(update(_CREDENTIALS).where(_CREDENTIALS.c.login == login).values(person=person))
    return bytes(person)


def _end(connection: Connection, login: str) -> None:
    connection.execute(delete(_SESSIONS).where(_SESSIONS.c.login == login))


def _tell(db: Database, connection: Connection, login: str, by: Actor, what: str, role: Role) -> None:
    ledger.append(connection, db.now_s(), Kind.ACCOUNT, account(login), by, {"what": what, "role": role})


def logins(found: Sequence[Member]) -> list[str]:
    """Return the names of the accounts that were not closed."""
    return [one.login for one in found if one.closed is None]
