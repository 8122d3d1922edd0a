"""How a file gets onto the disk: whole and there to stay, or not at all."""

import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_log = logging.getLogger(__name__)

Sync = Callable[[int], None]
"""Brings what was written to a descriptor onto the disk, as ``os.fsync`` does."""
_SYNCS, _UNDER_WAY = 4, 64
OWNER_ONLY = 0o600
"""The mode of a file that nobody else may read, where the platform knows owners."""


class Disk:
    """What makes a file last through a power cut, one step at a time."""

    def __init__(self, sync: Sync = os.fsync) -> None:
        self._sync = sync

    def sync(self, path: Path) -> None:
        """Return once the file, or the names in the folder, are on the disk; Windows needs no such call for names."""
        folder = path.is_dir()
        if folder and os.name != "posix":
            return
        descriptor = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
        try:
            self._sync(descriptor)
        finally:
            os.close(descriptor)

    def rename(self, path: Path, to: Path) -> None:
        """Give a file its final name, in one step."""
        path.replace(to)


DISK = Disk()


class Later(Disk):
    """
    A disk on which what is written lasts only after ``settle``; until then all of it may be gone after a power cut.

    Files are on their way there from when they are written, several at once; of each folder the names are brought once.
    """

    def __init__(self, sync: Sync = os.fsync) -> None:
        super().__init__(sync)
        self._folders: set[Path] = set()
        self._files: list[Future[None]] = []
        self._threads = ThreadPoolExecutor(_SYNCS)
        # Each is an open file, and a process may have no more than some hundreds.
        self._free = threading.BoundedSemaphore(_UNDER_WAY)

    def sync(self, path: Path) -> None:
        if path.is_dir():
            self._folders.add(path)
        elif os.name != "posix":
            # A file that is open cannot be given its name.
            super().sync(path)
        else:
            descriptor = os.open(path, os.O_RDONLY)
            self._free.acquire()
            self._files.append(self._threads.submit(self._bring, descriptor))

    def _bring(self, descriptor: int) -> None:
        try:
            self._sync(descriptor)
        finally:
            os.close(descriptor)
            self._free.release()

    def settle(self) -> None:
        """
        Return once all files and their names are on the disk.

        Raises:
            OSError: One of them could not be brought there.
        """
        self._threads.shutdown()
        for file in self._files:
            file.result()
        while self._folders:
            super().sync(self._folders.pop())


@contextmanager
def whole(path: Path, *, mode: int = 0o666, disk: Disk = DISK) -> Iterator[BinaryIO]:
    """
    Give a file to write, which takes the name *path* when all of it is on the disk.

    A cut at any moment leaves the old file, or none, but never half of one; what failed leaves nothing behind, or every
    attempt on a full disk would leave another half.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        with os.fdopen(descriptor, "w+b") as file:
            yield file
        disk.sync(part)
        disk.rename(part, path)
    finally:
        forget(part)
    disk.sync(path.parent)


def write_whole(path: Path, data: bytes, *, mode: int = 0o666, disk: Disk = DISK) -> None:
    """Write *data* to *path* as ``whole`` does."""
    with whole(path, mode=mode, disk=disk) as file:
        file.write(data)


def forget(path: Path) -> bool:
    """Remove a file that nobody needs, and tell whether it is gone: one that stays does no harm."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("left_behind file=%s error=%s", path.name, error.strerror)
        return False
    return True


def make_folder(folder: Path, disk: Disk = DISK) -> None:
    """Make a folder and those above it: each lasts once the one that names it is on the disk."""
    if folder.is_dir():
        return
    make_folder(folder.parent, disk)
    folder.mkdir(exist_ok=True)
    disk.sync(folder.parent)
