"""Where tests keep their folders, of which there are thousands."""

import os
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ROOM = 6 * 1024**3


def room() -> Path:
    """
    Return where tests keep their folders: in memory where there is room, for no test cuts the power.

    What is written is synced as ever, and costs nothing: on a disk that is a third of the run.
    """
    if not (hasattr(os, "statvfs") and _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)):
        return Path(tempfile.gettempdir())
    here = os.statvfs(_MEMORY)
    roomy = here.f_bavail * here.f_frsize >= _ROOM and here.f_favail >= 1_000_000
    # Some tests put a program there and run it.
    return _MEMORY if roomy and not here.f_flag & os.ST_NOEXEC else Path(tempfile.gettempdir())
