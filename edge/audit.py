"""The history of a school's laptop: who did what to people and accounts, each row sealed to the one before it."""

from collections.abc import Iterator, Mapping
from typing import Any

from edge.database import Database
from shared.acts import Act, Actor, Broken, act_after, first_broken

_COLUMNS = "number, at_s, kind, subject, login, office, detail, previous, hash"
_PAGE = 1_000
DUTY_BYTES = 16
"""What a fact of a duty carries of the newest row's hash."""


class Audit:
    """
    A table to which rows are added and in which nothing is changed.

    A row names nobody: people stand in it by their pseudonym, who acts too (``login`` of a row is a pseudonym here).
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(self, kind: str, *, by: Actor, subject: str = "", detail: Mapping[str, Any] | None = None) -> Act:
        """Add a row, in the transaction around it: what is done and that it was done stand together or not at all."""
        with self._db.transaction():
            act = act_after(
                self.last(), at_s=max(0, self._db.now_s()), kind=kind, subject=subject, by=by, detail=detail
            )
            self._db.write(
                f"INSERT INTO audit ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - our own names
                *(act.number, act.at_s, act.kind, act.subject, act.login, act.office, act.detail),
                *(act.previous, act.hash),
            )
        return act

    def last(self) -> Act | None:
        """Return the newest row."""
        return next(iter(self.newest(1)), None)

    def row(self, number: int) -> Act | None:
        """Return one row."""
        return next(iter(self._acts("WHERE number = ?", number)), None)

    def has(self, head: bytes) -> bool:
        """Tell whether a row's hash begins with *head*, as a fact of a duty bears it."""
        return self._db.value("SELECT 1 FROM audit WHERE substr(hash, 1, ?) = ?", 2 * len(head), head.hex()) is not None

    def newest(self, most: int, *, before: int | None = None) -> list[Act]:
        """Return *most* rows, the newest first, of those before the row *before*."""
        return self._acts("WHERE ?1 IS NULL OR number < ?1 ORDER BY number DESC LIMIT ?2", before, most)

    def count(self) -> int:
        """Return how many rows there are."""
        return int(self._db.value("SELECT count(*) FROM audit"))

    def of_kind(self, kind: str) -> list[Act]:
        """Return the rows of one kind, the oldest first."""
        return self._acts("WHERE kind = ? ORDER BY number", kind)

    def about(self, subject: str) -> list[Act]:
        """Return the rows about one subject, the oldest first."""
        return self._acts("WHERE subject = ? ORDER BY number", subject)

    def first_broken(self, seen: tuple[int, str] | None = None) -> Broken | None:
        """Return the first row that is not as it was written; see ``shared.acts.first_broken``."""
        return first_broken(self._all(), seen)

    def _all(self) -> Iterator[Act]:
        after: int | None = None
        while found := self._acts("WHERE ?1 IS NULL OR number > ?1 ORDER BY number LIMIT ?2", after, _PAGE):
            yield from found
            after = found[-1].number

    def _acts(self, where: str, *parameters: object) -> list[Act]:
        names = _COLUMNS.split(", ")
        rows = self._db.rows(f"SELECT {_COLUMNS} FROM audit {where}", *parameters)  # noqa: S608 - our own names
        return [Act(**dict(zip(names, row, strict=True))) for row in rows]
