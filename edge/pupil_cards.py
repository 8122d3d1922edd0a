"""Pupils' cards: a long secret behind a QR code, of which the laptop keeps what nobody can try secrets against."""

import re
import secrets
from collections.abc import Sequence

from edge.database import Database
from edge.seal import Seal
from shared.ids import Pseudonym

_DIGEST_BYTES = 16
_SHAPE = re.compile(r"[A-Za-z0-9_-]{22}")


def draw_token() -> str:
    """Return a card's secret at random: 128 bits."""
    return secrets.token_urlsafe(16)


def is_token(text: str) -> bool:
    """
    Tell whether a text may be a card's secret at all.

    >>> is_token("tarjeta"), is_token(draw_token())
    (False, True)
    """
    return _SHAPE.fullmatch(text) is not None


class PupilCards:
    """The cards that open pupils' pages: one of each pupil at most. Every call is part of the transaction around it."""

    def __init__(self, db: Database, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    def put(self, person: Pseudonym, token: str, url: str = "") -> None:
        """Keep a pupil's card, whose QR code bears the address *url*; the one before opens nothing from now on."""
        self._db.write(
            "INSERT OR REPLACE INTO cards (person, digest, made_s, url) VALUES (?, ?, ?, ?)",
            *(person, self._digest(token), self._db.now_s(), url),
        )

    def dead(self, class_id: int, urls: Sequence[str]) -> list[str]:
        """
        Return the addresses on the cards of a class that are none of *urls*, one for each card.

        Of a card that was printed without a QR code, or by an older version, none is known.
        """
        rows = self._db.rows(
            "SELECT c.url FROM cards c JOIN people p ON p.person = c.person WHERE c.url <> '' AND p.role = 'learner' "
            "AND (p.class_id = ?1 OR c.person IN (SELECT person FROM memberships WHERE class_id = ?1)) ORDER BY c.url",
            class_id,
        )
        return [url for (url,) in rows if url not in urls]

    def drop(self, person: Pseudonym) -> None:
        """Let a pupil's card open nothing."""
        self._db.write("DELETE FROM cards WHERE person = ?", person)

    def holder(self, token: str) -> Pseudonym | None:
        """Return whose card it is; None where it is nobody's, or not any more."""
        if not is_token(token):
            return None
        person = self._db.value("SELECT person FROM cards WHERE digest = ?", self._digest(token))
        return None if person is None else Pseudonym(person)

    def _digest(self, token: str) -> bytes:
        return self._seal.digest(f"card {token}", _DIGEST_BYTES)
