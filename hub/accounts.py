"""Accounts, sessions and delays of the hub's pages, as ``shared.web.accounts.Accounts`` asks for them."""

import msgspec
from sqlalchemy import delete, select, update

from hub import schema
from hub.database import Database, put
from shared.web.accounts import Credential, Session
from shared.web.policy import Role
from shared.web.throttle import Throttle


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
        table = schema.throttles
        with self._db.read() as connection:
            body = connection.execute(select(table.c.body).where(table.c.name == key[:200])).scalar()
        return Throttle() if body is None else msgspec.msgpack.decode(body, type=Throttle)

    def set_throttle(self, key: str, throttle: Throttle) -> None:
        """Keep the failed attempts of an account or address; none are no row."""
        table = schema.throttles
        with self._db.begin() as connection:
            if throttle == Throttle():
                connection.execute(delete(table).where(table.c.name == key[:200]))
            else:
                put(connection, table, {"name": key[:200], "body": msgspec.msgpack.encode(throttle)})
