"""What lies in a folder of a stick, which is somebody else's: links are not followed, and nothing there is trusted."""

import errno
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from shared import os_errors
from shared.errors import RoadClosed

MAX_ENTRIES = 50_000
"""Names in one folder of a stick beyond which it is not looked at: somebody filled it on purpose."""
_log = logging.getLogger(__name__)


def check_own(root: Path, folder: Path) -> None:
    """
    Check that *folder* lies on the stick itself.

    Raises:
        RoadClosed: One of the folders from *root* to it is a link, which would lead to somebody's own disk.
    """
    below = (folder, *folder.parents)
    if any(path.is_symlink() for path in below[: below.index(root)]):
        raise RoadClosed(
            "En «%(folder)s» hay un enlace en lugar de una carpeta: no se abrió. Use otro USB.", folder=root
        )


def files_of(folder: Path) -> list[Path]:
    """Return what lies in a folder, by name; hidden names are half-written files, or some system's own."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in islice(entries, MAX_ENTRIES + 1)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise RoadClosed(
            "No se puede leer «%(folder)s»: %(reason)s. Revise el USB y repita.",
            folder=folder,
            reason=os_errors.reason(error),
        ) from error
    if len(names) > MAX_ENTRIES:
        raise RoadClosed("En «%(folder)s» hay demasiados archivos: no se abrió. Use otro USB.", folder=folder)
    return [folder / name for name in sorted(names) if not name.startswith(".")]


def is_plain(path: Path) -> bool:
    """Return whether this is a file and no link to one, which may lead to somebody's own disk."""
    return path.is_file() and not path.is_symlink()


def beginning(path: Path, size: int) -> bytes | None:
    """Return how a plain file begins: nothing where it is none, None where it cannot be read."""
    try:
        if not is_plain(path):
            return b""
        with path.open("rb") as file:
            return file.read(size)
    except OSError as error:
        _log.warning("unreadable file=%s error=%s", shown(path.name), error.strerror)
        return None


def read_plain(path: Path, max_bytes: int) -> bytes | None:
    """Return the bytes of a plain file that is not too long: a stick is somebody else's, so links are not followed."""
    try:
        if not is_plain(path) or path.stat().st_size > max_bytes:
            return None
        with path.open("rb") as file:
            return file.read(max_bytes)
    except OSError as error:
        _log.warning("skipped file=%s error=%s", shown(path.name), error.strerror)
        return None


@contextmanager
def opened_plain(path: Path) -> Iterator[BinaryIO]:
    """
    Open a plain file; a link that took its place since it was looked at is not followed either.

    Raises:
        RoadClosed: It is none, or cannot be opened; what breaks off while it is read goes on as it came.
    """
    try:
        if not is_plain(path):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        descriptor = os.open(path, flags)
    except OSError as error:
        raise RoadClosed(
            "No se puede abrir «%(file)s»: %(reason)s. Revise el USB y repita.",
            file=shown(path.name),
            reason=os_errors.reason(error),
        ) from error
    with os.fdopen(descriptor, "rb") as file:
        yield file


def shown(name: str) -> str:
    """
    Return the name of somebody's file as it may be shown: no control characters, not too long.

    >>> shown("datos (2).chq"), shown("a" + chr(10) + "b"), len(shown("x" * 300))
    ('datos (2).chq', 'a?b', 40)
    """
    clean = "".join(letter if letter.isprintable() else "?" for letter in name[:41])
    return clean if len(clean) <= 40 else f"{clean[:39]}…"
