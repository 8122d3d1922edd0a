"""What pupils add to a face in a few words: sealed, for their teacher alone, and never a fact."""

from collections.abc import Sequence
from dataclasses import dataclass

from edge.database import Database
from edge.seal import Seal
from shared.ids import Pseudonym
from shared.similarity import ItemId

LONGEST = 140


@dataclass(frozen=True, slots=True)
class Note:
    """What one pupil said of one material, with the face that they gave it then."""

    person: Pseudonym
    item: ItemId
    score: int
    text: str


class PupilNotes:
    """The words of pupils: of each about each material the last ones."""

    def __init__(self, db: Database, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    def say(self, note: Note) -> None:
        """Keep a pupil's words, up to ``LONGEST`` characters, in place of those before; none takes them back."""
        text = " ".join(note.text.split())[:LONGEST]
        if not text:
            self._db.write("DELETE FROM pupil_notes WHERE person = ? AND item = ?", note.person, note.item)
            return
        self._db.write(
            "INSERT OR REPLACE INTO pupil_notes (person, item, score, sealed, at_s) VALUES (?, ?, ?, ?, ?)",
            *(note.person, note.item, note.score, self._seal.close(text), self._db.now_s()),
        )

    def of(self, people: Sequence[Pseudonym]) -> list[Note]:
        """Return what some pupils said, the newest first."""
        marks = ", ".join("?" * len(people))
        rows = self._db.rows(
            f"SELECT person, item, score, sealed FROM pupil_notes WHERE person IN ({marks}) "  # noqa: S608
            "ORDER BY at_s DESC, item, person",
            *people,
        )
        return [
            Note(Pseudonym(person), ItemId(item), score, self._seal.open(sealed))
            for person, item, score, sealed in rows
        ]
