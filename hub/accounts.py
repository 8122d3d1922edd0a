"""Accounts, sessions and delays of the hub's pages, as ``shared.web.accounts.Accounts`` asks for them."""

import msgspec
from sqlalchemy import Connection, delete, select, update

from hub import schema
from hub.database import Database, put
from shared.web.accounts import Credential, Session
from shared.web.policy import Role
from shared.web.throttle import Throttle
from shared.web.tries import Attempt, Begun, Tries, charge, given_back


class HubAccounts:
    """The hub's ``Accounts``; each method is one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def credential(self, login: str) -> Credential | None:
        """Return how an account proves itself, or None where there is no such account."""
        table = schema.credentials
        with self._db.read() as connection:
            row = connection.execute(select(table).where(table.c.login == login)).one_or_none()
        return None if row is None else Credential(row.login, Role(row.role), row.secret, row.person)

    def set_credential(self, credential: Credential) -> None:
        """Insert or replace an account, and close its sessions: an old secret opens nothing any more."""
        row = {"login": credential.login, "role": credential.role, "secret": credential.secret}
        with self._db.begin() as connection:
            put(connection, schema.credentials, {**row, "person": credential.person})
            connection.execute(delete(schema.sessions).where(schema.sessions.c.login == credential.login))

    def open_session(self, session: Session) -> None:
        """Keep a session under the hash of its token."""
        row = {"token": session.token_hash.hex(), "login": session.login, "role": session.role}
        times = {"opened_s": session.opened_s, "seen_s": session.seen_s}
        with self._db.begin() as connection:
            put(connection, schema.sessions, {**row, **times, "person": session.person})

    def session(self, token_hash: bytes) -> Session | None:
        """Return the session of a token's hash."""
        table = schema.sessions
        with self._db.read() as connection:
            row = connection.execute(select(table).where(table.c.token == token_hash.hex())).one_or_none()
        if row is None:
            return None
        return Session(token_hash, row.login, Role(row.role), row.person, row.opened_s, row.seen_s)

    def touch_session(self, token_hash: bytes, seen_s: int) -> None:
        """Note when a session was last seen."""
        table = schema.sessions
        with self._db.begin() as connection:
            connection.execute(update(table).where(table.c.token == token_hash.hex()).values(seen_s=seen_s))

    def close_session(self, token_hash: bytes) -> None:
        """Close one session."""
        with self._db.begin() as connection:
            connection.execute(delete(schema.sessions).where(schema.sessions.c.token == token_hash.hex()))

    def close_sessions_of(self, login: str) -> None:
        """Close every session of an account."""
        with self._db.begin() as connection:
            connection.execute(delete(schema.sessions).where(schema.sessions.c.login == login))

    def throttle(self, key: str) -> Throttle:
        """Return the failed attempts kept under *key*."""
        with self._db.read() as connection:
            return _kept(connection, key)

    def set_throttle(self, key: str, throttle: Throttle) -> None:
        """Keep the failed attempts of an account or address; none are no row."""
        with self._db.begin() as connection:
            _keep(connection, key, throttle)

    def tries(self) -> Tries:
        """Return what counts attempts over the service, the processes of the pages and the commands."""
        return TriesOfAll(self._db)


class TriesOfAll:
    """Attempts by whichever process: each is charged in the database before its secret is looked at."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def begin(self, attempt: Attempt, now_s: int) -> Begun:
        """Charge an attempt as a failed one, unless one of its names waits."""
        with self._db.read() as connection:
            kept, begun = _charged(connection, attempt, now_s)
        if begun.wait_s and begun.before == kept:
            # Who must wait keeps no writer waiting.
            return begun
        with self._db.begin() as connection:
            _, begun = _charged(connection, attempt, now_s)
            for key, throttle in zip(attempt.limits(), begun.charged or begun.before, strict=True):
                _keep(connection, key, throttle)
        return begun

    def succeeded(self, attempt: Attempt, begun: Begun) -> None:
        """Forget what the account failed, and give back to the address what it was charged."""
        with self._db.begin() as connection:
            for key, before, charged in zip(attempt.limits(), begun.before, begun.charged, strict=True):
                kept = _kept(connection, key)
                _keep(connection, key, Throttle() if key == attempt.account else given_back(kept, before, charged))

    def failed(self, _attempt: Attempt, begun: Begun, _now_s: int) -> Begun:
        """Let the charge stay."""
        return begun


def _charged(connection: Connection, attempt: Attempt, now_s: int) -> tuple[tuple[Throttle, ...], Begun]:
    kept = tuple(_kept(connection, key) for key in attempt.limits())
    return kept, charge(attempt, kept, now_s)


def _kept(connection: Connection, key: str) -> Throttle:
    table = schema.throttles
    body = connection.execute(select(table.c.body).where(table.c.name == key[:200])).scalar()
    return Throttle() if body is None else msgspec.msgpack.decode(body, type=Throttle)


def _keep(connection: Connection, key: str, throttle: Throttle) -> None:
    table = schema.throttles
    if throttle == Throttle():
        connection.execute(delete(table).where(table.c.name == key[:200]))
    else:
        put(connection, table, {"name": key[:200], "body": msgspec.msgpack.encode(throttle)})
