"""Taking a content pack in from a folder or a stick: verified to the last byte, and all of it or nothing."""

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec

from edge.pack_store import PackStore
from shared import os_errors
from shared.disk import Room, full_disk_told, room_in
from shared.errors import BadInput, NoSpace, RoadClosed, Untrusted
from shared.packs import MANIFEST, MAX_MANIFEST_BYTES, MB, Pack, PackFile, SignedPack, read_pack, read_signed, shown
from shared.whole import DISK, Disk, make_folder, whole
from sync.foreign_files import check_own, opened_plain, read_plain
from sync.keys import HubPublic, verify_pack

_PIECE = 1_048_576


class Added(msgspec.Struct, frozen=True):
    """A pack that was taken in."""

    resource: str
    version: int
    files: int
    bytes: int
    """Of all its files."""
    copied: int
    """Bytes that were not here before."""
    freed: int
    """Bytes that expired packs, and the version before, gave back."""


def _unheard(_done: int, _all: int) -> None:
    """Tell nobody."""


def read_from(folder: Path, hub: HubPublic) -> tuple[Pack, SignedPack]:
    """
    Read the manifest of the pack in *folder*, which the release key of *hub* vouches for.

    Raises:
        BadInput: There is none, or it cannot be read.
        Untrusted: The region did not sign it.
    """
    text = read_plain(folder / MANIFEST, MAX_MANIFEST_BYTES)
    if text is None:
        raise BadInput(
            "En «%(folder)s» no hay un paquete: falta «pack.json». Elija la carpeta que lo tiene.", folder=folder
        )
    told = read_signed(text)
    verify_pack(hub, bytes(told.manifest), told.release_signature)
    return read_pack(bytes(told.manifest)), told


def add_pack(
    packs: PackStore,
    hub: HubPublic,
    folder: Path,
    today: date | None,
    *,
    heard: Callable[[int, int], None] = _unheard,
    room: Callable[[Path], Room | None] = room_in,
    disk: Disk = DISK,
) -> Added:
    """
    Take in the pack that lies in *folder*. Doing it again mends files that were damaged.

    Args:
        today: None where this laptop's clock is not believed: nothing has expired then.
        heard: Called with the bytes copied so far and all that are to be copied.

    Raises:
        BadInput: It is no pack, has expired, or is no newer than the one that is here.
        Untrusted: The region did not sign it, or a file is not what was signed. Nothing of it stays.
        NoSpace: It does not fit beside the reserve of the disk. Nothing was begun.
        RoadClosed: A file cannot be read.
        NotReady: Another one is being taken in.
    """
    with packs.changing():
        pack, told = read_from(folder, hub)
        _check_wanted(packs, pack, today)
        wanted = packs.missing(pack)
        size = sum(one.size for one in wanted)
        freed = _make_room(packs, size, today, room)
        try:
            make_folder(packs.folder, disk)
            done = 0
            heard(done, size)
            for one in wanted:
                _fetch(folder, one, packs.path(one), disk)
                done += one.size
                heard(done, size)
            packs.keep(pack, told, list(pack.files))
        finally:
            freed += packs.sweep()
    return Added(pack.resource, pack.version, len(pack.files), pack.size, size, freed)


def _check_wanted(packs: PackStore, pack: Pack, today: date | None) -> None:
    if pack.expired(today):
        raise BadInput("El paquete venció el %(day)s. Pida a la oficina uno vigente.", day=pack.expires)
    kept = packs.one(pack.resource)
    if kept is not None and kept.pack.version > pack.version:
        raise BadInput(
            "Aquí ya está la versión %(here)s, más nueva que la %(there)s de este paquete. No se cambió nada.",
            here=kept.pack.version,
            there=pack.version,
        )
    if kept is not None and kept.pack.version == pack.version and kept.pack != pack:
        raise BadInput(
            "Aquí hay otro paquete con el mismo número de versión. Pida a la oficina uno con un número mayor.",
        )


def _make_room(packs: PackStore, size: int, today: date | None, room: Callable[[Path], Room | None]) -> int:
    """Drop what has expired where, and only where, the pack fits so; a disk that does not say is tried."""
    found = room(packs.folder if packs.folder.is_dir() else packs.folder.parent)
    if found is None or not size or not Room(found.free - size, found.total).low:
        return 0
    gain = packs.room_of_expired(today)
    if Room(found.free + gain - size, found.total).low:
        raise NoSpace(
            "El paquete ocupa %(size)s MB y en el disco quedan %(free)s MB, sin la reserva. No se empezó: quite otro "
            "paquete o libere espacio, y repita.",
            size=-(-size // MB),
            free=max(found.free, 0) // MB,
        )
    return packs.drop_expired(today)


def _fetch(folder: Path, one: PackFile, path: Path, disk: Disk) -> None:
    source = folder / one.path
    check_own(folder, source.parent)
    digest, left = hashlib.sha256(), one.size
    try:
        with opened_plain(source) as file, full_disk_told(), whole(path, disk=disk) as kept:
            # One byte more than was signed is as wrong as one less, and a file without end must not fill the disk.
            while piece := file.read(min(_PIECE, left + 1)):
                left -= len(piece)
                if left < 0:
                    break
                digest.update(piece)
                kept.write(piece)
            if left or digest.hexdigest() != one.sha256:
                raise Untrusted(
                    "«%(path)s» no es lo que la región firmó: el USB falló o alguien lo cambió. No se guardó nada del "
                    "paquete: cópielo otra vez.",
                    path=shown(one.path),
                )
    except OSError as error:
        raise RoadClosed(
            "No se pudo copiar «%(path)s»: %(reason)s. Revise el USB y repita.",
            path=shown(one.path),
            reason=os_errors.reason(error),
        ) from error
