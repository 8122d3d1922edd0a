"""Where a run of tests keeps its folders, of which there are thousands."""

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ROOM = 6 * 1024**3
_NAME = "chasqui-"


def new_folder(base: Path) -> Path:
    """Make the folder of this run in *base*; in memory, also remove those of runs that are over."""
    for one in base.glob(f"{_NAME}*") if base == _MEMORY else ():
        pid = one.name.removeprefix(_NAME).split("-")[0]
        if pid.isdigit() and not Path("/proc", pid).exists():
            shutil.rmtree(one, ignore_errors=True)
    made = Path(tempfile.mkdtemp(prefix=f"{_NAME}{os.getpid()}-", dir=base))
    # PostgreSQL does not run as root: whoever it runs as goes through here to a folder of its own.
    made.chmod(0o711)
    return made


def room() -> Path:
    """
    Return where there is room: in memory if that may be, for no test cuts the power.

    What is written is synced as ever, and costs nothing: on a disk that is a third of the run.
    """
    if not (hasattr(os, "statvfs") and _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)):
        return Path(tempfile.gettempdir())
    here = os.statvfs(_MEMORY)
    roomy = here.f_bavail * here.f_frsize >= _ROOM and here.f_favail >= 1_000_000
    # Some tests put a program there and run it.
    return _MEMORY if roomy and not here.f_flag & os.ST_NOEXEC else Path(tempfile.gettempdir())
