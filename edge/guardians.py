"""Who signs for what is lent: a guardian, their telephone, and the learners whose guardian they are."""

import msgspec

from edge.database import Database
from edge.people import People
from edge.rows import LearnerRow
from shared.ids import Pseudonym
from sync.wire import pack

_MOST = 40
"""Characters of a telephone as somebody wrote it: two numbers and a word."""


class _More(msgspec.Struct, frozen=True, omit_defaults=True):
    """What else is known of a person; it lies on the disk sealed."""

    phone: str = ""


class Guardians:
    """Guardians over ``People``: what is more than a name and a DNI."""

    def __init__(self, db: Database, people: People) -> None:
        self._db = db
        self._people = people

    def put(self, name: str, dni: str, *, phone: str = "", learner: Pseudonym | None = None) -> Pseudonym:
        """
        Return the pseudonym of a guardian, new or known by their DNI; part of the transaction around it.

        A telephone that is left blank stays as it was.

        Raises:
            BadInput: No name or no DNI.
        """
        with self._db.transaction():
            person = self._people.guardian(name, dni)
            if phone.strip():
                body = self._people.seal.close_bytes(pack(_More(phone.strip()[:_MOST])))
                self._db.write("INSERT OR REPLACE INTO sealed_more (person, body) VALUES (?, ?)", person, body)
            if learner is not None:
                self._db.write("INSERT OR IGNORE INTO custody (guardian, learner) VALUES (?, ?)", person, learner)
        return person

    def phone(self, person: Pseudonym) -> str:
        """Return somebody's telephone; empty where nobody told it."""
        sealed = self._db.value("SELECT body FROM sealed_more WHERE person = ?", person)
        if sealed is None:
            return ""
        return msgspec.msgpack.decode(self._people.seal.open_bytes(sealed), type=_More).phone

    def learners(self, person: Pseudonym) -> list[LearnerRow]:
        """Return whose guardian somebody is, as far as loans told."""
        rows = self._db.rows("SELECT learner FROM custody WHERE guardian = ? ORDER BY learner", person)
        found = (self._people.learner(learner) for (learner,) in rows)
        return [row for row in found if row is not None]
