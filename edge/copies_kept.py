"""The copies of the database that lie beside it: verified, numbered, the last seven of different days."""

import logging
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from edge.copying import copied, forget_parts
from edge.database import Database
from shared.clock import LIMA, Clock
from shared.errors import NotReady
from shared.whole import DISK, forget, make_folder

FOLDER = "copies"
"""Beside the database; what lies there is sealed as far as the database is."""
ASIDE = "damaged"
"""The folder of the databases that a repair put aside; they stay until somebody who may be in one is erased."""
KEPT = 7
REPAIR = ".repair-"
"""How the folders begin in which a repair works."""
_ERASED = "erased"
"""The setting that counts erasings: a copy that knows of fewer than the database may hold somebody who is gone."""
_NAME = re.compile(r"(\d{6,})_(\d{4}-\d{2}-\d{2}_\d{2}-\d{2})\.db", re.ASCII)
_STAMP = "%Y-%m-%d_%H-%M"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy: its number, which no clock can set back, when it was made by this laptop's clock, and its file."""

    number: int
    made: datetime
    path: Path

    @property
    def day(self) -> str:
        """Its day in Peru."""
        return self.path.name.partition("_")[2][:10]


def copies(database: Path) -> list[Copy]:
    """Return the copies that are kept of a database, the newest first."""
    folder = database.with_name(FOLDER)
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if told := _NAME.fullmatch(path.name):
            try:
                made = datetime.strptime(told[2], _STAMP).replace(tzinfo=LIMA)
            except ValueError:
                continue
            found.append(Copy(int(told[1]), made.astimezone(UTC), path))
    return sorted(found, key=lambda one: one.number, reverse=True)


def age_h(made: datetime | None, now: datetime) -> int | None:
    """
    Return how many whole hours ago a copy was made; None where there is none, or the clock was set back since.

    >>> noon = datetime(2026, 6, 23, 12, tzinfo=UTC)
    >>> age_h(noon, noon + timedelta(hours=30)), age_h(noon, noon - timedelta(days=1)), age_h(None, noon)
    (30, None, None)
    """
    if made is None or now < made - timedelta(minutes=1):
        return None
    return int(max(now - made, timedelta()) / timedelta(hours=1))


def copy_now(database: Path, clock: Clock) -> Copy:
    """
    Keep a verified copy of *database* as it is now, also while it is used; it takes the place of one of the same day.

    Raises:
        NotInitialised: There is no node.
        NotReady: The database is damaged or of another version, or somebody was erased meanwhile.
        NoSpace: It would leave less free on the disk than should stay so.
    """
    with copied(database, clock) as (part, _):
        make_folder(database.with_name(FOLDER))
        made, before = clock.now(), copies(database)
        number = before[0].number + 1 if before else 1
        new = Copy(number, made, database.with_name(FOLDER) / f"{number:06}_{made.astimezone(LIMA):{_STAMP}}.db")
        known = _erasings(part, clock)
        DISK.rename(part, new.path)
        DISK.sync(new.path.parent)
        if _erasings(database, clock) != known:
            forget(new.path)
            raise NotReady("Se borraron datos de una persona mientras se hacía la copia: se hace otra enseguida.")
    others = [one for one in before if one.day != new.day]
    for one in {*before} - {*others[: KEPT - 1]}:
        forget(one.path)
    _log.info("copied number=%d bytes=%d", number, new.path.stat().st_size)
    return new


def forget_copies(db: Database) -> None:
    """
    Remove every copy of a database, what a cut left of one and what a repair put aside: each may hold who was erased.

    Raises:
        NotReady: One is being read; whoever erased does it again later.
    """
    # First: a copy that is being finished now looks at this after it got its name.
    db.put(_ERASED, db.setting(_ERASED, int, 0) + 1)
    forget_parts(db.path)
    forget_work(db.path)
    kept, aside = db.path.with_name(FOLDER), db.path.with_name(ASIDE)
    gone = [forget(path) for path in (*sorted(kept.glob("*")), *sorted(aside.glob("*/*")))]
    if not all(gone):
        raise NotReady("Una copia automática está en uso por otro programa. Espere un momento y repita.")


def forget_work(database: Path) -> None:
    """Remove what a cut left of a repair, as large as two databases; nobody may be repairing it now."""
    for folder in database.parent.glob(f"{REPAIR}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _erasings(database: Path, clock: Clock) -> int:
    with Database(database, clock, writer=False) as db:
        return db.setting(_ERASED, int, 0)
