"""The disk: how much of it is free, when that is too little, and what a full one is called."""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shared.errors import NoSpace

RESERVE_BYTES, RESERVE_SHARE = 500_000_000, 0.05
"""What should stay free: so many bytes, or this share of a disk too small for them; the alarm comes below it."""
NEXT_TO_NOTHING = 1_000_000
"""Free bytes below which an input/output error of SQLite means a full disk and no damage."""
FULL = "No hay espacio en el disco. Libere 300 MB y repita: lo guardado antes está a salvo."
_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Room:
    """What a disk has, in bytes."""

    free: int
    total: int

    @property
    def low(self) -> bool:
        """
        Whether less is free than should stay so.

        >>> Room(free=600_000_000, total=250_000_000_000).low, Room(free=600_000_000, total=4_000_000_000).low
        (False, False)
        >>> Room(free=400_000_000, total=250_000_000_000).low, Room(free=150_000_000, total=4_000_000_000).low
        (True, True)
        """
        return self.free < min(RESERVE_BYTES, self.total * RESERVE_SHARE)


def nearest(folder: Path) -> Path:
    """Return *folder*, or the nearest above it that is there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def room_in(folder: Path) -> Room | None:
    """Return what the disk of *folder* has; None where it does not say, which is not the same as nothing."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return None
    return Room(usage.free, usage.total) if usage.total > 0 and usage.free >= 0 else None


def means_full(error: sqlite3.Error, folder: Path) -> bool:
    """Tell whether an error of SQLite says that there is no space left."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name == "SQLITE_FULL" or "disk is full" in str(error):
        return True
    room = room_in(folder)
    return name.startswith("SQLITE_IOERR") and room is not None and room.free < NEXT_TO_NOTHING


@contextmanager
def full_disk_told() -> Iterator[None]:
    """
    Say in words that a file could not be written for want of space.

    Raises:
        NoSpace: That was it; any other trouble goes on as it came.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise NoSpace(FULL) from error
