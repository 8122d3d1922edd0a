"""Compressed files from outside: unpacked in memory within bounds, and never to a path that they name."""

import gzip
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Container, Mapping
from pathlib import PurePosixPath

from shared.errors import BadInput

MAX_BYTES = 768 * 1_048_576
"""Of a file, and of what it unpacks to. The ministry's Padrón has 287 MB."""
MAX_RATIO = 250
"""Text and tables pack 5 to 60 times; a bomb a thousand."""
MAX_ENTRIES = 2_000
_CALM = 16 * 1_048_576
"""Below this a file may pack as well as it likes."""
_CHUNK = 1_048_576
_DIRECTORY = 1_048_576
_END = b"PK\x05\x06"
_KINDS = (".dbf", ".csv", ".tsv", ".xlsx", ".txt")
_DAMAGED = "«%(name)s» está cortado o dañado. Cópielo otra vez; no se importó nada."
_BOMB = "«%(name)s» es demasiado grande al descomprimirlo. Pida el archivo sin comprimir."


def is_gzip(data: bytes) -> bool:
    """Tell whether *data* is gzip, by its first bytes."""
    return data[:2] == b"\x1f\x8b"


def is_zip(data: bytes) -> bool:
    """Tell whether *data* is a ZIP, by its first bytes: an XLSX is one too."""
    return data[:4] in (b"PK\x03\x04", _END)


def unzipped(data: bytes, name: str = "el archivo", *, max_bytes: int = MAX_BYTES) -> bytes:
    """
    Return *data*, decompressed where it is gzip.

    Raises:
        BadInput: Cut short, damaged, too large once decompressed, or made to grow without end.
    """
    if not is_gzip(data):
        return data
    plain, packed = bytearray(), io.BytesIO(data)
    try:
        with gzip.GzipFile(fileobj=packed) as file:
            while piece := file.read(_CHUNK):
                plain += piece
                if len(plain) > max_bytes or len(plain) > max(_CALM, MAX_RATIO * packed.tell()):
                    raise BadInput(_BOMB, name=name)
    except (OSError, EOFError, zlib.error) as error:
        raise BadInput(_DAMAGED, name=name) from error
    return bytes(plain)


def opened(data: bytes, name: str = "el archivo", *, max_bytes: int = MAX_BYTES) -> zipfile.ZipFile:
    """
    Return a ZIP whose entries may all be read: few enough, small enough, none locked, linked or named like a path out.

    Raises:
        BadInput: Damaged, or it breaks a bound; the message says which.
    """
    _check_end(data, name)
    try:
        file = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, UnicodeError, NotImplementedError) as error:
        raise BadInput(_DAMAGED, name=name) from error
    entries = file.infolist()
    if len(entries) > MAX_ENTRIES:
        raise BadInput("«%(name)s» trae demasiados archivos (%(count)s).", name=name, count=len(entries))
    for entry in entries:
        _check(entry, name)
    # Entries may share their bytes, and each may stay below what is calm: the whole is held to the ratio too.
    if sum(entry.file_size for entry in entries) > min(max_bytes, max(_CALM, MAX_RATIO * len(data))):
        raise BadInput(_BOMB, name=name)
    return file


def members(
    data: bytes, name: str = "el archivo", only: Container[str] | None = None, *, max_bytes: int = MAX_BYTES
) -> Mapping[str, bytes]:
    """
    Return the files of a ZIP by name, without folders and what macOS adds; with *only*, no others than those.

    Raises:
        BadInput: See ``opened``; or an entry is damaged.
    """
    with opened(data, name, max_bytes=max_bytes) as file:
        wanted = [entry for entry in file.infolist() if _is_file(entry) and (only is None or entry.filename in only)]
        return {entry.filename: _read(file, entry, name) for entry in wanted}


def only_table(data: bytes, name: str, *, max_bytes: int = MAX_BYTES) -> tuple[str, bytes]:
    """
    Return the one table of a ZIP, with its name.

    Raises:
        BadInput: See ``opened``; or there is none, or there are several.
    """
    with opened(data, name, max_bytes=max_bytes) as file:
        entries = [entry for entry in file.infolist() if _is_file(entry)]
        tables = [entry for entry in entries if entry.filename.lower().removesuffix(".gz").endswith(_KINDS[:4])]
        tables = tables or [entry for entry in entries if entry.filename.lower().endswith(_KINDS)]
        if len(tables) != 1:
            raise BadInput(
                "«%(name)s» debe traer una sola tabla (DBF, CSV o XLSX) y trae: %(found)s. Descomprímalo e importe la "
                "que corresponde.",
                name=name,
                found=", ".join(entry.filename[:60] for entry in (tables or entries)[:8]) or "nada",
            )
        return PurePosixPath(tables[0].filename).name, _read(file, tables[0], name)


def _check_end(data: bytes, name: str) -> None:
    """Look at the directory's size before anything reads it: a million entries take seconds and a gigabyte."""
    at = data.rfind(_END, max(len(data) - 65_557, 0))
    if at < 0 or len(data) < at + 22:
        raise BadInput(_DAMAGED, name=name)
    (size,) = struct.unpack_from("<I", data, at + 12)
    if size > _DIRECTORY or data[max(at - 20, 0) : at].startswith(b"PK\x06\x07"):
        raise BadInput("«%(name)s» trae demasiados archivos o es demasiado grande.", name=name)


def _check(entry: zipfile.ZipInfo, name: str) -> None:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if not entry.filename or path.is_absolute() or ".." in path.parts or ":" in entry.filename:
        raise BadInput("«%(name)s» trae un archivo con una ruta que no se acepta. No se abrió.", name=name)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise BadInput("«%(name)s» trae un enlace en vez de un archivo. No se abrió.", name=name)
    if entry.flag_bits & 1:
        raise BadInput("«%(name)s» está protegido con clave. Quítesela y repita.", name=name)
    if entry.file_size > max(_CALM, MAX_RATIO * entry.compress_size):
        raise BadInput(_BOMB, name=name)


def _is_file(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    return bool(path.name) and not entry.is_dir() and path.parts[0] != "__MACOSX" and not path.name.startswith(".")


def _read(file: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    try:
        return file.read(entry)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, zlib.error, NotImplementedError, RuntimeError) as error:
        raise BadInput(_DAMAGED, name=name) from error
