"""When the node was last copied to a USB stick, and whether it is time for another copy."""

from datetime import datetime, timedelta

from edge.database import Database
from edge.dating import as_datetime

EVERY = timedelta(days=30)
"""So old the last copy outside this laptop may become before somebody is asked for another."""
_LAST, _SINCE = "stick_copy", "stick_copy_since"


def note_on_stick(db: Database, made_s: int) -> None:
    """Note that a copy was made now (Unix seconds, by this laptop's clock)."""
    db.put(_LAST, made_s)


def last_on_stick(db: Database) -> datetime | None:
    """Return when this node was last copied to a stick, by its own clock; None where it never was."""
    return as_datetime(db.setting(_LAST, int | None, None))  # type: ignore[arg-type]


def begin_waiting(db: Database) -> None:
    """Note from when on somebody may be asked for a first copy: not on the day on which the laptop is new."""
    if db.setting(_SINCE, int, 0) == 0:
        db.put(_SINCE, db.now_s())


def is_due(db: Database) -> bool:
    """Tell whether the last copy on a stick is too old; a clock that was set back tells nothing."""
    since = as_datetime(db.setting(_SINCE, int | None, None))  # type: ignore[arg-type]
    last = last_on_stick(db) or since
    return last is not None and db.clock.now() - last > EVERY
