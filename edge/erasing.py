"""Taking a person out of the laptop: name, codes, classes and way in go, and what they did stays, of nobody."""

import logging
from collections.abc import Sequence

from edge.acts import BY_COMMAND, Kind
from edge.audit import Audit
from edge.copies_kept import forget_copies
from edge.database import Database
from shared.acts import Actor
from shared.errors import BadInput, DatabaseBusy, NotReady
from shared.ids import Pseudonym

_log = logging.getLogger(__name__)
_DUE = "scrub"
_OF_PERSON = (
    "DELETE FROM custody WHERE guardian = ?1 OR learner = ?1",
    "DELETE FROM sealed_more WHERE person = ?",
    "DELETE FROM loan_papers WHERE borrower = ?1 OR learner = ?1",
    "DELETE FROM memberships WHERE person = ?",
    "DELETE FROM pack_places WHERE person = ?",
    "DELETE FROM other_codes WHERE person = ?",
    "DELETE FROM sessions WHERE person = ?",
    "DELETE FROM credentials WHERE person = ?",
    "DELETE FROM assignments WHERE person = ?",
    "DELETE FROM pupil_requests WHERE learner = ?",
    "DELETE FROM cards WHERE person = ?",
    "DELETE FROM pupil_notes WHERE person = ?",
    "DELETE FROM departures WHERE person = ?",
    "DELETE FROM people WHERE person = ?",
)


def erase(db: Database, person: Pseudonym, by: Actor = BY_COMMAND) -> None:
    """
    Erase a learner or a guardian for good, or somebody of whom only a code is known; who is not here is erased already.

    The log keeps their random pseudonym, which nothing here or at the region leads back to anybody: a chain that was
    confirmed is never rewritten. SQLite leaves what it deletes in the file until something else needs the room, and in
    the write-ahead log; so the file is written anew. Where that could not be done, the next writer does it on opening.

    Raises:
        BadInput: Somebody of the staff.
        NotReady: They are erased, and what the file still holds of them is not: it will be, at the next opening.
    """
    erase_all(db, [person], by)


def erase_all(db: Database, people: Sequence[Pseudonym], by: Actor) -> int:
    """
    Erase several people in one act, and write the file anew once; return how many were here.

    Raises:
        BadInput: One is of the staff; nobody was erased.
        NotReady: See ``erase``.
    """
    with db.transaction():
        here = [one for one in people if _is_here(db, one)]
        for person in people:
            _take_out(db, person)
        for person in here:
            Audit(db).note(Kind.ERASED, by=by, subject=person.hex())
    _log.info("people erased count=%d", len(here))
    try:
        _scrub(db)
    except (DatabaseBusy, NotReady) as problem:
        raise NotReady(
            "Los datos se borraron, pero en el archivo quedan restos que no se ven: otro programa lo usa o falta "
            "espacio. Se limpian solos la próxima vez que se abra Chasqui."
        ) from problem
    return len(here)


def _is_here(db: Database, person: Pseudonym) -> bool:
    role = db.value("SELECT role FROM people WHERE person = ?", person)
    if role not in ("learner", "guardian", "", None):
        raise BadInput(
            "Esa persona es del personal: aquí solo se borran datos de estudiantes y de apoderados. No se borró nada."
        )
    return role is not None


def _take_out(db: Database, person: Pseudonym) -> None:
    with db.transaction():
        for statement in _OF_PERSON:
            db.write(statement, person)
        db.write("DELETE FROM throttles WHERE key = ?", f"account:learner:{person.hex()}")
        db.put(_DUE, True)


def erased(db: Database) -> list[Pseudonym]:
    """Return who was erased here, as the history tells: what a copy of before brings back is erased again by it."""
    return [Pseudonym(bytes.fromhex(act.subject)) for act in Audit(db).of_kind(Kind.ERASED)]


def finish_erasing(db: Database) -> None:
    """
    Do, on opening, what an earlier erasing could not; where it cannot be done now either, the next opening does.

    Whoever stands in the history as erased and is here all the same came back with older rows: they go again.
    """
    for person in erased(db):
        if db.value("SELECT 1 FROM people WHERE person = ?", person) is not None:
            _take_out(db, person)
    if not db.setting(_DUE, bool, False):
        return
    try:
        _scrub(db)
    except (DatabaseBusy, NotReady) as problem:
        _log.warning("scrub waits why=%s", type(problem).__name__)


def _scrub(db: Database) -> None:
    """Write the file anew, so that nothing deleted is left in it, its write-ahead log or its copies."""
    forget_copies(db)
    db.rewrite()
    db.write("DELETE FROM settings WHERE name = ?", _DUE)
