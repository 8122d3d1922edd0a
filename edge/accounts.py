"""Sign-in on the node: credentials, sessions and delays in its database (``shared.web.Accounts``)."""

from edge.database import Database
from shared.web.accounts import Credential, Session
from shared.web.policy import Role
from shared.web.throttle import Throttle
from shared.web.tries import Tries, TriesOfOneProcess

_FORGET_S = 2 * 86_400


class StoreAccounts:
    """The accounts kept in a node's database; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def credential(self, login: str) -> Credential | None:
        """Return the credential of a login."""
        row = self._db.row("SELECT login, role, secret, person FROM credentials WHERE login = ?", login)
        return None if row is None else Credential(row[0], Role(row[1]), row[2], row[3])

    def set_credential(self, credential: Credential) -> None:
        """Insert or replace a credential by its login."""
        self._db.write(
            "INSERT OR REPLACE INTO credentials (login, role, secret, person) VALUES (?, ?, ?, ?)",
            *(credential.login, credential.role.value, credential.secret, credential.person),
        )

    def open_session(self, session: Session) -> None:
        """Keep a session that has just been opened, and forget those that ended by themselves."""
        with self._db.transaction():
            self._db.write("DELETE FROM sessions WHERE abs(opened_s - ?) > ?", session.opened_s, _FORGET_S)
            self._db.write(
                "INSERT INTO sessions (token_hash, login, role, person, opened_s, seen_s) VALUES (?, ?, ?, ?, ?, ?)",
                *(session.token_hash, session.login, session.role.value, session.person),
                *(session.opened_s, session.seen_s),
            )

    def session(self, token_hash: bytes) -> Session | None:
        """Return the session of a token, however old."""
        row = self._db.row(
            "SELECT token_hash, login, role, person, opened_s, seen_s FROM sessions WHERE token_hash = ?", token_hash
        )
        return None if row is None else Session(row[0], row[1], Role(row[2]), row[3], row[4], row[5])

    def touch_session(self, token_hash: bytes, seen_s: int) -> None:
        """Note when a session was last seen."""
        self._db.write("UPDATE sessions SET seen_s = ? WHERE token_hash = ?", seen_s, token_hash)

    def close_session(self, token_hash: bytes) -> None:
        """End one session."""
        self._db.write("DELETE FROM sessions WHERE token_hash = ?", token_hash)

    def close_sessions_of(self, login: str) -> None:
        """End every session of a login."""
        self._db.write("DELETE FROM sessions WHERE login = ?", login)

    def throttle(self, key: str) -> Throttle:
        """Return what is kept under *key*, ``Throttle()`` where nothing is."""
        row = self._db.row("SELECT failures, last_s FROM throttles WHERE key = ?", key)
        return Throttle() if row is None else Throttle(*row)

    def set_throttle(self, key: str, throttle: Throttle) -> None:
        """Keep the delay of an account or address."""
        self._db.write(
            "INSERT OR REPLACE INTO throttles (key, failures, last_s) VALUES (?, ?, ?)",
            *(key, throttle.failures, throttle.last_s),
        )

    def tries(self) -> Tries:
        """Return what counts attempts: a node's pages are of one process."""
        return TriesOfOneProcess(self)
