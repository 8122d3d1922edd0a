"""What teachers ask for a pupil, and what they are answered: words sealed, and none of them leaves the laptop."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from edge.database import Database
from edge.dating import as_datetime
from edge.seal import Seal
from shared.errors import BadInput
from shared.ids import Pseudonym, ResourceId


class State(StrEnum):
    """How far a request for a pupil is."""

    WAITS = "waits"
    ANSWERED = "answered"
    PASSED = "passed"
    """The region was asked: for the pupil's pseudonym, with the cause and units, without the teacher's words."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a teacher says that a pupil needs."""

    learner: Pseudonym
    resource: ResourceId
    units: int
    cause: str
    why: str


@dataclass(frozen=True, slots=True)
class PupilRequest:
    """A request for a pupil, with its words for the screen."""

    id: int
    need: Need
    teacher: Pseudonym
    at: datetime | None
    state: State
    answer: str


_READ = (
    "SELECT id, learner, resource, units, cause, sealed_why, teacher, at_s, state, sealed_answer FROM pupil_requests "
)
_MOST = 200


class PupilRequests:
    """The requests for pupils that this laptop holds."""

    def __init__(self, db: Database, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    def ask(self, need: Need, *, teacher: bytes, form: bytes) -> None:
        """Keep a request; the same *form* keeps one."""
        self._db.write(
            "INSERT OR IGNORE INTO pupil_requests "
            "(form, learner, teacher, resource, units, cause, sealed_why, at_s, state) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(form, need.learner, teacher, need.resource, need.units, need.cause, self._seal.close(need.why)),
            *(self._db.now_s(), State.WAITS),
        )

    def of(self, teacher: bytes) -> list[PupilRequest]:
        """Return what one teacher asked, newest first."""
        return self._rows("WHERE teacher = ? ORDER BY id DESC LIMIT ?", teacher, _MOST)

    def all(self) -> list[PupilRequest]:
        """Return every request: those that wait on top, the oldest first; then the others, newest first."""
        return self._rows(
            "ORDER BY state != ?1, CASE WHEN state = ?1 THEN id ELSE -id END LIMIT ?2", State.WAITS, _MOST
        )

    def waiting(self) -> int:
        """Return how many wait for an answer."""
        return int(self._db.value("SELECT count(*) FROM pupil_requests WHERE state = ?", State.WAITS))

    def answer(self, asked: PupilRequest, text: str, *, by: bytes, pass_on: Callable[[], Any] | None = None) -> None:
        """
        Answer a request; *pass_on* asks the region, in the same transaction.

        Raises:
            BadInput: It was answered already, perhaps in another window.
        """
        with self._db.transaction():
            if self._db.value("SELECT state FROM pupil_requests WHERE id = ?", asked.id) != State.WAITS:
                raise BadInput("Ese pedido ya tiene respuesta. No se cambió nada.")
            self._db.write(
                "UPDATE pupil_requests SET state = ?, answered_by = ?, answered_s = ?, sealed_answer = ? WHERE id = ?",
                *(State.PASSED if pass_on else State.ANSWERED, by, self._db.now_s()),
                *(self._seal.close(text), asked.id),
            )
            if pass_on is not None:
                pass_on()

    def _rows(self, where: str, *values: object) -> list[PupilRequest]:
        return [
            PupilRequest(
                id_,
                Need(Pseudonym(learner), ResourceId(resource), units, cause, self._seal.open(why)),
                Pseudonym(teacher),
                as_datetime(at_s),
                State(state),
                self._seal.open(answer),
            )
            for id_, learner, resource, units, cause, why, teacher, at_s, state, answer in self._db.rows(
                _READ + where, *values
            )
        ]
