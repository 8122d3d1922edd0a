"""Whether the disk under the hub's folder is encrypted, where this machine says so: Linux does, of dm-crypt alone."""

import os
from enum import StrEnum
from pathlib import Path

from shared.sentences import N_, Sentence

_SYS = Path("/sys")
_DEEPEST = 16
_PLAIN = ("nvme", "sd", "vd", "hd", "xvd", "mmcblk")
"""What a disk is called; of what is called otherwise (a loop, a network's) nothing is known beneath it."""

_CIPHERS = tuple(f"CRYPT-{one}" for one in ("LUKS", "PLAIN-", "LOOPAES-", "TCRYPT-", "BITLK-", "FVAULT2-"))
"""What cryptsetup calls what it encrypts; of what it only checks (``INTEGRITY``, ``VERITY``) anybody reads the disk."""


class Encrypted(StrEnum):
    """What is known of it."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


SAID = {
    Encrypted.YES: N_("Cifrado por el sistema"),
    Encrypted.NO: N_("El sistema no lo cifra: quien se lleve el disco lee lo que hay en él"),
    Encrypted.UNKNOWN: N_("No se sabe: pregunte a quien instaló el equipo (LUKS o BitLocker)"),
}
"""A disk that encrypts by itself, or of a provider, is not known of."""


def of_folder(folder: Path, sys: Path = _SYS) -> Encrypted:
    """Return what is known of the disk under *folder*."""
    try:
        device = folder.stat().st_dev
    except OSError:
        return Encrypted.UNKNOWN
    return of_device(os.major(device), os.minor(device), sys) if hasattr(os, "major") else Encrypted.UNKNOWN


def of_device(major: int, minor: int, sys: Path = _SYS) -> Encrypted:
    """Return what is known of a block device, as *sys* tells what lies under it."""
    try:
        return _of(sys / "dev" / "block" / f"{major}:{minor}", _DEEPEST)
    except OSError:
        return Encrypted.UNKNOWN


def told(folder: Path) -> Sentence:
    """Say what is known of it."""
    return Sentence(SAID[of_folder(folder)])


def _of(entry: Path, deeper: int) -> Encrypted:
    block = entry.resolve(strict=True)
    uuid = block / "dm" / "uuid"
    if uuid.is_file() and uuid.read_text(encoding="utf-8").startswith(_CIPHERS):
        return Encrypted.YES
    slaves = block / "slaves"
    under = sorted(slaves.iterdir()) if slaves.is_dir() else []
    if not under:
        return Encrypted.NO if block.name.startswith(_PLAIN) else Encrypted.UNKNOWN
    if not deeper:
        return Encrypted.UNKNOWN
    found = {_of(one, deeper - 1) for one in under}
    # Of an array or a volume over several disks all must be.
    return found.pop() if len(found) == 1 else Encrypted.NO if Encrypted.NO in found else Encrypted.UNKNOWN
