"""Uploads on their way in: what has arrived of each bundle, kept at once, whatever happens to the connection."""

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from shared.disk import full_disk_told
from sync.bundle import MAX_BUNDLE_BYTES, bundle_id

CHUNK_BYTES = 1_024
"""Bytes asked of a connection at a time: what a reset may cost."""
_MIB = 1_048_576


@dataclass(frozen=True, slots=True)
class Held:
    """What the spool has of a bundle after an upload ended, however it ended."""

    bytes: int
    whole: bool
    """All of it is there, and it is what its id says."""
    ahead: bool = False
    """The sender began beyond what is held, or somebody else sends the same bundle now."""


class Spool:
    """
    Files in one folder, one per bundle, named by the bundle's id.

    The spool holds a beginning of the sender's bytes, or nothing: offsets that leave a hole are refused, and bytes sent
    again replace nothing that differs silently.
    """

    def __init__(self, folder: Path, *, max_bytes: int, min_free_bytes: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._max_bytes = max_bytes
        self._min_free_bytes = min_free_bytes
        self._lock = threading.Lock()
        self._writers: dict[str, object] = {}

    def held(self, id_: str) -> int | None:
        """Return how many bytes of a bundle are there, or None where nothing is known of it."""
        return _size(self._path(id_))

    def bytes_of(self, id_: str) -> bytes:
        """Return what is there of a bundle."""
        try:
            return self._path(id_).read_bytes()
        except FileNotFoundError:
            return b""

    def has_room(self) -> bool:
        """Tell whether the disk takes another bundle; asked before a body is read."""
        return shutil.disk_usage(self._folder).free >= self._min_free_bytes + MAX_BUNDLE_BYTES

    def receive(self, id_: str, offset: int, total: int, read: Callable[[int], bytes]) -> Held:
        """
        Take the bytes of a bundle from *offset* on, as *read* gives them, until *total* or until the connection breaks.

        A later upload of the same bundle takes over from an earlier one, whose connection may be dead without knowing.

        Raises:
            NoSpace: The disk is full; what had arrived until then is kept.
        """
        mine = object()
        with self._lock:
            if offset > (self.held(id_) or 0):
                return Held(self.held(id_) or 0, whole=False, ahead=True)
            self._writers[id_] = mine
            self._evict()
        at = offset
        try:
            for chunk in _chunks(read, total - offset):
                with self._lock, full_disk_told():
                    if self._writers.get(id_) is not mine:
                        return Held(self.held(id_) or 0, whole=False, ahead=True)
                    self._write(id_, at, chunk)
                at += len(chunk)
        finally:
            with self._lock:
                if self._writers.get(id_) is mine:
                    del self._writers[id_]
        data = self.bytes_of(id_)
        return Held(len(data), whole=len(data) == total and bundle_id(data) == id_)

    def truncate(self, id_: str, size: int) -> None:
        """Forget what is held of a bundle beyond *size*: it is not what the sender has. Not while more is arriving."""
        with self._lock:
            if id_ not in self._writers and (self.held(id_) or 0) > size:
                with self._path(id_).open("rb+") as file:
                    file.truncate(size)

    def drop(self, id_: str) -> None:
        """Forget a bundle."""
        with self._lock:
            self._path(id_).unlink(missing_ok=True)

    def _write(self, id_: str, at: int, chunk: bytes) -> None:
        path = self._path(id_)
        path.touch()
        with path.open("rb+") as file:
            file.seek(at)
            known = file.read(len(chunk))
            if chunk.startswith(known):
                file.write(chunk[len(known) :])
            elif not known.startswith(chunk):
                # Sent again and different: one of the two was damaged on the way, and the later one is believed.
                file.seek(at)
                file.truncate()
                file.write(chunk)

    def _evict(self) -> None:
        """
        Make room by forgetting the uploads that were touched longest ago: their senders begin again.

        Never one that is being written.
        """
        files = sorted((touched_s, size, path) for path in self._folder.iterdir() for touched_s, size in _stat(path))
        used = sum(size for _, size, _ in files)
        for _, size, path in files:
            if used <= self._max_bytes - MAX_BUNDLE_BYTES:
                return
            if path.name not in self._writers:
                used -= size
                path.unlink(missing_ok=True)

    def _path(self, id_: str) -> Path:
        return self._folder / id_


def _size(path: Path) -> int | None:
    return next((size for _, size in _stat(path)), None)


def _stat(path: Path) -> list[tuple[float, int]]:
    """Return when a file was touched and its size; nothing where it is gone, as one that another thread evicted is."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return []
    return [(found.st_mtime, found.st_size)]


def _chunks(read: Callable[[int], bytes], count: int) -> Iterator[bytes]:
    """Give what arrives, until *count* bytes did or the connection ends, in whatever way."""
    while count > 0:
        try:
            chunk = read(min(CHUNK_BYTES, count))
        except OSError:
            return
        if not chunk:
            return
        count -= len(chunk)
        yield chunk
