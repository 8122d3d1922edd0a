"""Counts by serial that are going on: what was read so far, kept on the disk until the count is recorded or dropped."""

from typing import Annotated

import msgspec

from edge.database import Database
from shared.ids import ResourceId

_PREFIX = "count_draft/"
_Short = Annotated[str, msgspec.Meta(max_length=80)]


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """
    A count as far as it has come: the serials, the last one first, and the rest of the form as it is written.

    ``begun`` is the day on which the first serial was read, in days since 1970-01-01.
    """

    begun: int
    seen: tuple[_Short, ...] = ()
    others: _Short = "0"
    when: _Short = "hoy"
    day: _Short = ""


class CountDrafts:
    """The drafts over one database: one of each resource, whoever counts."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, resource: str) -> Draft | None:
        """Return the count of a resource that is going on; None where there is none."""
        return self._db.setting(_PREFIX + resource, Draft, None)

    def all(self) -> dict[ResourceId, Draft]:
        """Return every count that is going on."""
        rows = self._db.rows("SELECT name FROM settings WHERE substr(name, 1, ?) = ?", len(_PREFIX), _PREFIX)
        named = {ResourceId(name.removeprefix(_PREFIX)): self.of(name.removeprefix(_PREFIX)) for (name,) in rows}
        return {resource: draft for resource, draft in named.items() if draft is not None}

    def keep(self, resource: str, draft: Draft) -> None:
        """Write down how far a count has come; on the disk when this returns, outside a transaction."""
        begun = kept.begun if (kept := self.of(resource)) else draft.begun
        self._db.put(_PREFIX + resource, msgspec.structs.replace(draft, begun=begun))

    def forget(self, resource: str) -> None:
        """Drop the draft of a resource: its count is recorded, or is not wanted."""
        self._db.write("DELETE FROM settings WHERE name = ?", _PREFIX + resource)
