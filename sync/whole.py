"""How a file gets onto the disk: whole and there to stay, or not at all."""

import logging
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from shared import os_errors
from shared.errors import RoadClosed

_log = logging.getLogger(__name__)

Sync = Callable[[int], None]
"""Brings what was written to a descriptor onto the disk, as ``os.fsync`` does."""


def write_whole(path: Path, data: bytes, *, sync: Sync = os.fsync) -> None:
    """
    Write *data* to *path* so that a cut at any moment leaves the old file, or none, but never half of one.

    When it returns, file and folder are on the disk, and what was read back is what was written.

    Raises:
        RoadClosed: The disk is full, read-only or was pulled out; or what it gives back is not what was written.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        make_folder(path.parent, sync)
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            sync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent, sync)
        same = path.read_bytes() == data
    except OSError as error:
        raise RoadClosed(
            "No se pudo escribir en «%(folder)s»: %(reason)s. Revise el USB y repita.",
            folder=path.parent,
            reason=os_errors.reason(error),
        ) from error
    finally:
        forget(temporary)
    if not same:
        raise RoadClosed("Lo escrito en «%(folder)s» no se lee igual: ese USB falla. Use otro.", folder=path.parent)


def forget(path: Path) -> bool:
    """Remove a file that nobody needs, and tell whether it is gone: one that stays does no harm."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("left_behind file=%s error=%s", path.name, error.strerror)
        return False
    return True


def make_folder(folder: Path, sync: Sync = os.fsync) -> None:
    """Make a folder and those above it, each of them on the disk: a file is lost with a folder that was not."""
    if folder.is_dir():
        return
    make_folder(folder.parent, sync)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent, sync)


def sync_folder(folder: Path, sync: Sync = os.fsync) -> None:
    """Make a rename last through a power cut; Windows has no such call, and needs none for a rename."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)
