"""
A package of the program: the bundle that a laptop installs from, with what the offline release key vouches for.

    begin, length of what follows (4 bytes, big-endian), what is said of the bundle (MessagePack), the bundle (ZIP)
"""

import hashlib
import json
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec

from shared import os_errors
from shared.errors import BadBundle, BadInput
from shared.whole import whole
from sync.keys import PROGRAM, HubPublic, ReleaseKey, verify
from sync.wire import pack, unpack

BEGIN = b"CHASQUI PROGRAMA 1\n"
SUFFIX = ".chasqui"
MOST_BYTES = 1 << 30
"""Of a bundle: five times one that serves three versions of Python."""
_MAX_HEAD, _CHUNK = 8_192, 1 << 20
_Word = Annotated[str, msgspec.Meta(pattern="^[0-9a-z_.]{1,40}$")]
_Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Package(msgspec.Struct, frozen=True):
    """What is said of a bundle; *mark* tells its wheels from all others, *size* is in bytes."""

    version: _Word
    platform: _Word
    pythons: Annotated[list[_Word], msgspec.Meta(min_length=1, max_length=20)]
    mark: _Hash
    size: Annotated[int, msgspec.Meta(ge=1, le=MOST_BYTES)]
    sha256: _Hash
    signature: Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)] = bytes(64)

    @property
    def message(self) -> bytes:
        """What is signed: all of it."""
        return pack((self.version, self.platform, self.pythons, self.mark, self.size, self.sha256))


def sign_package(bundle: Path, out: Path, key: ReleaseKey) -> Package:
    """
    Write the package of a *bundle* that ``make bundle`` made to *out*, whole or not at all.

    Raises:
        BadInput: That is no bundle, or it cannot be read or written.
    """
    try:
        told = _told_in(bundle)
        digest, size = hashlib.sha256(), 0
        with bundle.open("rb") as file:
            for piece in _pieces(file):
                digest.update(piece)
                size += len(piece)
        bare = msgspec.convert({**told, "size": size, "sha256": digest.hexdigest()}, Package)
        package = msgspec.structs.replace(bare, signature=key.sign_program(bare.message))
        head = pack(package)
        with bundle.open("rb") as file, whole(out) as written:
            written.write(BEGIN + len(head).to_bytes(4, "big") + head)
            for piece in _pieces(file):
                written.write(piece)
    except (zipfile.BadZipFile, msgspec.ValidationError, KeyError, ValueError, StopIteration) as error:
        raise BadInput("«%(file)s» no es un paquete de «make bundle».", file=bundle.name) from error
    except OSError as error:
        raise os_errors.refused(error) or error from error
    return package


def read_head(file: BinaryIO, hub: HubPublic) -> Package:
    """
    Return what a package says of itself, once the release key has vouched for it; *file* is then at the bundle.

    Raises:
        BadBundle: It is no package, or cut.
        Untrusted: Another key signed it, or nobody.
    """
    if file.read(len(BEGIN)) != BEGIN:
        raise BadBundle("No es un paquete de actualización de Chasqui. No se cambió nada.")
    length = int.from_bytes(file.read(4), "big")
    if length > _MAX_HEAD:
        raise BadBundle("El paquete está dañado. Cópielo otra vez al USB y repita. No se cambió nada.")
    package = unpack(file.read(length), Package, max_bytes=_MAX_HEAD, what="el paquete")
    verify(hub.release, PROGRAM, package.message, package.signature)
    return package


def copy_bundle(file: BinaryIO, package: Package, to: BinaryIO) -> None:
    """
    Copy the bundle behind a head that was read, and check it on the way: what was checked is what is used.

    Raises:
        BadBundle: It is not the bundle that was signed.
    """
    digest, left = hashlib.sha256(), package.size
    for piece in _pieces(file):
        left -= len(piece)
        if left < 0:
            break
        digest.update(piece)
        to.write(piece)
    if left or digest.hexdigest() != package.sha256:
        raise BadBundle("El paquete está dañado. Cópielo otra vez al USB y repita. No se cambió nada.")


def is_plain(path: Path) -> bool:
    """Tell whether that is a file: neither a link nor a pipe, which may be anything or never end."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _told_in(bundle: Path) -> dict[str, object]:
    with zipfile.ZipFile(bundle) as archive:
        name = next(one for one in archive.namelist() if one.count("/") == 1 and one.endswith("/bundle.json"))
        told = json.loads(archive.read(name))
    return {field: told[field] for field in ("version", "platform", "pythons", "mark")}


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(_CHUNK):
        yield piece
