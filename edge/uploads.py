"""A file between its preview and its acceptance: sealed on the disk, one for each person, gone when either is over."""

import tempfile
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import IO

import msgspec

from edge.seal import Seal
from shared import os_errors
from shared.errors import NotReady
from shared.ids import SchoolId
from shared.whole import OWNER_ONLY, write_whole

MAX_BYTES = 16 * 1_048_576
"""Of a file that comes through a page; larger ones go in by ``chasqui-edge import``."""
FOLDER = "uploads"
"""Beside the database."""
NO_ROOM = "No se pudo recibir el archivo (%(why)s). Libere espacio en el disco y repita; no se importó nada."


class Upload(msgspec.Struct, frozen=True):
    """A file as somebody sent it, with what they said of it: what was seen is what is accepted."""

    files: dict[str, bytes]
    kinds: list[str]
    school: SchoolId
    whole_week: bool


class Uploads:
    """
    The folder of files that wait for a yes. What lies there is sealed: lists hold pupils' names.

    Whatever an earlier run left is removed.
    """

    def __init__(self, folder: Path, seal: Seal) -> None:
        """Use *folder*, which nobody else writes to."""
        self._folder = folder
        self._seal = seal
        # Windows replaces and removes no file that is being read.
        self._one_at_a_time = Lock()
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            path.unlink(missing_ok=True)

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return self._folder

    def stream(self) -> IO[bytes]:
        """Return a file without a name to receive an upload in; it is gone when closed."""
        try:
            return tempfile.TemporaryFile(dir=self._folder)
        except OSError as error:
            raise NotReady(NO_ROOM, why=os_errors.reason(error)) from error

    def keep(self, who: bytes, upload: Upload) -> str:
        """
        Keep the upload of somebody, in place of an earlier one; return its digest.

        Raises:
            NotReady: There is no room.
        """
        data = msgspec.msgpack.encode(upload)
        try:
            # Another tab of the same person may be reading the one before.
            with self._one_at_a_time:
                write_whole(self._path(who), self._seal.close_bytes(data), mode=OWNER_ONLY)
        except OSError as error:
            self.drop(who)
            raise NotReady(NO_ROOM, why=os_errors.reason(error)) from error
        return _digest(data)

    def kept(self, who: bytes, digest: str) -> Upload | None:
        """Return the upload of somebody; None where it is gone, or another one than *digest* tells."""
        try:
            with self._one_at_a_time:
                sealed = self._path(who).read_bytes()
        except FileNotFoundError:
            return None
        data = self._seal.open_bytes(sealed)
        return msgspec.msgpack.decode(data, type=Upload) if _digest(data) == digest else None

    def drop(self, who: bytes) -> None:
        """Remove the upload of somebody."""
        with self._one_at_a_time:
            self._path(who).unlink(missing_ok=True)

    def _path(self, who: bytes) -> Path:
        return self._folder / f"{blake2b(who, digest_size=16).hexdigest()}.sealed"


def forget_waiting(folder: Path) -> None:
    """
    Remove every file that waits for a yes: a list may hold somebody who is to be erased.

    Raises:
        NotReady: One is being read.
    """
    try:
        for path in folder.glob("*.sealed"):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise NotReady(
            "Un archivo de «Importar» está en uso (%(why)s). Espere un momento y repita; no se borró nada.",
            why=os_errors.reason(error),
        ) from error


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
