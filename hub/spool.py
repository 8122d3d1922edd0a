"""Uploads on their way in: what has arrived of each bundle, kept at once, whatever happens to the connection."""

import os
import shutil
import threading
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from hub.open_files import too_many_told
from shared.disk import FULL, full_disk_told, nearest, room_in
from shared.errors import NoSpace
from sync.bundle import MAX_BUNDLE_BYTES, bundle_id

OF_A_FILE = 4_096
"""What a file takes of a disk beside its bytes, its name and the rest of its last block: empty ones would fill it."""


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

    def __init__(self, folder: Path, *, max_bytes: int, min_free_bytes: int, lake: Path | None = None) -> None:
        """Open the spool in *folder*; a *lake* that lies on a disk of its own must take what is committed of it."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._lake = folder, lake
        self._max_bytes = max_bytes
        self._min_free_bytes = min_free_bytes
        self._lock = threading.Lock()
        self._writers: dict[str, Upload] = {}
        self._used = sum(size + OF_A_FILE for path in folder.iterdir() for _, size in _stat(path))
        """At least what the files take: what was forgotten one by one is still counted."""

    def held(self, id_: str) -> int | None:
        """Return how many bytes of a bundle are there, or None where nothing is known of it."""
        return _size(self._path(id_))

    def bytes_of(self, id_: str) -> bytes:
        """
        Return what is there of a bundle.

        Raises:
            DatabaseBusy: Too many files are open.
        """
        with too_many_told():
            try:
                return self._path(id_).read_bytes()
            except FileNotFoundError:
                return b""

    def has_room(self) -> bool:
        """Tell whether the disks take another bundle; asked before a body is read."""
        least = self._min_free_bytes + MAX_BUNDLE_BYTES
        if shutil.disk_usage(self._folder).free < least:
            return False
        # A lake that does not say, as where its disk is not mounted, is told by what is written there.
        room = room_in(nearest(self._lake)) if self._lake is not None else None
        return room is None or room.free >= least

    def begin(self, id_: str, offset: int, total: int) -> "Upload | Held":
        """
        Let an upload of a bundle begin at *offset*; what it then writes is kept at once, up to *total*.

        A later upload of the same bundle takes over from an earlier one, whose connection may be dead without knowing.
        One that would leave a hole is told what is held.

        Raises:
            NoSpace: The disk is full.
            DatabaseBusy: Too many files are open.
        """
        with self._lock, full_disk_told(), too_many_told():
            if offset > (self.held(id_) or 0):
                return Held(self.held(id_) or 0, whole=False, ahead=True)
            if self._used > self._max_bytes - MAX_BUNDLE_BYTES:
                self._evict(but=id_)
            path = self._path(id_)
            if not path.exists():
                self._check_room(id_, OF_A_FILE)
                self._used += OF_A_FILE
                path.touch()
            upload = Upload(self, id_, path.open("rb+", buffering=0), offset, total)
            self._writers[id_] = upload
        return upload

    def truncate(self, id_: str, size: int) -> None:
        """
        Forget what is held of a bundle beyond *size*: it is not what the sender has. Not while more is arriving.

        Raises:
            DatabaseBusy: Too many files are open.
        """
        with self._lock, too_many_told():
            if id_ not in self._writers and (self.held(id_) or 0) > size:
                with self._path(id_).open("rb+") as file:
                    file.truncate(size)

    def drop(self, id_: str) -> None:
        """Forget a bundle; who is sending it begins again."""
        with self._lock:
            self._writers.pop(id_, None)
            self._path(id_).unlink(missing_ok=True)

    def _keep(self, upload: "Upload", chunk: bytes) -> bool:
        """Write a chunk, unless another upload has taken over."""
        with self._lock, full_disk_told(), too_many_told():
            if self._writers.get(upload.id) is not upload:
                return False
            self._check_room(upload.id, len(chunk))
            self._used += upload.put(chunk)
        return True

    def _check_room(self, id_: str, size: int) -> None:
        """However many uploads came at once, the spool never takes more than this: the last ones come again later."""
        most = self._max_bytes + MAX_BUNDLE_BYTES
        if self._used + size > most:
            self._evict(but=id_)
        if self._used + size > most:
            raise NoSpace(FULL)

    def _release(self, upload: "Upload") -> None:
        with self._lock:
            if self._writers.get(upload.id) is upload:
                del self._writers[upload.id]

    def _evict(self, but: str) -> None:
        """
        Make room by forgetting the uploads that were touched longest ago: their senders begin again.

        Never one that is being written. An eighth more than must go goes: not every upload shall look at every file.
        """
        files = sorted((touched_s, size, path) for path in self._folder.iterdir() for touched_s, size in _stat(path))
        self._used = sum(size + OF_A_FILE for _, size, _ in files)
        for _, size, path in files:
            if self._used <= (self._max_bytes - MAX_BUNDLE_BYTES) * 7 // 8:
                return
            if path.name not in self._writers and path.name != but:
                self._used -= size + OF_A_FILE
                path.unlink(missing_ok=True)

    def _path(self, id_: str) -> Path:
        return self._folder / id_


class Upload:
    """The bytes of a bundle as one connection brings them: pushed in, so that nobody waits for them."""

    def __init__(self, spool: Spool, id_: str, file: FileIO, offset: int, total: int) -> None:
        self.id = id_
        self._spool = spool
        self._file = file
        self._at = offset
        self._total = total
        self._overtaken = False
        self.brought = False
        """Whether any of it was not held before, byte by byte."""
        self._size = file.seek(0, os.SEEK_END)
        """Nobody else writes in it until this upload is overtaken: most write at its end, and read nothing first."""

    def write(self, chunk: bytes) -> bool:
        """
        Keep what arrived; tell whether more of it is wanted.

        Raises:
            NoSpace: The disk is full; what had arrived until then is kept.
            DatabaseBusy: Too many files are open to make room by looking at all of them.
        """
        chunk = chunk[: self._total - self._at]
        self._overtaken = self._overtaken or not self._spool._keep(self, chunk)
        return not self._overtaken and self._at < self._total

    def put(self, chunk: bytes) -> int:
        """Write a chunk where it belongs, under the spool's lock; return by how much the file may have grown."""
        known = b""
        if self._at < self._size:
            self._file.seek(self._at)
            known = self._file.read(len(chunk))
        if not chunk.startswith(known):
            # Sent again and different: one of the two was damaged on the way, and the later one is believed.
            self._file.truncate(self._at)
            self._size, known = self._at, b""
        self._file.seek(self._at + len(known))
        left = memoryview(chunk)[len(known) :]
        self.brought = self.brought or bool(left)
        while left:
            left = left[self._file.write(left) :]
        self._at += len(chunk)
        self._size = max(self._size, self._at)
        return len(chunk) - len(known)

    @property
    def is_all_there(self) -> bool:
        """Whether as many bytes are held as the bundle has."""
        return not self._overtaken and self._size == self._total

    def close(self) -> None:
        """Say that no more comes, however it ended."""
        self._spool._release(self)
        self._file.close()

    def held(self) -> Held:
        """Return what the spool has of the bundle, after ``close``."""
        if self._overtaken:
            return Held(self._spool.held(self.id) or 0, whole=False, ahead=True)
        data = self._spool.bytes_of(self.id)
        return Held(len(data), whole=len(data) == self._total and bundle_id(data) == self.id)


def _size(path: Path) -> int | None:
    return next((size for _, size in _stat(path)), None)


def _stat(path: Path) -> list[tuple[float, int]]:
    """Return when a file was touched and its size; nothing where it is gone, as one that another thread evicted is."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return []
    return [(found.st_mtime, found.st_size)]
