"""Accounts and sessions: what a store must keep, and the rules of signing in."""

import hashlib
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Protocol

from shared.clock import Clock
from shared.web.passphrases import hash_secret, kept_of_nobody, matches
from shared.web.policy import Role
from shared.web.throttle import Throttle
from shared.web.tries import Attempt, Tries

CHECKS_AT_ONCE = 1
"""Secrets checked at the same time: a class is in within a second or two, for the memory of one."""
STUDENT_IDLE_S = 20 * 60
ASKED_AFTER_S = 5 * 60
"""A pupil's page that lay untouched for so long may be in other hands: it is seen again when they say who they are."""
_IDLE_S = {Role.STUDENT: STUDENT_IDLE_S}
_ABSOLUTE_S = {Role.STUDENT: 3 * 3600}
_STAFF_IDLE_S, _STAFF_ABSOLUTE_S = 45 * 60, 12 * 3600


@dataclass(frozen=True, slots=True)
class Credential:
    """How an account proves itself; ``person`` is the pseudonym of who it belongs to (empty at the hub)."""

    login: str
    role: Role
    secret: str
    """Argon2id, with its parameters."""
    person: bytes = b""


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser. Only the hash of its token is kept; times are Unix seconds."""

    token_hash: bytes
    login: str
    role: Role
    person: bytes
    opened_s: int
    seen_s: int


class Accounts(Protocol):
    """What the application's store keeps for sign-in; each method is one transaction."""

    def credential(self, login: str) -> Credential | None: ...
    def set_credential(self, credential: Credential) -> None:
        """Insert or replace by login."""

    def open_session(self, session: Session) -> None: ...
    def session(self, token_hash: bytes) -> Session | None: ...
    def touch_session(self, token_hash: bytes, seen_s: int) -> None: ...
    def close_session(self, token_hash: bytes) -> None: ...
    def close_sessions_of(self, login: str) -> None: ...
    def throttle(self, key: str) -> Throttle:
        """Return what is kept under *key*, ``Throttle()`` where nothing is."""

    def set_throttle(self, key: str, throttle: Throttle) -> None: ...
    def tries(self) -> Tries:
        """Return what counts the attempts of everybody whose accounts these are, over all their processes."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The token goes into the cookie and nowhere else."""

    token: str
    session: Session


@dataclass(frozen=True, slots=True)
class Refused:
    """Not signed in: how long to wait (0: not at all) and how many tries are left before a wait."""

    wait_s: int
    tries_left: int


