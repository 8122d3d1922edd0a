"""How a copy is read: what it says of itself and who vouches for that, and its files as it says; all within bounds."""

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from hub.backup import FORMAT, LENGTH_BYTES, MANIFEST, Manifest
from hub.copy_secrets import SECRETS
from hub.copy_signature import NOT_ITS_OWN, SIGNATURE, check_signed
from hub.migrations.run import revisions
from shared.errors import BadInput, Untrusted
from shared.sentences import N_

MAX_MANIFEST = 67_108_864
MAX_BLOCK = 268_435_456
"""So many bytes of rows at once: far more than ``hub.backup`` puts together."""
_MAX_SMALL = 65_536
_UNSIGNED = 1
"""The format of copies for which nobody vouches: older versions made them."""
_CHUNK = 1_048_576
DAMAGED = N_("«%(copy)s» no es una copia de la central, o está dañada. Use otra copia. No se cambió nada.")
NO_COPY = (OSError, EOFError, KeyError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error, msgspec.DecodeError)
"""What a damaged archive makes of itself: one that ends early, or seems to be encrypted or of a later form, too."""


def manifest_of(archive: zipfile.ZipFile) -> tuple[Manifest, bytes]:
    """
    Read what a copy says of itself, and its bytes; whether that is so, is not looked at here.

    Raises:
        ValueError: It is longer than any, or none.
        KeyError: There is none.
    """
    data = _small(archive, MANIFEST, MAX_MANIFEST)
    return msgspec.json.decode(data, type=Manifest), data


def is_newer(manifest: Manifest) -> bool:
    """Tell whether a newer version made a copy."""
    return manifest.format > FORMAT or manifest.revision not in revisions()


def is_signed(archive: zipfile.ZipFile, manifest: Manifest, data: bytes) -> bool:
    """
    Tell whether the hub that a *manifest* names signed its bytes, *data*; one of an older version nobody did.

    Raises:
        Untrusted: Another one signed it, or it was changed after, or its signature was taken away.
    """
    if SIGNATURE in archive.namelist():
        check_signed(data, _small(archive, SIGNATURE, _MAX_SMALL), manifest.hub)
        return True
    if manifest.format != _UNSIGNED:
        raise Untrusted(NOT_ITS_OWN)
    return False


def names_of(archive: zipfile.ZipFile) -> set[str]:
    """Return the files in a copy that its manifest is to name."""
    return set(archive.namelist()) - {MANIFEST, SIGNATURE}


def sealed_keys_of(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the keys in a copy, as they are sealed."""
    return _small(archive, name, _MAX_SMALL)


def secrets_of(archive: zipfile.ZipFile, manifest: Manifest) -> bytes | None:
    """
    Return the second factors in a copy, as they are sealed; None in one of before, where they lie open in its tables.

    Raises:
        BadInput: They are not what the manifest says.
    """
    if SECRETS not in manifest.files:
        return None
    with verified(archive, SECRETS, manifest) as file:
        return file.read(MAX_BLOCK)


class Hashed:
    """A file of a copy that is hashed as it is read."""

    def __init__(self, file: Any, size: int) -> None:
        self.size = size
        self._file, self._digest = file, hashlib.sha256()

    def read(self, size: int = _CHUNK) -> bytes:
        """Return the next bytes, at most *size*."""
        data: bytes = self._file.read(size)
        self._digest.update(data)
        return data

    def sha256(self) -> str:
        """Read what is left, and return the hash of all."""
        while self.read():
            pass
        return self._digest.hexdigest()


@contextmanager
def opened(archive: zipfile.ZipFile, name: str) -> Iterator[Hashed]:
    """Give a file of a copy."""
    with archive.open(name) as file:
        yield Hashed(file, archive.getinfo(name).file_size)


@contextmanager
def verified(archive: zipfile.ZipFile, name: str, manifest: Manifest) -> Iterator[Hashed]:
    """
    Give a file of a copy to whoever uses it as it is read: what was looked at before may be another one by now.

    Raises:
        BadInput: When the block ends, where it was not what the manifest says.
    """
    with opened(archive, name) as file:
        yield file
        if file.sha256() != manifest.files[name]:
            raise BadInput(DAMAGED, copy=archive.filename)


def rows_of(file: Hashed) -> Iterator[list[dict[str, Any]]]:
    """
    Return the rows of a table in a copy, some at a time.

    Raises:
        ValueError: They are no rows, or say that they are longer than they may be.
    """
    while size := file.read(LENGTH_BYTES):
        told = int.from_bytes(size, "big")
        if told > min(file.size, MAX_BLOCK):
            raise ValueError(told)
        yield msgspec.msgpack.decode(file.read(told), type=list[dict[str, Any]])


def _small(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    if archive.getinfo(name).file_size > most:
        raise ValueError(name)
    return archive.read(name)
