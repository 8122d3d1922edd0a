"""A folder or USB stick as a road: where things lie, and what lies there."""

import os
import re
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from shared.ids import NodeId
from shared.whole import Sync, forget
from sync.bundle import MAX_BUNDLE_BYTES, bundle_id
from sync.foreign_files import beginning, check_own, files_of, is_plain, read_plain
from sync.header import MAGIC
from sync.reply import MAX_REPLY_BYTES
from sync.whole import write_whole

TOP = "CHASQUI"
MAX_FILES = 2_000
"""Files of one folder of a stick that are read at one visit."""
MAX_PACKS = 200
"""Content packs of a stick that are looked at."""
MAX_READ_BYTES = 64 * 1_048_576
"""What a node reads of each kind of reply on a stick at one visit."""
MAX_MODEL_BYTES = 16 * 1_048_576

_SYSTEMS = frozenset(("desktop.ini", "thumbs.db"))
_ID = re.compile(r"[0-9a-f]{32}")
_NODE = re.compile(r"[0-9a-f]{16}")
_REPLY = re.compile(r"[0-9]{1,12}\.reply")
_LAST_REPLY = 10**12 - 1
_REPLY_BEGINS = frozenset(bytes([0x90 + fields]) for fields in range(1, 16))
"""A reply is a MessagePack array: of how many fields may grow."""


def up(root: Path) -> Path:
    """Return the folder of the bundles on their way to the hub."""
    return root / TOP / "up"


def down(root: Path, node_id: NodeId) -> Path:
    """Return the folder of the replies for one node."""
    return root / TOP / "down" / node_id.hex()


def broadcast(root: Path) -> Path:
    """Return the folder of what the region says to every school: it is written once, whoever reads it."""
    return root / TOP / "down" / "region"


def model_file(root: Path, sha256: str) -> Path:
    """Return where the model with this hash lies. It is named by its content: one copy serves every school."""
    return root / TOP / "down" / "models" / sha256


def put_bundle(root: Path, data: bytes, *, sync: Sync = os.fsync) -> Path:
    """
    Leave a bundle for whoever carries the stick; one that is there already is not written again.

    Raises:
        RoadClosed: See ``write_whole``.
    """
    path = up(root) / bundle_id(data)
    check_own(root, path.parent)
    if read_plain(path, MAX_BUNDLE_BYTES) != data:
        write_whole(path, data, sync=sync)
    return path


def check_down(root: Path) -> None:
    """
    Check that what the hub writes would lie on the stick itself.

    Raises:
        RoadClosed: See ``bundle_files``.
    """
    check_own(root, broadcast(root))


def bundle_files(root: Path) -> list[Path]:
    """
    Return the files on their way to the hub. Content makes a bundle, not its name; strange files and links are skipped.

    What is only named like a bundle comes last: it was damaged, and takes nobody's place among MAX_FILES. What cannot
    be looked at is named too, so that nobody takes a stick that was pulled out for an empty one.

    Raises:
        RoadClosed: The folder cannot be read, is a link, or holds more names than any stick of ours.
    """
    return sorted_out(root)[0]


def sorted_out(root: Path) -> tuple[list[Path], list[Path]]:
    """Return what ``bundle_files`` gives, and the files beside them that are nobody's bundle. Raises as that."""
    check_own(root, up(root))
    begin = {path: beginning(path, len(MAGIC) - 1) for path in files_of(up(root))}
    ours = [path for path, data in begin.items() if data in (MAGIC[:-1], None)]
    rest = [path for path, data in begin.items() if data not in (MAGIC[:-1], None)]
    named = [path for path in rest if _ID.fullmatch(path.name) and is_plain(path)]
    files = [path for path in rest if path not in named and (path.is_symlink() or path.is_file())]
    return ours + named, [path for path in files if path.name.lower() not in _SYSTEMS]


def read_bundle(path: Path) -> bytes | None:
    """Return the bytes of a bundle; None where they cannot be read, or are too many."""
    return read_plain(path, MAX_BUNDLE_BYTES)


def bundles(root: Path) -> Iterator[tuple[str, bytes]]:
    """
    Give the bundles that lie on the stick, by name. One that was cut is given too, for its verified prefix.

    Raises:
        RoadClosed: See ``bundle_files``.
    """
    for path in bundle_files(root)[:MAX_FILES]:
        data = read_bundle(path)
        if data is not None:
            yield path.name, data


def put_reply(root: Path, node_id: NodeId, data: bytes) -> Path:
    """
    Leave a reply for a node after those that are there.

    Raises:
        RoadClosed: See ``write_whole``.
    """
    folder = down(root, node_id)
    check_own(root, folder)
    taken = {int(path.stem) for path in _numbered(folder)}
    last = max(taken, default=0)
    # A stranger's file with the greatest number that there is must not keep the reply from being found.
    number = last + 1 if last < _LAST_REPLY else next(n for n in count(1) if n not in taken)
    path = folder / f"{number}.reply"
    write_whole(path, data)
    return path


