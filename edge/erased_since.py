"""Who was erased after a copy: another folder of this computer whose history goes on from the copy's may tell."""

import logging
from dataclasses import dataclass
from pathlib import Path

from edge.acts import PROGRAM
from edge.audit import Audit
from edge.database import Database
from edge.erasing import erase_all, erased
from edge.staff import ROLES
from shared.acts import NOTHING_BEFORE
from shared.errors import BadInput, ChasquiError, NotReady
from shared.ids import Pseudonym

_SINCE = "restored_from"
"""The newest row of the history in the copy, as long as nobody said who was erased after it."""
_MOST_FOLDERS = 200
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ErasedAgain:
    """How many people were erased again, which folders told that they were, and whether that is known to be all."""

    people: int = 0
    told: tuple[Path, ...] = ()
    settled: bool = False


@dataclass(frozen=True, slots=True)
class ErasedThere:
    """Who was erased in another folder; not all of them where that came out of a copy too, and nobody settled it."""

    people: list[Pseudonym]
    all_of_them: bool


def erase_again_beside(db: Database, folder: Path) -> ErasedAgain:
    """
    Erase in a database that was just restored whoever the folders beside *folder* say was erased after its copy.

    Where none of them tells, that somebody has to look is remembered until ``settle``.
    """
    last = Audit(db).last()
    db.put(_SINCE, last.hash if last else NOTHING_BEFORE)
    told = {one.parent: found for one in _beside(folder, db.path) if (found := _told(db, one)) is not None}
    everybody = list(dict.fromkeys(one for found in told.values() for one in found.people))
    try:
        count = erase_all(db, everybody, PROGRAM) if everybody else 0
    except NotReady:
        # They are gone from every page; what the file still holds of them goes at the next opening.
        count = len(everybody)
    if any(found.all_of_them for found in told.values()):
        settle(db)
    return ErasedAgain(count, tuple(told), settled=not waits(db))


def erased_after(db: Database, file: Path) -> ErasedThere:
    """
    Return whom the database *file* of the laptop before tells as erased; nobody who is of the staff in the copy.

    Raises:
        BadInput: It is this node's own, its history was changed, or does not go on from the copy restored here.
        NotInitialised: There is no node.
        NotReady: It is damaged, or of another version.
    """
    if file.resolve() == db.path.resolve():
        raise BadInput("Esa carpeta es la de esta misma laptop. Escriba la de la laptop anterior. No se cambió nada.")
    since = db.setting(_SINCE, str, "")
    with Database(file, db.clock, writer=False, older=True) as other:
        theirs = Audit(other)
        if (since and not _goes_on(db, other, since)) or theirs.first_broken() is not None:
            raise BadInput(
                "El historial de «%(folder)s» no sigue al de la copia: es de otra laptop, de antes de la copia, o está "
                "dañado. No se cambió nada.",
                folder=file.parent,
            )
        return ErasedThere([one for one in erased(other) if not _is_staff(db, one)], not waits(other))


def waits(db: Database) -> bool:
    """Tell whether this node came out of a copy, and nobody has said yet who was erased after it."""
    return bool(db.setting(_SINCE, str, ""))


def settle(db: Database) -> None:
    """Note that nobody is left here who was erased after the copy."""
    db.write("DELETE FROM settings WHERE name = ?", _SINCE)


def _goes_on(db: Database, other: Database, since: str) -> bool:
    """Tell whether another database is of this node, and its history holds the row *since*."""
    first = "SELECT id FROM incarnations ORDER BY n LIMIT 1"
    if db.value(first) != other.value(first):
        return False
    return since == NOTHING_BEFORE or Audit(other).has(bytes.fromhex(since))


def _is_staff(db: Database, person: Pseudonym) -> bool:
    return db.value("SELECT role FROM people WHERE person = ?", person) in ROLES


def _beside(folder: Path, own: Path) -> list[Path]:
    """Return the databases in the folders beside *folder*, but *own*, wherever that lies while it is made."""
    try:
        found = sorted(folder.parent.iterdir())[:_MOST_FOLDERS]
    except OSError as error:
        _log.warning("folders beside not read why=%s", type(error).__name__)
        return []
    return [file for one in found if one != folder and (file := one / own.name) != own and _is_file(file)]


def _is_file(path: Path) -> bool:
    """Tell whether there is a file that can be looked at: a folder of somebody else hides none of the others."""
    try:
        return path.is_file()
    except OSError:
        return False


def _told(db: Database, file: Path) -> ErasedThere | None:
    try:
        return erased_after(db, file)
    except ChasquiError as error:
        _log.warning("folder beside tells nothing why=%s", type(error).__name__)
        return None
