"""
The database as it was before a new version of the program touched it: kept, put back, or forgotten.

Run by the version before (``python -m edge.program.database_copy keep FOLDER``), which alone knows how to read it.
"""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from edge.config import Config
from edge.copying import PART, copied
from edge.migrating import applied
from edge.program.launcher import KEPT_NEW
from shared.clock import Clock
from shared.errors import ChasquiError
from shared.facts import ClockMark, Health
from shared.whole import DISK, Disk, forget

# Both end as every copy that nobody trusts: whoever erases a person removes them too.
_KEPT, _APART = "update", "apart"
_JOURNALS = ("-wal", "-shm")
_LAST = "SELECT max(coalesce((SELECT max(pos) FROM events), 0), coalesce((SELECT max(last_pos) FROM sealed), 0))"


def copy_of(database: Path) -> Path:
    """Return where the copy of a database lies."""
    return _beside(database, _KEPT)


def keep(database: Path, clock: Clock, disk: Disk = DISK) -> None:
    """
    Copy the database, and read the copy; one that is there is of an earlier update, and replaced.

    Raises:
        NotReady: The database is damaged.
        NoSpace: There is no room.
    """
    forget(copy_of(database))
    for end in ("", *_JOURNALS):
        forget(_beside(database, _APART + end))
    if not database.exists():
        return
    with copied(database, clock) as (part, _tail):
        disk.rename(part, copy_of(database))
    disk.sync(database.parent)


def put_back(database: Path, disk: Disk = DISK) -> bool:
    """
    Put the copy back where this version could not open what lies there; what was there lies apart, until it is erased.

    Done again after a cut, it goes on. False: more was recorded since, so that nothing was changed.
    """
    copy = copy_of(database)
    if not copy.exists():
        return True
    if database.exists():
        if _steps(database) == _steps(copy):
            forget(copy)
            return True
        if _recorded_since(database, copy):
            return False
        # A journal that stayed would be played into the copy: it goes first.
        for end in (*_JOURNALS, ""):
            if (path := database.with_name(database.name + end)).exists():
                disk.rename(path, _beside(database, _APART + end))
    disk.rename(copy, database)
    disk.sync(database.parent)
    return True


def _beside(database: Path, what: str) -> Path:
    return database.with_name(f".{database.name}.{what}{PART}")


def _steps(database: Path) -> set[str]:
    """Return the names of the steps that made the tables."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            return set(applied(connection))
    except sqlite3.DatabaseError:
        return set()


def _recorded_since(database: Path, copy: Path) -> bool:
    """
    Tell whether somebody recorded something in *database* that *copy* lacks.

    What the program notes of clock and laptop by itself is nothing that anybody was told "saved".
    """
    try:
        with closing(sqlite3.connect(copy)) as connection:
            [(before,)] = connection.execute(_LAST)
        with closing(sqlite3.connect(database)) as connection:
            [(sealed, last)] = connection.execute(
                "SELECT coalesce((SELECT max(last_pos) FROM sealed), 0), "
                "coalesce((SELECT max(pos) FROM events WHERE kind NOT IN (?, ?)), 0)",
                (ClockMark.NUMBER, Health.NUMBER),
            )
    except sqlite3.DatabaseError:
        # What cannot be read showed nothing on any page either.
        return False
    return bool(max(sealed, last) > before)


def main(what: str, folder: str) -> int:
    """Do *what* with the node in *folder*, "" the usual one; return the exit code."""
    config = Config.from_env(Path(folder) if folder else None)
    try:
        match what:
            case "keep":
                keep(config.database, config.clock)
            case "back":
                return 0 if put_back(config.database) else KEPT_NEW
            case _:
                forget(copy_of(config.database))
    except (ChasquiError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