def token_hash(token: str) -> bytes:
    """Return what the store keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


def expired(session: Session, now_s: int) -> bool:
    """
    Tell whether a session is over: idle or open for too long, or from the future of a clock set back.

    >>> expired(Session(b"", "ana", Role.TEACHER, b"", opened_s=0, seen_s=0), now_s=3600)
    True
    """
    idle = _IDLE_S.get(session.role, _STAFF_IDLE_S)
    absolute = _ABSOLUTE_S.get(session.role, _STAFF_ABSOLUTE_S)
    return not 0 <= now_s - session.seen_s <= idle or not 0 <= now_s - session.opened_s <= absolute


def _nothing_more() -> bool:
    return True


class Gate:
    """The door of one application: signs in and out, and knows who a token belongs to."""

    def __init__(self, accounts: Accounts, clock: Clock) -> None:
        self._accounts = accounts
        self._clock = clock
        self._tries = accounts.tries()
        self._looking = threading.Lock()
        # Threads of its own, and few: what is checked at once takes 19 MiB each, and a server has many threads.
        self._checkers = ThreadPoolExecutor(CHECKS_AT_ONCE, thread_name_prefix="gate")
        # An unknown login costs as much time as a known one.
        self._nobody = kept_of_nobody()

    def _now_s(self) -> int:
        return int(self._clock.now().timestamp())

    def hashed(self, secret: str) -> str:
        """Return what is kept of a secret that somebody chose on a page."""
        return self._checkers.submit(hash_secret, secret).result()

    def sign_in(
        self, login: str, secret: str, address: str, second: Callable[[], bool] = _nothing_more
    ) -> SignedIn | Refused:
        """Check a secret, slowly and within the limits of the account and of the address; see ``check``."""
        found = self.check(login, secret, address, second)
        return found if isinstance(found, Refused) else self._open(found, self._now_s())

    def check(
        self, login: str, secret: str, address: str, second: Callable[[], bool] = _nothing_more
    ) -> Credential | Refused:
        """
        Return whose secret it is, as ``sign_in`` does, and sign nobody in: for who is in and must prove it again.

        What *second* asks besides counts as one with the secret: it is asked where that is right, and neither is told.
        """
        login = login.strip().lower()

        def proven() -> Credential | None:
            found = self._matching(login, secret)
            return found if found is not None and second() else None

        return self._checkers.submit(self._attempt, login, address, proven).result()

    def recover(self, login: str, address: str, find: Callable[[], Credential | None]) -> Credential | Refused:
        """Return whose account *find* opens with a code that is used once, within the limits of ``sign_in``."""
        return self._attempt(login.strip().lower(), address, find)

    def look_up(self, find: Callable[[], Credential | None], address: str) -> Credential | Refused:
        """
        Return whose card it is that *find* looks for; nobody is signed in.

        A card's secret is too long to be guessed, so it is not checked slowly; still, whoever shows many that are none
        waits, by their address.
        """
        # One after the other: a class that shows its cards at the same moment is no guess.
        with self._looking:
            return self._tried(Attempt("", f"address:{address}"), find)

    def sign_in_with_card(self, find: Callable[[], Credential | None], address: str) -> SignedIn | Refused:
        """Sign in whose card it is that *find* looks for; see ``look_up``."""
        found = self.look_up(find, address)
        return found if isinstance(found, Refused) else self._open(found, self._now_s())

    def _attempt(self, login: str, address: str, matching: Callable[[], Credential | None]) -> Credential | Refused:
        return self._tried(Attempt(f"account:{login}", f"address:{address}"), matching)

    def _tried(self, attempt: Attempt, matching: Callable[[], Credential | None]) -> Credential | Refused:
        now_s = self._now_s()
        begun = self._tries.begin(attempt, now_s)
        if begun.wait_s:
            return Refused(begun.wait_s, 0)
        credential = None
        try:
            credential = matching()
        finally:
            if credential is None:
                begun = self._tries.failed(attempt, begun, now_s)
            else:
                self._tries.succeeded(attempt, begun)
        return credential or Refused(*begun.refusal(attempt, now_s))

    def _matching(self, login: str, secret: str) -> Credential | None:
        """Return the credential of *login* if the secret is its own."""
        credential = self._accounts.credential(login)
        kept = self._nobody if credential is None else credential.secret
        return credential if matches(kept, secret) else None

    def _open(self, credential: Credential, now_s: int) -> SignedIn:
        token = secrets.token_urlsafe(32)
        session = Session(token_hash(token), credential.login, credential.role, credential.person, now_s, now_s)
        self._accounts.open_session(session)
        return SignedIn(token, session)

    def session(self, token: str) -> Session | None:
        """
        Return the session of *token* unless it is over; notes once a minute that it was seen.

        That of a pupil who was away for ``ASKED_AFTER_S`` is not seen by being asked for: see ``stay``.
        """
        found = self._accounts.session(token_hash(token)) if token else None
        if found is None:
            return None
        now_s = self._now_s()
        if expired(found, now_s):
            self._accounts.close_session(found.token_hash)
            return None
        away = found.role == Role.STUDENT and now_s - found.seen_s >= ASKED_AFTER_S
        if now_s - found.seen_s >= 60 and not away:
            self._accounts.touch_session(found.token_hash, now_s)
            found = replace(found, seen_s=now_s)
        return found

    def stay(self, token: str) -> None:
        """Go on with a session whose owner said that they are there."""
        if self.session(token) is not None:
            self._accounts.touch_session(token_hash(token), self._now_s())

    def sign_out(self, token: str) -> None:
        """Close the session of *token*."""
        if token:
            self._accounts.close_session(token_hash(token))

    def renew(self, credential: Credential) -> None:
        """Replace an account's secret: the old one and its open sessions end at once, and so does its wait."""
        self._accounts.set_credential(credential)
        self._accounts.close_sessions_of(credential.login)
        self._accounts.set_throttle(f"account:{credential.login}", Throttle())
