"""The daily copy, in a process of its own: ``python -m edge.copy_apart DATABASE TIME``."""

import os
import sys
from pathlib import Path

from edge.copies_kept import copy_now
from edge.daily_copies import REFUSED
from shared.clock import clock_from
from shared.errors import ChasquiError
from shared.sentences import kept

_GENTLE = 19


def main(database: Path, now: str) -> int:
    """Copy, with what the pages leave of the processor; print why it cannot be, and return the exit code."""
    _step_back()
    try:
        copy_now(database, clock_from(now))
    except ChasquiError as error:
        sys.stdout.buffer.write(kept(error.said).encode())
        return REFUSED
    return 0


def _step_back() -> None:
    """Let every other program go first, where the system knows such a thing; Windows was told at the start."""
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    elif hasattr(os, "nice"):
        os.nice(_GENTLE)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
