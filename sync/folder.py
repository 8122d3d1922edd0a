"""A folder or USB stick as a road: where things lie, and how a file gets there whole or not at all."""

import logging
import os
import re
import secrets
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path

from shared.errors import RoadClosed
from shared.ids import NodeId
from sync.bundle import MAX_BUNDLE_BYTES, bundle_id
from sync.header import MAGIC
from sync.reply import MAX_REPLY_BYTES

TOP = "CHASQUI"
MAX_FILES = 2_000
"""Files of one folder of a stick that are read at one visit."""
MAX_ENTRIES = 50_000
"""Names in one folder of a stick beyond which it is not looked at: somebody filled it on purpose."""
MAX_MODEL_BYTES = 16 * 1_048_576

_ID = re.compile(r"[0-9a-f]{32}")
_REPLY = re.compile(r"[0-9]{1,12}\.reply")
_LAST_REPLY = 10**12 - 1
_log = logging.getLogger(__name__)

Sync = Callable[[int], None]
"""Brings what was written to a descriptor onto the disk, as ``os.fsync`` does."""


def up(root: Path) -> Path:
    """Return the folder of the bundles on their way to the hub."""
    return root / TOP / "up"


def down(root: Path, node_id: NodeId) -> Path:
    """Return the folder of the replies for one node."""
    return root / TOP / "down" / node_id.hex()


def model_file(root: Path, sha256: str) -> Path:
    """Return where the model with this hash lies. It is named by its content: one copy serves every school."""
    return root / TOP / "down" / "models" / sha256


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
            reason=error.strerror,
        ) from error
    finally:
        _forget(temporary)
    if not same:
        raise RoadClosed("Lo escrito en «%(folder)s» no se lee igual: ese USB falla. Use otro.", folder=path.parent)


def put_bundle(root: Path, data: bytes, *, sync: Sync = os.fsync) -> Path:
    """
    Leave a bundle for whoever carries the stick; one that is there already is not written again.

    Raises:
        RoadClosed: See ``write_whole``.
    """
    path = up(root) / bundle_id(data)
    _check_own(root, path.parent)
    if _read(path, MAX_BUNDLE_BYTES) != data:
        write_whole(path, data, sync=sync)
    return path


def bundles(root: Path) -> Iterator[tuple[str, bytes]]:
    """
    Give the bundles that lie on the stick, by id. A file counts by its content: one that was cut is given under its
    name, so that its verified prefix can be used; strange names, links and giants are skipped.

    What does not even begin as a bundle comes last, so that it takes nobody's place among the MAX_FILES that are read.

    Raises:
        RoadClosed: The folder cannot be read, is a link, or holds more names than any stick of ours.
    """
    _check_own(root, up(root))
    for path in sorted(_files(up(root), _ID), key=lambda path: not _begins_as_bundle(path))[:MAX_FILES]:
        data = _read(path, MAX_BUNDLE_BYTES)
        if data is not None:
            yield path.name, data


def put_reply(root: Path, node_id: NodeId, data: bytes) -> Path:
    """
    Leave a reply for a node after those that are there.

    Raises:
        RoadClosed: See ``write_whole``.
    """
    folder = down(root, node_id)
    _check_own(root, folder)
    taken = {int(path.stem) for path in _files(folder, _REPLY)}
    last = max(taken, default=0)
    # A stranger's file with the greatest number that there is must not keep the reply from being found.
    number = last + 1 if last < _LAST_REPLY else next(n for n in count(1) if n not in taken)
    path = folder / f"{number}.reply"
    write_whole(path, data)
    return path


def replies(root: Path, node_id: NodeId) -> Iterator[tuple[str, bytes]]:
    """
    Give the replies that wait for a node with their names, oldest first. Nothing in them is verified yet.

    Raises:
        RoadClosed: As ``bundles`` does.
    """
    _check_own(root, down(root, node_id))
    for path in sorted(_files(down(root, node_id), _REPLY), key=lambda path: int(path.stem))[-MAX_FILES:]:
        data = _read(path, MAX_REPLY_BYTES)
        if data is not None:
            yield path.name, data


def put_model(root: Path, sha256: str, data: bytes) -> Path:
    """
    Leave a model for every school.

    Raises:
        RoadClosed: See ``write_whole``.
    """
    path = model_file(root, sha256)
    _check_own(root, path.parent)
    if _read(path, MAX_MODEL_BYTES) != data:
        write_whole(path, data)
    return path


def read_model(root: Path, sha256: str) -> bytes | None:
    """Return the bytes under this hash, unverified, or None where the stick has none."""
    return _read(model_file(root, sha256), MAX_MODEL_BYTES)


def _check_own(root: Path, folder: Path) -> None:
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


def _files(folder: Path, name: re.Pattern[str]) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in islice(entries, MAX_ENTRIES + 1)]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RoadClosed(
            "No se puede leer «%(folder)s»: %(reason)s. Revise el USB y repita.", folder=folder, reason=error.strerror
        ) from error
    if len(names) > MAX_ENTRIES:
        raise RoadClosed("En «%(folder)s» hay demasiados archivos: no se abrió. Use otro USB.", folder=folder)
    return [folder / found for found in sorted(names) if name.fullmatch(found)]


def _begins_as_bundle(path: Path) -> bool:
    """Tell whether a plain file begins as a bundle, of whatever version, does."""
    try:
        if path.is_symlink() or not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(MAGIC) - 1) == MAGIC[:-1]
    except OSError as error:
        _log.warning("skipped file=%s error=%s", path.name, error.strerror)
        return False


def _read(path: Path, max_bytes: int) -> bytes | None:
    """Return the bytes of a plain file that is not too long: a stick is somebody else's, so links are not followed."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > max_bytes:
            return None
        with path.open("rb") as file:
            return file.read(max_bytes)
    except OSError as error:
        _log.warning("skipped file=%s error=%s", path.name, error.strerror)
        return None


def _forget(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("left_behind file=%s error=%s", path.name, error.strerror)


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
