"""The USB sticks that are plugged in, as far as this computer says. Nothing is read from them to know it."""

import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.disk import room_in
from sync.folder import TOP

PLACES = (Path("/media"), Path("/run/media"), Path("/mnt"))
"""Where Linux mounts what people plug in."""
MOUNTS = Path("/proc/self/mounts")
_OF_STICKS = frozenset(
    ("exfat", "ext2", "ext3", "ext4", "f2fs", "fuseblk", "hfsplus", "msdos", "ntfs", "ntfs3", "udf", "vfat")
)
_ESCAPED = re.compile(r"\\([0-7]{3})")
_WINDOWS_REMOVABLE = 2


@dataclass(frozen=True, slots=True)
class Stick:
    """A stick, or a folder that stands for one."""

    path: Path
    ours: bool
    """It holds a CHASQUI folder: somebody carries it between the school and the region."""

    @property
    def name(self) -> str:
        """What people call it: its label, which is how its mount point is named, or its drive."""
        return self.path.name or str(self.path)

    @property
    def free(self) -> int | None:
        """How many bytes are free; None where it does not say."""
        room = room_in(self.path)
        return None if room is None else room.free


def mount_points(text: str, places: Iterable[Path]) -> list[Path]:
    r"""
    Return the writable file systems of the kinds that sticks have, at or below *places*.

    >>> text = "/dev/sdb1 /media/ana/MI\\040USB vfat rw,nosuid 0 0\n/dev/sdc1 /mnt/x vfat ro 0 0"
    >>> [str(path) for path in mount_points(text, PLACES)]
    ['/media/ana/MI USB']
    """
    under = tuple(places)
    rows = [line.split(" ") for line in text.splitlines()]
    found = [
        Path(_ESCAPED.sub(lambda octal: chr(int(octal[1], 8)), row[1]))
        for row in rows
        if len(row) >= 4 and row[2] in _OF_STICKS and "rw" in row[3].split(",")
    ]
    return [path for path in found if any(path == place or place in path.parents for place in under)]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a stick may be, as this computer says; nothing was asked of the stick itself."""

    path: Path
    mounted: bool = True
    """It is a file system of its own; else a folder, which is a stick only where it holds a CHASQUI folder."""


def mounted_places(folders: Sequence[Path] = (), *, mounts: Path = MOUNTS) -> list[Place]:
    """Return where sticks are plugged in, as the system says: none of them is asked."""
    return [Place(path) for path in sorted({*mount_points(_text(mounts), (*PLACES, *folders)), *_drives()})]


def places_in(folder: Path) -> list[Place]:
    """Return *folder* and the folders in it, each of which may stand for a stick."""
    return [Place(path, mounted=False) for path in (folder, *_inside(folder))]


def with_others(mounted: Sequence[Place], others: Iterable[Place]) -> list[Place]:
    """Return all of these places, each once, in order."""
    known = {place.path for place in mounted}
    return sorted({*mounted, *(place for place in others if place.path not in known)})


def stick_at(place: Place) -> Stick | None:
    """Return the stick at *place*; None where it is none, or cannot be looked at."""
    ours = _is_ours(place.path)
    return Stick(place.path, ours) if (ours or place.mounted) and os.access(place.path, os.W_OK) else None


def sticks(folders: Sequence[Path] = (), *, mounts: Path = MOUNTS) -> tuple[Stick, ...]:
    """
    Return the sticks that are plugged in, and those *folders*, or folders in them, that hold a CHASQUI folder.

    What cannot be looked at is no stick. One that hangs keeps waiting who asks: see ``sync.plugged``.
    """
    others = [place for folder in folders for place in places_in(folder)]
    looked = map(stick_at, with_others(mounted_places(folders, mounts=mounts), others))
    return tuple(stick for stick in looked if stick)


if sys.platform == "win32":
    import ctypes

    def _drives() -> list[Path]:
        """Return the removable drives. docs/soporte.md: never run on a Windows machine."""
        letters = [f"{letter}:\\" for letter in "DEFGHIJKLMNOPQRSTUVWXYZ"]
        return [Path(one) for one in letters if ctypes.windll.kernel32.GetDriveTypeW(one) == _WINDOWS_REMOVABLE]

else:

    def _drives() -> list[Path]:
        """Return none: here they are mounted."""
        return []


def _is_ours(path: Path) -> bool:
    try:
        return (path / TOP).is_dir() and not (path / TOP).is_symlink()
    except OSError:
        return False


def _inside(folder: Path) -> list[Path]:
    try:
        return [Path(entry.path) for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return []


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
