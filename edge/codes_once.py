"""Codes on paper for who forgets a passphrase: ten at a time, each used once, and kept only as keyed digests."""

import secrets

from edge.acts import Kind
from edge.audit import Audit
from edge.database import Database
from edge.people import People
from shared.acts import Actor

CODES = 10
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without those that are taken for one another on paper: 0 and O, 1, I and L."""
_GROUPS, _IN_GROUP = 3, 4
_DIGEST_BYTES = 16


def draw() -> str:
    """Return a code at random, in groups as it is printed: 59 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(_IN_GROUP)) for _ in range(_GROUPS))


def typed(text: str) -> str:
    """
    Return a code as it was drawn, however it was typed.

    >>> typed(" k7qm 2xpd-9rta ")
    'K7QM-2XPD-9RTA'
    """
    letters = "".join(letter for letter in text.upper() if letter.isalnum())[: _GROUPS * _IN_GROUP + 1]
    return "-".join(letters[at : at + _IN_GROUP] for at in range(0, len(letters), _IN_GROUP))


class CodesOnce:
    """The codes of each account. What is drawn anew ends what was printed before."""

    def __init__(self, db: Database, people: People, audit: Audit) -> None:
        self._db = db
        self._people = people
        self._audit = audit

    def draw(self, login: str, by: Actor, *, subject: str) -> list[str]:
        """Return ten new codes of an account, to be printed now: nobody can read them later."""
        codes = [draw() for _ in range(CODES)]
        with self._db.transaction():
            self._db.write("DELETE FROM one_time_codes WHERE login = ?", login)
            for code in codes:
                self._db.write(
                    "INSERT INTO one_time_codes (hash, login, made_s, used_s) VALUES (?, ?, ?, NULL)",
                    *(self._digest(login, code), login, self._db.now_s()),
                )
            self._audit.note(Kind.CODES_MADE, by=by, subject=subject)
        return codes

    def left(self, login: str) -> int:
        """Return how many codes of an account were not used yet."""
        return int(self._db.value("SELECT count(*) FROM one_time_codes WHERE login = ? AND used_s IS NULL", login))

    def opens(self, login: str, text: str) -> bool:
        """Tell whether *text* is a code of an account that was not used; nothing is spent."""
        sql = "SELECT 1 FROM one_time_codes WHERE hash = ? AND login = ? AND used_s IS NULL"
        return self._db.value(sql, self._digest(login, typed(text)), login) is not None

    def spend(self, login: str, text: str, by: Actor, *, subject: str) -> bool:
        """Use a code, in the transaction around it; tell whether it could be used."""
        with self._db.transaction():
            if not self.opens(login, text):
                return False
            self._db.write(
                "UPDATE one_time_codes SET used_s = ? WHERE hash = ?",
                *(self._db.now_s(), self._digest(login, typed(text))),
            )
            self._audit.note(Kind.CODE_USED, by=by, subject=subject)
        return True

    def _digest(self, login: str, code: str) -> bytes:
        return self._people.seal.digest(f"once {login} {code}", _DIGEST_BYTES)