def numbered_replies(root: Path, node_id: NodeId) -> list[Path]:
    """
    Return the files that ``put_reply`` left for a node, oldest first.

    Raises:
        RoadClosed: See ``bundle_files``.
    """
    check_own(root, down(root, node_id))
    return _numbered(down(root, node_id))


def carried_for(root: Path) -> list[NodeId]:
    """
    Return the nodes that a stick has a folder for: it was at the hub before, on their behalf.

    Raises:
        RoadClosed: See ``bundle_files``.
    """
    check_own(root, broadcast(root))
    names = [path.name for path in files_of(broadcast(root).parent) if path.is_dir() and _NODE.fullmatch(path.name)]
    return [NodeId(bytes.fromhex(name)) for name in names]


def put_broadcast(root: Path, pages: Sequence[bytes]) -> None:
    """
    Leave what the region says to every school, each page a reply of its own, in place of what lay there.

    Raises:
        RoadClosed: See ``write_whole``.
    """
    folder = broadcast(root)
    check_own(root, folder)
    before = _numbered(folder)
    new = {folder / f"{number}.reply": data for number, data in enumerate(pages, start=1)}
    for path, data in new.items():
        if read_plain(path, MAX_REPLY_BYTES) != data:
            write_whole(path, data)
    for path in before:
        if path not in new:
            forget(path)


def replies(root: Path, node_id: NodeId) -> Iterator[tuple[str, bytes]]:
    """
    Give what waits for a node, with the names of the files: the broadcast, then its own replies, oldest first.

    A reply that somebody renamed, or moved up to a folder above, is found by how it begins. Nothing is verified yet.

    Raises:
        RoadClosed: See ``bundle_files``.
    """
    own = down(root, node_id)
    check_own(root, own)
    check_own(root, broadcast(root))
    strays = [path for folder in (root / TOP, own.parent, own) for path in files_of(folder) if _is_stray(path)]
    # What somebody filled a folder with takes nothing of the others.
    for paths in (_numbered(broadcast(root))[:MAX_FILES], strays[-MAX_FILES:], _numbered(own)[-MAX_FILES:]):
        left = MAX_READ_BYTES
        for path in paths:
            data = read_plain(path, min(MAX_REPLY_BYTES, left))
            if data is not None:
                left -= len(data)
                yield path.name, data


def introduction_file(root: Path) -> Path:
    """Return where a stick says whose it is: what a school needs besides the words that it types."""
    return root / TOP / "down" / "hub.json"


def read_introduction(root: Path) -> bytes | None:
    """
    Return what a stick says of the hub; None where it says nothing, or not in a plain file.

    Raises:
        RoadClosed: Its folder is a link.
    """
    path = introduction_file(root)
    check_own(root, path.parent)
    return read_plain(path, MAX_REPLY_BYTES)


def put_introduction(root: Path, data: bytes) -> None:
    """
    Leave what the hub says of itself.

    Raises:
        RoadClosed: See ``write_whole``.
    """
    path = introduction_file(root)
    check_own(root, path.parent)
    if read_plain(path, MAX_REPLY_BYTES) != data:
        write_whole(path, data)


def put_model(root: Path, sha256: str, data: bytes) -> Path:
    """
    Leave a model for every school.

    Raises:
        RoadClosed: See ``write_whole``.
    """
    path = model_file(root, sha256)
    check_own(root, path.parent)
    if read_plain(path, MAX_MODEL_BYTES) != data:
        write_whole(path, data)
    return path


def pack_folders(root: Path, manifest: str) -> list[Path]:
    """
    Return the folders of content packs that lie on the stick, by name: those that hold a *manifest*.

    Raises:
        RoadClosed: See ``bundle_files``.
    """
    folder = root / TOP / "packs"
    check_own(root, folder)
    there = [path for path in files_of(folder) if path.is_dir() and not path.is_symlink()]
    return [path for path in there[:MAX_PACKS] if is_plain(path / manifest)]


def read_model(root: Path, sha256: str) -> bytes | None:
    """Return the bytes under this hash, unverified, or None where the stick has none."""
    return read_plain(model_file(root, sha256), MAX_MODEL_BYTES)


def _numbered(folder: Path) -> list[Path]:
    return sorted((path for path in files_of(folder) if _REPLY.fullmatch(path.name)), key=lambda path: int(path.stem))


def _is_stray(path: Path) -> bool:
    return not _REPLY.fullmatch(path.name) and (beginning(path, 1) or b"") in _REPLY_BEGINS
