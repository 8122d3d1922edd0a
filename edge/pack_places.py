"""Where each pupil left off in each pack: the file that they opened last, and the page or minute that they told."""

from dataclasses import dataclass

from edge.database import Database
from shared.ids import Pseudonym

MOST = 9_999


@dataclass(frozen=True, slots=True)
class PlaceIn:
    """A file of a pack by its path, and the page or minute in it; 0: nobody told."""

    file: str
    place: int


class PackPlaces:
    """Kept on this laptop alone, and erased with the person."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, person: Pseudonym, resource: str) -> PlaceIn | None:
        """Return where somebody is in the pack of a resource; None where they opened nothing of it."""
        row = self._db.row("SELECT file, place FROM pack_places WHERE person = ? AND resource = ?", person, resource)
        return None if row is None else PlaceIn(*row)

    def opened(self, person: Pseudonym, resource: str, file: str) -> None:
        """Note the file that somebody opened last; what they told of their place in that very file stays."""
        before = self.of(person, resource)
        place = before.place if before is not None and before.file == file else 0
        self._put(person, resource, PlaceIn(file, place))

    def told(self, person: Pseudonym, resource: str, place: int) -> None:
        """Note the page or minute that somebody is at, in the file that they opened last."""
        before = self.of(person, resource)
        if before is not None:
            self._put(person, resource, PlaceIn(before.file, min(max(place, 0), MOST)))

    def _put(self, person: Pseudonym, resource: str, where: PlaceIn) -> None:
        self._db.write(
            "INSERT OR REPLACE INTO pack_places (person, resource, file, place, at) VALUES (?, ?, ?, ?, ?)",
            *(person, resource, where.file, where.place, self._db.now_s()),
        )
