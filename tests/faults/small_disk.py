"""A disk of a few megabytes that can really be full."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

_FILLING = "filling"


@dataclass(frozen=True)
class SmallDisk:
    """A mounted folder."""

    folder: Path

    @property
    def free(self) -> int:
        status = os.statvfs(self.folder)
        return status.f_bavail * status.f_frsize

    def fill(self, but: int = 0) -> None:
        """Take all space, *but* so many bytes."""
        with (self.folder / _FILLING).open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while self.free > but:
                file.write(bytes(min(65_536, self.free - but)))

    def clear(self) -> None:
        """Give the space back."""
        (self.folder / _FILLING).unlink(missing_ok=True)


@contextlib.contextmanager
def small_disk(folder: Path, kib: int) -> Iterator[SmallDisk]:
    """Mount a disk of *kib* KiB on *folder*; skip where this user may not mount."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={kib}k", "chasqui-test", str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"this user may not mount a small disk: {done.stderr.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
